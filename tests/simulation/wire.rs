//! The way between the SDK and the engine, and everything that can go wrong on it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;

use super::chance::Chance;
use super::engine::Engine;
use super::protocol::{broken, conflict, gone, keys_of, name, throttled, written_by};
use super::time::Time;

/// What may befall one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mishap {
    /// It never arrives.
    Lost,
    /// It arrives and has its effect; the answer is lost.
    AnswerLost,
    /// It seems lost, and arrives when nobody expects it any more.
    Late,
    Throttled,
    /// The service fails before it does anything.
    Broken,
    /// Another transaction holds one of its items: by chance, or because one really does.
    Conflict,
}

impl Mishap {
    pub const ALL: [Self; 6] = [
        Self::Lost,
        Self::AnswerLost,
        Self::Late,
        Self::Throttled,
        Self::Broken,
        Self::Conflict,
    ];
}

#[derive(Clone)]
pub struct Wire(Arc<Shared>);

struct Shared {
    engine: Engine,
    time: Time,
    chance: Chance,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Of 100 requests so many have a mishap.
    mishaps_percent: u64,
    happened: BTreeMap<Mishap, u64>,
    /// Requests after which the function dies: no later one gets through or is answered.
    left: Option<u64>,
    /// Items that transactions hold at this moment.
    held: BTreeSet<String>,
    story: Vec<String>,
    /// The keys that transactions and puts wrote, in the order in which they did.
    written: Vec<String>,
    /// Requests on a long way, with the time of their arrival.
    late: Vec<(u128, String, Vec<u8>)>,
}

impl Wire {
    pub fn new(engine: Engine, time: Time, chance: Chance) -> Self {
        let state = Mutex::default();
        Self(Arc::new(Shared {
            engine,
            time,
            chance,
            state,
        }))
    }

    pub fn go_wrong(&self, percent: u64) {
        self.0.state.lock().unwrap().mishaps_percent = percent;
    }

    /// The function dies when so many requests have been carried out, before it hears of the last one.
    pub fn die_after(&self, requests: Option<u64>) {
        self.0.state.lock().unwrap().left = requests;
    }

    pub fn is_dead(&self) -> bool {
        self.0.state.lock().unwrap().left == Some(0)
    }

    pub fn happened(&self) -> BTreeMap<Mishap, u64> {
        self.0.state.lock().unwrap().happened.clone()
    }

    /// One line a request, in the order in which they ended.
    pub fn story(&self) -> Vec<String> {
        self.0.state.lock().unwrap().story.clone()
    }

    /// When the item was first written: its place among all writes.
    pub fn written(&self, pk: &str, sk: &str) -> Option<usize> {
        let state = self.0.state.lock().unwrap();
        state.written.iter().position(|key| *key == name(pk, sk))
    }

    async fn carry(self, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
        let shared = &self.0;
        if self.is_dead() {
            return futures::future::pending().await;
        }
        let target = request
            .headers()
            .get("x-amz-target")
            .unwrap_or_default()
            .to_owned();
        let body = request.body().bytes().unwrap_or_default().to_vec();
        shared.time.nap_ms(shared.chance.below(6)).await;
        let mishap = self.mishap(&target);
        match mishap {
            Some(Mishap::Lost) => return self.end(&target, mishap, Err(gone())),
            Some(Mishap::Late) => {
                self.delay(&target, body);
                return self.end(&target, mishap, Err(gone()));
            }
            Some(Mishap::Throttled) => return self.end(&target, mishap, Ok(throttled())),
            Some(Mishap::Broken) => return self.end(&target, mishap, Ok(broken())),
            Some(Mishap::Conflict) => return self.end(&target, mishap, Ok(conflict(&body))),
            Some(Mishap::AnswerLost) | None => {}
        }
        let Some(held) = Held::take(&self, &target, &body) else {
            return self.end(&target, Some(Mishap::Conflict), Ok(conflict(&body)));
        };
        shared.time.nap_ms(shared.chance.below(3)).await;
        let answer = self.answer(&target, &body);
        drop(held);
        if self.dies_now() {
            return futures::future::pending().await;
        }
        shared.time.nap_ms(shared.chance.below(6)).await;
        match mishap {
            Some(_) => self.end(&target, mishap, Err(gone())),
            None => self.end(&target, None, Ok(answer)),
        }
    }

    /// Counts a request that was carried out.
    fn dies_now(&self) -> bool {
        let mut state = self.0.state.lock().unwrap();
        let left = state.left.as_mut();
        left.is_some_and(|left| {
            *left = left.saturating_sub(1);
            *left == 0
        })
    }

    fn delay(&self, target: &str, body: Vec<u8>) {
        let arrives = self.0.time.now_ms() + u128::from(self.0.chance.below(500));
        self.0
            .state
            .lock()
            .unwrap()
            .late
            .push((arrives, target.to_owned(), body));
    }

    /// Lets arrive what is due by now.
    pub fn catch_up(&self) {
        let now = self.0.time.now_ms();
        let due = |(arrives, ..): &mut (u128, String, Vec<u8>)| *arrives <= now;
        let due: Vec<_> = self
            .0
            .state
            .lock()
            .unwrap()
            .late
            .extract_if(.., due)
            .collect();
        for (_, target, body) in due {
            self.write(&target, &body);
        }
    }

    fn answer(&self, target: &str, body: &[u8]) -> (u16, String) {
        self.catch_up();
        self.write(target, body)
    }

    fn write(&self, target: &str, body: &[u8]) -> (u16, String) {
        let answer = self.0.engine.answer(target, body);
        if answer.0 == 200 {
            let keys = written_by(target, body);
            self.0.state.lock().unwrap().written.extend(keys);
        }
        answer
    }

    fn mishap(&self, target: &str) -> Option<Mishap> {
        let percent = self.0.state.lock().unwrap().mishaps_percent;
        let mishap = self
            .0
            .chance
            .percent(percent)
            .then(|| self.0.chance.of(&Mishap::ALL));
        let is_transaction = target.ends_with("TransactWriteItems");
        mishap.filter(|mishap| *mishap != Mishap::Conflict || is_transaction)
    }

    fn end(
        &self,
        target: &str,
        mishap: Option<Mishap>,
        answer: Result<(u16, String), ConnectorError>,
    ) -> Result<HttpResponse, ConnectorError> {
        let mut state = self.0.state.lock().unwrap();
        if let Some(mishap) = mishap {
            *state.happened.entry(mishap).or_default() += 1;
        }
        let status = answer.as_ref().map_or(0, |(status, _)| *status);
        let operation = target.rsplit('.').next().unwrap_or_default();
        let line = format!(
            "{} ms {operation} {mishap:?} {status}",
            self.0.time.now_ms()
        );
        state.story.push(line);
        let (status, body) = answer?;
        let mut response =
            HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
        response
            .headers_mut()
            .insert("content-type", "application/x-amz-json-1.0");
        Ok(response)
    }
}

/// The items of a transaction, held until it ends or is dropped.
struct Held<'a> {
    wire: &'a Wire,
    keys: Vec<String>,
}

impl<'a> Held<'a> {
    /// `None` when another transaction holds one of them.
    fn take(wire: &'a Wire, target: &str, body: &[u8]) -> Option<Self> {
        let keys = keys_of(target, body);
        let mut state = wire.0.state.lock().unwrap();
        if keys.iter().any(|key| state.held.contains(key)) {
            return None;
        }
        state.held.extend(keys.iter().cloned());
        Some(Self { wire, keys })
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        let mut state = self.wire.0.state.lock().unwrap();
        for key in &self.keys {
            state.held.remove(key);
        }
    }
}

impl std::fmt::Debug for Wire {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Wire")
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(self.clone().carry(request))
    }
}

impl HttpClient for Wire {
    fn http_connector(
        &self,
        _: &HttpConnectorSettings,
        _: &RuntimeComponents,
    ) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

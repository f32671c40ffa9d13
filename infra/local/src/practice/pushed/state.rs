//! What the services were told, in memory: a new start begins empty, as the others' memory is no
//! concern of ours.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::Made;
use super::trouble::{Order, PushTrouble, Service};

/// Bad answers that may be ordered at once.
const TIMES_MAX: usize = 10_000;
/// Calls that are remembered: enough for any test, bounded for a long day.
const CALLS_MAX: usize = 5_000;

#[derive(Default)]
pub struct Pushed(Mutex<Told>);

#[derive(Default)]
pub struct Told {
    /// By IUV.
    pub aca: BTreeMap<String, Value>,
    /// By organisation and IUPD.
    pub gpd: BTreeMap<String, Value>,
    pub messages: Vec<Value>,
    calls: VecDeque<Value>,
    trouble: Vec<(Service, VecDeque<PushTrouble>)>,
}

/// One call as it came.
pub struct Call<'c> {
    pub service: Service,
    pub method: &'static str,
    pub path: String,
    pub headers: &'c HeaderMap,
    pub body: Value,
}

impl Pushed {
    pub fn order(&self, order: Order) {
        let mut told = self.lock();
        let times = order.times.min(TIMES_MAX);
        let more = std::iter::repeat_n(order.kind, times);
        match told.trouble.iter_mut().find(|it| it.0 == order.service) {
            Some((_, waiting)) => waiting.extend(more),
            None => told.trouble.push((order.service, more.collect())),
        }
    }

    /// What everybody was told.
    pub fn told(&self) -> Value {
        let told = self.lock();
        json!({
            "aca": told.aca, "gpd": told.gpd, "messages": told.messages, "calls": told.calls,
        })
    }

    /// Answers a call: the effect of a good one by `effect`, or the trouble that was ordered among
    /// `kinds`.
    pub async fn serve(
        &self,
        call: Call<'_>,
        kinds: &[PushTrouble],
        effect: impl FnOnce(&mut Told, &Value) -> Made,
    ) -> Response {
        let (bad, made) = self.effect(&call, kinds, effect);
        self.note(&call, bad, &made);
        match bad {
            Some(kind) => kind.answer(made).await,
            None => (made.0, Json(made.1)).into_response(),
        }
    }

    fn effect(
        &self,
        call: &Call<'_>,
        kinds: &[PushTrouble],
        effect: impl FnOnce(&mut Told, &Value) -> Made,
    ) -> (Option<PushTrouble>, Made) {
        let mut told = self.lock();
        let bad = told.next_trouble(call.service, kinds);
        if !call.headers.contains_key("ocp-apim-subscription-key") {
            return (None, (StatusCode::UNAUTHORIZED, json!({})));
        }
        match bad {
            Some(kind) if !kind.has_effect() => (bad, (StatusCode::OK, json!({}))),
            _ => (bad, effect(&mut told, &call.body)),
        }
    }

    fn note(&self, call: &Call<'_>, bad: Option<PushTrouble>, made: &Made) {
        let mut told = self.lock();
        if told.calls.len() >= CALLS_MAX {
            told.calls.pop_front();
        }
        told.calls.push_back(json!({
            "service": call.service.name(),
            "method": call.method,
            "path": call.path,
            "body": call.body,
            "trouble": bad.map(|kind| format!("{kind:?}")),
            "status": made.0.as_u16(),
            "answer": made.1,
        }));
    }

    fn lock(&self) -> MutexGuard<'_, Told> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Told {
    fn next_trouble(&mut self, service: Service, kinds: &[PushTrouble]) -> Option<PushTrouble> {
        let (_, waiting) = self.trouble.iter_mut().find(|it| it.0 == service)?;
        let next = waiting.front().filter(|kind| kinds.contains(kind))?;
        let next = *next;
        waiting.pop_front();
        Some(next)
    }
}

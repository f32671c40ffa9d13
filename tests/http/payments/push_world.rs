//! What the tests of pushes have in common: the choice of a body, trouble, what arrived.

use std::time::Duration;

use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::domain::outwards::{Push, PushState, Target};
use payments::jobs::push;
use payments::store::outwards;
use serde_json::{Value, json};
use tests::openapi::{Exchange, OpenApi};

use super::browser::Browser;
use super::world::{CREDITOR, World};

pub const PAGOPA: &str = "/panel/payments/connections/pagopa";
pub const IO: &str = "/panel/payments/connections/io";

pub fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(CREDITOR).unwrap()
}

/// Troubles that leave a good answer's effect behind them.
const WITH_EFFECT: [&str; 4] = ["Late", "Closed", "NotJson", "Wrong"];

/// The document that a service is described by.
fn document(target: Target) -> Option<OpenApi> {
    match target {
        Target::Aca => OpenApi::official("paCreatePosition.json"),
        Target::Gpd => OpenApi::official("pagopa-debt-position_external_v1.json"),
        Target::Io => OpenApi::of_app_io(),
    }
}

/// Every call is one of the official document, and so is the answer of a service that was well.
pub fn judged(calls: &[Value], target: Target) {
    assert!(!calls.is_empty());
    let Some(official) = document(target) else {
        return;
    };
    for call in calls {
        let trouble = call["trouble"].as_str();
        if trouble.is_some_and(|kind| !WITH_EFFECT.contains(&kind)) {
            continue;
        }
        let answer = serde_json::to_vec(&call["answer"]).unwrap();
        let told = |name: &str| call[name].as_str().unwrap();
        let exchange = Exchange {
            method: told("method"),
            target: told("path"),
            sent: Some(&call["body"]).filter(|body| !body.is_null()),
            status: u16::try_from(call["status"].as_u64().unwrap()).unwrap(),
            content_type: Some("application/json"),
            request_id: Some("practice"),
            answer: &answer,
        };
        assert_eq!(official.faults(&exchange), [""; 0], "{call}");
    }
}

impl World {
    /// The body chooses an archive, by the page.
    pub async fn choose(&self, archive: &str) {
        let browser = Browser::open(self).await;
        let fields = [("archive", archive), ("key", "practice-key")];
        let answer = browser.post(PAGOPA, &fields).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
    }

    /// The debtors of one service are written to on App IO.
    pub async fn write_on_io(&self, service: &str) {
        let browser = Browser::open(self).await;
        let (on, key) = (format!("on.{service}"), format!("key.{service}"));
        let fields = [(on.as_str(), "yes"), (key.as_str(), "io-key")];
        let answer = browser.post(IO, &fields).await;
        assert!(answer.status().is_success() || answer.status().is_redirection());
    }

    pub async fn trouble(&self, service: &str, kind: &str, times: usize) {
        let order = json!({ "service": service, "kind": kind, "times": times });
        let url = self.url("/_local/practice/push-trouble");
        let answer = self.http.post(url).json(&order).send().await.unwrap();
        assert!(answer.status().is_success());
    }

    /// What the services know, and every call.
    pub async fn pushed(&self) -> Value {
        let url = self.url("/_local/practice/pushed");
        self.http
            .get(url)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// The calls to one service.
    pub async fn calls(&self, service: &str) -> Vec<Value> {
        let pushed = self.pushed().await;
        let calls = pushed["calls"].as_array().unwrap();
        let own = calls.iter().filter(|call| call["service"] == service);
        own.cloned().collect()
    }

    pub async fn push_of(&self, notice: &str, target: Target) -> Option<Push> {
        let nav = NoticeNumber::parse(notice).unwrap();
        let table = &self.stack.parts.job_table;
        let found = outwards::push(table, (&creditor(), &nav), target).await;
        found.unwrap()
    }

    /// Waits until what is told of a notice is in this state.
    pub async fn told(&self, notice: &str, target: Target, state: PushState) -> Push {
        let mut last = None;
        for _ in 0..1_500 {
            last = self.push_of(notice, target).await;
            if let Some(push) = last.as_ref().filter(|push| push.state == state) {
                return push.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{notice} was never {state:?}: {last:?}");
    }

    /// The schedule, some time later.
    pub async fn push_after(&self, pause: SignedDuration) {
        self.stack.clock.advance(pause);
        let parts = &self.stack.parts;
        push::tick(&parts.job_table, &*parts.clock, &*parts.dice)
            .await
            .unwrap();
        self.stack.quiet().await.unwrap();
    }
}

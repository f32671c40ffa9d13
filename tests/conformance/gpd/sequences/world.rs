//! The routes, the gate before them, and one position.

use std::sync::Arc;

use access::Role;
use access::domain::declared_key::{DeclaredKey, DeclaredSecret};
use access::gate::Gate;
use access::store::declared_keys;
use axum::Router;
use axum::body::{Body, to_bytes};
use http::Request;
use jiff::SignedDuration;
use kernel::dice::SeededDice;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock, ManualClock};
use local::cloud::{Cloud, TABLE};
use payments::domain::position::DebtPosition;
use payments::routes::gpd::{GpdDeps, routes};
use payments::routes::node::{self, NodeDeps};
use payments::store::{positions, settings};
use platform::table::{Table, Tx};
use platform::web::{House, Origins};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::laws::Seen;
use super::moves::{Chance, PARTS, Step, nav};
use crate::samples::{self, CREDITOR};

const KEY: &str = "test-key-comune-di-valdorra";
const IUPD: &str = "SEQ-1";

pub struct World {
    table: Table,
    clock: Arc<ManualClock>,
    router: Router,
    story: Vec<String>,
    receipts: u32,
    _cloud: Cloud,
}

impl World {
    pub async fn new(seed: u64) -> Self {
        let cloud = Cloud::temporary(&[]).await.unwrap();
        let table = Table::new(&cloud.dynamodb, TABLE);
        let clock = Arc::new(ManualClock::new("2026-06-01T08:00:00Z".parse().unwrap()));
        let dice = Arc::new(SeededDice::new(seed));
        assert!(
            settings::write(&table, &samples::settings(), 0)
                .await
                .unwrap()
        );
        key(&table).await;
        let gpd = GpdDeps::new(table.clone(), (clock.clone(), dice.clone()));
        let node = NodeDeps::new(table.clone(), clock.clone(), dice.clone());
        let rooms = routes(gpd).merge(node::routes(node)).into_router();
        let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), [9; 32]);
        let house = House {
            origins: Origins::default(),
            dice,
        };
        let router = house.around(gate.honouring_declared_keys().around(rooms));
        Self {
            table,
            clock,
            router,
            story: Vec::new(),
            receipts: 0,
            _cloud: cloud,
        }
    }

    /// The position as any reader sees it now.
    pub async fn look(&self) -> Seen {
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        for nth in 0..PARTS {
            let found = positions::by_nav(&self.table, &creditor, &nav(nth))
                .await
                .unwrap();
            if let Some(position) = found {
                return Some(position.at(self.clock.now()).into_owned());
            }
        }
        None
    }

    /// The status that a call is answered with.
    pub async fn play(&mut self, step: &Step, chance: &mut Chance) -> u16 {
        let (status, said) = self.answer(step, chance).await;
        let at = self.clock.now();
        self.story.push(format!("{at} {step:?}: {status} {said}"));
        status
    }

    pub fn story(&self) -> String {
        self.story.join("\n")
    }

    /// Numbers that lead nowhere, or to a position that does not have them.
    pub async fn numbers(&self) -> Vec<String> {
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        let Some(position) = self.look().await else {
            return Vec::new();
        };
        let mut told = Vec::new();
        for nth in 0..PARTS {
            let nav = nav(nth);
            let found = positions::by_nav(&self.table, &creditor, &nav)
                .await
                .unwrap();
            let is_own = position.installment(&nav).is_some();
            let is_key = |found: &DebtPosition| found.nav == nav;
            if is_own != found.as_ref().is_some() && !found.as_ref().is_some_and(is_key) {
                told.push(format!("{nav}: own {is_own}, found {}", found.is_some()));
            }
        }
        told
    }

    async fn answer(&mut self, step: &Step, chance: &mut Chance) -> (u16, String) {
        let now = self.clock.now();
        let one = format!("/debtpositions/{IUPD}");
        match *step {
            Step::Create { publish } => {
                let body = chance.body(IUPD, now);
                let path = format!("/debtpositions?toPublish={publish}");
                self.gpd(
                    "POST",
                    ("/gpd/debt-positions-service/v3", &path),
                    Some(body),
                )
                .await
            }
            Step::Update { publish } => {
                let body = chance.body(IUPD, now);
                let path = format!("{one}?toPublish={publish}");
                self.gpd("PUT", ("/gpd/debt-positions-service/v3", &path), Some(body))
                    .await
            }
            Step::Publish => self.v1("POST", &format!("{one}/publish"), None).await,
            Step::Invalidate => self.v1("POST", &format!("{one}/invalidate"), None).await,
            Step::Delete => self.v1("DELETE", &one, None).await,
            Step::Settle(nth) => {
                let path = format!("/paymentoptions/paids/{}", nav(nth));
                self.v1("POST", &path, Some(json!({}))).await
            }
            Step::Pay(nth) => {
                self.receipts += 1;
                let receipt = format!("P{}", self.receipts);
                let body = json!({ "idReceipt": receipt, "pspCompany": "Banca" });
                let path = format!("/paymentoptions/{}/pay", nav(nth));
                self.v1("POST", &path, Some(body)).await
            }
            Step::Receipt(nth) => self.receipt(nth).await,
            Step::Fee(nth, cents) => {
                let path = format!("/paymentoptions/{}/notificationfee", nav(nth));
                self.v1("PUT", &path, Some(json!({ "notificationFee": cents })))
                    .await
            }
            Step::Report(nth, transfer) => {
                let iuv = nav(nth).iuv();
                let path = format!("/paymentoptions/{iuv}/transfers/{transfer}/report");
                self.v1("POST", &path, None).await
            }
            Step::Wait { hours } => {
                self.clock.advance(SignedDuration::from_hours(hours));
                (200, String::new())
            }
        }
    }

    async fn v1(&self, method: &str, path: &str, body: Option<Value>) -> (u16, String) {
        self.gpd(method, ("/gpd/api/v1", path), body).await
    }

    async fn gpd(&self, method: &str, at: (&str, &str), body: Option<Value>) -> (u16, String) {
        let target = format!("{}/organizations/{CREDITOR}{}", at.0, at.1);
        let request = Request::builder().method(method).uri(target);
        let request = request
            .header("Ocp-Apim-Subscription-Key", KEY)
            .header("content-type", "application/json");
        let body = body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        self.send(request.body(body).unwrap()).await
    }

    /// What is asked for a part now, paid through the node.
    async fn receipt(&mut self, nth: u64) -> (u16, String) {
        self.receipts += 1;
        let seen = self.look().await;
        let part = seen
            .as_ref()
            .and_then(|position| position.installment(&nav(nth)));
        let amount = part.map_or(Cents::new(100), |part| part.amount_cents);
        let id = format!("N{}", self.receipts);
        let message = samples::envelope(&samples::send_rt(nav(nth).as_str(), &id, amount));
        let request = Request::post("/node")
            .header("soapaction", "paSendRTV2")
            .header("content-type", "text/xml; charset=utf-8");
        self.send(request.body(Body::from(message)).unwrap()).await
    }

    async fn send(&self, request: Request<Body>) -> (u16, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        let said: String = String::from_utf8_lossy(&body).chars().take(300).collect();
        (status, said)
    }
}

async fn key(table: &Table) {
    let key = DeclaredKey {
        tenant: OrgFiscalCode::parse(CREDITOR).unwrap(),
        tenant_name: "Comune di Valdorra".to_owned(),
        label: "Gestionale".to_owned(),
        role: Role::Machine,
    };
    let digest = DeclaredSecret::parse(KEY).unwrap().digest();
    let written = declared_keys::write(table, &digest, (key, 0), Tx::new()).await;
    assert!(written.unwrap());
}

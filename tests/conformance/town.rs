//! A creditor with a few positions, and the door of the node before it.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::{Request, StatusCode};
use kernel::dice::SeededDice;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::time::{Clock, ManualClock};
use local::cloud::{Cloud, TABLE};
use local::practice::psp::Psp;
use payments::domain::position::DebtPosition;
use payments::domain::webhook::Reach;
use payments::routes::node::{NodeDeps, routes};
use payments::store::positions::PositionPointer;
use payments::store::settings;
use platform::table::{RequestCount, Table};
use platform::web::{House, Origins};
use tower::ServiceExt;

use super::samples;

pub struct Town {
    pub table: Table,
    pub count: RequestCount,
    clock: Arc<ManualClock>,
    router: Router,
    _cloud: Cloud,
}

impl Town {
    pub async fn new() -> Self {
        let cloud = Cloud::temporary(&[]).await.unwrap();
        let count = RequestCount::default();
        let table = Table::counted(&cloud.dynamodb, TABLE, count.clone());
        let clock = Arc::new(ManualClock::new("2026-06-01T08:00:00Z".parse().unwrap()));
        let dice = Arc::new(SeededDice::new(1));
        let deps = NodeDeps::new(table.clone(), clock.clone(), dice.clone());
        let deps = deps.reaching(Reach::Loopback);
        let house = House {
            origins: Origins::default(),
            dice,
        };
        let router = house.around(routes(deps).into_router());
        assert!(
            settings::write(&table, &samples::settings(), 0)
                .await
                .unwrap()
        );
        count.take();
        Self {
            table,
            count,
            clock,
            router,
            _cloud: cloud,
        }
    }

    /// One whose table does not answer.
    pub async fn without_a_table() -> Self {
        let town = Self::new().await;
        // No one listens there.
        let nowhere = local::cloud::sdk_config("http://127.0.0.1:1");
        let table = Table::new(&nowhere, TABLE);
        let dice = Arc::new(SeededDice::new(3));
        let deps = NodeDeps::new(table, town.clock.clone(), dice.clone());
        let house = House {
            origins: Origins::default(),
            dice,
        };
        let router = house.around(routes(deps).into_router());
        Self { router, ..town }
    }

    /// The requests to the table since it was last asked, without the journal's put for each of `calls`.
    pub fn cost(&self, calls: u64) -> u64 {
        self.count.take() - calls
    }

    pub fn later(&self, minutes: i64) {
        self.clock.advance(jiff::SignedDuration::from_mins(minutes));
    }

    /// A practice PSP that reaches the door over real HTTP.
    pub async fn psp(&self) -> Psp {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/node", listener.local_addr().unwrap());
        let router = self.router.clone();
        tokio::spawn(async move { axum::serve(listener, router).await });
        let dice = Arc::new(SeededDice::new(2));
        Psp::new(
            url,
            samples::BROKER,
            samples::STATION,
            self.clock.clone(),
            dice,
        )
    }

    /// A position with the number made of `base`, changed before it is stored.
    pub async fn publish(&self, base: u64, change: impl FnOnce(&mut DebtPosition)) -> String {
        let nav = samples::notice(base);
        let mut position = samples::position(&nav, Cents::new(3_000), self.clock.now());
        change(&mut position);
        self.table.put_new(&position).await.unwrap();
        nav.to_string()
    }

    /// Status and body of the answer to a message.
    pub async fn say(&self, action: &str, message: impl Into<Body>) -> (StatusCode, String) {
        let headers = [
            ("soapaction", action),
            ("content-type", "text/xml; charset=utf-8"),
        ];
        self.say_with(&headers, message).await
    }

    /// As [`Town::say`], with these headers alone.
    pub async fn say_with(
        &self,
        headers: &[(&str, &str)],
        message: impl Into<Body>,
    ) -> (StatusCode, String) {
        let mut request = Request::post("/node");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(message.into()).unwrap();
        let (status, kind, body) = self.ask(request).await;
        assert_eq!(kind, "text/xml; charset=utf-8");
        (status, body)
    }

    /// Status, media type and body of the answer.
    pub async fn ask(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let kind = response.headers().get("content-type").unwrap();
        let kind = kind.to_str().unwrap().to_owned();
        let status = response.status();
        let body = to_bytes(response.into_body(), 1_000_000).await.unwrap();
        (status, kind, String::from_utf8(body.to_vec()).unwrap())
    }

    /// Leads one number of a plan to the position that stands under another.
    pub async fn point(&self, nav: &NoticeNumber, position: &NoticeNumber) {
        let pointer = PositionPointer {
            creditor: samples::settings().fiscal_code,
            nav: nav.clone(),
            position: position.clone(),
        };
        self.table.put_new(&pointer).await.unwrap();
    }
}

/// What stands in the body of a SOAP message of ours.
pub fn body_of(message: &str) -> &str {
    let (_, rest) = message.split_once("<soapenv:Body>").unwrap();
    rest.split_once("</soapenv:Body>").unwrap().0
}

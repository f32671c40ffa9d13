//! The clock of the product moved (`--now`): what time changes is seen by every reader at once, and
//! written by the job.

use jiff::{SignedDuration, Timestamp};
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use local::stack::{DataDir, Stack, StackOptions};
use payments::domain::position::PositionState;
use payments::store::positions;
use reqwest::Client;
use serde_json::{Value, json};

use super::gpd::desk::{nav, position, transfer, written};
use super::node::verification;
use super::world::{CREDITOR, DEBTOR, World};

const FIRST: &str = "2026-03-02T09:00:00Z";
const IUPD: &str = "SCADE-1";

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// The stack as `cargo run -- --data … --now …` starts it.
async fn started(data: &std::path::Path, now: Timestamp) -> World {
    let options = StackOptions {
        data: DataDir::Path(data.to_owned()),
        now: Some(now),
        ..StackOptions::ephemeral()
    };
    World {
        stack: Stack::start(options).await.unwrap(),
        http: Client::new(),
    }
}

impl World {
    async fn gpd(&self, version: &str) -> String {
        let path = format!(
            "/gpd/debt-positions-service/{version}/organizations/{CREDITOR}/debtpositions/{IUPD}"
        );
        let request = self.http.get(self.url(&path));
        let request = request.header("Ocp-Apim-Subscription-Key", self.key(CREDITOR));
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let status = answer["status"].as_str();
        status.unwrap_or_else(|| panic!("{answer}")).to_owned()
    }

    async fn stored_state(&self) -> PositionState {
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        let nav = NoticeNumber::parse(&nav(70)).unwrap();
        let table = &self.stack.parts.job_table;
        let found = positions::by_nav(table, &creditor, &nav).await.unwrap();
        found.unwrap().state
    }

    /// What each reader sees.
    async fn readers(&self, cookie: &str) -> [String; 6] {
        let page = format!("/panel/payments/positions/{}", nav(70));
        let page = self.panel(cookie, &page).await.text().await.unwrap();
        let (_, head) = page.split_once("sp-page-head").unwrap();
        let badge = head.split("</p>").next().unwrap();
        let fields = [("notice_number", nav(70)), ("tax_code", DEBTOR.to_owned())];
        let fields = fields
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        let citizen = self
            .form("/pay/notice", &fields)
            .await
            .text()
            .await
            .unwrap();
        let can_pay = citizen.contains("/pay/notice/checkout");
        let (_, node) = self
            .soap("paVerifyPaymentNotice", &verification(&nav(70)))
            .await;
        let fault = node
            .split("<faultCode>")
            .nth(1)
            .and_then(|rest| rest.split('<').next());
        let path = format!(
            "/payment-options/organizations/{CREDITOR}/notices/{}",
            nav(70)
        );
        let request = self.http.post(self.url(&path));
        let request = request.header("Ocp-Apim-Subscription-Key", self.key(CREDITOR));
        let options: Value = request.send().await.unwrap().json().await.unwrap();
        [
            if badge.contains("Scaduta") {
                "Scaduta"
            } else {
                ""
            }
            .to_owned(),
            if can_pay { "" } else { "not payable" }.to_owned(),
            self.gpd("v1").await,
            self.gpd("v3").await,
            fault.unwrap_or_default().to_owned(),
            options["appErrorCode"]
                .as_str()
                .unwrap_or_default()
                .to_owned(),
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_expires_is_expired_for_everybody_at_once_and_then_in_the_table() {
    let folder = tempfile::tempdir().unwrap();
    let first: Timestamp = FIRST.parse().unwrap();
    let world = started(folder.path(), first).await;
    let part = json!({ "iuv": &nav(70)[1..], "amount": 3_000, "description": "Mensa",
        "isPartialPayment": false, "dueDate": written(first + days(20)),
        "transfer": [transfer("1", 3_000)] });
    let path = format!(
        "/gpd/debt-positions-service/v1/organizations/{CREDITOR}/debtpositions?toPublish=true"
    );
    let request = world
        .http
        .post(world.url(&path))
        .json(&position(IUPD, vec![part]));
    let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
    let made = request.send().await.unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let open = ["", "", "VALID", "VALID", "", ""];
    assert_eq!(world.readers(&world.sign_in().await).await, open);
    world.stack.clock.advance(days(21));
    let over = [
        "Scaduta",
        "not payable",
        "EXPIRED",
        "UNPAYABLE",
        "PAA_PAGAMENTO_SCADUTO",
        "ODP-110",
    ];
    assert_eq!(world.readers(&world.sign_in().await).await, over);
    assert_eq!(
        world.stored_state().await,
        PositionState::Valid,
        "the job has not run"
    );
    world.stack.stop().await;

    let world = started(folder.path(), first + days(22)).await;
    let cookie = world.sign_in().await;
    assert_eq!(world.readers(&cookie).await, over);
    for _ in 0..500 {
        if world.stored_state().await == PositionState::Expired {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(world.stored_state().await, PositionState::Expired);
    let listed: Value = world
        .get("/positions?state=EXPIRED")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(listed["positions"][0]["notice_number"], nav(70), "{listed}");
    let open: Value = world
        .get("/positions?state=VALID")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        open["positions"].as_array().map(Vec::len),
        Some(0),
        "{open}"
    );
    let page = format!("/panel/payments/positions/{}", nav(70));
    let page = world.panel(&cookie, &page).await.text().await.unwrap();
    let (_, history) = page.split_once("Storia della posizione").unwrap();
    assert!(history.contains("scadut"), "{history}");
    world.stack.stop().await;
}

//! The one question that the node asks by REST.

use axum::body::Body;
use http::{Request, StatusCode};
use payments::domain::position::PositionState;
use serde_json::Value;
use tests::openapi::{Exchange, OpenApi};

use super::samples::{CREDITOR, notice};
use super::town::Town;

const UNKNOWN: &str = "309999999999999999";

impl Town {
    pub async fn options(&self, pa: &str, nav: &str) -> (StatusCode, Value) {
        let path = format!("/node/payment-options/organizations/{pa}/notices/{nav}");
        let (status, kind, body) = self
            .ask(Request::post(&path).body(Body::empty()).unwrap())
            .await;
        assert_eq!(kind, "application/json");
        judge(&path, status, &body);
        (status, serde_json::from_str(&body).unwrap())
    }
}

/// Holds question and answer against the official document, where it is here.
fn judge(path: &str, status: StatusCode, answer: &str) {
    let Some(document) = OpenApi::official("orgs_payment_options.json") else {
        return;
    };
    let exchange = Exchange {
        method: "POST",
        target: path.strip_prefix("/node").unwrap(),
        sent: None,
        status: status.as_u16(),
        content_type: Some("application/json"),
        request_id: Some("x"),
        answer: answer.as_bytes(),
    };
    assert_eq!(
        document.faults(&exchange),
        [""; 0],
        "{path} {status} {answer}"
    );
}

#[tokio::test]
async fn the_options_of_a_notice_are_told_with_one_read() {
    let town = Town::new().await;
    let open = town.publish(1, |_| ()).await;
    town.options(CREDITOR, &open).await;
    town.count.take();
    let (status, told) = town.options(CREDITOR, &open).await;
    assert_eq!((status, town.cost(1)), (StatusCode::OK, 1));
    assert_eq!(told["organizationFiscalCode"], CREDITOR);
    let option = &told["paymentOptions"][0];
    assert_eq!(
        (&option["status"], &option["amount"]),
        (&"PO_UNPAID".into(), &3_000.into())
    );
    assert_eq!(option["installments"][0]["nav"], open);
    assert_eq!(option["validFrom"], "2026-06-01T08:00:00");
}

#[tokio::test]
async fn every_number_of_a_plan_leads_to_all_options_with_two_reads() {
    let town = Town::new().await;
    let [first, second] = [1, 2].map(notice);
    town.publish(1, |position| {
        let mut part = position.options[0].installments[0].clone();
        (part.nav, part.iuv) = (second.clone(), second.iuv());
        position.options[0].installments.push(part);
    })
    .await;
    town.point(&second, &first).await;
    town.options(CREDITOR, second.as_str()).await;
    town.count.take();
    let (status, told) = town.options(CREDITOR, second.as_str()).await;
    assert_eq!((status, town.cost(1)), (StatusCode::OK, 2));
    assert_eq!(told["paymentOptions"][0]["numberOfInstallments"], 2);
}

#[tokio::test]
async fn each_refusal_has_its_number_and_status() {
    let town = Town::new().await;
    let of = async |base, state| town.publish(base, |position| position.state = state).await;
    let draft = of(1, PositionState::Draft).await;
    let withdrawn = of(2, PositionState::Invalid).await;
    let expired = of(3, PositionState::Expired).await;
    let paid = of(4, PositionState::Reported).await;
    for (pa, nav, status, code, name) in [
        ("x", UNKNOWN, 400, "ODP-101", "PAA_SINTASSI"),
        (CREDITOR, "3x", 400, "ODP-101", "PAA_SINTASSI"),
        (
            "15376371009",
            UNKNOWN,
            400,
            "ODP-104",
            "PAA_ID_DOMINIO_ERRATO",
        ),
        ("1", UNKNOWN, 400, "ODP-104", "PAA_ID_DOMINIO_ERRATO"),
        (
            CREDITOR,
            UNKNOWN,
            404,
            "ODP-107",
            "PAA_PAGAMENTO_SCONOSCIUTO",
        ),
        (CREDITOR, "3", 404, "ODP-107", "PAA_PAGAMENTO_SCONOSCIUTO"),
        (
            CREDITOR,
            &draft,
            404,
            "ODP-107",
            "PAA_PAGAMENTO_SCONOSCIUTO",
        ),
        (CREDITOR, &paid, 409, "ODP-108", "PAA_PAGAMENTO_DUPLICATO"),
        (CREDITOR, &expired, 422, "ODP-110", "PAA_PAGAMENTO_SCADUTO"),
        (
            CREDITOR,
            &withdrawn,
            422,
            "ODP-111",
            "PAA_PAGAMENTO_ANNULLATO",
        ),
    ] {
        let (told, fault) = town.options(pa, nav).await;
        assert_eq!(told.as_u16(), status, "{fault}");
        assert_eq!(fault["httpStatusCode"], status);
        assert_eq!(fault["appErrorCode"], code);
        assert_eq!(fault["dateTime"], "2026-06-01T08:00:00");
        let message = fault["errorMessage"].as_str().unwrap();
        assert!(message.starts_with(&format!("{name} ")), "{message}");
    }
}

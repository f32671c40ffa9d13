//! What is said of one part: paid, notified, reported.

use http::Method;
use serde_json::{Value, json};

use crate::payments::node::verification;

use super::desk::{Answer, Desk, EXTERNAL, IBAN, INTERNAL, INTERNAL_2, OTHER_IBAN, iuv, nav};

fn paid() -> Value {
    json!({
        "paymentDate": "2026-03-01T10:00:00",
        "paymentMethod": "creditCard",
        "pspCompany": "Banca di Valdorra",
        "idReceipt": "c110729d258c4ab1b765fe902aae41d6",
        "fee": "150",
    })
}

async fn pay(desk: &Desk, base: u64) -> Answer {
    let path = format!("{{org}}/paymentoptions/{}/pay", nav(base));
    desk.ask(INTERNAL, Method::POST, &path, Some(&paid())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_paid_in_parts_and_reported_share_by_share() {
    let desk = Desk::open().await;
    desk.publish(&desk.plan("PIANO-1", 20)).await;
    let first = pay(&desk, 21).await;
    assert_eq!(
        (first.status, &first.body["status"]),
        (200, &json!("PO_PAID"))
    );
    assert_eq!(first.body["pspCompany"], "Banca di Valdorra");
    assert_eq!(
        (&first.body["fee"], &first.body["isPartialPayment"]),
        (&json!(150), &json!(true))
    );
    assert_eq!(desk.status_of("PIANO-1").await, "PARTIALLY_PAID");
    let whole = format!("{{org}}/paymentoptions/{}", nav(20));
    let whole = desk.ask(INTERNAL, Method::GET, &whole, None).await;
    assert_eq!(whole.status, 404, "another way to pay was chosen");
    assert_eq!(pay(&desk, 20).await.status, 409);
    assert_eq!(pay(&desk, 21).await.status, 409);
    let beside = format!("{{org}}/paymentoptions/paids/{}", nav(22));
    let body = json!({ "paymentDate": "2026-03-02T10:00:00" });
    let second = desk.ask(EXTERNAL, Method::POST, &beside, Some(&body)).await;
    assert_eq!(
        (second.status, &second.body["idReceipt"]),
        (200, &json!("-"))
    );
    let read = desk.get("{org}/debtpositions/PIANO-1").await.body;
    assert_eq!(read["status"], "PAID");
    assert_eq!(read["paymentDate"], "2026-03-02T10:00:00");
    for (base, status) in [(21, "PAID"), (22, "REPORTED")] {
        let path = format!("{{org}}/paymentoptions/{}/transfers/1/report", iuv(base));
        let reported = desk.ask(INTERNAL, Method::POST, &path, None).await;
        assert_eq!(reported.body["status"], "T_REPORTED", "{reported:?}");
        assert_eq!(desk.status_of("PIANO-1").await, status);
        let again = desk.ask(INTERNAL, Method::POST, &path, None).await;
        assert_eq!(again.status, 409);
    }
    let path = "{org}/debtpositions/PIANO-1";
    let deleted = desk.ask(EXTERNAL, Method::DELETE, path, None).await;
    assert_eq!(deleted.status, 409);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_is_shown_with_its_debtor_by_number_and_by_iuv() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("UNO", 30)).await;
    for number in [nav(30), iuv(30)] {
        let path = format!("{{org}}/paymentoptions/{number}");
        let part = desk.ask(INTERNAL, Method::GET, &path, None).await.body;
        assert_eq!(part["fullName"], "Mario Rossi");
        assert_eq!(part["debtPositionStatus"], "VALID");
        assert_eq!(
            (&part["iupd"], &part["city"]),
            (&json!("UNO"), &json!("Roma"))
        );
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_fee_is_added_replaced_and_kept_by_an_update() {
    let desk = Desk::open().await;
    let body = desk.one("SEND", 40);
    desk.publish(&body).await;
    let path = format!("{{org}}/paymentoptions/{}/notificationfee", nav(40));
    for (fee, amount) in [(200, 3_200), (150, 3_150)] {
        let sent = json!({ "notificationFee": fee });
        let answer = desk.ask(INTERNAL_2, Method::PUT, &path, Some(&sent)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.body["amount"], amount);
        assert_eq!(answer.body["transfer"][0]["amount"], amount);
        assert_eq!(answer.body["notificationFee"], fee);
    }
    let put = "{org}/debtpositions/SEND?toPublish=true";
    let put = desk.ask(EXTERNAL, Method::PUT, put, Some(&body)).await;
    assert_eq!(put.body["paymentOption"][0]["amount"], 3_150);
    pay(&desk, 40).await;
    let late = json!({ "notificationFee": 100 });
    let late = desk.ask(INTERNAL, Method::PUT, &path, Some(&late)).await;
    assert_eq!(late.status, 422);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_changed_wherever_something_is_still_to_be_paid() {
    let desk = Desk::open().await;
    for base in 50..53 {
        desk.publish(&desk.one(&format!("C-{base}"), base)).await;
    }
    desk.create(&desk.one("C-bozza", 53)).await;
    pay(&desk, 50).await;
    let path = format!("{{org}}/debtpositions/transfers?oldIban={IBAN}&limit=2");
    let sent = json!({ "newIban": OTHER_IBAN });
    for count in [2, 1, 0] {
        let answer = desk.ask(EXTERNAL, Method::PATCH, &path, Some(&sent)).await;
        assert_eq!(answer.body["updatedTransfers"], count, "{answer:?}");
    }
    let iban = async |iupd: &str| {
        let read = desk
            .get(&format!("{{org}}/debtpositions/{iupd}"))
            .await
            .body;
        read["paymentOption"][0]["transfer"][0]["iban"].clone()
    };
    assert_eq!(iban("C-50").await, IBAN, "it is paid");
    assert_eq!(
        (iban("C-51").await, iban("C-bozza").await),
        (json!(OTHER_IBAN), json!(OTHER_IBAN))
    );
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fee_that_comes_while_the_node_pays_is_told_so() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("IN-CORSO", 60)).await;
    let path = format!("{{org}}/paymentoptions/{}/notificationfee", nav(60));
    let sent = json!({ "notificationFee": 200 });
    let before = desk.ask(INTERNAL, Method::PUT, &path, Some(&sent)).await;
    assert_eq!(before.status, 200);
    let asked = verification(&nav(60)).replace("paVerifyPaymentNoticeReq", "paGetPaymentReq");
    let (_, answer) = desk.world.soap("paGetPayment", &asked).await;
    assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    let during = desk.ask(INTERNAL, Method::PUT, &path, Some(&sent)).await;
    assert_eq!(
        (during.status, &during.body["amount"]),
        (209, &json!(3_200))
    );
    desk.world.stack.stop().await;
}

//! What pagoPA's own services ask: by number, payments, fees, reports, ways to pay.

use serde_json::json;

use super::bodies::{days, v1};
use super::book::Api;
use super::desk::Desk;
use super::single::{maker, published};

pub async fn live(desk: &Desk, api: Api) {
    fees(desk, api).await;
    payments(desk, api).await;
    ways_to_pay(desk, api).await;
}

async fn fees(desk: &Desk, api: Api) {
    let thing = published(desk, api).await;
    let line = thing.part("put", "/notificationfee");
    let told = desk
        .ask(api, &line, Some(&json!({ "notificationFee": 150 })), 200)
        .await;
    holds!(desk, told["amount"] == 3150, told);
    holds!(desk, told["transfer"][0]["amount"] == 2650, told);
    let told = desk
        .ask(api, &line, Some(&json!({ "notificationFee": 100 })), 200)
        .await;
    holds!(desk, told["amount"] == 3100, told);
    let read = desk.ask(api, &thing.part("get", ""), None, 200).await;
    holds!(desk, read["amount"] == 3100, read);
    desk.begin_payment(&thing).await;
    let told = desk
        .ask(api, &line, Some(&json!({ "notificationFee": 120 })), 209)
        .await;
    holds!(desk, told["amount"] == 3120, told);
    let line_paid = format!("post /paymentoptions/paids/{}", thing.nav(0));
    desk.ask(api, &thing.at(&line_paid), Some(&json!({})), 200)
        .await;
    desk.ask(api, &line, Some(&json!({ "notificationFee": 100 })), 422)
        .await;
}

async fn payments(desk: &Desk, api: Api) {
    let thing = published(desk, api).await;
    let receipt = json!({ "paymentDate": days(0), "paymentMethod": "CP", "pspCode": "ABI03069",
        "pspTaxCode": "00799960158", "pspCompany": "Banca", "idReceipt": format!("R{}", thing.nav(0)),
        "fee": "100" });
    let pay = thing.part("post", "/pay");
    let paid = desk.ask(api, &pay, Some(&receipt), 200).await;
    holds!(desk, paid["status"] == "PO_PAID", paid);
    desk.ask(api, &pay, Some(&receipt), 409).await;
    let draft = desk.thing();
    desk.ask(
        maker(api),
        &draft.at("post /debtpositions"),
        Some(&v1(&draft)),
        201,
    )
    .await;
    desk.ask(api, &draft.part("post", "/pay"), Some(&receipt), 422)
        .await;

    let report = |transfer: u8| {
        thing.at(&format!(
            "post /paymentoptions/{}/transfers/{transfer}/report",
            thing.iuv(0)
        ))
    };
    let told = desk.ask(api, &report(1), None, 200).await;
    holds!(desk, told["status"] == "T_REPORTED", told);
    desk.ask(api, &report(1), None, 409).await;
    desk.ask(api, &report(2), None, 200).await;
    let line = thing.at(&format!(
        "get /paymentoptions/{}/debtposition",
        thing.iuv(0)
    ));
    let read = desk.ask(api, &line, None, 200).await;
    holds!(desk, read["status"] == "REPORTED", read);
}

async fn ways_to_pay(desk: &Desk, api: Api) {
    let thing = published(desk, api).await;
    let ask = |nav: String| {
        format!(
            "post /payment-options/organizations/{}/notices/{nav}",
            thing.creditor
        )
    };
    let told = desk.ask(api, &ask(thing.nav(0)), None, 200).await;
    holds!(desk, told["paymentOptions"][0]["amount"] == 3000, told);
    let line = format!("post /paymentoptions/paids/{}", thing.nav(0));
    desk.ask(api, &thing.at(&line), Some(&json!({})), 200).await;
    desk.ask(api, &ask(thing.nav(0)), None, 409).await;
    let draft = desk.thing();
    let line = draft.at("post /debtpositions");
    desk.ask(maker(api), &line, Some(&v1(&draft)), 201).await;
    desk.ask(api, &ask(draft.nav(0)), None, 404).await;
    let withdrawn = published(desk, api).await;
    let line = withdrawn.of("post", "/invalidate");
    desk.ask(api, &line, None, 200).await;
    desk.ask(api, &ask(withdrawn.nav(0)), None, 422).await;
}

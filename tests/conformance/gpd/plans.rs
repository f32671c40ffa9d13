//! Positions of v3: several ways to pay, several debtors, plans.

use serde_json::{Value, json};

use super::bodies::{days, v3};
use super::book::Api;
use super::desk::Desk;
use super::single::iupds;

pub async fn live(desk: &Desk) {
    made_and_changed(desk).await;
    published(desk).await;
    paid_in_parts(desk).await;
    sixty_parts(desk).await;
}

async fn made_and_changed(desk: &Desk) {
    let thing = desk.thing();
    let mut body = v3(&thing);
    let post = thing.at("post /debtpositions");
    let made = desk.ask(Api::V3, &post, Some(&body), 201).await;
    holds!(desk, made["status"] == "DRAFT", made);
    desk.ask(Api::V3, &post, Some(&body), 409).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    let options = &read["paymentOption"];
    holds!(desk, options.as_array().map(Vec::len) == Some(2), read);
    holds!(
        desk,
        options[1]["debtor"]["fullName"] == "Luigi Verdi",
        read
    );
    holds!(
        desk,
        options[1]["installments"][1]["status"] == "UNPAID",
        read
    );
    body["paymentOption"][1]["installments"][1]["dueDate"] = json!(days(70));
    desk.ask(Api::V3, &thing.of("put", ""), Some(&body), 200)
        .await;
    let line = thing.at("get /debtpositions?status=DRAFT&limit=50");
    let page = desk.ask(Api::V3, &line, None, 200).await;
    holds!(desk, iupds(&page).contains(&thing.iupd), page);
    desk.ask(Api::V3, &thing.of("delete", ""), None, 200).await;
}

async fn published(desk: &Desk) {
    let thing = desk.thing();
    let body = v3(&thing);
    desk.ask(Api::V3, &thing.at("post /debtpositions"), Some(&body), 201)
        .await;
    let told = desk
        .ask(Api::V3, &thing.of("post", "/publish"), None, 200)
        .await;
    holds!(desk, told["status"] == "VALID", told);
    desk.ask(Api::V3, &thing.of("post", "/publish"), None, 409)
        .await;
    // v1 knows one plan at most, and shows it part by part.
    let flat = desk.ask(Api::V1, &thing.of("get", ""), None, 200).await;
    holds!(
        desk,
        flat["paymentOption"].as_array().map(Vec::len) == Some(3),
        flat
    );
    desk.ask(Api::V1, &thing.of("post", "/invalidate"), None, 200)
        .await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    holds!(desk, read["status"] == "UNPAYABLE", read);
    holds!(desk, states(&read) == ["UNPAYABLE"; 3], read);
    desk.ask(Api::V3, &thing.of("put", ""), Some(&body), 409)
        .await;
}

/// The states of the parts, way by way.
fn states(position: &Value) -> Vec<&str> {
    let options = position["paymentOption"].as_array().into_iter().flatten();
    let parts = options.flat_map(|option| option["installments"].as_array().into_iter().flatten());
    parts
        .map(|part| part["status"].as_str().unwrap_or_default())
        .collect()
}

/// A part of the plan closes the whole; the last one makes the position paid.
async fn paid_in_parts(desk: &Desk) {
    let thing = desk.thing();
    let line = thing.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V3, &line, Some(&v3(&thing)), 201).await;
    let paid = |nth: u64| thing.at(&format!("post /paymentoptions/paids/{}", thing.nav(nth)));
    let body = json!({ "paymentDate": days(0) });
    desk.ask(Api::V1, &paid(1), Some(&body), 200).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    holds!(desk, read["status"] == "PARTIALLY_PAID", read);
    holds!(desk, states(&read) == ["UNPAYABLE", "PAID", "UNPAID"], read);
    desk.ask(Api::V1, &paid(0), Some(&body), 409).await;
    desk.ask(Api::V3, &thing.of("delete", ""), None, 409).await;
    desk.ask(Api::V1, &paid(2), Some(&body), 200).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    holds!(desk, read["status"] == "PAID", read);
}

/// The longest plan there can be.
async fn sixty_parts(desk: &Desk) {
    let (first, mut things) = (desk.thing(), Vec::new());
    things.resize_with(5, || desk.thing());
    let mut body = v3(&first);
    let part = body["paymentOption"][0]["installments"][0].clone();
    let numbers = std::iter::once(&first).chain(&things);
    let numbers =
        numbers.flat_map(|thing| (0..10).map(move |nth| (thing.nav(nth), thing.iuv(nth))));
    let parts: Vec<Value> = numbers
        .map(|(nav, iuv)| {
            let mut part = part.clone();
            part["nav"] = json!(nav);
            part["iuv"] = json!(iuv);
            part
        })
        .collect();
    assert_eq!(parts.len(), 60);
    body["paymentOption"] = json!([body["paymentOption"][0].clone()]);
    body["paymentOption"][0]["installments"] = json!(parts);
    let line = first.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V3, &line, Some(&body), 201).await;
    let read = desk.ask(Api::V3, &first.of("get", ""), None, 200).await;
    assert_eq!(states(&read).len(), 60);
    desk.ask(Api::V3, &first.of("delete", ""), None, 200).await;
}

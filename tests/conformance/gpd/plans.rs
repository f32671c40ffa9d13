//! Positions of v3: several ways to pay, several debtors, plans.

use serde_json::{Value, json};

use super::bodies::{Thing, days, v1, v3};
use super::book::Api;
use super::desk::{Desk, OTHER};
use super::single::iupds;

pub async fn live(desk: &Desk) {
    made_and_changed(desk).await;
    published(desk).await;
    paid_in_parts(desk).await;
    fee_without_place(desk).await;
    for api in Api::SINGLE {
        several_plans(desk, api).await;
        one_plan_in_both_faces(desk, api).await;
    }
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

/// A position of the whole in two parts, or of it in three.
pub fn two_plans(thing: &Thing) -> Value {
    let mut body = v3(thing);
    let part = body["paymentOption"][1]["installments"][0].clone();
    let parts = (3..6).map(|nth| {
        let mut part = part.clone();
        part["nav"] = json!(thing.nav(nth));
        part["iuv"] = json!(thing.iuv(nth));
        part["dueDate"] = json!(days(20 + i64::try_from(nth).unwrap()));
        part
    });
    let parts: Vec<Value> = parts.collect();
    let mut plan = body["paymentOption"][1].clone();
    plan["description"] = json!("In tre rate");
    plan["installments"] = json!(parts);
    body["paymentOption"].as_array_mut().unwrap().push(plan);
    body
}

/// v1 has no words for it, whatever is asked; v3 tells and changes it, and the parts by their number are told
/// by everybody.
async fn several_plans(desk: &Desk, api: Api) {
    let thing = desk.thing();
    let mut body = two_plans(&thing);
    let made = thing.at("post /debtpositions");
    desk.ask(Api::V3, &made, Some(&body), 201).await;
    let unspoken = async |line: &str, sent: Option<&Value>| {
        let told = desk.ask(api, line, sent, 422).await;
        let title = "MULTI_INSTALLMENT_NOT_SUPPORTED_IN_V1";
        holds!(desk, told["title"] == title, told);
    };
    unspoken(&thing.of("get", ""), None).await;
    unspoken(&thing.of("put", ""), Some(&v1(&thing))).await;
    unspoken(&thing.of("post", "/publish"), None).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    holds!(desk, read["status"] == "DRAFT", read);
    holds!(desk, sizes(&read) == [3, 1, 2], read);
    body["paymentOption"][2]["installments"][0]["description"] = json!("Prima di tre");
    let line = thing.of("put", "?toPublish=true");
    let told = desk.ask(Api::V3, &line, Some(&body), 200).await;
    holds!(desk, told["status"] == "VALID", told);
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    let first = &read["paymentOption"][0]["installments"][0];
    holds!(desk, first["description"] == "Prima di tre", read);
    if Api::INTERNAL.contains(&api) {
        let line = format!("get /paymentoptions/{}/debtposition", thing.iuv(4));
        let flat = desk.ask(api, &thing.at(&line), None, 200).await;
        let parts = flat["paymentOption"].as_array().map(Vec::len);
        holds!(desk, parts == Some(6), flat);
    }
    // A part of one plan closes the others, whoever tells that it is paid.
    let paid = |nth: u64| thing.at(&format!("post /paymentoptions/paids/{}", thing.nav(nth)));
    desk.ask(api, &paid(4), Some(&json!({})), 200).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    let gone = "UNPAYABLE";
    let wanted = ["UNPAID", "PAID", "UNPAID", gone, gone, gone];
    holds!(desk, states(&read) == wanted, read);
    desk.ask(api, &paid(1), Some(&json!({})), 409).await;
    unspoken(&thing.of("get", ""), None).await;
    desk.ask(Api::V3, &thing.of("put", ""), Some(&body), 409)
        .await;
    let other = desk.thing();
    let made = other.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V3, &made, Some(&two_plans(&other)), 201)
        .await;
    desk.ask(api, &other.of("post", "/invalidate"), None, 200)
        .await;
}

/// The parts of each way to pay.
fn sizes(position: &Value) -> Vec<usize> {
    let options = position["paymentOption"].as_array().into_iter().flatten();
    options
        .map(|option| option["installments"].as_array().map_or(0, Vec::len))
        .collect()
}

/// The whole, or one plan: what one face writes, the other tells.
async fn one_plan_in_both_faces(desk: &Desk, api: Api) {
    let thing = desk.thing();
    let line = thing.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V3, &line, Some(&v3(&thing)), 201).await;
    let flat = desk.ask(api, &thing.of("get", ""), None, 200).await;
    let partial: Vec<&Value> = flat["paymentOption"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|part| &part["isPartialPayment"])
        .collect();
    holds!(desk, partial == [false, true, true], flat);

    let mut body = v1(&thing);
    let whole = body["paymentOption"][0].clone();
    let part = |nth: u64, due: i64| {
        let mut part = whole.clone();
        part["nav"] = json!(thing.nav(nth));
        part["iuv"] = json!(thing.iuv(nth));
        part["isPartialPayment"] = json!(true);
        part["dueDate"] = json!(days(due));
        part
    };
    body["paymentOption"] = json!([whole, part(1, 31), part(2, 32), part(3, 33)]);
    let line = thing.of("put", "?toPublish=true");
    desk.ask(api, &line, Some(&body), 200).await;
    let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
    holds!(desk, sizes(&read) == [1, 3], read);
    // v1 knows one debtor: a way whose first number stays keeps its own.
    let debtor = &read["paymentOption"][1]["debtor"]["fullName"];
    holds!(desk, debtor == "Luigi Verdi", read);

    let line = thing.of("put", "?toPublish=true");
    desk.ask(Api::V3, &line, Some(&v3(&thing)), 200).await;
    let flat = desk.ask(api, &thing.of("get", ""), None, 200).await;
    let parts = flat["paymentOption"].as_array().map(Vec::len);
    holds!(desk, parts == Some(3), flat);
    // The number that was given up is nobody's, and may be another's.
    let gone = thing.at(&format!("post /paymentoptions/paids/{}", thing.nav(3)));
    desk.ask(api, &gone, Some(&json!({})), 404).await;
}

/// The fee of the notification goes to the organisation; where nothing does any more, it has no place.
async fn fee_without_place(desk: &Desk) {
    let thing = desk.thing();
    let mut body = v3(&thing);
    let line = thing.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V3, &line, Some(&body), 201).await;
    let fee = json!({ "notificationFee": 150 });
    let line = thing.part("put", "/notificationfee");
    desk.ask(Api::Internal1, &line, Some(&fee), 200).await;
    for share in 0..2 {
        let at = format!("/paymentOption/0/installments/0/transfer/{share}");
        body.pointer_mut(&at).unwrap()["organizationFiscalCode"] = json!(OTHER);
    }
    let line = thing.of("put", "");
    desk.ask(Api::V3, &line, Some(&body), 422).await;
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

//! What software made for GPD does, and expects: loose values, far dates, services and codes that change.

use http::Method;
use jiff::SignedDuration;
use kernel::ids::ServiceCode;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use payments::domain::settings::{CreditorSettings, Service};
use payments::store::settings;
use reqwest::Response;
use serde_json::{Value, json};

use super::desk::{Desk, EXTERNAL, MOUNTS};
use super::refusals::key;
use crate::payments::world::CREDITOR;

const V3: &str = "/gpd/debt-positions-service/v3";

/// Changes the settings, as a pipeline or a person would, and waits until every instance has seen it.
async fn settle(desk: &Desk, change: impl Fn(&mut CreditorSettings)) {
    let table = &desk.world.stack.parts.table;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let mut settings = settings::read(table, &creditor).await.unwrap().unwrap();
    let before = settings.version;
    settings.version += 1;
    change(&mut settings);
    assert!(settings::write(table, &settings, before).await.unwrap());
    desk.world.stack.clock.advance(SignedDuration::from_secs(6));
}

async fn ask_with(
    desk: &Desk,
    key: &str,
    method: Method,
    path: &str,
    body: Option<&Value>,
) -> Response {
    let path = path.replace("{org}", &format!("/organizations/{CREDITOR}"));
    let request = desk.world.http.request(method, desk.world.url(&path));
    let request = request.header("X-Api-Key", key);
    let request = match body {
        Some(body) => request.json(body),
        None => request,
    };
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn loose_values_and_far_dates_are_taken() {
    let desk = Desk::open().await;
    let mut body = desk.one("LARGA", 500);
    body["civicNumber"] = json!(12);
    body["switchToExpired"] = json!("true");
    body["companyName"] = json!("Comune\tdi\r\nValdorra");
    let part = &mut body["paymentOption"][0];
    part["amount"] = json!("3000");
    part["dueDate"] = json!("9999-12-31T23:59:59");
    part["retentionDate"] = json!("9999-12-31T23:59:59.999Z");
    part["transfer"][0]["idTransfer"] = json!(1);
    part["transfer"][0]["amount"] = json!(3000.0);
    part["transfer"][0]["transferMetadata"][0]["value"] = json!("");
    let path = "{org}/debtpositions?toPublish=true";
    let made = desk
        .ask_freely(EXTERNAL, Method::POST, path, Some(&body))
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let read = desk.get("{org}/debtpositions/LARGA").await.body;
    assert_eq!(read["companyName"], "Comune di Valdorra");
    let part = &read["paymentOption"][0];
    assert_eq!(part["amount"], 3_000);
    assert_eq!(part["dueDate"], "9999-12-30T22:00:00");
    assert_eq!(part["transfer"][0]["transferMetadata"][0]["value"], "");
    let mut half = desk.one("MEZZA", 501);
    half["paymentOption"][0]["amount"] = json!(3000.5);
    let refused = desk
        .ask_freely(EXTERNAL, Method::POST, path, Some(&half))
        .await;
    assert_eq!(refused.status, 400);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_services_with_one_taxonomy_the_one_within_reach_is_taken_and_kept() {
    let desk = Desk::open().await;
    let twin = ServiceCode::parse("MENSA2").unwrap();
    settle(&desk, |settings| {
        let mensa = settings
            .services
            .iter()
            .find(|one| one.code.as_str() == "MENSA");
        let twin = Service {
            code: twin.clone(),
            ..mensa.unwrap().clone()
        };
        settings.services.push(twin);
    })
    .await;
    let limited = key(&desk, &["positions_read", "positions_write"], "MENSA2").await;
    let body = desk.one("GEMELLA", 510);
    let path = format!("{EXTERNAL}{{org}}/debtpositions");
    let made = ask_with(&desk, &limited, Method::POST, &path, Some(&body)).await;
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    let mut changed = body.clone();
    changed["fullName"] = json!("Mario Bianchi");
    let one = "{org}/debtpositions/GEMELLA";
    let put = desk.ask(EXTERNAL, Method::PUT, one, Some(&changed)).await;
    assert_eq!(put.status, 200);
    let path = format!("{EXTERNAL}{one}");
    let read = ask_with(&desk, &limited, Method::GET, &path, None).await;
    assert_eq!(
        read.status(),
        200,
        "an update does not move it to the first service"
    );
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn positions_with_a_former_segregation_code_stay_within_reach() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("VECCHIA", 520)).await;
    let code = |text| SegregationCode::parse(text).unwrap();
    settle(&desk, |settings| settings.issue_with(code("08"))).await;
    let path = "{org}/debtpositions/VECCHIA";
    assert_eq!(desk.get(path).await.status, 200);
    let mut changed = desk.one("VECCHIA", 520);
    changed["fullName"] = json!("Mario Bianchi");
    assert_eq!(
        desk.ask(EXTERNAL, Method::PUT, path, Some(&changed))
            .await
            .status,
        200
    );
    for (iupd, with, status) in [("NUOVA", "08", 201), ("ALTRUI", "09", 403)] {
        let number = NoticeNumber::issue(&code(with), 521).unwrap();
        let mut body = desk.one(iupd, 521);
        body["paymentOption"][0]["iuv"] = json!(number.iuv().as_str());
        assert_eq!(desk.create(&body).await.status, status, "{iupd}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn any_good_key_may_ask_who_answers() {
    let desk = Desk::open().await;
    let weak = key(&desk, &["notices_read"], "MENSA").await;
    for mount in MOUNTS {
        let path = format!("{mount}/info");
        let told = ask_with(&desk, &weak, Method::GET, &path, None).await;
        assert_eq!(told.status(), 200, "{mount}");
        let told = ask_with(&desk, "wrong-key-of-nobody", Method::GET, &path, None).await;
        assert_eq!(told.status(), 401, "{mount}");
    }
    desk.world.stack.stop().await;
}

/// Two ways to pay with these numbers of parts, of two debtors.
fn ways(desk: &Desk, iupd: &str, parts: [std::ops::Range<u64>; 2]) -> Value {
    let way = |(parts, name): (std::ops::Range<u64>, &str)| {
        let installments: Vec<Value> = parts
            .map(|base| {
                let mut part = desk.part(base, 1_000, true);
                let fields = part.as_object_mut().unwrap();
                for field in ["isPartialPayment", "retentionDate", "paymentOptionMetadata"] {
                    fields.remove(field);
                }
                part
            })
            .collect();
        json!({
            "description": format!("Modo di {name}"), "switchToExpired": true, "installments": installments,
            "debtor": { "type": "F", "fiscalCode": "RSSMRA85T10A562S", "fullName": name },
        })
    };
    let [first, second] = parts;
    json!({
        "iupd": iupd, "companyName": "Comune di Valdorra",
        "paymentOption": [way((first, "Mario Rossi")), way((second, "Anna Rossi"))],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_v1_has_no_words_for_stays_through_its_update() {
    let desk = Desk::open().await;
    let body = ways(&desk, "MODI", [530..531, 531..532]);
    let path = "{org}/debtpositions?toPublish=true";
    let made = desk.ask_freely(V3, Method::POST, path, Some(&body)).await;
    assert_eq!(made.status, 201, "{made:?}");
    let parts = (530..532)
        .map(|base| desk.part(base, 1_500, false))
        .collect();
    let mut told = super::desk::position("MODI", parts);
    told["fullName"] = json!("Mario Verdi");
    let path = "{org}/debtpositions/MODI?toPublish=true";
    let put = desk.ask(EXTERNAL, Method::PUT, path, Some(&told)).await;
    assert_eq!(put.status, 200, "{put:?}");
    let read = desk
        .ask_freely(V3, Method::GET, "{org}/debtpositions/MODI", None)
        .await;
    let ways = read.body["paymentOption"].as_array().unwrap();
    let mut debtors: Vec<&str> = ways
        .iter()
        .map(|way| way["debtor"]["fullName"].as_str().unwrap())
        .collect();
    debtors.sort_unstable();
    assert_eq!(debtors, ["Anna Rossi", "Mario Verdi"]);
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn v1_withdraws_a_position_with_two_plans_and_refuses_what_it_has_no_words_for() {
    let desk = Desk::open().await;
    let body = ways(&desk, "PIANI", [540..542, 542..544]);
    let made = desk
        .ask_freely(
            V3,
            Method::POST,
            "{org}/debtpositions?toPublish=true",
            Some(&body),
        )
        .await;
    assert_eq!(made.status, 201, "{made:?}");
    let one = "{org}/debtpositions/PIANI";
    let read = desk.ask_freely(EXTERNAL, Method::GET, one, None).await;
    assert_eq!(read.status, 422);
    let path = format!("{one}/invalidate");
    let withdrawn = desk.ask(EXTERNAL, Method::POST, &path, None).await;
    assert_eq!(
        (withdrawn.status, &withdrawn.body["status"]),
        (200, &json!("INVALID"))
    );
    desk.world.stack.stop().await;
}

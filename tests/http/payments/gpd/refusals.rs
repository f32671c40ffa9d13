//! What is refused, in GPD's words.

use access::Role;
use http::Method;
use serde_json::{Value, json};

use super::desk::{ACA, Desk, EXTERNAL, INTERNAL, MOUNTS, iuv, nav, transfer};
use crate::guests::Guest;
use crate::payments::world::{CREDITOR, hidden};

const DATA: &str = "Error in the debt position request data";

#[tokio::test(flavor = "multi_thread")]
async fn content_that_contradicts_itself_is_refused() {
    let desk = Desk::open().await;
    let spoilt = |spoil: &dyn Fn(&mut Value)| {
        let mut body = desk.one("GUASTA", 200);
        spoil(&mut body);
        body
    };
    let yesterday = desk.in_days(-1);
    let part =
        |body: &mut Value, field: &str, value: Value| body["paymentOption"][0][field] = value;
    let share = |body: &mut Value, field: &str, value: Value| {
        body["paymentOption"][0]["transfer"][0][field] = value;
    };
    let six: Vec<Value> = (0..6).map(|_| transfer("1", 500)).collect();
    let cases: Vec<(&str, Value)> = vec![
        (DATA, spoilt(&|b| part(b, "dueDate", json!(yesterday)))),
        (DATA, spoilt(&|b| b["validityDate"] = json!(yesterday))),
        (
            DATA,
            spoilt(&|b| part(b, "retentionDate", json!(yesterday))),
        ),
        (DATA, spoilt(&|b| part(b, "amount", json!(2_999)))),
        (DATA, spoilt(&|b| part(b, "transfer", json!(six)))),
        (
            "BAD REQUEST",
            spoilt(&|b| part(b, "dueDate", json!("domani"))),
        ),
        ("BAD REQUEST", spoilt(&|b| part(b, "dueDate", Value::Null))),
        ("BAD REQUEST", spoilt(&|b| part(b, "amount", json!(0)))),
        (
            "BAD REQUEST",
            spoilt(&|b| part(b, "description", json!("x".repeat(141)))),
        ),
        ("BAD REQUEST", spoilt(&|b| part(b, "iuv", json!("123")))),
        ("BAD REQUEST", spoilt(&|b| part(b, "nav", json!(nav(201))))),
        (
            "BAD REQUEST",
            spoilt(&|b| share(b, "idTransfer", json!("6"))),
        ),
        ("BAD REQUEST", spoilt(&|b| share(b, "iban", json!("IT00")))),
        ("BAD REQUEST", spoilt(&|b| share(b, "iban", Value::Null))),
        ("BAD REQUEST", spoilt(&|b| b["fullName"] = json!(" "))),
        ("BAD REQUEST", spoilt(&|b| b["type"] = json!("X"))),
        (
            "BAD REQUEST",
            spoilt(&|b| b["fiscalCode"] = json!("RSSMRA85T10A562X")),
        ),
        ("BAD REQUEST", spoilt(&|b| b["country"] = json!("it"))),
        ("BAD REQUEST", spoilt(&|b| b["email"] = json!("nessuna"))),
        ("BAD REQUEST", spoilt(&|b| b["paymentOption"] = json!([]))),
        (
            "BAD REQUEST",
            spoilt(&|b| b["paymentOption"] = json!("una")),
        ),
        ("BAD REQUEST", json!([])),
    ];
    for (title, body) in cases {
        let answer = desk.create(&body).await;
        assert_eq!(
            (answer.status, &answer.body["title"]),
            (400, &json!(title)),
            "{body} {answer:?}"
        );
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metadata_that_gpd_keeps_for_itself_are_refused() {
    let desk = Desk::open().await;
    let mut reserved = desk.one("GUASTA", 200);
    let entry = json!([{ "key": "NOTIFICATION_FEE", "value": "1" }]);
    reserved["paymentOption"][0]["paymentOptionMetadata"] = entry;
    assert_eq!(desk.create(&reserved).await.status, 409);
    let unknown = desk.get("{org}/debtpositions/GUASTA").await;
    assert_eq!(unknown.status, 404, "nothing of it was kept");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_or_a_number_is_taken_once() {
    let desk = Desk::open().await;
    assert_eq!(desk.create(&desk.plan("PRIMA", 210)).await.status, 201);
    for body in [
        desk.one("PRIMA", 215),
        desk.one("SECONDA", 210),
        desk.one("TERZA", 212),
    ] {
        let answer = desk.create(&body).await;
        let title = "The debt position violated constraints of uniqueness";
        assert_eq!(
            (answer.status, &answer.body["title"]),
            (409, &json!(title)),
            "{body}"
        );
    }
    desk.create(&desk.one("QUARTA", 216)).await;
    let path = "{org}/debtpositions/QUARTA";
    let answer = desk
        .ask(EXTERNAL, Method::PUT, path, Some(&desk.one("QUARTA", 211)))
        .await;
    assert_eq!(answer.status, 409);
    let answer = desk
        .ask(EXTERNAL, Method::PUT, path, Some(&desk.one("PRIMA", 216)))
        .await;
    assert_eq!((answer.status, &answer.body["title"]), (400, &json!(DATA)));
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_of_another_partner_and_other_organisations_are_forbidden() {
    let desk = Desk::open().await;
    let mut foreign = desk.one("ALTRUI", 220);
    let code = kernel::notice::SegregationCode::parse("08").unwrap();
    let number = kernel::notice::NoticeNumber::issue(&code, 220)
        .unwrap()
        .to_string();
    foreign["paymentOption"][0]["iuv"] = json!(number[1..]);
    let answer = desk.create(&foreign).await;
    let title = "The payment position is forbidden";
    assert_eq!((answer.status, &answer.body["title"]), (403, &json!(title)));
    let path = format!("{{org}}/paymentoptions/paids/{number}");
    let answer = desk
        .ask_freely(ACA, Method::POST, &path, Some(&json!({})))
        .await;
    assert_eq!((answer.status, &answer.body["title"]), (403, &json!(title)));
    for mount in MOUNTS {
        let target = "/organizations/80051230409/debtpositions/X";
        let (answer, faults) = desk.exchange(mount, Method::GET, target, None).await;
        assert_eq!((answer.status, faults), (403, vec![]), "{mount}");
        assert_eq!(answer.body["status"], 403);
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_comes_without_a_key() {
    let desk = Desk::open().await;
    for mount in MOUNTS {
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let path = format!("{mount}/organizations/{CREDITOR}/debtpositions/X");
            for key in [None, Some("wrong-key-of-nobody")] {
                let request = desk
                    .world
                    .http
                    .request(method.clone(), desk.world.url(&path));
                let request = match key {
                    Some(key) => request.header("Ocp-Apim-Subscription-Key", key),
                    None => request,
                };
                let answer = request
                    .header("X-Request-Id", "mia-1")
                    .send()
                    .await
                    .unwrap();
                assert_eq!(answer.status(), 401, "{mount} {method}");
                assert_eq!(answer.headers()["x-request-id"], "mia-1");
                let body: Value = answer.json().await.unwrap();
                assert_eq!(body["title"], "UNAUTHORIZED");
            }
        }
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_are_unknown_or_not_payable_are_told_apart() {
    let desk = Desk::open().await;
    desk.create(&desk.one("BOZZA", 230)).await;
    let paid = json!({ "pspCompany": "PSP", "idReceipt": "R1" });
    for (base, status) in [(230, 422), (239, 404)] {
        let path = format!("{{org}}/paymentoptions/{}/pay", nav(base));
        let answer = desk.ask(INTERNAL, Method::POST, &path, Some(&paid)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        let path = format!("{{org}}/paymentoptions/paids/{}", nav(base));
        let answer = desk
            .ask(EXTERNAL, Method::POST, &path, Some(&json!({})))
            .await;
        assert_eq!(answer.status, status);
    }
    let path = format!("{{org}}/paymentoptions/{}/pay", nav(230));
    let answer = desk
        .ask(INTERNAL, Method::POST, &path, Some(&json!({})))
        .await;
    assert_eq!(answer.status, 400);
    for (iuv, id, status) in [
        (iuv(230), "1", 409),
        (iuv(230), "2", 404),
        (iuv(239), "1", 404),
    ] {
        let path = format!("{{org}}/paymentoptions/{iuv}/transfers/{id}/report");
        let answer = desk.ask(INTERNAL, Method::POST, &path, None).await;
        assert_eq!(answer.status, status, "{path}");
    }
    let path = "{org}/debtpositions/BOZZA/invalidate";
    assert_eq!(
        desk.ask(EXTERNAL, Method::POST, path, None).await.status,
        409
    );
    desk.world.stack.stop().await;
}

/// A key with these rights for one service, made in the panel.
pub(super) async fn key(desk: &Desk, grants: &[&str], service: &str) -> String {
    let admin = Guest::new(&desk.world.stack, CREDITOR, Role::Administrator, vec![]).await;
    let page = admin.page("/panel/access/keys/new").await;
    let form = hidden(&page, "form");
    let chosen = page.split("\" selected>").next().unwrap();
    let owner = chosen.rsplit('"').next().unwrap();
    let mut fields = vec![
        ("form", form.as_str()),
        ("label", "Tributi"),
        ("owner", owner),
    ];
    fields.push(("services", service));
    fields.extend(grants.iter().map(|grant| ("grants", *grant)));
    let made = admin.post("/panel/access/keys", &fields).await;
    let made = made.text().await.unwrap();
    let start = made.find("sp_live_").expect("the key");
    made[start..].chars().take(103).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_a_service_out_of_reach_looks_like_none() {
    let desk = Desk::open().await;
    desk.create(&desk.one("MENSA-1", 240)).await;
    let mut tari = desk.one("TARI-1", 241);
    tari["paymentOption"][0]["transfer"][0]["category"] = json!("9/0101101IM/");
    desk.create(&tari).await;
    let key = key(&desk, &["positions_read", "positions_write"], "TARI").await;
    let ask = async |path: &str, body: Option<Value>| {
        let path = path.replace("{org}", &format!("/organizations/{CREDITOR}"));
        let url = desk.world.url(&format!("{EXTERNAL}{path}"));
        let request = match &body {
            None => desk.world.http.get(url),
            Some(body) => desk.world.http.post(url).json(body),
        };
        let answer = request.header("X-Api-Key", &key).send().await.unwrap();
        let status = answer.status().as_u16();
        (status, answer.json::<Value>().await.unwrap())
    };
    assert_eq!(ask("{org}/debtpositions/TARI-1", None).await.0, 200);
    assert_eq!(ask("{org}/debtpositions/MENSA-1", None).await.0, 404);
    let (_, list) = ask("{org}/debtpositions", None).await;
    assert_eq!(list["page_info"]["items_found"], 1);
    assert_eq!(
        ask("{org}/debtpositions", Some(desk.one("MENSA-2", 242)))
            .await
            .0,
        403
    );
    let mut mixed = desk.one("TARI-2", 243);
    let mut own = transfer("1", 1_000);
    own["category"] = json!("9/0101101IM/");
    mixed["paymentOption"][0]["transfer"] = json!([own, transfer("2", 2_000)]);
    let refused = ask("{org}/debtpositions", Some(mixed)).await;
    assert_eq!(refused.0, 403, "a share is for another service");
    let path = format!("{{org}}/paymentoptions/paids/{}", nav(241));
    assert_eq!(
        ask(&path, Some(json!({}))).await.0,
        403,
        "it may not record payments"
    );
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_of_the_neighbour_looks_like_none() {
    let desk = Desk::open().await;
    let mut body = desk.one("VICINO", 250);
    let code = kernel::notice::SegregationCode::parse("01").unwrap();
    let number = kernel::notice::NoticeNumber::issue(&code, 250)
        .unwrap()
        .to_string();
    body["paymentOption"][0]["iuv"] = json!(number[1..]);
    let neighbour = "80051230409";
    let url = format!("{EXTERNAL}/organizations/{neighbour}/debtpositions");
    let request = desk.world.http.post(desk.world.url(&url)).json(&body);
    let made = request
        .header("X-Api-Key", desk.world.key(neighbour))
        .send()
        .await
        .unwrap();
    assert_eq!(made.status(), 201, "{}", made.text().await.unwrap());
    for (method, end) in [
        (Method::GET, ""),
        (Method::DELETE, ""),
        (Method::POST, "/publish"),
        (Method::POST, "/invalidate"),
    ] {
        let ask = async |iupd: &str| {
            let path = format!("{{org}}/debtpositions/{iupd}{end}");
            let answer = desk.ask(EXTERNAL, method.clone(), &path, None).await;
            (answer.status, answer.body.to_string().replace(iupd, "…"))
        };
        let real = ask("VICINO").await;
        assert_eq!(real, ask("NESSUNO").await, "{method} {end}");
        assert_eq!(real.0, 404);
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_no_item_holds_is_refused() {
    let desk = Desk::open().await;
    let mut chance = 7_u64;
    let mut noise = || {
        let letter = |_| {
            chance = chance
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            char::from_digit(u32::try_from((chance >> 33) % 36).unwrap(), 36).unwrap()
        };
        (0..140).map(letter).collect::<String>()
    };
    let mut body = desk.one("GRANDE", 300);
    let mut parts: Vec<Value> = (0..60).map(|n| desk.part(300 + n, 3_000, n > 0)).collect();
    for part in &mut parts {
        let many: Vec<Value> = (0..10)
            .map(|n| json!({ "key": format!("k{n}"), "value": noise() }))
            .collect();
        part["paymentOptionMetadata"] = json!(many);
        let mut shares: Vec<Value> = (1..=3).map(|n| transfer(&n.to_string(), 1_000)).collect();
        for share in &mut shares {
            share["transferMetadata"] = json!(
                (0..10)
                    .map(|n| json!({ "key": format!("k{n}"), "value": noise() }))
                    .collect::<Vec<_>>()
            );
        }
        part["transfer"] = json!(shares);
    }
    body["paymentOption"] = json!(parts);
    let refused = desk.create(&body).await;
    assert_eq!(
        (refused.status, &refused.body["title"]),
        (400, &json!(DATA))
    );
    let small = desk.one("GRANDE", 300);
    assert_eq!(desk.create(&small).await.status, 201);
    let path = "{org}/debtpositions/GRANDE";
    let update = desk.ask(EXTERNAL, Method::PUT, path, Some(&body)).await;
    assert_eq!(update.status, 400);
    desk.world.stack.stop().await;
}

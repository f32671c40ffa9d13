//! GPD v2: many positions in one call, all of them or none.

use payments::store::keys;
use platform::table::Query;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use super::world::{CREDITOR, World};

const V2: &str = "/gpd/debt-positions-service/v2";

/// The IUV with this base, of the creditor's segregation code.
fn iuv(base: u64) -> String {
    let segregation = kernel::notice::SegregationCode::parse("07").unwrap();
    let nav = kernel::notice::NoticeNumber::issue(&segregation, base).unwrap();
    nav.iuv().to_string()
}

/// A position paid whole, as GPD's clients write one.
fn position(n: u64) -> Value {
    let transfer = json!({
        "idTransfer": "1", "amount": 3_000, "organizationFiscalCode": CREDITOR,
        "remittanceInformation": "Mensa scolastica", "category": "9/0101108TS/",
        "iban": "IT60X0542811101000000123456",
    });
    json!({
        "iupd": format!("BULK-{n}"), "type": "F", "fiscalCode": "RSSMRA85T10A562S",
        "fullName": "Mario Rossi", "companyName": "Comune di Valdorra", "switchToExpired": false,
        "paymentOption": [{
            "iuv": iuv(n), "amount": 3_000, "description": "Mensa scolastica",
            "isPartialPayment": false, "dueDate": "2099-12-31T00:00:00Z", "transfer": [transfer],
        }],
    })
}

fn many(numbers: std::ops::Range<u64>) -> Value {
    json!({ "paymentPositions": numbers.map(position).collect::<Vec<_>>() })
}

fn named(numbers: std::ops::Range<u64>) -> Value {
    let names: Vec<String> = numbers.map(|n| format!("BULK-{n}")).collect();
    json!({ "paymentPositionIUPDs": names })
}

async fn ask(world: &World, method: Method, path: &str, body: &Value) -> Response {
    let path = format!("{V2}/organizations/{CREDITOR}{path}");
    let request = world.http.request(method, world.url(&path));
    let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
    request.json(body).send().await.unwrap()
}

/// The states of these positions, by GPD's v1; none for one that is not there.
async fn states(world: &World, numbers: std::ops::Range<u64>) -> Vec<Option<String>> {
    let mut states = Vec::new();
    for n in numbers {
        let path = format!(
            "/gpd/debt-positions-service/v1/organizations/{CREDITOR}/debtpositions/BULK-{n}"
        );
        let request = world.http.get(world.url(&path));
        let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
        let answer = request.send().await.unwrap();
        states.push(match answer.status() {
            StatusCode::OK => {
                let body: Value = answer.json().await.unwrap();
                Some(body["status"].as_str().unwrap().to_owned())
            }
            StatusCode::NOT_FOUND => None,
            other => panic!("{other}"),
        });
    }
    states
}

async fn problem(answer: Response, status: StatusCode) -> String {
    assert_eq!(answer.status(), status);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["status"], status.as_u16());
    body["detail"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_positions_are_made_written_anew_and_taken_away_in_bulks() {
    let world = World::start().await;
    let made = ask(&world, Method::POST, "/debtpositions", &many(1..101)).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let all = |state: &str| vec![Some(state.to_owned()); 100];
    assert_eq!(states(&world, 1..101).await, all("DRAFT"));

    let again = ask(&world, Method::POST, "/debtpositions", &many(1..101)).await;
    let detail = problem(again, StatusCode::CONFLICT).await;
    assert!(
        detail.ends_with("[paymentPositions[0], IUPD=BULK-1]"),
        "{detail}"
    );

    let path = "/debtpositions?toPublish=true";
    let put = ask(&world, Method::PUT, path, &many(1..101)).await;
    assert_eq!(put.status(), StatusCode::OK);
    assert_eq!(states(&world, 1..101).await, all("VALID"));

    for from in (1..101).step_by(20) {
        let body = named(from..from + 20);
        let gone = ask(&world, Method::DELETE, "/debtpositions", &body).await;
        assert_eq!(gone.status(), StatusCode::OK);
    }
    assert_eq!(states(&world, 1..101).await, vec![None; 100]);
    let unknown = ask(&world, Method::DELETE, "/debtpositions", &named(1..3)).await;
    problem(unknown, StatusCode::NOT_FOUND).await;

    // The numbers are free again.
    let made = ask(&world, Method::POST, path, &many(1..101)).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    assert_eq!(states(&world, 1..101).await, all("VALID"));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_refused_position_refuses_its_bulk_and_is_named() {
    let world = World::start().await;
    let made = ask(&world, Method::POST, "/debtpositions", &many(60..61)).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let refused = ask(&world, Method::POST, "/debtpositions", &many(1..91)).await;
    let detail = problem(refused, StatusCode::CONFLICT).await;
    assert!(
        detail.ends_with("[paymentPositions[59], IUPD=BULK-60]"),
        "{detail}"
    );
    assert_eq!(states(&world, 1..60).await, vec![None; 59]);

    let mut body = many(1..91);
    body["paymentPositions"][7]["paymentOption"][0]["amount"] = json!(2_999);
    let refused = ask(&world, Method::POST, "/debtpositions", &body).await;
    let detail = problem(refused, StatusCode::BAD_REQUEST).await;
    assert!(detail.contains("paymentPositions[7]"), "{detail}");

    let mut body = many(1..91);
    body["paymentPositions"][50]["iupd"] = json!("BULK-3");
    let refused = ask(&world, Method::POST, "/debtpositions", &body).await;
    problem(refused, StatusCode::CONFLICT).await;
    assert_eq!(states(&world, 1..91).await, {
        let mut there = vec![None; 90];
        there[59] = Some("DRAFT".to_owned());
        there
    });

    for body in [many(1..102), many(1..1)] {
        let refused = ask(&world, Method::POST, "/debtpositions", &body).await;
        problem(refused, StatusCode::BAD_REQUEST).await;
    }
    let refused = ask(&world, Method::DELETE, "/debtpositions", &named(1..22)).await;
    problem(refused, StatusCode::BAD_REQUEST).await;
    let unknown = ask(&world, Method::PUT, "/debtpositions", &many(59..62)).await;
    let detail = problem(unknown, StatusCode::NOT_FOUND).await;
    assert!(detail.contains("BULK-59"), "{detail}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paid_position_refuses_the_bulks_it_is_in() {
    let world = World::start().await;
    let path = "/debtpositions?toPublish=true";
    let made = ask(&world, Method::POST, path, &many(1..51)).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let paid = format!("/paymentoptions/paids/3{}", iuv(9));
    let told = ask(&world, Method::POST, &paid, &json!({})).await;
    assert_eq!(told.status(), StatusCode::OK);
    let put = ask(&world, Method::PUT, path, &many(1..51)).await;
    let detail = problem(put, StatusCode::CONFLICT).await;
    assert!(detail.contains("paymentPositions[8]"), "{detail}");
    let gone = ask(&world, Method::DELETE, "/debtpositions", &named(1..21)).await;
    problem(gone, StatusCode::CONFLICT).await;
    let mut expected = vec![Some("VALID".to_owned()); 50];
    expected[8] = Some("PAID".to_owned());
    assert_eq!(states(&world, 1..51).await, expected);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_in_the_bodys_order_is_told() {
    let world = World::start().await;
    let path = "/debtpositions?toPublish=true";
    let there = json!({ "paymentPositions": [position(10), position(90)] });
    let made = ask(&world, Method::POST, path, &there).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    for numbers in [1..101, 80..95] {
        let backwards: Vec<Value> = numbers.clone().rev().map(position).collect();
        let body = json!({ "paymentPositions": backwards });
        let refused = ask(&world, Method::POST, path, &body).await;
        let detail = problem(refused, StatusCode::CONFLICT).await;
        assert!(detail.ends_with(", IUPD=BULK-90]"), "{numbers:?}: {detail}");
    }
    let paid = format!("/paymentoptions/paids/3{}", iuv(10));
    let told = ask(&world, Method::POST, &paid, &json!({})).await;
    assert_eq!(told.status(), StatusCode::OK);
    let put = json!({ "paymentPositions": [position(90), position(10), position(77)] });
    let refused = ask(&world, Method::PUT, path, &put).await;
    let detail = problem(refused, StatusCode::CONFLICT).await;
    assert!(detail.contains("paymentPositions[1]"), "{detail}");
    let gone = json!({ "paymentPositionIUPDs": ["BULK-90", "BULK-10", "BULK-77"] });
    let refused = ask(&world, Method::DELETE, "/debtpositions", &gone).await;
    let detail = problem(refused, StatusCode::CONFLICT).await;
    assert!(detail.contains("paymentPositions[1]"), "{detail}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_positions_with_plans_fit_a_body() {
    let world = World::start().await;
    let long = "Mensa scolastica, rata del piano. ".repeat(4);
    let entries: Vec<Value> = (0..6)
        .map(|n| json!({ "key": format!("voce-{n}"), "value": long }))
        .collect();
    let plan = |n: u64| {
        let mut plan = position(n);
        let part = |base| {
            let mut part = plan["paymentOption"][0].clone();
            part["iuv"] = json!(iuv(base));
            part["isPartialPayment"] = json!(true);
            part["description"] = json!(long);
            part["paymentOptionMetadata"] = json!(entries);
            part
        };
        let parts: Vec<Value> = (n * 100..n * 100 + 10).map(part).collect();
        plan["paymentOption"] = json!(parts);
        plan
    };
    let body = json!({ "paymentPositions": (1..101).map(plan).collect::<Vec<_>>() });
    assert!(body.to_string().len() > 1_200_000);
    let made = ask(&world, Method::POST, "/debtpositions", &body).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    assert!(states(&world, 1..101).await.iter().all(Option::is_some));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_simultaneous_bulks_of_the_same_positions_make_them_once() {
    let world = World::start().await;
    let bulks = (0..10).map(|n| {
        // Overlapping: each has forty of its own beside twenty that all have.
        let own = 1_000 + n * 40..1_040 + n * 40;
        let positions: Vec<Value> = (1..21).chain(own).map(position).collect();
        let body = json!({ "paymentPositions": positions });
        let world = &world;
        async move {
            ask(world, Method::POST, "/debtpositions", &body)
                .await
                .status()
        }
    });
    let told = futures::future::join_all(bulks).await;
    let made = |status: &StatusCode| *status == StatusCode::CREATED;
    assert_eq!(
        told.iter().filter(|status| made(status)).count(),
        1,
        "{told:?}"
    );
    for (n, status) in (0..).zip(&told) {
        let own = 1_000 + n * 40..1_040 + n * 40;
        let there = states(&world, own).await;
        assert!(there.iter().all(|state| state.is_some() == made(status)));
        let conflict = *status == StatusCode::CONFLICT;
        assert!(made(status) || conflict, "{status}");
    }
    assert!(states(&world, 1..21).await.iter().all(Option::is_some));
    world.stack.stop().await;
}

/// Waits until nothing is held any more.
async fn let_go(world: &World) {
    let open = Query::gsi(1, keys::open_bulks_pk()).limit(1);
    let table = &world.stack.parts.job_table;
    for _ in 0..500 {
        if table.query_items(&open).await.unwrap().items.is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("a bulk holds its positions for ever");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_bulk_keeps_to_its_budget() {
    let world = World::start().await;
    let warm = ask(&world, Method::POST, "/debtpositions", &many(1..2)).await;
    assert_eq!(warm.status(), StatusCode::CREATED);
    let cost = async |method: Method, path: &str, body: Value| {
        let_go(&world).await;
        // The settings are fresh.
        states(&world, 1..2).await;
        world.stack.counts.take();
        let answer = ask(&world, method, path, &body).await;
        assert!(answer.status().is_success(), "{}", answer.status());
        world.stack.counts.take()
    };
    // The key, the event of what was done, and the journal.
    let gate = 1 + 1 + 1;
    let post = async |numbers| cost(Method::POST, "/debtpositions", many(numbers)).await;
    assert_eq!(post(10..11).await, gate + 1, "1: one transaction");
    assert_eq!(post(20..40).await, gate + 1, "20: one transaction");
    assert_eq!(
        post(100..200).await,
        gate + 4 + 1,
        "100: held in 4, decided in 1"
    );
    let put = async |numbers| {
        let path = "/debtpositions?toPublish=true";
        cost(Method::PUT, path, many(numbers)).await
    };
    assert_eq!(put(10..11).await, gate + 2 + 1, "1: read, one transaction");
    assert_eq!(put(20..40).await, gate + 2 + 1, "20");
    assert_eq!(put(100..200).await, gate + 2 + 3 + 1, "100: held in 3");
    let delete = async |numbers| cost(Method::DELETE, "/debtpositions", named(numbers)).await;
    assert_eq!(delete(10..11).await, gate + 2 + 1, "1");
    assert_eq!(delete(20..40).await, gate + 2 + 1, "20");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_moves_between_two_positions_of_a_bulk_refuses_it_all() {
    let world = World::start().await;
    for count in [2, 70] {
        let last = if count == 2 { 3 } else { 1_000 + count };
        let range = last - count..last;
        let made = ask(&world, Method::POST, "/debtpositions", &many(range.clone())).await;
        assert_eq!(made.status(), StatusCode::CREATED);
        let_go(&world).await;
        let (first, end) = (range.start, range.end - 1);
        for (to, from) in [(first, end), (end, first)] {
            let mut body = many(range.clone());
            let all = body["paymentPositions"].as_array_mut().unwrap();
            let place = |n: u64| usize::try_from(n - first).unwrap();
            all[place(to)]["paymentOption"][0]["iuv"] = json!(iuv(from));
            all[place(from)]["paymentOption"][0]["iuv"] = json!(iuv(5_000 + from));
            for one in all.iter_mut() {
                one["fullName"] = json!("Maria Rossi");
            }
            let answer = ask(&world, Method::PUT, "/debtpositions", &body).await;
            let told = problem(answer, StatusCode::CONFLICT).await;
            assert!(told.contains(&format!("BULK-{to}]")), "{told}");
            let_go(&world).await;
            for n in [first, end] {
                let path = format!(
                    "/gpd/debt-positions-service/v1/organizations/{CREDITOR}/debtpositions/BULK-{n}"
                );
                let request = world.http.get(world.url(&path));
                let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
                let read: Value = request.send().await.unwrap().json().await.unwrap();
                assert_eq!(read["paymentOption"][0]["iuv"], json!(iuv(n)), "{read}");
            }
        }
    }
    world.stack.stop().await;
}

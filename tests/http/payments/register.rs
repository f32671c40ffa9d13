//! A register sends dues: they become an import like any other.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::world::{CREDITOR, DEBTOR, World};

fn due(id: &str, cents: i64) -> Value {
    json!({
        "external_id": id, "tax_code": DEBTOR, "name": "Mario Rossi", "amount_cents": cents,
        "description": "Quota annuale", "due_date": "2099-12-31", "category": "professional",
        "origin": "current", "chapter": "1.01", "year": 2026,
        "address": { "city": "Roma", "province": "RM" },
    })
}

fn call(dues: &[Value]) -> Value {
    json!({ "register": "Albo degli infermieri", "dues": dues })
}

async fn send(world: &World, body: &Value, once: &str) -> (StatusCode, Value) {
    let path = world.url(&format!("/api/creditors/{CREDITOR}/register/dues"));
    let request = world.http.post(path).header("Idempotency-Key", once);
    let request = request.header("X-Api-Key", world.key(CREDITOR)).json(body);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn dues_of_a_register_become_an_import_that_is_checked_and_published() {
    let world = World::start().await;
    let wrong = json!({
        "external_id": "OPI-3", "tax_code": "NONVALIDO", "name": "Nessuno", "amount_cents": 0,
    });
    let body = call(&[due("OPI-1", 10_000), due("OPI-2", 5), wrong]);
    let (status, taken) = send(&world, &body, "one").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{taken}");
    let totals = json!({ "dues": 3, "accepted": 2, "refused": 1, "amount_cents": 10_005 });
    assert_eq!(taken["totals"], totals);
    let refused = &taken["refused"][0];
    assert_eq!(
        (
            &refused["index"],
            &refused["external_id"],
            &refused["field"],
            &refused["code"]
        ),
        (
            &json!(2),
            &json!("OPI-3"),
            &json!("tax_code"),
            &json!("tax_code_invalid")
        )
    );
    let again = send(&world, &body, "one").await;
    assert_eq!(
        again,
        (StatusCode::ACCEPTED, taken.clone()),
        "the same answer"
    );

    let path = format!("/imports/{}", taken["id"].as_str().unwrap());
    let import = world.until(&path, "state", &["ready", "failed"]).await;
    assert_eq!(import["state"], "ready", "{import}");
    assert_eq!(import["totals"]["accepted"], 2);
    let rows: Value = world
        .get(&format!("{path}/refused"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(rows["rows"][0]["row"], 4, "index + 2");
    let terms = json!({ "description": "Quota 2026" });
    world
        .post(&format!("{path}/confirm"), &terms, "confirm")
        .await;
    world.until(&path, "state", &["published"]).await;
    assert_eq!(
        world.positions(taken["id"].as_str().unwrap()).await.len(),
        2
    );

    known_dues_are_refused(&world).await;
    world.stack.stop().await;
}

/// What the archive knows is refused by the check, and the rest of the call is not.
async fn known_dues_are_refused(world: &World) {
    let (_, later) = send(
        world,
        &call(&[due("OPI-1", 10_000), due("OPI-9", 1)]),
        "two",
    )
    .await;
    let path = format!("/imports/{}", later["id"].as_str().unwrap());
    let import = world.until(&path, "state", &["ready", "failed"]).await;
    assert_eq!(
        import["totals"]["accepted"], 1,
        "what the archive knows is refused"
    );
    let rows: Value = world
        .get(&format!("{path}/refused"))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(rows["rows"][0]["code"], "already_in_archive");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_another_shape_makes_nothing_and_names_each_place() {
    let world = World::start().await;
    let field = |problem: &Value| problem.to_string();
    let mut shapeless = due("A", 1);
    shapeless["amount"] = json!("1,00");
    let mut nameless = due("", 1);
    nameless["external_id"] = json!(" ");
    for (body, wanted) in [
        (json!({ "dues": [due("A", 1)] }), "register"),
        (json!({ "register": "x", "dues": [] }), "dues"),
        (json!({ "register": "x", "dues": "A" }), "dues"),
        (call(&vec![due("A", 1); 1_001]), "dues"),
        (call(&[due("A", 1), shapeless]), "dues[1]"),
        (call(&[nameless]), "dues[0].external_id"),
        (
            json!({ "register": "x", "dues": [due("A", 1)], "service": "NO" }),
            "service",
        ),
        (
            json!({ "register": "x", "dues": [due("A", 1)], "more": 1 }),
            "more",
        ),
    ] {
        let (status, problem) = send(&world, &body, "wrong").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{problem}");
        assert!(
            field(&problem).contains(&format!("\"{wanted}\"")),
            "{wanted} {problem}"
        );
    }
    let (status, _) = send(&world, &call(&[due("A", 1)]), "right").await;
    assert_eq!(status, StatusCode::ACCEPTED);
    let (status, problem) = send(&world, &call(&[due("A", 2)]), "right").await;
    assert_eq!(status, StatusCode::CONFLICT);
    assert!(field(&problem).contains("\"dues\""), "{problem}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_of_a_thousand_dues_keeps_its_budget() {
    let world = World::start().await;
    let dues: Vec<Value> = (0..1_000).map(|n| due(&format!("OPI-{n}"), 100)).collect();
    let body = call(&dues);
    world.stack.counts.take();
    let (status, taken) = send(&world, &body, "one").await;
    assert_eq!(status, StatusCode::ACCEPTED, "{taken}");
    assert_eq!(taken["totals"]["accepted"], 1_000);
    let cost = world.stack.counts.take();
    assert!(
        cost <= 5,
        "key of the caller, settings, key of the call, transaction: {cost}"
    );
    world.stack.stop().await;
}

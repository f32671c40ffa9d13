//! What GPD checks of content, case by case: each is refused in GPD's words, by every operation that takes a
//! position, and what is just within is taken.

mod beside;
mod cases;

use http::Method;
use serde_json::{Value, json};

use super::desk::{Answer, Desk, EXTERNAL, V3, transfer};
use cases::{DATA, FORM, long, of_the_part, of_the_position, of_the_transfer};

const V2: &str = "/gpd/debt-positions-service/v2";

/// The position with something else at a place of it.
fn spoilt(whole: &Value, (place, value): (&str, &Value)) -> Value {
    let mut body = whole.clone();
    let (above, name) = place.rsplit_once('/').unwrap();
    let above = body.pointer_mut(above).unwrap();
    match (above, name.parse::<usize>()) {
        (Value::Array(items), Ok(at)) => items[at] = value.clone(),
        (Value::Object(fields), _) if value.is_null() => drop(fields.remove(name)),
        (other, _) => other[name] = value.clone(),
    }
    body
}

/// The same position as v3 has it; what is not there, is not there either.
fn in_v3(flat: &Value) -> Value {
    const DEBTOR: [&str; 12] = [
        "type",
        "fiscalCode",
        "fullName",
        "streetName",
        "civicNumber",
        "postalCode",
        "city",
        "province",
        "region",
        "country",
        "email",
        "phone",
    ];
    let taken = |from: &Value, names: &[&str]| {
        let there = names.iter().filter(|name| from.get(**name).is_some());
        let pairs = there.map(|name| ((*name).to_owned(), from[*name].clone()));
        Value::Object(pairs.collect())
    };
    let mut body = taken(flat, &["iupd", "payStandIn", "companyName", "officeName"]);
    let parts = flat["paymentOption"].as_array().into_iter().flatten();
    let ways = parts.map(|part| {
        let mut way = taken(part, &["retentionDate"]);
        way["switchToExpired"] = json!(true);
        way["debtor"] = taken(flat, &DEBTOR);
        if let Some(validity) = flat.get("validityDate") {
            way["validityDate"] = validity.clone();
        }
        let words = ["nav", "iuv", "amount", "description", "dueDate", "transfer"];
        let mut one = taken(part, &words);
        one["installmentMetadata"] = part["paymentOptionMetadata"].clone();
        way["installments"] = json!([one]);
        way
    });
    body["paymentOption"] = json!(ways.collect::<Vec<_>>());
    body
}

/// What differs from the case's title or words.
fn judged(answer: &Answer, (title, words): (&str, &str)) -> Option<String> {
    let body = &answer.body;
    let status = match title {
        FORM | DATA => 400,
        _ => 409,
    };
    let detail = body["detail"].as_str().unwrap_or_default();
    let is_right = answer.status == status
        && body["status"] == status
        && body["title"] == title
        && detail.contains(words)
        && body.as_object().map(serde_json::Map::len) == Some(3);
    (!is_right).then(|| format!("{} {body} for {status} {title}: {words}", answer.status))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_rule_of_content_is_kept_by_every_operation_that_takes_a_position() {
    let desk = Desk::open().await;
    let whole = desk.one("REGOLE", 800);
    let there = desk.one("REGOLE", 800);
    let mut cases = of_the_position(&desk);
    cases.extend(of_the_part(&desk));
    cases.extend(of_the_transfer());
    let (list, one) = ("{org}/debtpositions", "{org}/debtpositions/REGOLE");
    let mut wrong = Vec::new();
    let mut tried = 0;
    for is_there in [false, true] {
        for (place, value, title, words) in &cases {
            let (place, title, words) = (*place, *title, *words);
            let flat = spoilt(&whole, (place, value));
            let of_v1_alone = place.ends_with("isPartialPayment");
            // A position written anew may have begun to be payable.
            let may_be_past = is_there && words.starts_with("validity_date");
            let bulk = json!({ "paymentPositions": [flat] });
            let ways = in_v3(&flat);
            let calls = match is_there {
                false => vec![
                    (EXTERNAL, Method::POST, list, &flat),
                    (V2, Method::POST, list, &bulk),
                    (V3, Method::POST, list, &ways),
                ],
                true => vec![
                    (EXTERNAL, Method::PUT, one, &flat),
                    (V2, Method::PUT, list, &bulk),
                    (V3, Method::PUT, one, &ways),
                ],
            };
            for (mount, method, path, body) in calls {
                if may_be_past || (of_v1_alone && mount == V3) {
                    continue;
                }
                let answer = desk
                    .ask_freely(mount, method.clone(), path, Some(body))
                    .await;
                tried += 1;
                let told = judged(&answer, (title, words));
                wrong.extend(told.map(|told| format!("{method} {mount} {place}={value}: {told}")));
            }
        }
        if !is_there {
            let unknown = desk.get(one).await;
            assert_eq!(unknown.status, 404, "nothing of it was kept");
            desk.create(&there).await;
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(tried > 450, "{tried}");
    let read = desk.get(one).await.body;
    assert_eq!(read["paymentOption"][0]["amount"], 3_000);
    assert_eq!(read["status"], "DRAFT");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_just_within_the_rules_is_taken() {
    let desk = Desk::open().await;
    let hash = "wHpFSLCGZjIvNSXxqtGbxg7275t446DRTk5ZrsdUQ6E=";
    let five: Vec<Value> = ["1", "2", "3", "4", "5"]
        .iter()
        .map(|id| transfer(id, 600))
        .collect();
    let ten: Vec<Value> = (0..10)
        .map(|n| json!({ "key": format!("k{n}"), "value": "x".repeat(140) }))
        .collect();
    let mut stamp = transfer("1", 3_000);
    stamp.as_object_mut().unwrap().remove("iban");
    stamp["stamp"] =
        json!({ "hashDocument": hash, "stampType": "01", "provincialResidence": "RM" });
    let mut postal = transfer("3", 3_000);
    postal["postalIban"] = json!("IT33I0760103200001234567890");
    let cases = [
        ("/fullName", long(70)),
        ("/streetName", long(70)),
        ("/companyName", long(140)),
        ("/officeName", Value::Null),
        ("/email", Value::Null),
        ("/country", Value::Null),
        ("/payStandIn", json!(false)),
        ("/switchToExpired", Value::Null),
        ("/validityDate", json!(desk.in_days(19))),
        ("/paymentOption/0/retentionDate", json!(desk.in_days(21))),
        ("/paymentOption/0/retentionDate", Value::Null),
        ("/paymentOption/0/description", long(140)),
        ("/paymentOption/0/transfer", json!(five)),
        ("/paymentOption/0/transfer/0", stamp),
        ("/paymentOption/0/transfer/0", postal),
        ("/paymentOption/0/transfer/0/category", long(140)),
        (
            "/paymentOption/0/transfer/0/organizationFiscalCode",
            Value::Null,
        ),
        ("/paymentOption/0/paymentOptionMetadata", json!(ten)),
        ("/unheard", json!({ "of": 1 })),
    ];
    for (n, (place, value)) in (0_u64..).zip(&cases) {
        let whole = desk.one(&format!("DENTRO-{n}"), 820 + n);
        let body = spoilt(&whole, (*place, value));
        let made = desk
            .ask_freely(EXTERNAL, Method::POST, "{org}/debtpositions", Some(&body))
            .await;
        assert_eq!(made.status, 201, "{place} {value} {made:?}");
    }
    desk.world.stack.stop().await;
}

//! Publishing: every row one position, once, whatever is repeated.

use std::collections::HashSet;

use kernel::ids::ImportId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::jobs::publish::{CHUNK_JOB, PLAN_JOB, PublishOrder};
use payments::store::numbers;
use platform::outbox::OutboxItem;
use platform::table::Tx;
use serde_json::{Value, json};

use super::world::{CREDITOR, World, text};

#[tokio::test(flavor = "multi_thread")]
async fn every_row_becomes_one_payable_position_with_a_number_of_its_own() {
    let world = World::start().await;
    let published = world.publish(200).await;
    let positions = world.positions(&published.import).await;
    assert_eq!(positions.len(), 200);
    let numbers: HashSet<String> = published.notices.iter().cloned().collect();
    assert_eq!(numbers.len(), 200);
    for number in &numbers {
        let number = NoticeNumber::parse(number).unwrap();
        assert!(number.has_valid_check_digits());
        assert_eq!(number.segregation().unwrap().as_str(), "07");
    }
    assert!(
        positions
            .iter()
            .all(|p| text(p, "state") == "VALID" && p["amount_cents"] == 3_000)
    );
    let import: Value = world
        .get(&format!("/imports/{}", published.import))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(import["progress"]["done"], 200);
    assert_eq!(import["progress"]["of"], 200);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_can_not_be_guessed_from_a_neighbour() {
    let world = World::start().await;
    let published = world.publish(50).await;
    let bases: Vec<i128> = published
        .notices
        .iter()
        .map(|n| n.get(3..16).unwrap().parse().unwrap())
        .collect();
    let near = bases
        .windows(2)
        .filter(|pair| pair[0].abs_diff(pair[1]) < 1_000_000)
        .count();
    assert_eq!(near, 0, "numbers stand close together: {bases:?}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_delivered_again_doubles_nothing() {
    let world = World::start().await;
    let published = world.publish(100).await;
    let order = PublishOrder {
        creditor: OrgFiscalCode::parse(CREDITOR).unwrap(),
        import: ImportId::parse(&published.import).unwrap(),
        chunk: 0,
    };
    let parts = &world.stack.parts;
    for job in [PLAN_JOB, CHUNK_JOB, CHUNK_JOB] {
        let item = OutboxItem::new(job, &order, &*parts.clock, &*parts.dice);
        parts
            .job_table
            .commit(Tx::new().outbox(&item))
            .await
            .unwrap();
    }
    world.stack.quiet().await.unwrap();
    assert_eq!(world.positions(&published.import).await.len(), 100);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_takes_a_transaction_for_each_ninety_rows() {
    let world = World::start().await;
    let published = world.publish(181).await;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let import = ImportId::parse(&published.import).unwrap();
    let table = &world.stack.parts.job_table;
    let chunks = payments::store::imports::chunks_done(table, &creditor, &import)
        .await
        .unwrap();
    let sizes: Vec<usize> = chunks.iter().map(|chunk| chunk.navs.len()).collect();
    assert_eq!(sizes, [90, 90, 1]);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn numbers_that_clients_took_are_replaced_and_nothing_is_lost() {
    let world = World::start().await;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let segregation = kernel::notice::SegregationCode::parse("07").unwrap();
    let parts = &world.stack.parts;
    let counter = numbers::open(&parts.job_table, &creditor, &segregation, &*parts.dice);
    let counter = counter.await.unwrap();
    let base = format!("/gpd/debt-positions-service/v1/organizations/{CREDITOR}/debtpositions");
    let key = world.key(CREDITOR);
    let ask = async |method: reqwest::Method, path: &str, body: &Value| {
        let request = world.http.request(method, world.url(path));
        let request = request.header("Ocp-Apim-Subscription-Key", &key);
        request.json(body).send().await.unwrap().status().as_u16()
    };
    let mut taken = Vec::new();
    for n in [3_u64, 95, 96] {
        let nav = counter.issue(counter.next + n).unwrap();
        let transfer = json!({
            "idTransfer": "1", "amount": 500, "organizationFiscalCode": CREDITOR,
            "remittanceInformation": "Mensa", "category": "9/0101108TS/",
            "iban": "IT60X0542811101000000123456",
        });
        let body = json!({
            "iupd": format!("CLIENT-{n}"), "type": "F", "fiscalCode": "RSSMRA85T10A562S",
            "fullName": "Mario Rossi", "companyName": "Comune", "switchToExpired": false,
            "paymentOption": [{
                "iuv": nav.iuv(), "amount": 500, "description": "Mensa", "isPartialPayment": false,
                "dueDate": "2099-12-31T00:00:00Z", "transfer": [transfer],
            }],
        });
        assert_eq!(ask(reqwest::Method::POST, &base, &body).await, 201);
        taken.push(nav.to_string());
    }
    let gone = format!("{base}/CLIENT-96");
    assert_eq!(ask(reqwest::Method::DELETE, &gone, &json!({})).await, 200);
    let file = super::world::dues(100);
    let file = String::from_utf8(file).unwrap().replace(";D", ";E");
    let id = world.load("altre.csv", file.into_bytes()).await;
    let path = format!("/imports/{id}/confirm");
    let terms = json!({ "description": "Mensa di aprile" });
    world.post(&path, &terms, "confirm-2").await;
    let ends = ["published", "failed"];
    let import = world.until(&format!("/imports/{id}"), "state", &ends).await;
    assert_eq!(import["state"], "published");
    let positions = world.positions(&id).await;
    let numbers: HashSet<String> = positions.iter().map(|p| text(p, "notice_number")).collect();
    assert_eq!((positions.len(), numbers.len()), (100, 100));
    assert!(taken.iter().all(|nav| !numbers.contains(nav)), "{taken:?}");
    let after = numbers::open(&parts.job_table, &creditor, &segregation, &*parts.dice);
    assert_eq!(
        after.await.unwrap().next,
        counter.next + 100 + 3,
        "three spares"
    );
    world.stack.stop().await;
}

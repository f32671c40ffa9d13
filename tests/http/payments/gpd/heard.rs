//! What a body's software asks stands in the journal, and nothing personal of it.

use access::Role;
use access::domain::api_key::ApiKeySecret;
use aws_sdk_dynamodb::types::AttributeValue;
use http::Method;
use jiff::SignedDuration;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use local::cloud::TABLE;
use payments::domain::journal::{Entry, Operation, Outcome};
use payments::store::journal::Listing;
use serde_json::{Value, json};

use super::desk::{ACA, Desk, EXTERNAL, INTERNAL, INTERNAL_2, V3, nav};
use crate::guests::Guest;
use crate::payments::world::{CREDITOR, DEBTOR, hidden};

const NEIGHBOUR: &str = "80051230409";
const V2: &str = "/gpd/debt-positions-service/v2";

/// What the bodies below say of people, and in which words answers repeat it.
const PERSONAL: [&str; 12] = [
    DEBTOR,
    "RSSMRA85T10A562X",
    "Mario Rossi",
    "Rossi",
    "Garibaldi",
    "mario.rossi",
    "example.it",
    "3331234567",
    "00100",
    "Mensa di marzo",
    "Verdi",
    "Luigi",
];

impl Desk {
    /// The calls of its software that are noted under an organisation, oldest first.
    async fn noted(&self, creditor: &str) -> Vec<Entry> {
        let now = self.world.stack.clock.now();
        let listing = Listing {
            creditor: OrgFiscalCode::parse(creditor).unwrap(),
            from: now - SignedDuration::from_hours(1),
            until: now + SignedDuration::from_hours(1),
            notice: None,
            faults: false,
            descending: false,
        };
        let table = &self.world.stack.parts.table;
        let is_ours = |entry: &Entry| {
            let operation = entry.operation;
            matches!(operation, Operation::Gpd | Operation::Aca)
                || operation == Operation::PaymentOptions
        };
        let found = listing.page(table, (None, 1_000), is_ours).await.unwrap();
        found.entries
    }

    /// All that the table holds of the journal beside what is packed, each as one text.
    async fn journal_items(&self) -> Vec<String> {
        let client = aws_sdk_dynamodb::Client::new(&self.world.stack.cloud().dynamodb);
        let pages = client.scan().table_name(TABLE).into_paginator().items();
        let items: Vec<_> = pages.send().collect::<Result<_, _>>().await.unwrap();
        let of_journal = |value: &AttributeValue| value.as_s().is_ok_and(|pk| pk.starts_with("J#"));
        let items = items.iter().filter(|item| of_journal(&item["pk"]));
        let told = |(name, value): (&String, &AttributeValue)| {
            let text = value.as_s().ok()?;
            Some(format!("{name}={text}"))
        };
        let texts = items.map(|item| item.iter().filter_map(told).collect::<Vec<_>>());
        texts.map(|texts| texts.join(" ")).collect()
    }

    async fn status(&self, key: &str, target: &str) -> u16 {
        let request = self.world.http.get(self.world.url(target));
        let answer = request.header("X-Api-Key", key).send().await.unwrap();
        answer.status().as_u16()
    }
}

/// A position of v3 of the same person, with a debtor of its own.
fn ways(desk: &Desk, iupd: &str, base: u64) -> Value {
    let flat = desk.one(iupd, base);
    let part = &flat["paymentOption"][0];
    let installment = json!({ "iuv": part["iuv"], "amount": 3_000, "description": "Mensa di marzo",
        "dueDate": part["dueDate"], "transfer": part["transfer"] });
    let debtor = json!({ "type": "F", "fiscalCode": DEBTOR, "fullName": "Luigi Rossi",
        "email": "mario.rossi@example.it", "streetName": "Via Garibaldi", "country": "IT" });
    json!({ "iupd": iupd, "companyName": "Comune di Valdorra",
        "paymentOption": [{ "description": "Mensa di marzo", "switchToExpired": false,
            "debtor": debtor, "installments": [installment] }] })
}

async fn ask(desk: &Desk, mount: &str, method: Method, path: &str, body: Option<&Value>) -> u16 {
    let answer = desk.ask_freely(mount, method, path, body).await;
    answer.status
}

/// Every face is spoken to once, with people in it; the statuses, in order.
async fn speak(desk: &Desk) -> Vec<u16> {
    let (post, get) = (Method::POST, Method::GET);
    let list = "{org}/debtpositions";
    let one = desk.one("UNO", 700);
    let mut wrong = desk.one("DUE", 701);
    wrong["fiscalCode"] = json!("RSSMRA85T10A562X");
    wrong["paymentOption"][0]["dueDate"] = json!("Mario Rossi");
    let many = json!({ "paymentPositions": [desk.one("TRE", 702), desk.one("QUATTRO", 703)] });
    let three = ways(desk, "CINQUE", 704);
    let publish = "{org}/debtpositions?toPublish=true";
    let filtered = "{org}/debtpositions?status=VALID&limit=10&name=Rossi";
    let part = format!("{{org}}/paymentoptions/{}", nav(700));
    let ways_to_pay = format!("/payment-options{{org}}/notices/{}", nav(700));
    vec![
        ask(desk, EXTERNAL, post.clone(), publish, Some(&one)).await,
        ask(desk, EXTERNAL, post.clone(), list, Some(&wrong)).await,
        ask(desk, V2, post.clone(), list, Some(&many)).await,
        ask(desk, V3, post.clone(), list, Some(&three)).await,
        ask(desk, V3, get.clone(), "{org}/debtpositions/CINQUE", None).await,
        ask(desk, ACA, get.clone(), "{org}/debtpositions/UNO", None).await,
        ask(desk, INTERNAL, get.clone(), &part, None).await,
        ask(desk, INTERNAL_2, get, filtered, None).await,
        ask(desk, "", post, &ways_to_pay, None).await,
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_of_management_software_is_noted_and_nothing_personal_of_it() {
    let desk = Desk::open().await;
    let statuses = speak(&desk).await;
    assert_eq!(statuses, [201, 400, 201, 201, 200, 200, 200, 200, 200]);
    let noted = desk.noted(CREDITOR).await;
    let told: Vec<_> = noted.iter().filter_map(|entry| entry.status).collect();
    assert_eq!(told, statuses);
    let operations: Vec<_> = noted.iter().map(|entry| entry.operation).collect();
    let (gpd, aca, ways) = (Operation::Gpd, Operation::Aca, Operation::PaymentOptions);
    assert_eq!(operations, [gpd, gpd, gpd, gpd, gpd, aca, gpd, gpd, ways]);
    assert_eq!(noted[1].outcome, Outcome::Refused);
    let place = format!("/organizations/{CREDITOR}/debtpositions");
    assert_eq!(
        noted[0].what,
        format!("POST {EXTERNAL}{place}?toPublish=true")
    );
    assert_eq!(
        noted[7].what,
        format!("GET {INTERNAL_2}{place}?status=VALID&limit=10")
    );
    let notices: Vec<_> = noted
        .iter()
        .map(|entry| entry.notice.as_ref().map(ToString::to_string))
        .collect();
    assert_eq!(notices[0], Some(nav(700)));
    assert_eq!(notices[2], None, "it is about two");
    assert_eq!((&notices[6], &notices[8]), (&notices[0], &notices[0]));
    for entry in &noted {
        let kept = serde_json::to_string(entry).unwrap();
        let told = PERSONAL.iter().find(|word| kept.contains(**word));
        assert_eq!(told, None, "{kept}");
    }
    let text = &noted[0].request.text;
    assert!(text.contains("\"fullName\": \"***\""), "{text}");
    assert!(text.contains("\"amount\": 3000"), "{text}");
    let items = desk.journal_items().await;
    assert!(items.len() >= noted.len(), "flows are asked for, too");
    for item in items {
        let told = PERSONAL.iter().find(|word| item.contains(**word));
        assert_eq!(told, None, "{item}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_call_stands_in_the_journal_of_whose_key_it_was() {
    let desk = Desk::open().await;
    let own = format!("{EXTERNAL}/organizations/{CREDITOR}/debtpositions");
    let of_another = format!("{EXTERNAL}/organizations/{NEIGHBOUR}/debtpositions");
    let key = desk.world.key(CREDITOR);
    assert_eq!(desk.status(&key, &of_another).await, 403);
    assert_eq!(desk.noted(NEIGHBOUR).await.len(), 0, "it is not theirs");
    let noted = desk.noted(CREDITOR).await;
    assert_eq!((noted.len(), noted[0].status), (1, Some(403)));
    assert_eq!(noted[0].outcome, Outcome::Refused);
    assert!(noted[0].answer.text.contains("FORBIDDEN"), "{noted:?}");

    assert_eq!(desk.status("wrong-key-of-nobody", &own).await, 401);
    assert_eq!(desk.status("", &own).await, 401);
    assert_eq!(desk.noted(CREDITOR).await.len(), 1, "nobody's calls");

    let key = revoked_key(&desk).await;
    let mut forged = key.clone();
    forged.replace_range(100.., if key.ends_with("000") { "111" } else { "000" });
    assert_eq!(desk.status(&forged, &own).await, 401);
    assert_eq!(desk.noted(CREDITOR).await.len(), 1, "its secret is wrong");
    assert_eq!(desk.status(&key, &own).await, 401);
    let noted = desk.noted(CREDITOR).await;
    assert_eq!((noted.len(), noted[1].status), (2, Some(401)));
    assert!(noted[1].answer.text.contains("UNAUTHORIZED"), "{noted:?}");
    desk.world.stack.stop().await;
}

async fn revoked_key(desk: &Desk) -> String {
    let admin = Guest::new(&desk.world.stack, CREDITOR, Role::Administrator, vec![]).await;
    let page = admin.page("/panel/access/keys/new").await;
    let form = hidden(&page, "form");
    let chosen = page.split("\" selected>").next().unwrap();
    let owner = chosen.rsplit('"').next().unwrap();
    let fields = [
        ("form", form.as_str()),
        ("label", "Tributi"),
        ("owner", owner),
        ("grants", "positions_read"),
    ];
    let made = admin.post("/panel/access/keys", &fields).await;
    let made = made.text().await.unwrap();
    let start = made.find("sp_live_").expect("the key");
    let key: String = made[start..].chars().take(103).collect();
    let id = ApiKeySecret::parse(&key).unwrap().id().clone();
    let path = format!("/panel/access/keys/{id}/revoke");
    admin.post(&path, &[("sure", "yes")]).await;
    key
}

//! One real thing of an organisation for every hole in a route.

use access::gate::Rule;
use access::{Grant, Permission, Role};
use kernel::ids::{EventId, StatementId};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use local::stack::Stack;
use payments::domain::journal::{Call, KeptDays, Operation, entry};
use payments::store::{files, webhooks};
use reqwest::Client;
use serde_json::{Value, json};

use super::TOWN;
use crate::guests::Guest;

/// A thing that is nobody's, in the form of each kind.
const ULID: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
const NOTICE: &str = "307000000000000075";

/// Holes that open no thing of an organisation: a link of a mail is a secret, not an id, and the parts
/// of a thing are looked for once the thing itself was found.
const NO_THINGS: [&str; 3] = ["{token}", "{part}", "{target}"];
/// Rooms that try this themselves, beside what makes their things.
const OWN_TESTS: [&str; 5] = [
    "/panel/access/keys/",
    "/panel/access/invitations/",
    "/gpd/",
    "/aca/",
    "/payment-options/",
];

pub struct Things {
    import: String,
    notice: String,
    receipt: String,
    export: String,
    flow: String,
    statement: String,
    upload: String,
    delivery: String,
    call: String,
    person: String,
    grant: String,
}

/// The path of a route with a real thing of the town, and with one that nobody has.
pub struct Pair {
    pub real: (String, String),
    pub unknown: (String, String),
}

impl Things {
    /// Of the demo records, and a few more.
    pub async fn of(stack: &Stack) -> Self {
        let get = async |path: &str| ask(stack, path, None).await;
        let listed = get("/positions?state=REPORTED").await;
        let listed = match listed["positions"][0].is_null() {
            true => get("/positions?state=PAID").await,
            false => listed,
        };
        let position = &listed["positions"][0];
        let notice = position["notice_number"].as_str().unwrap().to_owned();
        let detail = get(&format!("/positions/{notice}")).await;
        let flows = get("/flows").await;
        let flow = &flows["flows"][0];
        let flow = flow["flow_id"].as_str().or(flow["id"].as_str()).unwrap();
        let export = ask(stack, "/exports", Some(json!({ "kind": "positions" }))).await;
        let statement = ask(stack, "/statements", Some(json!({ "file_name": "x.csv" }))).await;
        let given = Grant::whole(Permission::AuditRead);
        let person = Guest::new(stack, TOWN, Role::Viewer, vec![given.clone()]).await;
        Self {
            import: position["import"].as_str().unwrap().to_owned(),
            notice,
            receipt: detail["parts"][0]["receipt_id"]
                .as_str()
                .unwrap()
                .to_owned(),
            export: export["id"].as_str().unwrap().to_owned(),
            flow: flow.to_owned(),
            statement: statement["id"].as_str().unwrap().to_owned(),
            upload: upload(stack).await,
            delivery: delivery(stack).await,
            call: call(stack).await,
            person: person.id.to_string(),
            grant: given.id(),
        }
    }

    /// `None` for a route without a hole that names a thing; an error where nobody has made one.
    pub fn pair(&self, rule: &Rule, tenant: &str) -> Result<Option<Pair>, String> {
        if OWN_TESTS.iter().any(|room| rule.path.starts_with(room)) {
            return Ok(None);
        }
        let holes = rule.path.split('/').filter(|part| part.starts_with('{'));
        let mut holes = holes.filter(|hole| *hole != "{cf}" && !NO_THINGS.contains(hole));
        let Some(hole) = holes.next() else {
            return Ok(None);
        };
        let real = self
            .thing(rule.path, hole)
            .ok_or(format!("no thing for {}", rule.path))?;
        let unknown = match hole {
            "{nav}" => NOTICE.to_owned(),
            _ if real.len() == ULID.len() => ULID.to_owned(),
            _ => "x".repeat(real.len()),
        };
        let path = |thing: &str| {
            let first = rule.path.replacen(hole, thing, 1).replace("{cf}", tenant);
            let first = first
                .replace("{receipt_id}", &self.receipt)
                .replace("{part}", "0")
                .replace("{target}", "aca")
                .replace("{transfer}", "1");
            let first = first.replace("{grant}", &self.grant);
            match hole == "{id}" && rule.path.contains("/uploads/") {
                true => format!("{first}?what=flow"),
                false => first,
            }
        };
        Ok(Some(Pair {
            real: (path(real), real.to_owned()),
            unknown: (path(&unknown), unknown),
        }))
    }

    fn thing(&self, path: &str, hole: &str) -> Option<&str> {
        let in_room = |room: &str| path.contains(room);
        Some(match hole {
            "{nav}" => &self.notice,
            "{flow_id}" => &self.flow,
            "{id}" if in_room("/imports/") => &self.import,
            "{id}" if in_room("/exports/") => &self.export,
            "{id}" if in_room("/statements/") => &self.statement,
            "{id}" if in_room("/flows/") => &self.flow,
            "{id}" if in_room("/uploads/") => &self.upload,
            "{id}" if in_room("/journal/") => &self.call,
            "{id}" if in_room("/deliveries/") => &self.delivery,
            "{id}" if in_room("/members/") || in_room("/permissions/") => &self.person,
            _ => return None,
        })
    }
}

async fn ask(stack: &Stack, path: &str, body: Option<Value>) -> Value {
    let url = format!("{}/api/creditors/{TOWN}{path}", stack.url);
    let http = Client::new();
    let request = match &body {
        None => http.get(url),
        Some(body) => http
            .post(url)
            .json(body)
            .header("idempotency-key", path.replace('/', "m")),
    };
    let key = stack.local_json.key_of(TOWN).unwrap();
    let answer = request.header("x-api-key", key).send().await.unwrap();
    assert!(
        answer.status().is_success(),
        "{path}: {}",
        answer.text().await.unwrap()
    );
    answer.json().await.unwrap()
}

/// A flow that somebody uploaded and has not read yet.
async fn upload(stack: &Stack) -> String {
    let id = StatementId::mint(&*stack.clock, &kernel::dice::OsDice);
    let key = files::flow_upload(&OrgFiscalCode::parse(TOWN).unwrap(), &id);
    let put = stack.parts.objects.put(&key, "text/xml", "<x/>".to_owned());
    put.await.unwrap();
    id.to_string()
}

/// A call to pagoPA.
async fn call(stack: &Stack) -> String {
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let now = stack.clock.now();
    let call = Call {
        operation: Operation::ListFlows,
        creditor: Some(&town),
        notice: None,
        what: "",
        started: now,
        ended: now,
        status: Some(200),
        trouble: None,
        request: b"",
        answer: b"",
    };
    let id = EventId::mint(&*stack.clock, &kernel::dice::OsDice);
    let entry = entry(id, &call, KeptDays::default());
    stack.parts.table.put_new(&entry).await.unwrap();
    entry.id.to_string()
}

/// A message to the body's software.
async fn delivery(stack: &Stack) -> String {
    let admin = Guest::new(stack, TOWN, Role::Administrator, vec![]).await;
    let fields = [("url", "http://127.0.0.1:9/nowhere"), ("wanted", "paid")];
    admin.post("/panel/payments/connections", &fields).await;
    admin.post("/panel/payments/connections/test", &[]).await;
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let latest = webhooks::latest(&stack.parts.table, &town, 1)
        .await
        .unwrap();
    latest.first().expect("a message").id.to_string()
}

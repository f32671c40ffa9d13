//! A client of the published services before the running stack: every request and answer is judged by
//! the official documents.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use access::Role;
use access::domain::declared_key::{DeclaredKey, DeclaredSecret};
use access::store::declared_keys;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use local::cloud::TABLE;
use local::stack::{Stack, StackOptions};
use payments::domain::position::DebtPosition;
use payments::domain::settings::CreditorSettings;
use platform::table::{self, Stored, Tx};
use reqwest::{Client, Method, Response};
use serde_json::Value;
use tests::openapi::{Exchange, OpenApi, Operation};

use super::bodies::Thing;
use super::book::{Api, Book};
use super::differences::SAID_BEYOND;
use crate::{answers, samples};

/// Whose numbers the tests make.
pub const CREDITOR: &str = samples::CREDITOR;
/// Another body of the same stack.
pub const OTHER: &str = "80051230409";

const POWERLESS: &str = "test-key-without-any-right";
const UNREADABLE: &str = "test-key-that-can-not-be-read";

pub struct Desk {
    pub stack: Stack,
    http: Client,
    pub documents: BTreeMap<Api, OpenApi>,
    book: Mutex<Book>,
    numbers: AtomicU64,
}

/// Whose key a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    None,
    Of(&'static str),
    /// One of the creditor that may do nothing.
    Powerless,
    /// One that stands in the table, in a form that nobody understands.
    Unreadable,
}

impl Desk {
    /// None, with the reason told, where the documents are absent.
    pub async fn open() -> Option<Self> {
        let file = |api: Api| Some((api, OpenApi::official(api.file())?));
        let documents: Option<BTreeMap<Api, OpenApi>> = Api::ALL.into_iter().map(file).collect();
        let documents = documents?;
        let stack = Stack::start(StackOptions::ephemeral()).await.unwrap();
        declare(&stack, POWERLESS).await;
        let digest = declare(&stack, UNREADABLE).await;
        let desk = Self {
            stack,
            http: Client::new(),
            documents,
            book: Mutex::default(),
            numbers: AtomicU64::new(1),
        };
        let key = table::Key::new(format!("APIKEY#{digest}"), "KEY");
        desk.overwrite(key, "tenant").await;
        Some(desk)
    }

    /// A position that nobody knows yet.
    pub fn thing(&self) -> Thing {
        let number = self.numbers.fetch_add(10, Ordering::SeqCst);
        Thing::new(CREDITOR, "07", number)
    }

    /// Asks as the creditor; the answer's body.
    pub async fn ask(&self, api: Api, line: &str, sent: Option<&Value>, wanted: u16) -> Value {
        self.ask_as(Key::Of(CREDITOR), (api, line), sent, wanted)
            .await
    }

    /// As [`Desk::ask`]; `line` is the method and the target, `get /organizations/…?limit=1`.
    pub async fn ask_as(
        &self,
        key: Key,
        (api, line): (Api, &str),
        sent: Option<&Value>,
        wanted: u16,
    ) -> Value {
        let (method, target) = line.split_once(' ').unwrap();
        let answer = self.send(key, (api, method, target), sent).await;
        let status = answer.status().as_u16();
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value.map(|value| value.to_str().unwrap().to_owned())
        };
        let (content_type, request_id) = (header("content-type"), header("x-request-id"));
        let body = answer.bytes().await.unwrap();
        let document = &self.documents[&api];
        let exchange = Exchange {
            method,
            target,
            sent,
            status,
            content_type: content_type.as_deref(),
            request_id: request_id.as_deref(),
            answer: &body,
        };
        let text = String::from_utf8_lossy(&body);
        let path = target.split('?').next().unwrap_or(target);
        let operation = document.find(method, path);
        let is_beyond = |one: &Operation| {
            SAID_BEYOND.has(api, one, status) && !document.statuses(one).contains(&status)
        };
        let beyond = operation.as_ref().is_some_and(is_beyond);
        let faults = match beyond {
            true => undocumented(status, &body),
            false => document.faults(&exchange),
        };
        let mut book = self.book.lock().unwrap();
        for fault in faults {
            book.blame(format!("{api:?}: {line}: {fault}"));
        }
        if status != wanted {
            book.blame(format!("{api:?}: {line}: {status} for {wanted}: {text}"));
        }
        if let Some(operation) = operation {
            book.write(api, operation, status);
        }
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    async fn send(
        &self,
        key: Key,
        (api, method, target): (Api, &str, &str),
        sent: Option<&Value>,
    ) -> Response {
        let method: Method = method.to_ascii_uppercase().parse().unwrap();
        let url = format!("{}{}{target}", self.stack.url, api.mount());
        let mut request = self.http.request(method, url);
        let key = match key {
            Key::None => None,
            Key::Of(tenant) => self.stack.local_json.key_of(tenant),
            Key::Powerless => Some(POWERLESS),
            Key::Unreadable => Some(UNREADABLE),
        };
        if let Some(key) = key {
            request = request.header("Ocp-Apim-Subscription-Key", key);
        }
        if let Some(sent) = sent {
            request = request.json(sent);
        }
        request.send().await.unwrap()
    }

    /// Notes what does not hold.
    pub fn hold(&self, is_so: bool, what: &str, told: &Value) {
        if !is_so {
            self.book
                .lock()
                .unwrap()
                .blame(format!("not {what}: {told}"));
        }
    }

    /// The node asks for the payment's data: somebody is about to pay.
    pub async fn begin_payment(&self, thing: &Thing) {
        let (action, message) = answers::get(&thing.nav(0), "");
        let request = self.http.post(format!("{}/node", self.stack.url));
        let request = request.header("SOAPAction", action);
        let request = request.header("Content-Type", "text/xml; charset=utf-8");
        let answer = request.body(message).send().await.unwrap();
        let told = answer.text().await.unwrap();
        let is_begun = told.contains("<outcome>OK</outcome>");
        self.hold(is_begun, "begun", &Value::String(told));
    }

    /// Makes what is known of a position and of its creditor unreadable.
    pub async fn spoil(&self, thing: &Thing) {
        let creditor = OrgFiscalCode::parse(&thing.creditor).unwrap();
        let nav = NoticeNumber::parse(&thing.nav(0)).unwrap();
        let settings = CreditorSettings {
            fiscal_code: creditor.clone(),
            ..samples::settings()
        };
        let position = DebtPosition {
            creditor,
            ..samples::position(&nav, Cents::new(1), self.stack.clock.now())
        };
        self.overwrite(settings.key(), "segregation_code").await;
        self.overwrite(position.key(), "packed").await;
        // What an instance has seen, it believes for 5 seconds.
        self.stack.clock.advance(SignedDuration::from_secs(6));
    }

    async fn overwrite(&self, key: table::Key, attribute: &str) {
        let client = aws_sdk_dynamodb::Client::new(&self.stack.cloud().dynamodb);
        let update = client.update_item().table_name(TABLE);
        let update = update
            .key("pk", AttributeValue::S(key.pk))
            .key("sk", AttributeValue::S(key.sk))
            .update_expression("SET #a = :v")
            .expression_attribute_names("#a", attribute);
        let nonsense = AttributeValue::S("nonsense".to_owned());
        let update = update.expression_attribute_values(":v", nonsense);
        update.send().await.unwrap();
    }

    /// All that is wrong or was not shown.
    pub async fn close(self) -> Vec<String> {
        self.stack.stop().await;
        let book = self.book.into_inner().unwrap();
        book.close(&self.documents)
    }
}

/// A status that the document leaves out has the shape that all errors have.
fn undocumented(status: u16, body: &[u8]) -> Vec<String> {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let is_problem =
        told["status"] == status && told["title"].is_string() && told["detail"].is_string();
    match is_problem {
        true => Vec::new(),
        false => vec![format!("{status}: not a problem: {told}")],
    }
}

/// A key of the creditor that may do nothing; its digest.
async fn declare(stack: &Stack, secret: &str) -> String {
    let key = DeclaredKey {
        tenant: OrgFiscalCode::parse(CREDITOR).unwrap(),
        tenant_name: "Comune di Valdorra".to_owned(),
        label: "Senza diritti".to_owned(),
        role: Role::Custom,
    };
    let digest = DeclaredSecret::parse(secret).unwrap().digest();
    let written = declared_keys::write(&stack.parts.table, &digest, (key, 0), Tx::new());
    assert!(written.await.unwrap());
    digest.as_str().to_owned()
}

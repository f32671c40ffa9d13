//! A client of GPD, and bodies that it sends.

use http::Method;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::time::Clock;
use serde_json::{Value, json};
use tests::openapi::{Exchange, OpenApi};

use crate::payments::world::{CREDITOR, DEBTOR, World};

pub const EXTERNAL: &str = "/gpd/debt-positions-service/v1";
pub const INTERNAL: &str = "/gpd/api/v1";
pub const INTERNAL_2: &str = "/gpd/api/v2";
pub const ACA: &str = "/aca/debt-positions-service/v1";
pub const MOUNTS: [&str; 4] = [EXTERNAL, INTERNAL, INTERNAL_2, ACA];
/// External v3, whose bodies are others.
pub const V3: &str = "/gpd/debt-positions-service/v3";
/// Mounts with a document that is asked.
const JUDGED: [&str; 5] = [EXTERNAL, INTERNAL, INTERNAL_2, ACA, V3];
/// Asked of every mount.
pub const INFO: &str = "{mount}/info";
pub const IBAN: &str = "IT44H0306933840100000009001";
pub const OTHER_IBAN: &str = "IT57E0503411701000000012345";

pub struct Desk {
    pub world: World,
    documents: Vec<(&'static str, Option<OpenApi>)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Desk {
    pub async fn open() -> Self {
        let documents = JUDGED.map(|mount| {
            let name = match mount {
                EXTERNAL => "external_v1",
                INTERNAL => "internal_v1",
                INTERNAL_2 => "internal_v2",
                V3 => "external_v3",
                _ => "aca_v1",
            };
            let document = OpenApi::official(&format!("pagopa-debt-position_{name}.json"));
            (mount, document)
        });
        Self {
            world: World::start().await,
            documents: documents.into(),
        }
    }

    /// Asks, as the town, `{org}` standing for `/organizations/{cf}` of it, and holds question and answer against the document.
    pub async fn ask(
        &self,
        mount: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let target = below(path);
        let (answer, faults) = self.exchange(mount, method, &target, body).await;
        assert_eq!(faults, [""; 0], "{target}: {answer:?}");
        answer
    }

    /// The same where the document does not know that this can happen.
    pub async fn ask_freely(
        &self,
        mount: &str,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Answer {
        let target = below(path);
        self.exchange(mount, method, &target, body).await.0
    }

    /// With what the document finds wrong.
    pub async fn exchange(
        &self,
        mount: &str,
        method: Method,
        target: &str,
        body: Option<&Value>,
    ) -> (Answer, Vec<String>) {
        let url = self.world.url(&format!("{mount}{target}"));
        let request = self.world.http.request(method.clone(), url);
        let key = self.world.key(CREDITOR);
        let request = request.header("Ocp-Apim-Subscription-Key", key);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        let answer = request.send().await.unwrap();
        let header = |name: &str| {
            let value = answer.headers().get(name)?;
            Some(value.to_str().unwrap().to_owned())
        };
        let (kind, id) = (header("content-type"), header("x-request-id"));
        let status = answer.status().as_u16();
        let bytes = answer.bytes().await.unwrap();
        let document = self.documents.iter().find(|(of, _)| *of == mount);
        let faults = document.and_then(|(_, document)| {
            let exchange = Exchange {
                method: method.as_str(),
                target,
                sent: body,
                status,
                content_type: kind.as_deref(),
                request_id: id.as_deref(),
                answer: &bytes,
            };
            Some(document.as_ref()?.faults(&exchange))
        });
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        (Answer { status, body }, faults.unwrap_or_default())
    }

    pub async fn create(&self, body: &Value) -> Answer {
        let path = "{org}/debtpositions";
        self.ask(EXTERNAL, Method::POST, path, Some(body)).await
    }

    /// Makes a position that can be paid.
    pub async fn publish(&self, body: &Value) -> Answer {
        let path = "{org}/debtpositions?toPublish=true";
        let answer = self.ask(EXTERNAL, Method::POST, path, Some(body)).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        answer
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(EXTERNAL, Method::GET, path, None).await
    }

    pub async fn status_of(&self, iupd: &str) -> String {
        let answer = self.get(&format!("{{org}}/debtpositions/{iupd}")).await;
        answer.body["status"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    /// A day from now, as clients write moments.
    pub fn in_days(&self, days: i64) -> String {
        let now = self.world.stack.clock.now();
        written(now + SignedDuration::from_hours(24 * days))
    }

    /// A position paid whole, of 30 euro.
    pub fn one(&self, iupd: &str, base: u64) -> Value {
        position(iupd, vec![self.part(base, 3_000, false)])
    }

    /// A position that is paid whole, or in two parts.
    pub fn plan(&self, iupd: &str, base: u64) -> Value {
        let parts = vec![
            self.part(base, 3_000, false),
            self.part(base + 1, 2_000, true),
            self.part(base + 2, 1_000, true),
        ];
        position(iupd, parts)
    }

    pub fn part(&self, base: u64, cents: i64, is_partial: bool) -> Value {
        json!({
            "iuv": iuv(base),
            "amount": cents,
            "description": "Mensa di marzo",
            "isPartialPayment": is_partial,
            "dueDate": self.in_days(20),
            "retentionDate": self.in_days(60),
            "transfer": [transfer("1", cents)],
            "paymentOptionMetadata": [{ "key": "classe", "value": "3B" }],
        })
    }
}

/// The address below a mount.
fn below(path: &str) -> String {
    path.replace("{org}", &format!("/organizations/{CREDITOR}"))
}

pub fn written(moment: Timestamp) -> String {
    let local = moment.to_zoned(TimeZone::UTC).datetime();
    local.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

pub fn position(iupd: &str, parts: Vec<Value>) -> Value {
    json!({
        "iupd": iupd,
        "type": "F",
        "fiscalCode": DEBTOR,
        "fullName": "Mario Rossi",
        "streetName": "Via Garibaldi",
        "civicNumber": "1",
        "postalCode": "00100",
        "city": "Roma",
        "province": "RM",
        "region": "Lazio",
        "country": "IT",
        "email": "mario.rossi@example.it",
        "phone": "3331234567",
        "switchToExpired": true,
        "companyName": "Comune di Valdorra",
        "officeName": "Ufficio Tributi",
        "paymentOption": parts,
    })
}

pub fn transfer(id: &str, cents: i64) -> Value {
    json!({
        "idTransfer": id,
        "amount": cents,
        "organizationFiscalCode": CREDITOR,
        "remittanceInformation": "Mensa di marzo",
        "category": "9/0101108TS/",
        "iban": IBAN,
        "transferMetadata": [{ "key": "plesso", "value": "Verdi" }],
    })
}

pub fn nav(base: u64) -> String {
    let town = SegregationCode::parse("07").unwrap();
    NoticeNumber::issue(&town, base).unwrap().to_string()
}

pub fn iuv(base: u64) -> String {
    nav(base)[1..].to_owned()
}

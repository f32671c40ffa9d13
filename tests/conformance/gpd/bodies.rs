//! What clients send, as the documents want it.

use jiff::{SignedDuration, Timestamp};
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::time::{Clock, SystemClock};
use serde_json::{Value, json};
use tests::openapi::{OpenApi, Operation};

pub const IBAN: &str = "IT44H0306933840100000009001";
pub const NEW_IBAN: &str = "IT60X0542811101000000123456";

/// What a request is about.
#[derive(Clone, Debug)]
pub struct Thing {
    pub creditor: String,
    pub iupd: String,
    segregation: SegregationCode,
    number: u64,
}

impl Thing {
    pub fn new(creditor: &str, segregation: &str, number: u64) -> Self {
        Self {
            creditor: creditor.to_owned(),
            iupd: format!("CONF-{creditor}-{number}"),
            segregation: SegregationCode::parse(segregation).unwrap(),
            number,
        }
    }

    /// The notice number of its nth part, from 0 to 9.
    pub fn nav(&self, nth: u64) -> String {
        let nav = NoticeNumber::issue(&self.segregation, self.number + nth).unwrap();
        nav.to_string()
    }

    pub fn iuv(&self, nth: u64) -> String {
        self.nav(nth)[1..].to_owned()
    }

    /// A target below the organisation, `post /debtpositions` → `post /organizations/…/debtpositions`.
    pub fn at(&self, line: &str) -> String {
        let (method, path) = line.split_once(' ').unwrap();
        format!("{method} /organizations/{}{path}", self.creditor)
    }

    /// `debtpositions/{iupd}`, with what follows.
    pub fn of(&self, method: &str, after: &str) -> String {
        self.at(&format!("{method} /debtpositions/{}{after}", self.iupd))
    }

    /// `paymentoptions/{nav}`, with what follows.
    pub fn part(&self, method: &str, after: &str) -> String {
        self.at(&format!("{method} /paymentoptions/{}{after}", self.nav(0)))
    }
}

/// So many days from now, as GPD's clients write it.
pub fn days(count: i64) -> String {
    let now = SystemClock::default().now();
    written(now + SignedDuration::from_hours(24 * count))
}

pub fn written(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S").to_string()
}

fn transfers(creditor: &str, amount: u64) -> Value {
    let transfer = |id: &str, amount: u64| {
        json!({ "idTransfer": id, "amount": amount, "organizationFiscalCode": creditor,
            "remittanceInformation": "Mensa scolastica", "category": "9/0101108TS/", "iban": IBAN,
            "transferMetadata": [{ "key": "anno", "value": "2026" }] })
    };
    json!([transfer("1", amount - 500), transfer("2", 500)])
}

/// A position of v1: one payment of 30.00 euro.
pub fn v1(thing: &Thing) -> Value {
    json!({
        "iupd": thing.iupd, "type": "F", "payStandIn": true, "fiscalCode": "RSSMRA85T10A562S",
        "fullName": "Mario Rossi", "streetName": "Via Roma", "civicNumber": "1",
        "postalCode": "20100", "city": "Milano", "province": "MI", "region": "Lombardia",
        "country": "IT", "email": "mario@rossi.example", "phone": "+390200000000",
        "switchToExpired": false, "companyName": "Comune di Valdorra",
        "officeName": "Ufficio Tributi",
        "paymentOption": [{
            "nav": thing.nav(0), "iuv": thing.iuv(0), "amount": 3000,
            "description": "Mensa scolastica", "isPartialPayment": false,
            "dueDate": days(30), "retentionDate": days(60),
            "transfer": transfers(&thing.creditor, 3000),
            "paymentOptionMetadata": [{ "key": "classe", "value": "3B" }],
        }],
    })
}

/// A position of v3: the whole, or two instalments, of another debtor each.
pub fn v3(thing: &Thing) -> Value {
    let debtor = |code: &str, name: &str| {
        json!({ "type": "F", "fiscalCode": code, "fullName": name, "country": "IT",
            "email": "mario@rossi.example", "city": "Milano", "province": "MI" })
    };
    let part = |nth: u64, amount: u64, due: i64| {
        json!({ "nav": thing.nav(nth), "iuv": thing.iuv(nth), "amount": amount,
            "description": format!("Rata {nth}"), "dueDate": days(due),
            "transfer": transfers(&thing.creditor, amount),
            "installmentMetadata": [{ "key": "rata", "value": nth.to_string() }] })
    };
    let option = |debtor: Value, parts: Vec<Value>| {
        json!({ "description": "Tassa sui rifiuti", "switchToExpired": false,
            "retentionDate": days(90), "debtor": debtor, "installments": parts })
    };
    let whole = option(
        debtor("RSSMRA85T10A562S", "Mario Rossi"),
        vec![part(0, 3000, 30)],
    );
    let plan = vec![part(1, 1500, 30), part(2, 1600, 60)];
    let plan = option(debtor("RSSMRA80A01H501U", "Luigi Verdi"), plan);
    json!({ "iupd": thing.iupd, "payStandIn": true, "companyName": "Comune di Valdorra",
        "officeName": "Ufficio Tributi", "paymentOption": [whole, plan] })
}

pub fn several(things: &[Thing]) -> Value {
    json!({ "paymentPositions": things.iter().map(v1).collect::<Vec<Value>>() })
}

/// A request about a thing as the document wants it: method and target, and body.
pub fn sample(document: &OpenApi, operation: &Operation, thing: &Thing) -> (String, Option<Value>) {
    let (creditor, nav) = (thing.creditor.as_str(), thing.nav(0));
    let mut path = operation.path.clone();
    for (name, value) in [
        ("organizationfiscalcode", creditor),
        ("organization-fiscal-code", creditor),
        ("iupd", &thing.iupd),
        ("nav", &nav),
        ("notice-number", &nav),
        ("iuv", &thing.iuv(0)),
        ("transferid", "1"),
    ] {
        path = path.replace(&format!("{{{name}}}"), value);
    }
    if operation.path.ends_with("/debtpositions/transfers") {
        path = format!("{path}?oldIban={IBAN}");
    }
    let line = format!("{} {path}", operation.method);
    (
        line,
        document.sends(operation).map(|schema| body(schema, thing)),
    )
}

fn body(schema: &str, thing: &Thing) -> Value {
    match schema {
        "PaymentPositionModel" => v1(thing),
        "PaymentPositionModelV3" => v3(thing),
        "MultiplePaymentPositionModel" => several(std::slice::from_ref(thing)),
        "MultipleIUPDModel" => json!({ "paymentPositionIUPDs": [thing.iupd] }),
        "UpdateTransferIbanMassiveModel" => json!({ "newIban": NEW_IBAN }),
        "AlreadyPaidPaymentOptionModel" => json!({ "paymentDate": days(0) }),
        "NotificationFeeUpdateModel" => json!({ "notificationFee": 150 }),
        "PayPaymentOptionModel" => json!({ "paymentDate": days(0), "paymentMethod": "CP",
            "pspCode": "ABI03069", "pspTaxCode": "00799960158", "pspCompany": "Banca",
            "idReceipt": format!("R{}", thing.nav(0)), "fee": "100" }),
        other => panic!("no sample of {other}"),
    }
}

/// The same request, of a form that the document does not allow.
pub fn malformed(
    document: &OpenApi,
    operation: &Operation,
    thing: &Thing,
) -> (String, Option<Value>) {
    let (line, _) = sample(document, operation, thing);
    match document.sends(operation) {
        Some("AlreadyPaidPaymentOptionModel") => (line, Some(json!({ "paymentDate": "ieri" }))),
        Some(_) => (line, Some(json!({ "iupd": 1 }))),
        None if operation.path.contains("{iuv}") => {
            (line.replace(&thing.iuv(0), "not-a-number"), None)
        }
        None if operation.path.ends_with("{notice-number}") => {
            (line.replace(&thing.nav(0), "uno"), None)
        }
        None => (format!("{line}?limit=51"), None),
    }
}

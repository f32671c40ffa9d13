//! What is refused: where in a position, and in which words.

use serde_json::{Value, json};

use crate::payments::gpd::desk::{Desk, OTHER_IBAN, nav, transfer};

/// The form of the document is not kept: the field is named.
pub const FORM: &str = "BAD REQUEST";
/// It contradicts itself.
pub const DATA: &str = "Error in the debt position request data";

/// Where in a position of v1, what stands there (`null`: nothing), the title, and words of the sentence.
pub type Case = (&'static str, Value, &'static str, &'static str);

pub fn long(chars: usize) -> Value {
    json!("x".repeat(chars))
}

/// Of the position, and of its debtor.
#[rustfmt::skip]
pub fn of_the_position(desk: &Desk) -> Vec<Case> {
    let yesterday = json!(desk.in_days(-1));
    vec![
        ("/iupd", Value::Null, FORM, "iupd: must not be null"),
        ("/iupd", json!(" "), FORM, "iupd: must not be blank"),
        ("/iupd", long(200), FORM, "iupd: size must be between 0 and"),
        ("/type", Value::Null, FORM, "type: must be one of F, G"),
        ("/type", json!("f"), FORM, "type: must be one of F, G"),
        ("/fiscalCode", Value::Null, FORM, "fiscalCode: must not be null"),
        ("/fiscalCode", json!("RSSMRA85T10A562X"), FORM, "fiscalCode: "),
        ("/fullName", Value::Null, FORM, "fullName: must not be null"),
        ("/fullName", json!(" "), FORM, "fullName: must not be blank"),
        ("/fullName", long(71), FORM, "fullName: size must be between 0 and 70"),
        ("/streetName", long(71), FORM, "streetName: size must be between 0 and 70"),
        ("/civicNumber", long(17), FORM, "civicNumber: size must be between 0 and 16"),
        ("/postalCode", long(17), FORM, "postalCode: size must be between 0 and 16"),
        ("/city", long(36), FORM, "city: size must be between 0 and 35"),
        ("/province", long(36), FORM, "province: size must be between 0 and 35"),
        ("/region", long(141), FORM, "region: size must be between 0 and 140"),
        ("/country", json!("it"), FORM, "country: must match \"[A-Z]{2}\""),
        ("/country", json!("ITA"), FORM, "country: size must be between 0 and 2"),
        ("/email", json!("nessuna"), FORM, "email: must be a well-formed email address"),
        ("/phone", long(36), FORM, "phone: size must be between 0 and 35"),
        ("/companyName", Value::Null, FORM, "companyName: must not be null"),
        ("/companyName", long(141), FORM, "companyName: size must be between 0 and 140"),
        ("/officeName", long(141), FORM, "officeName: size must be between 0 and 140"),
        ("/validityDate", json!("domani"), FORM, "validityDate: "),
        ("/validityDate", yesterday, DATA, "validity_date must be >= current_date"),
        ("/paymentOption", Value::Null, FORM, "paymentOption: must not be empty"),
        ("/paymentOption", json!([]), FORM, "paymentOption: must not be empty"),
    ]
}

/// Of its payable part.
#[rustfmt::skip]
pub fn of_the_part(desk: &Desk) -> Vec<Case> {
    let at = |days: i64| json!(desk.in_days(days));
    let other = json!(nav(801));
    let six: Vec<Value> = ["1", "2", "3", "4", "5", "1"]
        .iter()
        .map(|id| transfer(id, 500))
        .collect();
    let twice = json!([transfer("1", 1_500), transfer("1", 1_500)]);
    let entry = |n: usize| json!({ "key": format!("k{n}"), "value": "v" });
    let eleven: Vec<Value> = (0..11).map(entry).collect();
    let nameless = json!([{ "key": "", "value": "v" }]);
    let wide = json!([{ "key": "k", "value": "x".repeat(141) }]);
    let reserved = json!([{ "key": "NOTIFICATION_FEE", "value": "1" }]);
    vec![
        ("/paymentOption/0/iuv", Value::Null, FORM, "iuv: must not be null"),
        ("/paymentOption/0/iuv", json!("123"), FORM, "iuv: must have the 17 digits"),
        ("/paymentOption/0/iuv", json!("RF18539007547034"), FORM, "iuv: "),
        ("/paymentOption/0/nav", other, FORM, "nav: must be 3 and the iuv"),
        ("/paymentOption/0/nav", json!("30700"), FORM, "nav: "),
        ("/paymentOption/0/amount", Value::Null, FORM, "amount: must not be null"),
        ("/paymentOption/0/amount", json!(0), FORM, "amount: must be between 1 and"),
        ("/paymentOption/0/amount", json!(-3_000), FORM, "amount: must be between 1 and"),
        ("/paymentOption/0/amount", json!(100_000_000_000_u64), FORM, "amount: must be between 1 and 99999999999"),
        ("/paymentOption/0/amount", json!(30.5), FORM, "invalid type: floating point"),
        ("/paymentOption/0/amount", json!(2_999), DATA, "payment_option_amount(in cent)=2999; total_tranfers_amount(in cent)=3000"),
        ("/paymentOption/0/description", Value::Null, FORM, "description: must not be null"),
        ("/paymentOption/0/description", json!(" "), FORM, "description: must not be blank"),
        ("/paymentOption/0/description", long(141), FORM, "description: size must be between 0 and 140"),
        ("/paymentOption/0/isPartialPayment", Value::Null, FORM, "isPartialPayment: must not be null"),
        ("/paymentOption/0/dueDate", Value::Null, FORM, "dueDate: must not be null"),
        ("/paymentOption/0/dueDate", json!("2026-13-01"), FORM, "dueDate: "),
        ("/paymentOption/0/dueDate", at(-1), DATA, "due_date must be >= current_date"),
        ("/paymentOption/0/retentionDate", at(19), DATA, "retention_date must be >= due_date"),
        ("/paymentOption/0/retentionDate", json!("mai"), FORM, "retentionDate: "),
        ("/paymentOption/0/transfer", json!([]), DATA, "transactions found=0"),
        ("/paymentOption/0/transfer", json!(six), DATA, "a maximum of 5 transactions [transactions found=6]"),
        ("/paymentOption/0/transfer", twice, DATA, "The transaction id 1 is used twice"),
        ("/paymentOption/0/paymentOptionMetadata", json!(eleven), DATA, "More than 10 metadata"),
        ("/paymentOption/0/paymentOptionMetadata", json!([entry(1), entry(1)]), DATA, "k1 is used twice"),
        ("/paymentOption/0/paymentOptionMetadata", nameless, FORM, "etadata[0].key: must not be blank"),
        ("/paymentOption/0/paymentOptionMetadata", wide, FORM, "etadata[0].value: size must be between 0 and 140"),
        ("/paymentOption/0/paymentOptionMetadata", reserved, "The payment option contains reserved metadata", "NOTIFICATION_FEE"),
    ]
}

/// Of the share of a body.
#[rustfmt::skip]
pub fn of_the_transfer() -> Vec<Case> {
    let stamp = |hash: &str, kind: &str, province: &str| {
        let stamp =
            json!({ "hashDocument": hash, "stampType": kind, "provincialResidence": province });
        let mut one = transfer("1", 3_000);
        one.as_object_mut().unwrap().remove("iban");
        one["stamp"] = stamp;
        one
    };
    let hash = "wHpFSLCGZjIvNSXxqtGbxg7275t446DRTk5ZrsdUQ6E=";
    let with_iban = {
        let mut one = stamp(hash, "01", "RM");
        one["iban"] = json!(OTHER_IBAN);
        one
    };
    let with_postal = {
        let mut one = stamp(hash, "01", "RM");
        one["postalIban"] = json!("IT33I0760103200001234567890");
        one
    };
    let at = "/paymentOption/0/transfer/0";
    let either = "The Iban may be present (optionally combined with the Postal Iban) or the Stamp";
    let twice = json!([{ "key": "k", "value": "1" }, { "key": "k", "value": "2" }]);
    vec![
        ("/paymentOption/0/transfer/0/idTransfer", Value::Null, FORM, "idTransfer: must not be null"),
        ("/paymentOption/0/transfer/0/idTransfer", json!("0"), FORM, "idTransfer: must be one of 1, 2, 3, 4, 5"),
        ("/paymentOption/0/transfer/0/idTransfer", json!("6"), FORM, "idTransfer: must be one of 1, 2, 3, 4, 5"),
        ("/paymentOption/0/transfer/0/idTransfer", json!("01"), FORM, "idTransfer: must be one of 1, 2, 3, 4, 5"),
        ("/paymentOption/0/transfer/0/amount", Value::Null, FORM, "amount: must not be null"),
        ("/paymentOption/0/transfer/0/amount", json!(0), FORM, "amount: must be between 1 and"),
        ("/paymentOption/0/transfer/0/organizationFiscalCode", json!("80047110153"), FORM, "organizationFiscalCode: "),
        ("/paymentOption/0/transfer/0/remittanceInformation", Value::Null, FORM, "remittanceInformation: must not be null"),
        ("/paymentOption/0/transfer/0/remittanceInformation", long(141), FORM, "remittanceInformation: size must be between 0 and 140"),
        ("/paymentOption/0/transfer/0/category", Value::Null, FORM, "category: must not be null"),
        ("/paymentOption/0/transfer/0/category", long(141), FORM, "category: size must be between 0 and 140"),
        ("/paymentOption/0/transfer/0/iban", Value::Null, FORM, either),
        ("/paymentOption/0/transfer/0/iban", json!("IT45H0306933840100000009001"), FORM, "iban: "),
        ("/paymentOption/0/transfer/0/iban", json!("X".repeat(36)), FORM, "iban: "),
        ("/paymentOption/0/transfer/0/postalIban", json!("IT00"), FORM, "postalIban: "),
        ("/paymentOption/0/transfer/0/companyName", long(141), FORM, "companyName: size must be between 0 and 140"),
        ("/paymentOption/0/transfer/0/transferMetadata", twice, DATA, "k is used twice"),
        (at, with_iban, FORM, either),
        (at, with_postal, FORM, either),
        (at, stamp("", "01", "RM"), FORM, "stamp: "),
        (at, stamp(&"A".repeat(73), "01", "RM"), FORM, "stamp: "),
        (at, stamp(hash, "1", "RM"), FORM, "stamp: "),
        (at, stamp(hash, "02", "RM"), FORM, "stamp: "),
        (at, stamp(hash, "01", "rm"), FORM, "stamp: "),
        (at, stamp(hash, "01", "Roma"), FORM, "stamp: "),
        (at, stamp(hash, "01", ""), FORM, "stamp: "),
    ]
}

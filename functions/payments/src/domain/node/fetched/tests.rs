//! Answers of pagoPA's API of receipts: what is taken for the receipt, and what is not.

use serde_json::{Value, json};

use super::*;
use crate::domain::receipt::Receipt;

const CREDITOR: &str = "80047110152";
const NOTICE: &str = "300715700000000032";

fn asked() -> AskedReceipt {
    AskedReceipt {
        creditor: OrgFiscalCode::parse(CREDITOR).expect("a creditor"),
        iuv: NoticeNumber::parse(NOTICE).expect("a notice").iuv(),
        id: ReceiptId::parse("token-1").expect("an id"),
    }
}

fn answer() -> Value {
    let person = json!({
        "entityUniqueIdentifierType": "F", "entityUniqueIdentifierValue": "RSSMRA85T10A562S",
        "fullName": "Mario Rossi", "city": "", "country": "IT", "email": "m@example.org",
    });
    json!({
        "receiptId": "token-1", "noticeNumber": NOTICE, "fiscalCode": CREDITOR, "outcome": "OK",
        "creditorReferenceId": &NOTICE[1..], "paymentAmount": 31.1, "description": "Mensa",
        "companyName": "Comune", "officeName": null, "debtor": person, "payer": person,
        "transferList": [
            { "idTransfer": 1, "transferAmount": 15.10, "fiscalCodePA": CREDITOR,
              "iban": "IT44H0306933840100000009001", "mbdAttachment": "",
              "remittanceInformation": "x", "transferCategory": "9/0101108TS/",
              "metadata": [{ "key": "a", "value": "b" }] },
            { "idTransfer": 2, "transferAmount": 16, "fiscalCodePA": CREDITOR,
              "iban": null, "mbdAttachment": "PHg+", "remittanceInformation": "x",
              "transferCategory": "9/0101108TS/" },
        ],
        "idPSP": "PRATITM1XXX", "pspCompanyName": "Banca", "idChannel": "1_01",
        "paymentMethod": "creditCard", "fee": 1.2, "paymentDateTime": "2026-06-01",
        "paymentDateTimeFormatted": "2026-06-01T12:30:00", "transferDate": "2026-06-02",
        "metadata": [],
    })
}

fn read(answer: &Value) -> Result<Receipt, String> {
    let bytes = serde_json::to_vec(answer).expect("JSON");
    let told = fetched_receipt(&bytes, &asked()).map_err(|why| why.to_string())?;
    let now = "2026-06-05T10:00:00Z".parse().expect("a time");
    let receipt = told.receipt(&asked().creditor, now);
    receipt.map_err(|fault| fault.description)
}

#[test]
fn an_answer_is_the_receipt_that_the_node_would_have_sent() {
    let receipt = read(&answer()).expect("a receipt");
    assert_eq!(receipt.amount_cents.get(), 3_110);
    assert_eq!(receipt.fee_cents.map(|fee| fee.get()), Some(120));
    assert_eq!(receipt.paid_at.to_string(), "2026-06-01T10:30:00Z");
    assert_eq!((&receipt.issuer, &receipt.warnings), (&None, &Vec::new()));
    let told = &receipt.told;
    assert_eq!(told.transfers[0].metadata.len(), 1);
    assert_eq!(told.transfers[1].stamp.as_deref(), Some("PHg+"));
    assert_eq!(told.debtor.as_ref().expect("a debtor").city, None);
}

#[test]
fn a_moment_with_its_offset_is_that_moment() {
    let mut answer = answer();
    answer["paymentDateTimeFormatted"] = json!("2026-06-01T10:30:00Z");
    let receipt = read(&answer).expect("a receipt");
    assert_eq!(receipt.paid_at.to_string(), "2026-06-01T10:30:00Z");
}

#[test]
fn a_day_alone_is_a_day_in_rome() {
    let mut answer = answer();
    answer["paymentDateTimeFormatted"] = Value::Null;
    let receipt = read(&answer).expect("a receipt");
    assert_eq!(receipt.paid_at.to_string(), "2026-05-31T22:00:00Z");
}

#[test]
fn what_was_not_asked_for_or_breaks_the_schema_is_refused() {
    let other = json!("300715700000000133");
    let cases = [
        ("fiscalCode", json!("80051230409"), "un altro ente"),
        ("receiptId", json!("token-2"), "un’altra ricevuta"),
        ("noticeNumber", other, "un altro avviso"),
        ("creditorReferenceId", json!("1"), "un altro avviso"),
        ("outcome", json!("KO"), "non è riuscito"),
        ("outcome", json!("FORSE"), "schema"),
        ("description", json!(""), "schema"),
        ("companyName", json!("x".repeat(141)), "schema"),
        ("transferList", json!([]), "schema"),
        ("paymentAmount", json!(-1), "schema"),
        ("paymentAmount", json!(0.001), "leggere"),
        ("applicationDate", json!("domani"), "schema"),
        ("debtor", Value::Null, "leggere"),
    ];
    for (field, value, why) in cases {
        let mut answer = answer();
        answer[field] = value;
        let refused = read(&answer).expect_err(field);
        assert!(refused.contains(why), "{field}: {refused}");
    }
    let mut both = answer();
    both["transferList"][0]["mbdAttachment"] = json!("PHg+");
    assert!(read(&both).is_err(), "an account and a stamp");
}

#[test]
fn amounts_that_do_not_add_up_are_told_like_the_nodes() {
    let mut answer = answer();
    answer["paymentAmount"] = json!(31.2);
    assert_eq!(read(&answer).expect("a receipt").warnings.len(), 1);
}

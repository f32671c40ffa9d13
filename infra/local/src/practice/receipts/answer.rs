//! What the API of receipts answers: `CtReceiptModelResponse`.

use jiff::civil::DateTime;
use kernel::money::Cents;
use kernel::time::rome_instant;
use serde_json::{Map, Value, json};

use super::super::soap::{Beneficiary, Metadata, Receipt, Subject, Transfer};

/// Euro as a JSON number with two decimals.
fn euro(cents: Cents) -> Value {
    serde_json::from_str(&cents.decimal()).unwrap_or(Value::Null)
}

/// The file wants an offset, though the published code of the service writes none.
fn instant(wall: DateTime) -> String {
    rome_instant(wall).map_or_else(|| format!("{wall}Z"), |at| at.to_string())
}

pub fn receipt_answer(receipt: &Receipt) -> Value {
    let debtor = subject(&receipt.debtor);
    let transfers: Vec<Value> = receipt.transfers.iter().map(transfer).collect();
    let mut answer = json!({
        "receiptId": receipt.receipt_id,
        "noticeNumber": receipt.notice_number,
        "fiscalCode": receipt.fiscal_code,
        "outcome": "OK",
        "creditorReferenceId": receipt.creditor_reference_id,
        "paymentAmount": euro(receipt.amount_cents),
        "description": receipt.description,
        "companyName": receipt.company_name,
        "debtor": debtor,
        "transferList": transfers,
        "idPSP": receipt.psp.id,
        "pspFiscalCode": receipt.psp.fiscal_code,
        "pspCompanyName": receipt.psp.name,
        "idChannel": receipt.psp.channel,
        "channelDescription": receipt.psp.channel_description,
        "payer": debtor,
        "paymentMethod": receipt.method,
        "fee": euro(receipt.fee_cents),
        "paymentDateTime": receipt.paid_at.date().to_string(),
        "paymentDateTimeFormatted": instant(receipt.paid_at),
        "applicationDate": receipt.paid_at.date().to_string(),
        "transferDate": receipt.transfer_date.to_string(),
        "metadata": metadata(&receipt.metadata),
    });
    if let Some(office) = &receipt.office_name {
        answer["officeName"] = json!(office);
    }
    answer
}

fn subject(subject: &Subject) -> Value {
    let mut told = Map::new();
    let kind = json!(subject.kind);
    told.insert("entityUniqueIdentifierType".to_owned(), kind);
    let code = json!(subject.identifier);
    told.insert("entityUniqueIdentifierValue".to_owned(), code);
    told.insert("fullName".to_owned(), json!(subject.full_name));
    for (name, value) in &subject.contact {
        let name = if name == "e-mail" { "email" } else { name };
        told.insert(name.to_owned(), json!(value));
    }
    Value::Object(told)
}

/// The official file requires both account and stamp: the one that is not meant is empty.
fn transfer(transfer: &Transfer) -> Value {
    let (iban, stamp) = match &transfer.to {
        Beneficiary::Iban(iban) => (iban.as_str(), ""),
        Beneficiary::Stamp { hash } => ("", hash.as_str()),
    };
    json!({
        "idTransfer": transfer.id,
        "transferAmount": euro(transfer.amount_cents),
        "fiscalCodePA": transfer.fiscal_code,
        "iban": iban,
        "mbdAttachment": stamp,
        "remittanceInformation": transfer.remittance,
        "transferCategory": transfer.category,
        "metadata": metadata(&transfer.metadata),
    })
}

fn metadata(entries: &[Metadata]) -> Value {
    let entry = |entry: &Metadata| json!({ "key": entry.key, "value": entry.value });
    entries.iter().map(entry).collect()
}

//! The bodies that v1 takes, and the drafts that they are.

mod debtor;
mod faults;
mod lenient;
mod option;
mod position;
mod transfer;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::problem::Problem;

pub use debtor::DebtorBody;
pub use faults::Faults;
pub use option::{EntryBody, OptionBody, TEXT_MAX, entries};
pub use position::{Content, NAME_MAX, PositionBody, moment};
pub use transfer::TransferBody;

/// A body as the document has it; names that it does not know are left aside, and texts and numbers stand for each other,
/// as in GPD.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    let value = serde_json::from_slice(bytes);
    let read = value.and_then(lenient::read);
    read.map_err(|error| Problem::malformed(error.to_string()))
}

/// `AlreadyPaidPaymentOptionModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PaidBody {
    pub payment_date: Option<String>,
}

/// `PayPaymentOptionModel`. Code and tax code of the PSP are looked at and not kept.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PayBody {
    pub payment_date: Option<String>,
    pub payment_method: Option<String>,
    pub psp_code: Option<String>,
    pub psp_tax_code: Option<String>,
    pub psp_company: Option<String>,
    pub id_receipt: Option<String>,
    pub fee: Option<String>,
}

/// `NotificationFeeUpdateModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct FeeBody {
    pub notification_fee: Option<i64>,
}

/// `UpdateTransferIbanMassiveModel`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct IbanBody {
    pub new_iban: Option<String>,
}

#[cfg(test)]
mod tests {
    use kernel::tax::OrgFiscalCode;
    use serde_json::{Value, json};

    use super::*;

    fn part(base: u64, partial: bool) -> Value {
        let town = kernel::notice::SegregationCode::parse("07").unwrap();
        let nav = kernel::notice::NoticeNumber::issue(&town, base).unwrap();
        json!({
            "iuv": nav.iuv().as_str(), "amount": 100, "description": "Rata", "isPartialPayment": partial,
            "dueDate": "2026-12-31T00:00:00", "unheard": 1,
            "transfer": [{
                "idTransfer": "1", "amount": 100, "remittanceInformation": "Rata", "category": "9/0101108TS/",
                "iban": "IT44H0306933840100000009001",
            }],
        })
    }

    fn content(options: Vec<Value>) -> Result<Content, Problem> {
        let body = json!({
            "iupd": "A-1", "type": "F", "fiscalCode": "RSSMRA85T10A562S", "fullName": "Mario Rossi",
            "companyName": "Comune di Valdorra", "switchToExpired": false, "paymentOption": options,
        });
        let body = read::<PositionBody>(body.to_string().as_bytes())?;
        body.content(&OrgFiscalCode::parse("80047110152").unwrap())
    }

    #[test]
    fn parts_in_part_are_one_plan_and_whole_ones_stand_alone() {
        let parts = vec![part(1, true), part(2, false), part(3, true), part(4, false)];
        let options = content(parts).unwrap().options;
        let sizes: Vec<usize> = options.iter().map(|o| o.installments.len()).collect();
        assert_eq!(sizes, [2, 1, 1]);
        let transfer = &options[0].installments[0].transfers[0];
        assert_eq!(
            transfer.org.as_str(),
            "80047110152",
            "the body's own where none is told"
        );
    }

    #[test]
    fn texts_that_are_numbers_and_lines_that_are_several_are_read() {
        let mut told = part(1, false);
        told["amount"] = json!("100");
        told["description"] = json!("Rata\tunica\r\ndi marzo");
        told["transfer"][0]["idTransfer"] = json!(1);
        told["transfer"][0]["amount"] = json!(100.0);
        told["paymentOptionMetadata"] =
            json!([{ "key": "classe", "value": "" }, { "key": "plesso" }]);
        let body = json!({
            "iupd": 12, "type": "F", "fiscalCode": "RSSMRA85T10A562S", "fullName": "Mario Rossi",
            "civicNumber": 7, "companyName": "Comune di Valdorra", "switchToExpired": "false",
            "paymentOption": [told],
        });
        let body = read::<PositionBody>(body.to_string().as_bytes()).unwrap();
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let content = body.content(&creditor).unwrap();
        assert_eq!(content.iupd.as_str(), "12");
        let number = content.debtor.address.unwrap().number;
        assert_eq!(number.as_deref(), Some("7"));
        let part = &content.options[0].installments[0];
        assert_eq!(part.description, "Rata unica di marzo");
        let values: Vec<&str> = part.metadata.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(values, ["", ""]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let mut wrong = part(1, false);
        wrong["amount"] = json!(0);
        wrong["description"] = json!("");
        wrong["transfer"][0]["idTransfer"] = json!("7");
        let detail = content(vec![wrong]).unwrap_err().detail;
        for field in ["amount", "description", "transfer[0].idTransfer"] {
            assert!(
                detail.contains(&format!("paymentOption[0].{field}: ")),
                "{detail}"
            );
        }
        assert_eq!(read::<PositionBody>(b"[").unwrap_err().status, 400);
    }
}

//! What the messages say.

use jiff::civil::{Date, DateTime};
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::request::Version;

/// Payload of a good verify answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    pub amount: Cents,
    pub description: String,
    pub fiscal_code: String,
    pub company_name: String,
    pub due_date: Option<String>,
    pub all_ccp: bool,
}

/// Payload of a good getPayment answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// The IUV.
    pub creditor_reference_id: String,
    pub amount: Cents,
    pub due_date: String,
    pub description: String,
    pub company_name: String,
    pub office_name: Option<String>,
    pub debtor: Subject,
    pub transfers: Vec<Transfer>,
    pub metadata: Vec<Metadata>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `F` or `G`.
    pub kind: String,
    pub identifier: String,
    pub full_name: String,
    /// The optional elements in the order of the schema: `streetName` … `e-mail`.
    #[serde(default)]
    pub contact: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// 1 to 5.
    pub id: u8,
    pub amount_cents: Cents,
    pub fiscal_code: String,
    pub company_name: Option<String>,
    pub to: Beneficiary,
    pub remittance: String,
    pub category: String,
    #[serde(default)]
    pub metadata: Vec<Metadata>,
}

/// Where the money of a transfer goes: an account, or a revenue stamp.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Beneficiary {
    Iban(String),
    /// Base64 of the digest of the document to stamp.
    Stamp {
        hash: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    pub key: String,
    pub value: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PspIdentity {
    /// `idPSP`, a BIC: `PRATITM1XXX`.
    pub id: String,
    pub fiscal_code: String,
    pub name: String,
    pub channel: String,
    pub channel_description: String,
}

/// A receipt as paSendRT and paSendRTV2 carry it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Which of the two tells it.
    #[serde(default)]
    pub version: Version,
    pub receipt_id: String,
    pub notice_number: String,
    /// The creditor of the notice.
    pub fiscal_code: String,
    pub creditor_reference_id: String,
    pub amount_cents: Cents,
    pub description: String,
    pub company_name: String,
    pub office_name: Option<String>,
    pub debtor: Subject,
    pub transfers: Vec<Transfer>,
    pub psp: PspIdentity,
    /// `idCart` of Checkout.
    pub payment_note: Option<String>,
    pub method: String,
    pub fee_cents: Cents,
    /// Rome local time.
    pub paid_at: DateTime,
    pub transfer_date: Date,
    #[serde(default)]
    pub metadata: Vec<Metadata>,
    pub stand_in: bool,
}

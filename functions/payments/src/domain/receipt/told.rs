//! What a receipt says beyond what a payment is reckoned with.

use kernel::money::Cents;
use serde::{Deserialize, Serialize};

pub use crate::domain::position::MapEntry;

/// The rest of `ctReceipt` and `ctReceiptV2`, kept as it came: words of others, valid with the
/// official schema and checked for nothing else. Receipts kept before these fields were have none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Told {
    pub company_name: Option<String>,
    pub office_name: Option<String>,
    pub debtor: Option<Subject>,
    /// Who paid, where the PSP says so.
    pub payer: Option<Subject>,
    pub transfers: Vec<ToldTransfer>,
    pub psp_fiscal_code: Option<String>,
    pub psp_vat_number: Option<String>,
    pub channel_description: Option<String>,
    /// `primaryCiIncurredFee`: the part of the PSP's fee that the creditor bears.
    pub creditor_fee_cents: Option<Cents>,
    /// `idBundle`: the package of fees that the PSP applied.
    pub bundle_id: Option<String>,
    /// `idCiBundle`: the creditor's own package.
    pub creditor_bundle_id: Option<String>,
    pub metadata: Vec<MapEntry>,
}

/// `ctSubject`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// `F`, a person, or `G`, an organisation.
    pub kind: String,
    /// 2 to 16 characters; `ANONIMO` where nobody is named.
    pub code: String,
    pub full_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub province: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// `ctTransferPA` and `ctTransferPAReceiptV2`: a share of the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldTransfer {
    /// 1 to 5.
    pub id: u8,
    pub amount_cents: Cents,
    /// The body that gets it.
    pub fiscal_code: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    /// None for a digital revenue stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iban: Option<String>,
    /// `MBDAttachment`: base64 of the signed XML of a digital revenue stamp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamp: Option<String>,
    pub remittance_information: String,
    pub category: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata: Vec<MapEntry>,
}

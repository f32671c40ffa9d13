//! The amount of a notice at this moment, as the body's own software tells it (`docs/amount-hook.md`).
//!
//! The node asks twice, before and at the payment, and may be told another amount than the stored one:
//! interest that grew, a discount that ended. Whatever goes wrong, the stored amount is told: a payment
//! never waits for the body's software.

mod answer;
mod question;
mod spread;

use jiff::Timestamp;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::webhook::{WebhookSecret, WebhookUrl};

pub use answer::{AmountAnswer, NotPayable, Unusable};
pub use question::{AmountQuestion, Asking, question};
pub use spread::asking;

/// Where a body's software tells amounts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AmountHook {
    pub creditor: OrgFiscalCode,
    pub url: WebhookUrl,
    /// Questions are signed with it as webhooks are.
    pub secret: WebhookSecret,
    pub updated_by: String,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// An amount that was told to the node for a payment, and is not the stored one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToldAmount {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub amount_cents: Cents,
    pub told_at: Timestamp,
}

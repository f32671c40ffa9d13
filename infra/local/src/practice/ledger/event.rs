//! What happens at the practice node.

use jiff::civil::DateTime;
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::super::settlement::Settlement;
use super::super::soap::Receipt;
use super::super::xml::Deviation;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A PSP took money; the receipt may still have to be told.
    Taken {
        receipt: Box<Receipt>,
    },
    /// The station answered the receipt; a fault code when it refused.
    Delivered {
        receipt_id: String,
        fault_code: Option<String>,
    },
    /// A day was closed: flows and a statement were made.
    Settled {
        settlement: Settlement,
    },
    CartOpened {
        cart: Cart,
    },
    CartClosed {
        id: String,
        end: CartEnd,
    },
    /// A station answered against the specification.
    Irregular {
        irregularity: Irregularity,
    },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Irregularity {
    /// Rome local time.
    pub at: DateTime,
    /// Operation and notice: `paGetPaymentV2 307…`.
    pub about: String,
    pub found: Vec<Deviation>,
}

/// A cart of Checkout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Cart {
    pub id: String,
    pub notices: Vec<CartNotice>,
    pub urls: ReturnUrls,
    /// `idCart`.
    pub note: Option<String>,
    #[serde(default)]
    pub end: Option<CartEnd>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CartNotice {
    pub notice_number: String,
    pub fiscal_code: String,
    pub amount_cents: Cents,
    pub company_name: String,
    pub description: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReturnUrls {
    pub ok: String,
    pub cancel: String,
    pub error: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CartEnd {
    Paid,
    Cancelled,
    Failed,
}

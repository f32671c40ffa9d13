//! A row of a flow: one payment, or one transfer of it.

use jiff::civil::Date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::Iuv;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRow {
    /// From 1, in the order of the flow.
    pub row: u32,
    pub iuv: Iuv,
    /// The IUR: the receipt id of the payment.
    pub receipt_id: ReceiptId,
    /// The transfer of the receipt, 1…5, where the flow tells it.
    pub transfer: Option<u8>,
    /// Of a revoked payment it may be negative.
    pub amount_cents: Cents,
    pub payment: PaymentOutcome,
    pub paid_on: Date,
}

/// `codiceEsitoSingoloPagamento`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentOutcome {
    /// 0
    Executed,
    /// 3
    Revoked,
    /// 4
    StandIn,
    /// 8: the station did not answer before the payment.
    StandInWithoutRequest,
    /// 9
    WithoutRequest,
}

impl PaymentOutcome {
    pub fn parse(code: &str) -> Option<Self> {
        Some(match code {
            "0" => Self::Executed,
            "3" => Self::Revoked,
            "4" => Self::StandIn,
            "8" => Self::StandInWithoutRequest,
            "9" => Self::WithoutRequest,
            _ => return None,
        })
    }

    pub fn code(self) -> u8 {
        match self {
            Self::Executed => 0,
            Self::Revoked => 3,
            Self::StandIn => 4,
            Self::StandInWithoutRequest => 8,
            Self::WithoutRequest => 9,
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Executed => "Eseguito",
            Self::Revoked => "Revocato",
            Self::StandIn => "Eseguito in stand-in",
            Self::StandInWithoutRequest => "Eseguito in stand-in senza richiesta",
            Self::WithoutRequest => "Eseguito senza richiesta",
        }
    }
}

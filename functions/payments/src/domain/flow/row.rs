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

/// A row while it is read: its texts are good until the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowText<'a> {
    /// From 1, in the order of the flow.
    pub row: u32,
    pub iuv: &'a str,
    pub receipt_id: &'a str,
    pub transfer: Option<u8>,
    pub amount_cents: Cents,
    pub payment: PaymentOutcome,
    pub paid_on: Date,
}

impl RowText<'_> {
    /// The row to be kept; `None` only for texts that the reader lets through nowhere.
    pub fn to_row(self) -> Option<FlowRow> {
        Some(FlowRow {
            row: self.row,
            iuv: Iuv::parse(self.iuv).ok()?,
            receipt_id: ReceiptId::parse(self.receipt_id).ok()?,
            transfer: self.transfer,
            amount_cents: self.amount_cents,
            payment: self.payment,
            paid_on: self.paid_on,
        })
    }
}

impl FlowRow {
    pub fn text(&self) -> RowText<'_> {
        RowText {
            row: self.row,
            iuv: self.iuv.as_str(),
            receipt_id: self.receipt_id.as_str(),
            transfer: self.transfer,
            amount_cents: self.amount_cents,
            payment: self.payment,
            paid_on: self.paid_on,
        }
    }

    /// What the row does to the account: a revoked payment takes away, however it is written.
    pub fn signed_cents(&self) -> Cents {
        match self.payment {
            PaymentOutcome::Revoked => Cents::new(-self.amount_cents.get().abs()),
            PaymentOutcome::Executed
            | PaymentOutcome::StandIn
            | PaymentOutcome::StandInWithoutRequest
            | PaymentOutcome::WithoutRequest => self.amount_cents,
        }
    }
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

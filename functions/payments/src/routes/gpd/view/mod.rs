//! Positions as v1 tells them. Names without a value are left out.

mod model;
mod option;
mod response;

use jiff::Timestamp;
use serde::Serialize;

use super::time::written;
use crate::domain::position::{DebtPosition, InstallmentState, MapEntry, PositionState, Stamp};

pub use model::{AddressView, PositionModel, TransferModel};
pub use option::{OptionResponse, TransferResponse};
pub use response::{OptionWithDebtor, PaidOption, PositionResponse};

/// What GPD writes for PSP and receipt where a body said by itself that a part is paid.
pub const BY_THE_BODY: &str = "-";

/// `PaymentOptionMetadataModel` and its like.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EntryView {
    key: String,
    value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StampView {
    hash_document: String,
    stamp_type: String,
    provincial_residence: String,
}

impl From<&MapEntry> for EntryView {
    fn from(entry: &MapEntry) -> Self {
        Self {
            key: entry.key.clone(),
            value: entry.value.clone(),
        }
    }
}

impl From<&Stamp> for StampView {
    fn from(stamp: &Stamp) -> Self {
        Self {
            hash_document: stamp.hash.clone(),
            stamp_type: stamp.kind.clone(),
            provincial_residence: stamp.province.clone(),
        }
    }
}

pub fn entries(entries: &[MapEntry]) -> Vec<EntryView> {
    entries.iter().map(EntryView::from).collect()
}

/// The state of a part in v1's words.
fn option_status(state: InstallmentState) -> &'static str {
    match state {
        InstallmentState::Unpaid => "PO_UNPAID",
        InstallmentState::Paid => "PO_PAID",
        InstallmentState::PartiallyReported => "PO_PARTIALLY_REPORTED",
        InstallmentState::Reported => "PO_REPORTED",
    }
}

/// v1 knows one validity date for the whole.
fn validity(position: &DebtPosition) -> Option<String> {
    let dates = position.options.iter().filter_map(|o| o.validity_date);
    dates.min().map(written)
}

pub fn payment_date(position: &DebtPosition) -> Option<String> {
    paid_at(position).map(written)
}

/// When the whole was paid.
pub fn paid_at(position: &DebtPosition) -> Option<Timestamp> {
    let whole = matches!(
        position.state,
        PositionState::Paid | PositionState::Reported
    );
    let payments = position.installments().filter_map(|p| p.payment.as_ref());
    let last = payments.map(|payment| payment.paid_at).max();
    last.filter(|_| whole)
}

pub fn maybe(moment: Option<Timestamp>) -> Option<String> {
    moment.map(written)
}

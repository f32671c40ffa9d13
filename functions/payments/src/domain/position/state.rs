//! The states of a position and the one place that decides how they change.

use serde::{Deserialize, Serialize};

/// GPD's states of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PositionState {
    /// Made, not yet shown to anybody.
    Draft,
    /// Published, payable from its validity date on.
    Published,
    /// Payable.
    Valid,
    /// Withdrawn by the creditor.
    Invalid,
    /// Past its last due date, for positions that expire.
    Expired,
    /// Some parts of a plan are paid.
    PartiallyPaid,
    Paid,
    /// Paid, and the money is in a reporting flow.
    Reported,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum InstallmentState {
    Unpaid,
    Paid,
    /// Some of its transfers are in reporting flows.
    PartiallyReported,
    Reported,
}

impl InstallmentState {
    pub fn is_settled(self) -> bool {
        self != Self::Unpaid
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransferState {
    #[serde(rename = "T_UNREPORTED")]
    Unreported,
    #[serde(rename = "T_REPORTED")]
    Reported,
}

impl PositionState {
    pub const ALL: [Self; 8] = [
        Self::Draft,
        Self::Published,
        Self::Valid,
        Self::Invalid,
        Self::Expired,
        Self::PartiallyPaid,
        Self::Paid,
        Self::Reported,
    ];

    /// As GPD spells it, `PARTIALLY_PAID`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Published => "PUBLISHED",
            Self::Valid => "VALID",
            Self::Invalid => "INVALID",
            Self::Expired => "EXPIRED",
            Self::PartiallyPaid => "PARTIALLY_PAID",
            Self::Paid => "PAID",
            Self::Reported => "REPORTED",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    /// The word on the page.
    pub fn italian(self) -> &'static str {
        match self {
            Self::Draft => "Bozza",
            Self::Published => "Pubblicata",
            Self::Valid => "Da pagare",
            Self::Invalid => "Annullata",
            Self::Expired => "Scaduta",
            Self::PartiallyPaid => "Pagata in parte",
            Self::Paid => "Pagata",
            Self::Reported => "Rendicontata",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_spelt_as_they_are_stored() {
        for state in PositionState::ALL {
            let stored = serde_json::to_string(&state).unwrap();
            assert_eq!(stored, format!("\"{}\"", state.as_str()));
            assert_eq!(PositionState::parse(state.as_str()), Some(state));
        }
    }
}

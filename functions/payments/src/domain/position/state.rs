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

/// What may happen to a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// Make payable at once (no validity date, or one that has come).
    Publish,
    /// Make payable from a future validity date on.
    PublishLater,
    /// The validity date has come.
    BecomeValid,
    Invalidate,
    /// The last due date has passed.
    Expire,
    /// A receipt for a part, others being still open.
    PayPart,
    /// A receipt for the last open part, or for the whole.
    PayAll,
    /// All transfers of all paid parts are in flows.
    ReportAll,
    /// A later revision of a flow tells a payment no more.
    WithdrawReport,
}

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    To(PositionState),
    /// The command had its effect before: repeating it changes nothing.
    AlreadyDone,
    Refused(Refusal),
}

/// Why a command cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("not published yet")]
    NotPublished,
    #[error("already published")]
    Published,
    #[error("withdrawn")]
    Withdrawn,
    #[error("expired")]
    Expired,
    #[error("payments have come in")]
    HasPayments,
    #[error("not all paid")]
    NotPaid,
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

/// The state machine of facts "GPD model". A receipt is a fact about money that has moved: it is
/// never refused, whatever the state (DESIGN, "Money is never lost").
pub fn step(state: PositionState, command: Command) -> Step {
    use Command as C;
    use PositionState as S;
    use Step::{AlreadyDone, Refused, To};
    match (state, command) {
        (S::Draft, C::Publish) => To(S::Valid),
        (S::Draft, C::PublishLater) => To(S::Published),
        (S::Draft, C::BecomeValid | C::Invalidate | C::Expire) => Refused(Refusal::NotPublished),

        (S::Published, C::Publish | C::PublishLater) => AlreadyDone,
        (S::Published, C::BecomeValid) => To(S::Valid),
        (S::Published, C::Invalidate) => To(S::Invalid),
        (S::Published, C::Expire) => Refused(Refusal::NotPublished),

        (S::Valid, C::Publish | C::BecomeValid) => AlreadyDone,
        (S::Valid, C::PublishLater) => Refused(Refusal::Published),
        (S::Valid, C::Invalidate) => To(S::Invalid),
        (S::Valid, C::Expire) => To(S::Expired),

        (S::Invalid, C::Invalidate) => AlreadyDone,
        (S::Invalid, C::Publish | C::PublishLater | C::BecomeValid | C::Expire) => {
            Refused(Refusal::Withdrawn)
        }

        (S::Expired, C::Expire) => AlreadyDone,
        (S::Expired, C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate) => {
            Refused(Refusal::Expired)
        }

        (S::PartiallyPaid, C::PayPart) => To(S::PartiallyPaid),
        (S::Draft | S::Published | S::Valid | S::Invalid | S::Expired, C::PayPart) => {
            To(S::PartiallyPaid)
        }
        (
            S::Draft | S::Published | S::Valid | S::Invalid | S::Expired | S::PartiallyPaid,
            C::PayAll,
        ) => To(S::Paid),
        (S::Paid, C::PayPart | C::PayAll) => AlreadyDone,
        (S::Reported, C::PayPart | C::PayAll) => AlreadyDone,

        (S::Paid, C::ReportAll) => To(S::Reported),
        (S::Reported, C::ReportAll) => AlreadyDone,
        (
            S::Draft | S::Published | S::Valid | S::Invalid | S::Expired | S::PartiallyPaid,
            C::ReportAll,
        ) => Refused(Refusal::NotPaid),

        (S::Reported, C::WithdrawReport) => To(S::Paid),
        (S::Paid | S::PartiallyPaid, C::WithdrawReport) => AlreadyDone,
        (S::Draft | S::Published | S::Valid | S::Invalid | S::Expired, C::WithdrawReport) => {
            Refused(Refusal::NotPaid)
        }

        (
            S::PartiallyPaid | S::Paid | S::Reported,
            C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate | C::Expire,
        ) => Refused(Refusal::HasPayments),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receipt_is_never_refused() {
        for state in PositionState::ALL {
            for command in [Command::PayPart, Command::PayAll] {
                assert!(
                    !matches!(step(state, command), Step::Refused(_)),
                    "{state:?} {command:?}"
                );
            }
        }
    }

    #[test]
    fn a_paid_position_can_not_be_withdrawn_or_expire() {
        for state in [
            PositionState::PartiallyPaid,
            PositionState::Paid,
            PositionState::Reported,
        ] {
            for command in [Command::Invalidate, Command::Expire] {
                assert_eq!(step(state, command), Step::Refused(Refusal::HasPayments));
            }
        }
    }

    #[test]
    fn a_repeated_command_is_already_done() {
        for (from, command) in [
            (PositionState::Draft, Command::Publish),
            (PositionState::Valid, Command::Invalidate),
            (PositionState::Valid, Command::Expire),
            (PositionState::Valid, Command::PayAll),
            (PositionState::Paid, Command::ReportAll),
        ] {
            let Step::To(after) = step(from, command) else {
                panic!("{from:?} {command:?}")
            };
            assert_eq!(
                step(after, command),
                Step::AlreadyDone,
                "{after:?} {command:?}"
            );
        }
    }

    #[test]
    fn states_are_spelt_as_they_are_stored() {
        for state in PositionState::ALL {
            let stored = serde_json::to_string(&state).unwrap();
            assert_eq!(stored, format!("\"{}\"", state.as_str()));
            assert_eq!(PositionState::parse(state.as_str()), Some(state));
        }
    }
}

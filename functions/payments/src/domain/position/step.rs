//! The one place that decides how a position's state changes.

use super::PositionState;
use PositionState as S;
use Step::{AlreadyDone, Gone, Refused, To};

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
    /// Write the content anew; it is a draft again.
    Rewrite,
    Delete,
    /// The body says that a part was paid, others being still open: no receipt, so it may be refused.
    SettlePart,
    /// The body says that the last open part, or the whole, was paid.
    SettleAll,
    /// Add what notifying the debtor cost.
    AddFee,
    /// Send the money to another account of the body.
    ChangeAccount,
}

impl Command {
    pub const ALL: [Self; 15] = [
        Self::Publish,
        Self::PublishLater,
        Self::BecomeValid,
        Self::Invalidate,
        Self::Expire,
        Self::PayPart,
        Self::PayAll,
        Self::ReportAll,
        Self::WithdrawReport,
        Self::Rewrite,
        Self::Delete,
        Self::SettlePart,
        Self::SettleAll,
        Self::AddFee,
        Self::ChangeAccount,
    ];
}

/// The decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    To(PositionState),
    /// It is no more.
    Gone,
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

/// The state machine of facts "GPD model", state by state. A receipt is a fact about money that has
/// moved: it is never refused, whatever the state (DESIGN, "Money is never lost").
pub fn step(state: PositionState, command: Command) -> Step {
    match state {
        PositionState::Draft => draft(command),
        PositionState::Published => published(command),
        PositionState::Valid => valid(command),
        PositionState::Invalid => invalid(command),
        PositionState::Expired => expired(command),
        PositionState::PartiallyPaid => partially_paid(command),
        PositionState::Paid => paid(command),
        PositionState::Reported => reported(command),
    }
}

fn draft(command: Command) -> Step {
    use Command as C;
    match command {
        C::Publish => To(S::Valid),
        C::PublishLater => To(S::Published),
        C::PayPart => To(S::PartiallyPaid),
        C::PayAll => To(S::Paid),
        C::Rewrite | C::AddFee | C::ChangeAccount => To(S::Draft),
        C::Delete => Gone,
        C::BecomeValid | C::Invalidate | C::Expire | C::SettlePart | C::SettleAll => {
            Refused(Refusal::NotPublished)
        }
        C::ReportAll | C::WithdrawReport => Refused(Refusal::NotPaid),
    }
}

fn published(command: Command) -> Step {
    use Command as C;
    match command {
        C::Publish | C::PublishLater => AlreadyDone,
        C::BecomeValid => To(S::Valid),
        C::Invalidate => To(S::Invalid),
        C::PayPart => To(S::PartiallyPaid),
        C::PayAll => To(S::Paid),
        C::Rewrite => To(S::Draft),
        C::AddFee | C::ChangeAccount => To(S::Published),
        C::Delete => Gone,
        C::Expire | C::SettlePart | C::SettleAll => Refused(Refusal::NotPublished),
        C::ReportAll | C::WithdrawReport => Refused(Refusal::NotPaid),
    }
}

fn valid(command: Command) -> Step {
    use Command as C;
    match command {
        C::Publish | C::BecomeValid => AlreadyDone,
        C::PublishLater => Refused(Refusal::Published),
        C::Invalidate => To(S::Invalid),
        C::Expire => To(S::Expired),
        C::PayPart | C::SettlePart => To(S::PartiallyPaid),
        C::PayAll | C::SettleAll => To(S::Paid),
        C::Rewrite => To(S::Draft),
        C::AddFee | C::ChangeAccount => To(S::Valid),
        C::Delete => Gone,
        C::ReportAll | C::WithdrawReport => Refused(Refusal::NotPaid),
    }
}

fn invalid(command: Command) -> Step {
    use Command as C;
    match command {
        C::Invalidate => AlreadyDone,
        C::PayPart => To(S::PartiallyPaid),
        C::PayAll => To(S::Paid),
        C::AddFee => To(S::Invalid),
        C::Delete => Gone,
        C::Publish | C::PublishLater | C::BecomeValid | C::Expire => Refused(Refusal::Withdrawn),
        C::Rewrite | C::ChangeAccount | C::SettlePart | C::SettleAll => Refused(Refusal::Withdrawn),
        C::ReportAll | C::WithdrawReport => Refused(Refusal::NotPaid),
    }
}

fn expired(command: Command) -> Step {
    use Command as C;
    match command {
        C::Expire => AlreadyDone,
        C::PayPart => To(S::PartiallyPaid),
        C::PayAll => To(S::Paid),
        C::Rewrite => To(S::Draft),
        C::AddFee => To(S::Expired),
        C::Delete => Gone,
        C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate => Refused(Refusal::Expired),
        C::ChangeAccount | C::SettlePart | C::SettleAll => Refused(Refusal::Expired),
        C::ReportAll | C::WithdrawReport => Refused(Refusal::NotPaid),
    }
}

fn partially_paid(command: Command) -> Step {
    use Command as C;
    match command {
        C::PayPart | C::SettlePart => To(S::PartiallyPaid),
        C::PayAll | C::SettleAll => To(S::Paid),
        C::AddFee | C::ChangeAccount => To(S::PartiallyPaid),
        C::WithdrawReport => AlreadyDone,
        C::ReportAll => Refused(Refusal::NotPaid),
        C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate | C::Expire => {
            Refused(Refusal::HasPayments)
        }
        C::Rewrite | C::Delete => Refused(Refusal::HasPayments),
    }
}

fn paid(command: Command) -> Step {
    use Command as C;
    match command {
        C::PayPart | C::PayAll | C::WithdrawReport => AlreadyDone,
        C::ReportAll => To(S::Reported),
        C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate | C::Expire => {
            Refused(Refusal::HasPayments)
        }
        C::Rewrite | C::Delete | C::AddFee | C::ChangeAccount | C::SettlePart | C::SettleAll => {
            Refused(Refusal::HasPayments)
        }
    }
}

fn reported(command: Command) -> Step {
    use Command as C;
    match command {
        C::PayPart | C::PayAll | C::ReportAll => AlreadyDone,
        C::WithdrawReport => To(S::Paid),
        C::Publish | C::PublishLater | C::BecomeValid | C::Invalidate | C::Expire => {
            Refused(Refusal::HasPayments)
        }
        C::Rewrite | C::Delete | C::AddFee | C::ChangeAccount | C::SettlePart | C::SettleAll => {
            Refused(Refusal::HasPayments)
        }
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
}

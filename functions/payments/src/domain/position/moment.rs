//! A position as any reader sees it at an instant: what time alone changes is seen at once, and
//! written later by the job that waits for it.

use std::borrow::Cow;

use jiff::{SignedDuration, Timestamp};
use kernel::notice::NoticeNumber;
use kernel::time::rome_midnight;

use super::{
    Command, DebtPosition, Installment, InstallmentState, PaymentOption, PositionState, Step, step,
};

/// The state of a part as the APIs tell it (positions v3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartState {
    Unpaid,
    Paid,
    PartiallyReported,
    Reported,
    /// Withdrawn, or the debtor has chosen another way to pay.
    Unpayable,
    Expired,
}

/// Why a part can not be paid now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {
    #[error("no part has this notice number")]
    NoSuchPart,
    #[error("not published, or not payable yet")]
    NotYet,
    #[error("withdrawn")]
    Withdrawn,
    #[error("expired")]
    Expired,
    #[error("paid")]
    Paid,
    /// A part of another way to pay is paid: the debtor has chosen.
    #[error("another way to pay was chosen")]
    OtherWay,
}

impl DebtPosition {
    /// The position as it is at `now`: the stored one, where time has changed nothing. Who writes
    /// starts from the stored one, whose version the write is conditioned on.
    pub fn at(&self, now: Timestamp) -> Cow<'_, Self> {
        let state = self.state_at(now);
        if state == self.state {
            return Cow::Borrowed(self);
        }
        Cow::Owned(Self {
            state,
            ..self.clone()
        })
    }

    pub fn state_at(&self, now: Timestamp) -> PositionState {
        let mut state = self.state;
        // Valid, then expired: a state is never come back to.
        while let Some((when, command)) = self.change_from(state)
            && when <= now
            && let Step::To(next) = step(state, command)
        {
            state = next;
        }
        state
    }

    /// When time will change what is stored next, and how.
    pub fn next_change(&self) -> Option<(Timestamp, Command)> {
        self.change_from(self.state)
    }

    /// The next moment after `after` at which what can be paid of it changes: its state, or one of several ways to
    /// pay that opens or closes by itself, while the state stays. A change of state that is overdue counts.
    pub fn next_moment(&self, after: Timestamp) -> Option<Timestamp> {
        let state = self.next_change().map(|(when, _)| when);
        let own = self.own_moments().filter(|when| *when > after);
        own.chain(state).min()
    }

    /// Whether a way to pay opens or closes by itself at this moment.
    pub fn turns_at(&self, when: Timestamp) -> bool {
        self.own_moments().any(|own| own == when)
    }

    fn own_moments(&self) -> impl Iterator<Item = Timestamp> {
        let is_waiting = matches!(self.state, PositionState::Published | PositionState::Valid);
        let several = self.options.len() > 1 && is_waiting;
        let options = self.options.iter().filter(move |_| several);
        options.flat_map(|option| {
            [option.validity_date, option.expires_at()]
                .into_iter()
                .flatten()
        })
    }

    fn change_from(&self, state: PositionState) -> Option<(Timestamp, Command)> {
        match state {
            PositionState::Published => Some((self.valid_from()?, Command::BecomeValid)),
            PositionState::Valid => Some((self.expires_at()?, Command::Expire)),
            PositionState::Draft
            | PositionState::Invalid
            | PositionState::Expired
            | PositionState::PartiallyPaid
            | PositionState::Paid
            | PositionState::Reported => None,
        }
    }

    /// The first moment from which some way to pay is open: the earliest validity date; where a way has
    /// none, at once. None without ways to pay.
    pub fn valid_from(&self) -> Option<Timestamp> {
        let from = |option: &PaymentOption| option.validity_date.unwrap_or(self.created_at);
        self.options.iter().map(from).min()
    }

    /// The first instant at which all ways to pay have expired; none where one never does.
    pub fn expires_at(&self) -> Option<Timestamp> {
        let expiries: Option<Vec<Timestamp>> =
            self.options.iter().map(PaymentOption::expires_at).collect();
        expiries?.into_iter().max()
    }

    /// The part with this number, where it can be paid at `now`.
    pub fn open_part(&self, nav: &NoticeNumber, now: Timestamp) -> Result<&Installment, Closed> {
        let option = self.option_of(nav).ok_or(Closed::NoSuchPart)?;
        let part = self.installment(nav).ok_or(Closed::NoSuchPart)?;
        match self.state_at(now) {
            PositionState::Draft | PositionState::Published => return Err(Closed::NotYet),
            PositionState::Invalid => return Err(Closed::Withdrawn),
            PositionState::Expired => return Err(Closed::Expired),
            PositionState::Paid | PositionState::Reported => return Err(Closed::Paid),
            PositionState::Valid | PositionState::PartiallyPaid => {}
        }
        if part.payment.is_some() {
            return Err(Closed::Paid);
        }
        if self.has_other_way(nav) {
            return Err(Closed::OtherWay);
        }
        if option.validity_date.is_some_and(|from| now < from) {
            return Err(Closed::NotYet);
        }
        if !option.is_begun() && option.has_expired(now) {
            return Err(Closed::Expired);
        }
        Ok(part)
    }

    /// Whether a part of another way to pay than that of `nav` is paid.
    pub fn has_other_way(&self, nav: &NoticeNumber) -> bool {
        let is_of = |option: &PaymentOption| option.installments.iter().any(|p| p.nav == *nav);
        let mut others = self.options.iter().filter(|option| !is_of(option));
        others.any(PaymentOption::is_begun)
    }

    /// The state of the part with this number at `now`.
    pub fn part_state(&self, nav: &NoticeNumber, now: Timestamp) -> Option<PartState> {
        Some(match self.installment(nav)?.state {
            InstallmentState::Paid => PartState::Paid,
            InstallmentState::PartiallyReported => PartState::PartiallyReported,
            InstallmentState::Reported => PartState::Reported,
            InstallmentState::Unpaid => match self.open_part(nav, now) {
                Ok(_) | Err(Closed::NotYet) => PartState::Unpaid,
                Err(Closed::Expired) => PartState::Expired,
                Err(Closed::Withdrawn | Closed::Paid | Closed::OtherWay | Closed::NoSuchPart) => {
                    PartState::Unpayable
                }
            },
        })
    }
}

/// Each position as it is at `now`.
pub fn at_once(positions: &mut [DebtPosition], now: Timestamp) {
    for position in positions {
        position.state = position.state_at(now);
    }
}

impl PaymentOption {
    /// Whether some part of it is paid.
    pub fn is_begun(&self) -> bool {
        self.installments.iter().any(|part| part.payment.is_some())
    }

    /// Whether every part of it is paid.
    pub fn is_settled(&self) -> bool {
        self.installments.iter().all(|part| part.payment.is_some())
    }

    /// The first instant after its last due moment, for a way that expires and whose parts are all due
    /// some day.
    pub fn expires_at(&self) -> Option<Timestamp> {
        if !self.switch_to_expired {
            return None;
        }
        let due: Option<Vec<Timestamp>> = self
            .installments
            .iter()
            .map(Installment::due_moment)
            .collect();
        let last = due?.into_iter().max()?;
        last.checked_add(SignedDuration::from_nanos(1)).ok()
    }

    fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at().is_some_and(|at| at <= now)
    }
}

impl Installment {
    /// The last moment at which it is on time: the client's own, else the end of its day in Rome.
    pub fn due_moment(&self) -> Option<Timestamp> {
        if self.due_at.is_some() {
            return self.due_at;
        }
        let next = rome_midnight(self.due_date?.tomorrow().ok()?)?;
        next.checked_sub(SignedDuration::from_nanos(1)).ok()
    }
}

impl PartState {
    /// As GPD spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unpaid => "UNPAID",
            Self::Paid => "PAID",
            Self::PartiallyReported => "PARTIALLY_REPORTED",
            Self::Reported => "REPORTED",
            Self::Unpayable => "UNPAYABLE",
            Self::Expired => "EXPIRED",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::samples::position;
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn published(validity: &str, due: &str) -> DebtPosition {
        let mut position = position();
        position.state = PositionState::Published;
        let option = &mut position.options[0];
        option.validity_date = Some(time(validity));
        option.switch_to_expired = true;
        option.installments[0].due_at = Some(time(due));
        position
    }

    #[test]
    fn a_reader_sees_at_once_what_time_changed() {
        let position = published("2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z");
        let state = |at: &str| position.at(time(at)).state;
        assert_eq!(state("2026-07-01T09:59:59.999Z"), PositionState::Published);
        assert_eq!(state("2026-07-01T10:00:00Z"), PositionState::Valid);
        assert_eq!(state("2026-08-01T10:00:00Z"), PositionState::Valid);
        assert_eq!(state("2026-08-01T10:00:00.001Z"), PositionState::Expired);
    }

    #[test]
    fn a_due_day_ends_at_midnight_in_rome() {
        let mut position = position();
        position.options[0].switch_to_expired = true;
        position.options[0].installments[0].due_date = Some(date(2026, 6, 1));
        let state = |at: &str| position.at(time(at)).state;
        assert_eq!(state("2026-06-01T21:59:59Z"), PositionState::Valid);
        assert_eq!(state("2026-06-01T22:00:00Z"), PositionState::Expired);
    }

    #[test]
    fn what_does_not_expire_stays_and_is_not_copied() {
        let mut position = published("2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z");
        position.options[0].switch_to_expired = false;
        position.state = PositionState::Valid;
        let later = position.at(time("2030-01-01T00:00:00Z"));
        assert!(matches!(later, Cow::Borrowed(_)));
        assert_eq!(position.next_change(), None);
    }

    #[test]
    fn a_way_that_is_not_valid_yet_is_closed_while_another_is_open() {
        let mut position = published("2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z");
        let mut later = position.options[0].clone();
        later.validity_date = Some(time("2026-07-15T10:00:00Z"));
        let nav = NoticeNumber::parse("300000000000000000").unwrap();
        later.installments[0].nav = nav.clone();
        position.options.push(later);
        let now = time("2026-07-10T10:00:00Z");
        assert!(position.open_part(&position.nav, now).is_ok());
        assert_eq!(position.open_part(&nav, now), Err(Closed::NotYet));
        assert_eq!(position.part_state(&nav, now), Some(PartState::Unpaid));
    }

    #[test]
    fn a_way_expires_alone_where_another_does_not() {
        let mut position = published("2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z");
        let mut lasting = position.options[0].clone();
        lasting.switch_to_expired = false;
        lasting.installments[0].nav = NoticeNumber::parse("300000000000000000").unwrap();
        position.options.push(lasting);
        let now = time("2026-09-01T10:00:00Z");
        assert_eq!(position.state_at(now), PositionState::Valid);
        let first = position.part_state(&position.nav, now);
        assert_eq!(first, Some(PartState::Expired));
    }

    #[test]
    fn a_way_that_opens_or_closes_by_itself_is_waited_for() {
        let mut position = published("2026-07-01T10:00:00Z", "2026-08-01T10:00:00Z");
        let mut later = position.options[0].clone();
        later.validity_date = Some(time("2026-07-15T10:00:00Z"));
        later.installments[0].due_at = Some(time("2026-09-01T10:00:00Z"));
        later.installments[0].nav = NoticeNumber::parse("300000000000000000").unwrap();
        position.options.push(later);
        let next = |position: &DebtPosition, at: &str| position.next_moment(time(at));
        let opens = next(&position, "2026-06-20T10:00:00Z");
        assert_eq!(
            opens,
            Some(time("2026-07-01T10:00:00Z")),
            "the state changes"
        );
        position.state = PositionState::Valid;
        let mut at = time("2026-07-01T10:00:00Z");
        for wanted in [
            "2026-07-15T10:00:00",
            "2026-08-01T10:00:00",
            "2026-09-01T10:00:00",
        ] {
            let next = position.next_moment(at).unwrap();
            assert_eq!(next.strftime("%Y-%m-%dT%H:%M:%S").to_string(), wanted);
            let is_own = !wanted.starts_with("2026-09");
            assert_eq!(position.state_at(next) == PositionState::Valid, is_own);
            assert!(position.turns_at(next));
            at = next;
        }
    }
}

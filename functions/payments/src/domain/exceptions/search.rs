//! The asking for a receipt that a row of a flow names and that has not come.

use jiff::{SignedDuration, Timestamp};
use kernel::notice::Iuv;
use serde::{Deserialize, Serialize};

use super::{Exception, ExceptionKind, Remedy};

/// The pause after the first answer without the receipt; it doubles each time.
const PAUSE: SignedDuration = SignedDuration::from_mins(15);
const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(24);
/// Doublings up to the longest pause.
const DOUBLINGS_MAX: u32 = 7;
/// A receipt that pagoPA does not have after so long is none that it will have.
pub const SEARCHED_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How the asking stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Search {
    pub iuv: Iuv,
    /// Answers without the receipt.
    pub tries: u32,
    pub last_at: Option<Timestamp>,
    /// What came of it, for a person.
    pub last_result: Option<String>,
    /// None: it is not asked for any more.
    pub next_at: Option<Timestamp>,
}

impl ExceptionKind {
    /// Whether what is missing is the receipt of the payment.
    pub fn waits_for_receipt(self) -> bool {
        matches!(
            self,
            Self::RowWithoutReceipt | Self::RowWithoutPosition | Self::RowPaidByOther
        )
    }
}

impl Search {
    /// One that begins at once.
    pub fn new(iuv: Iuv, now: Timestamp) -> Self {
        Self {
            iuv,
            tries: 0,
            last_at: None,
            last_result: None,
            next_at: Some(now),
        }
    }
}

impl Exception {
    /// The moment of the next asking, while it is open or a person waits for it.
    pub fn searched_next(&self) -> Option<Timestamp> {
        let settled = self.settled.as_ref();
        let waits = settled.is_none_or(|settled| settled.remedy == Remedy::Waiting);
        self.search.as_ref()?.next_at.filter(|_| waits)
    }

    /// pagoPA has answered, and not with the receipt.
    pub fn not_found(&self, why: &str, now: Timestamp) -> Self {
        let until = later(self.opened_at, SEARCHED_FOR);
        self.asked(why, now, |search| {
            let factor = 1_i32 << search.tries.min(DOUBLINGS_MAX);
            let pause = PAUSE.checked_mul(factor).unwrap_or(PAUSE_MAX);
            search.tries = search.tries.saturating_add(1);
            search.next_at = Some(later(now, pause.min(PAUSE_MAX))).filter(|next| *next <= until);
        })
    }

    /// pagoPA could not be asked: the same asking again at `next`.
    pub fn put_off(&self, why: &str, next: Timestamp, now: Timestamp) -> Self {
        self.asked(why, now, |search| search.next_at = Some(next))
    }

    /// The receipt is here.
    pub fn found(&self, now: Timestamp) -> Self {
        let after = self.asked("ricevuta ottenuta", now, |search| search.next_at = None);
        after.with_event("sistema".to_owned(), "Ricevuta trovata", "", now)
    }

    fn asked(&self, result: &str, now: Timestamp, change: impl FnOnce(&mut Search)) -> Self {
        let mut after = self.clone();
        after.version += 1;
        if let Some(search) = &mut after.search {
            search.last_at = Some(now);
            search.last_result = Some(result.to_owned());
            change(search);
        }
        after
    }
}

fn later(now: Timestamp, by: SignedDuration) -> Timestamp {
    now.checked_add(by).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::super::Decision;
    use super::super::samples::unreceipted;
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_day_and_end_after_a_month() {
        let mut one = unreceipted();
        let mut pauses = Vec::new();
        let mut now = one.opened_at;
        while let Some(next) = one.searched_next() {
            pauses.push(next.duration_since(now).as_mins());
            now = next;
            one = one.not_found("manca", now);
            assert!(pauses.len() < 100, "it ends");
        }
        assert_eq!(pauses[..8], [0, 15, 30, 60, 120, 240, 480, 960]);
        assert_eq!(pauses.last(), Some(&1_440));
        let asked_for = now.duration_since(one.opened_at);
        assert!(asked_for <= SEARCHED_FOR && asked_for.as_hours() > 28 * 24);
        assert!(one.is_open(), "a person sees it");
    }

    #[test]
    fn who_waits_for_the_receipt_has_it_asked_for_and_who_accepts_has_not() {
        let one = unreceipted();
        let who = ("user:x", one.opened_at);
        for (remedy, next) in [
            (Remedy::Waiting, Some(one.opened_at)),
            (Remedy::Accepted, None),
        ] {
            let Decision::Changed(settled) = one.settle(remedy, "", who) else {
                panic!("settled")
            };
            assert_eq!(settled.searched_next(), next, "{remedy:?}");
        }
    }

    #[test]
    fn trouble_of_the_source_is_no_try_and_what_is_found_is_not_asked_for_again() {
        let one = unreceipted();
        let (now, next) = (one.opened_at, later(one.opened_at, PAUSE));
        let off = one.put_off("pagoPA non risponde", next, now);
        let search = off.search.clone().expect("a search");
        assert_eq!((search.tries, search.next_at), (0, Some(next)));
        let found = off.found(next);
        assert_eq!((found.searched_next(), found.is_open()), (None, true));
        assert_eq!(found.version, one.version + 2);
        let closed = one.resolved("", now).expect("open");
        assert_eq!(closed.searched_next(), None);
    }
}

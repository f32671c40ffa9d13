//! How many mails one account may be sent: enough for who waits, too few to fill a mailbox.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// At most so many within [`SHORT_S`], and [`LONG_MAX`] within [`LONG_S`].
pub const SHORT_MAX: usize = 3;
pub const SHORT_S: i64 = 15 * 60;
pub const LONG_MAX: usize = 10;
pub const LONG_S: i64 = 3600;

/// When mails of one kind were last ordered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quota {
    sent: Vec<Timestamp>,
}

impl Quota {
    /// The quota after one more mail, or when there may be one.
    pub fn take(&self, now: Timestamp) -> Result<Self, Timestamp> {
        let within = |seconds: i64| {
            let since = now - SignedDuration::from_secs(seconds);
            self.sent.iter().copied().filter(move |at| *at > since)
        };
        let kept: Vec<_> = within(LONG_S).collect();
        for (most, seconds) in [(SHORT_MAX, SHORT_S), (LONG_MAX, LONG_S)] {
            let in_time: Vec<_> = within(seconds).collect();
            let oldest = in_time.len().checked_sub(most).and_then(|n| in_time.get(n));
            if let Some(oldest) = oldest {
                return Err(*oldest + SignedDuration::from_secs(seconds));
            }
        }
        let sent = kept.into_iter().chain([now]).collect();
        Ok(Self { sent })
    }

    /// When nothing of it counts any more.
    pub fn forgotten_at(&self) -> Option<Timestamp> {
        let last = self.sent.last()?;
        Some(*last + SignedDuration::from_secs(LONG_S))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + 60 * minute).unwrap()
    }

    #[test]
    fn three_mails_go_in_a_quarter_of_an_hour_and_ten_in_an_hour() {
        let mut quota = Quota::default();
        let mut refused = Vec::new();
        for minute in 0..75 {
            match quota.take(at(minute)) {
                Ok(next) => quota = next,
                Err(until) => refused.push((minute, until)),
            }
        }
        assert_eq!(refused[0], (3, at(15)));
        let sent = |from: i64, to: i64| {
            let between = |t: &&Timestamp| **t >= at(from) && **t < at(to);
            quota.sent.iter().filter(between).count()
        };
        assert_eq!(sent(15, 30), 3);
        assert!(sent(15, 75) <= LONG_MAX);
    }

    #[test]
    fn the_eleventh_in_an_hour_waits_for_the_first_to_be_an_hour_old() {
        let sent = (0..10).map(|n| at(5 * n)).collect();
        assert_eq!(Quota { sent }.take(at(56)), Err(at(60)));
    }
}

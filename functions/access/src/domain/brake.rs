//! The brake on guessing: the more wrong passwords for an account, the longer the wait.
//!
//! The count belongs to the address typed, known or not. A try is counted before the password is
//! looked at, so that a thousand tries at once are no faster than one after the other; signing in
//! clears the count. The wait never exceeds [`WAIT_MAX_S`], and tries made while waiting do not
//! lengthen it: whoever keeps guessing at a colleague's account can delay the colleague, not lock
//! them out.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Tries without a wait: people mistype.
pub const FREE_TRIES: u32 = 5;
/// At this pace a guesser has about 1400 tries a day.
pub const WAIT_MAX_S: u64 = 60;
/// A count is forgotten this long after its last try.
pub const MEMORY_S: i64 = 3600;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    pub tries: u32,
    pub last_at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Store this count, then look at the password.
    Try(Brake),
    /// Look at nothing; come back later.
    Wait { seconds: u64 },
}

/// What to do with a new try at `now`, given the count so far.
pub fn judge(brake: Option<&Brake>, now: Timestamp) -> Verdict {
    let remembered = brake.filter(|b| now.duration_since(b.last_at) < memory());
    let Some(brake) = remembered else {
        return Verdict::Try(Brake {
            tries: 1,
            last_at: now,
        });
    };
    let waited_s = now
        .duration_since(brake.last_at)
        .as_secs()
        .max(0)
        .unsigned_abs();
    let wait_s = wait_after(brake.tries);
    if waited_s < wait_s {
        return Verdict::Wait {
            seconds: wait_s - waited_s,
        };
    }
    Verdict::Try(Brake {
        tries: brake.tries.saturating_add(1),
        last_at: now,
    })
}

/// 0 for the free tries, then 1, 2, 4 … seconds.
fn wait_after(tries: u32) -> u64 {
    match tries.checked_sub(FREE_TRIES) {
        None => 0,
        Some(beyond) => 2_u64
            .checked_pow(beyond)
            .unwrap_or(WAIT_MAX_S)
            .min(WAIT_MAX_S),
    }
}

pub fn memory() -> SignedDuration {
    SignedDuration::from_secs(MEMORY_S)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn brake(tries: u32) -> Brake {
        Brake {
            tries,
            last_at: at(0),
        }
    }

    #[test]
    fn the_first_tries_are_free_and_counted() {
        let mut brake = None;
        for tries in 1..=FREE_TRIES {
            let Verdict::Try(next) = judge(brake.as_ref(), at(0)) else {
                panic!("free")
            };
            assert_eq!(next.tries, tries);
            brake = Some(next);
        }
        assert_eq!(judge(brake.as_ref(), at(0)), Verdict::Wait { seconds: 1 });
    }

    #[test]
    fn the_wait_doubles_up_to_its_bound() {
        for (tries, seconds) in [(5, 1), (6, 2), (8, 8), (11, 60), (40, 60), (u32::MAX, 60)] {
            assert_eq!(
                judge(Some(&brake(tries)), at(0)),
                Verdict::Wait { seconds },
                "{tries}"
            );
        }
    }

    #[test]
    fn after_the_wait_the_next_try_counts() {
        let next = Brake {
            tries: 9,
            last_at: at(8),
        };
        assert_eq!(judge(Some(&brake(8)), at(7)), Verdict::Wait { seconds: 1 });
        assert_eq!(judge(Some(&brake(8)), at(8)), Verdict::Try(next));
    }

    #[test]
    fn an_old_count_is_forgotten_and_a_clock_that_went_back_waits_no_longer_than_the_bound() {
        assert!(matches!(judge(Some(&brake(50)), at(MEMORY_S)), Verdict::Try(b) if b.tries == 1));
        assert_eq!(
            judge(Some(&brake(50)), at(-10)),
            Verdict::Wait {
                seconds: WAIT_MAX_S
            }
        );
    }
}

//! The brake on guessing: the more wrong passwords for an account, the longer the wait.
//!
//! Counts belong to what was typed, known or not, and to a [`Lane`]: a browser in which the owner
//! has signed in before, or else the network that a request comes from. A try is counted in its lane
//! before the password is looked at, so that a thousand tries at once are no faster than one after the
//! other; signing in clears the count. The wait never exceeds [`WAIT_MAX_S`], and tries made while
//! waiting do not lengthen it. Who guesses from many networks meets a second count, of the account, that
//! known browsers do not ask: a stranger can neither guess fast nor keep the owner out.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Tries without a wait in one lane: people mistype.
pub const FREE_TRIES: u32 = 5;
/// Wrong tries without a wait from all networks together, where no browser is known.
pub const ACCOUNT_FREE_TRIES: u32 = 100;
/// At this pace a guesser has about 1400 tries a day.
pub const WAIT_MAX_S: u64 = 60;
/// A count is forgotten this long after its last try.
pub const MEMORY_S: i64 = 3600;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brake {
    pub tries: u32,
    pub last_at: Timestamp,
}

/// Whose tries are counted together. Written in keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Lane(String);

impl Lane {
    /// A browser that has proven that we know it, by its nonce.
    pub fn browser(nonce: &str) -> Self {
        Self(format!("browser:{}", hex::encode(Sha256::digest(nonce))))
    }

    /// A network as the log tells it; those that are not told share one lane.
    pub fn network(network: Option<&str>) -> Self {
        Self(format!("network:{}", network.unwrap_or("-")))
    }

    /// Somebody who is signed in and types the own password again.
    pub fn session(digest: &str) -> Self {
        Self(format!("session:{digest}"))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the count of the account is asked, too.
    pub fn is_strange(&self) -> bool {
        self.0.starts_with("network:")
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Store this count, then look at the password.
    Try(Brake),
    /// Look at nothing; come back later.
    Wait { seconds: u64 },
}

/// What to do with a new try at `now`, given the count so far of its lane.
pub fn judge(brake: Option<&Brake>, now: Timestamp) -> Verdict {
    judge_beyond(FREE_TRIES, brake, now)
}

/// The same with the count of the account.
pub fn judge_account(brake: Option<&Brake>, now: Timestamp) -> Verdict {
    judge_beyond(ACCOUNT_FREE_TRIES, brake, now)
}

fn judge_beyond(free_tries: u32, brake: Option<&Brake>, now: Timestamp) -> Verdict {
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
    let wait_s = wait_after(free_tries, brake.tries);
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
fn wait_after(free_tries: u32, tries: u32) -> u64 {
    match tries.checked_sub(free_tries) {
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
    fn an_account_bears_a_hundred_wrong_tries_an_hour_from_everywhere() {
        assert!(matches!(
            judge_account(Some(&brake(99)), at(0)),
            Verdict::Try(_)
        ));
        assert_eq!(
            judge_account(Some(&brake(100)), at(0)),
            Verdict::Wait { seconds: 1 }
        );
        assert!(Lane::network(Some("203.0.113.0/24")).is_strange());
        assert!(!Lane::browser("00").is_strange());
        assert_ne!(Lane::browser("00"), Lane::browser("01"));
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

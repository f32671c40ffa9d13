//! An attempt at signing in whose password was right and whose code is still to come.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use serde::{Deserialize, Serialize};

use super::brake::Lane;
use super::token::Token;

#[derive(Clone, PartialEq, Eq)]
pub enum OfAttempt {}

/// In a cookie of its own: a code is worth something only in the browser that asked for it.
pub type AttemptToken = Token<OfAttempt>;

/// A code lives ten minutes (ASVS 6.5.5), an attempt long enough to ask for another one.
pub const CODE_LIFE_S: i64 = 600;
pub const LIFE_S: i64 = 1800;
/// Codes typed in one attempt, whichever of its codes they were meant for.
pub const TRIES_MAX: u32 = 5;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    pub user: UserId,
    /// Where signing in leads.
    pub next: String,
    /// The digest of what was signed in with, and the lane of the brake: cleared at the end.
    pub login: String,
    pub lane: Lane,
    /// How many codes were sent; the last one counts, and none where none was.
    pub codes: u32,
    pub sent_at: Timestamp,
    pub tries: u32,
    pub created_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Too many wrong codes, or too long ago: begin again.
    Attempt,
    /// The code is too old, or none was sent: ask for another.
    Code,
}

impl Attempt {
    /// One more try, to be stored before the code is looked at.
    pub fn try_code(&self, now: Timestamp) -> Result<Self, Over> {
        if !self.is_live(now) {
            return Err(Over::Attempt);
        }
        if self.codes == 0 || now >= self.code_ends_at() {
            return Err(Over::Code);
        }
        let tries = self.tries + 1;
        Ok(Self {
            tries,
            ..self.clone()
        })
    }

    /// With one more code, sent now.
    pub fn send_again(&self, now: Timestamp) -> Result<Self, Over> {
        if !self.is_live(now) {
            return Err(Over::Attempt);
        }
        Ok(Self {
            codes: self.codes + 1,
            sent_at: now,
            ..self.clone()
        })
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.created_at <= now && now < self.expires_at() && self.tries < TRIES_MAX
    }

    pub fn code_ends_at(&self) -> Timestamp {
        self.sent_at + SignedDuration::from_secs(CODE_LIFE_S)
    }

    pub fn expires_at(&self) -> Timestamp {
        self.created_at + SignedDuration::from_secs(LIFE_S)
    }

    pub fn tries_left(&self) -> u32 {
        TRIES_MAX.saturating_sub(self.tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    fn attempt() -> Attempt {
        Attempt {
            user: UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap(),
            next: "/panel".to_owned(),
            login: "digest".to_owned(),
            lane: Lane::network(None),
            codes: 1,
            sent_at: at(0),
            tries: 0,
            created_at: at(0),
        }
    }

    #[test]
    fn a_code_may_be_tried_five_times_within_ten_minutes() {
        let mut attempt = attempt();
        for tries in 1..=TRIES_MAX {
            attempt = attempt.try_code(at(CODE_LIFE_S - 1)).unwrap();
            assert_eq!(attempt.tries, tries);
        }
        assert_eq!(attempt.try_code(at(1)), Err(Over::Attempt));
        assert_eq!(attempt.send_again(at(1)), Err(Over::Attempt));
        assert_eq!(self::attempt().try_code(at(CODE_LIFE_S)), Err(Over::Code));
    }

    #[test]
    fn another_code_gives_ten_minutes_more_and_no_more_tries() {
        let tried = attempt().try_code(at(1)).unwrap();
        let again = tried.send_again(at(CODE_LIFE_S)).unwrap();
        assert_eq!((again.codes, again.tries), (2, 1));
        assert!(again.try_code(at(2 * CODE_LIFE_S - 1)).is_ok());
        assert_eq!(again.try_code(at(LIFE_S)), Err(Over::Attempt));
    }

    #[test]
    fn an_attempt_without_a_mail_has_no_code() {
        let silent = Attempt {
            codes: 0,
            ..attempt()
        };
        assert_eq!(silent.try_code(at(1)), Err(Over::Code));
        assert!(silent.send_again(at(1)).unwrap().try_code(at(2)).is_ok());
    }
}

//! How long to wait after a failure.

use jiff::{SignedDuration, Timestamp};

/// The pause after the first failure; it doubles each time.
const PAUSE: SignedDuration = SignedDuration::from_mins(1);
pub const PAUSE_MAX: SignedDuration = SignedDuration::from_hours(24);
/// After so long a person decides.
pub const GIVE_UP: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Doublings up to the longest pause.
const DOUBLINGS_MAX: u32 = 11;

/// After `failures` failures before this one; `wait` is what the other side asked for.
pub(super) fn next(now: Timestamp, failures: u32, wait: Option<SignedDuration>) -> Timestamp {
    let factor = 1_i32 << failures.min(DOUBLINGS_MAX);
    let pause = PAUSE.checked_mul(factor).unwrap_or(PAUSE_MAX);
    let pause = pause.max(wait.unwrap_or_default()).min(PAUSE_MAX);
    now.checked_add(pause).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_from_a_minute_to_a_day_and_never_fall_short_of_what_was_asked() {
        let now = Timestamp::UNIX_EPOCH;
        let mins = |failures, wait| next(now, failures, wait).duration_since(now).as_mins();
        assert_eq!([0, 1, 2, 3].map(|n| mins(n, None)), [1, 2, 4, 8]);
        assert_eq!(mins(40, None), 24 * 60);
        assert_eq!(mins(0, Some(SignedDuration::from_mins(7))), 7);
        assert_eq!(mins(5, Some(SignedDuration::from_mins(7))), 32);
    }
}

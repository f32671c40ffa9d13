//! The product's clock in the local stack.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use kernel::time::{Clock, SystemClock};

/// Runs on from where it was started, and can be moved forward. Not kept between runs.
#[derive(Debug)]
pub struct LocalClock {
    base: SystemClock,
    moved_us: AtomicI64,
}

impl LocalClock {
    #[must_use]
    pub fn new(start: Option<Timestamp>) -> Self {
        Self {
            base: SystemClock::new(start),
            moved_us: AtomicI64::new(0),
        }
    }

    /// Never back: what is written down must stay in the past.
    pub fn advance(&self, by: SignedDuration) {
        // Rounded up, so that a wanted instant is reached.
        let us = i64::try_from(by.as_micros() + 1).unwrap_or(0).max(0);
        self.moved_us.fetch_add(us, Ordering::SeqCst);
    }

    /// Whether the product lives before the machine's time.
    pub(super) fn is_behind(&self) -> bool {
        self.now() < SystemClock::default().now() - SignedDuration::from_secs(1)
    }
}

impl Clock for LocalClock {
    fn now(&self) -> Timestamp {
        let now = self.base.now();
        let moved = SignedDuration::from_micros(self.moved_us.load(Ordering::SeqCst));
        now.checked_add(moved).unwrap_or(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_forward_and_never_back() {
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
        let clock = LocalClock::new(Some(start));
        clock.advance(SignedDuration::from_hours(24));
        clock.advance(SignedDuration::from_hours(-48));
        let passed = clock.now().duration_since(start);
        assert!(passed >= SignedDuration::from_hours(24), "{passed}");
        assert!(passed < SignedDuration::from_hours(25), "{passed}");
    }
}

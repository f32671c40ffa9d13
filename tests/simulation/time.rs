//! Time that stands until nobody has anything left to do, then jumps to whoever wakes first. With it
//! a run takes no real time for its pauses, and the same seed runs the same way again.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use aws_sdk_dynamodb::config::{AsyncSleep, Sleep};
use jiff::{SignedDuration, Timestamp};
use kernel::time::Clock;

#[derive(Clone, Debug, Default)]
pub struct Time(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
struct Inner {
    now: Duration,
    /// Naps in the order in which they end; those that end together, in the order they began.
    sleepers: BTreeMap<(Duration, u64), Waker>,
    naps: u64,
}

impl Time {
    pub fn now_ms(&self) -> u128 {
        self.0.lock().unwrap().now.as_millis()
    }

    pub fn nap(&self, length: Duration) -> Nap {
        let mut inner = self.0.lock().unwrap();
        inner.naps += 1;
        let place = (inner.now + length, inner.naps);
        Nap {
            time: self.clone(),
            place,
        }
    }

    pub fn nap_ms(&self, length_ms: u64) -> Nap {
        self.nap(Duration::from_millis(length_ms))
    }

    /// Jumps to the next one that wakes; `false` when nobody sleeps.
    pub fn jump(&self) -> bool {
        let mut inner = self.0.lock().unwrap();
        let Some(((until, _), waker)) = inner.sleepers.pop_first() else {
            return false;
        };
        inner.now = inner.now.max(until);
        drop(inner);
        waker.wake();
        true
    }
}

impl AsyncSleep for Time {
    fn sleep(&self, length: Duration) -> Sleep {
        Sleep::new(self.nap(length))
    }
}

impl Clock for Time {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-06-01T08:00:00Z".parse().unwrap();
        let gone = self.0.lock().unwrap().now;
        start + SignedDuration::try_from(gone).unwrap()
    }
}

#[derive(Debug)]
pub struct Nap {
    time: Time,
    place: (Duration, u64),
}

impl Future for Nap {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut inner = self.time.0.lock().unwrap();
        if inner.now >= self.place.0 {
            inner.sleepers.remove(&self.place);
            return Poll::Ready(());
        }
        inner.sleepers.insert(self.place, context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Nap {
    fn drop(&mut self) {
        self.time.0.lock().unwrap().sleepers.remove(&self.place);
    }
}

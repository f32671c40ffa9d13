//! Time, as a parameter; UTC inside, Europe/Rome on pages and at legal deadlines.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::sync::{LazyLock, Mutex, PoisonError};

/// Tells the instant.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock, or one that started at another instant and runs with it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock {
    offset: SignedDuration,
}

impl SystemClock {
    /// With a start, the clock shows that instant now and runs on from there.
    pub fn new(start: Option<Timestamp>) -> Self {
        let offset = start.map_or(SignedDuration::ZERO, |start| {
            start.duration_since(machine_now())
        });
        Self { offset }
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let now = machine_now();
        now.checked_add(self.offset).unwrap_or(now)
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place where the machine's clock is read"
)]
fn machine_now() -> Timestamp {
    Timestamp::now()
}

/// A clock that stands until it is moved.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    pub fn new(now: Timestamp) -> Self {
        Self(Mutex::new(now))
    }

    pub fn set(&self, now: Timestamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = now;
    }

    /// Stays where it is when the sum is out of jiff's range (years −9999 to 9999).
    pub fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.checked_add(by).unwrap_or(*now);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: Clock + ?Sized> Clock for &T {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

impl<T: Clock + ?Sized> Clock for std::sync::Arc<T> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}

/// jiff carries the time zone database, so that this holds on a machine without one.
static ROME: LazyLock<TimeZone> =
    LazyLock::new(|| TimeZone::get("Europe/Rome").expect("the bundled database has Europe/Rome"));

/// The day on the wall in Rome.
pub fn rome_date(instant: Timestamp) -> Date {
    rome_datetime(instant).date()
}

/// Day and hour on the wall in Rome.
pub fn rome_datetime(instant: Timestamp) -> DateTime {
    ROME.to_datetime(instant)
}

/// The instant at which a day begins in Rome; `None` at the ends of jiff's range.
pub fn rome_midnight(day: Date) -> Option<Timestamp> {
    ROME.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// `31/12/2026`.
pub fn italian_date(day: Date) -> String {
    format!("{:02}/{:02}/{:04}", day.day(), day.month(), day.year())
}

/// `31/12/2026 14:05`, on the wall in Rome.
pub fn italian_datetime(instant: Timestamp) -> String {
    let wall = rome_datetime(instant);
    format!(
        "{} {:02}:{:02}",
        italian_date(wall.date()),
        wall.hour(),
        wall.minute()
    )
}

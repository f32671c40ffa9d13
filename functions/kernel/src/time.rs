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

/// The instant of a day and hour on the wall in Rome; an hour that comes twice is the first one, one
/// that is skipped the hour after. `None` at the ends of jiff's range.
pub fn rome_instant(wall: DateTime) -> Option<Timestamp> {
    ROME.to_timestamp(wall).ok()
}

/// The instant at which a day begins in Rome; `None` at the ends of jiff's range.
pub fn rome_midnight(day: Date) -> Option<Timestamp> {
    ROME.to_timestamp(day.at(0, 0, 0, 0)).ok()
}

/// RFC 3339 with milliseconds always written, so that the order of texts is the order of instants.
pub fn sortable(instant: Timestamp) -> String {
    format!("{instant:.3}")
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

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_begins_in_rome_before_it_does_in_london() {
        assert_eq!(
            rome_date(instant("2026-12-31T22:59:59Z")),
            date(2026, 12, 31)
        );
        assert_eq!(rome_date(instant("2026-12-31T23:00:00Z")), date(2027, 1, 1));
        assert_eq!(
            rome_date(instant("2026-07-31T21:59:59Z")),
            date(2026, 7, 31)
        );
        assert_eq!(rome_date(instant("2026-07-31T22:00:00Z")), date(2026, 8, 1));
    }

    #[test]
    fn midnight_in_rome_follows_summer_time() {
        let midnight = |y, m, d| rome_midnight(date(y, m, d)).unwrap();
        assert_eq!(midnight(2026, 1, 1), instant("2025-12-31T23:00:00Z"));
        assert_eq!(midnight(2026, 8, 1), instant("2026-07-31T22:00:00Z"));
        // 25 October 2026 has 25 hours.
        let hours = midnight(2026, 10, 26)
            .duration_since(midnight(2026, 10, 25))
            .as_hours();
        assert_eq!(hours, 25);
    }

    #[test]
    fn an_hour_of_the_wall_is_an_instant() {
        let at = |h, m| rome_instant(date(2026, 10, 25).at(h, m, 0, 0)).unwrap();
        assert_eq!(at(1, 30), instant("2026-10-24T23:30:00Z"));
        assert_eq!(at(2, 30), instant("2026-10-25T00:30:00Z"));
        assert_eq!(at(3, 30), instant("2026-10-25T02:30:00Z"));
        let skipped = date(2026, 3, 29).at(2, 30, 0, 0);
        assert_eq!(
            rome_instant(skipped).unwrap(),
            instant("2026-03-29T01:30:00Z")
        );
    }

    #[test]
    fn days_and_hours_are_written_as_in_italy() {
        assert_eq!(italian_date(date(2026, 12, 31)), "31/12/2026");
        assert_eq!(italian_date(date(2026, 1, 2)), "02/01/2026");
        assert_eq!(
            italian_datetime(instant("2026-06-30T22:05:59Z")),
            "01/07/2026 00:05"
        );
    }

    #[test]
    fn sortable_instants_sort_as_texts() {
        let text = |at: &str| sortable(instant(at));
        assert_eq!(text("2026-06-01T10:00:00Z"), "2026-06-01T10:00:00.000Z");
        assert!(text("2026-06-01T10:00:00Z") < text("2026-06-01T10:00:00.001Z"));
        assert!(text("2026-06-01T10:00:00.999Z") < text("2026-06-01T10:00:01Z"));
    }

    #[test]
    fn a_clock_with_a_start_runs_on_from_there() {
        let start = instant("2030-01-01T00:00:00Z");
        let clock = SystemClock::new(Some(start));
        let (first, second) = (clock.now(), clock.now());
        assert!(first >= start && second >= first);
        assert!(second.duration_since(start) < SignedDuration::from_mins(1));
    }

    #[test]
    fn a_clock_without_a_start_tells_the_machine_s_time() {
        let before = machine_now();
        let now = SystemClock::new(None).now();
        assert!(before <= now && now <= machine_now());
    }

    #[test]
    fn a_manual_clock_stands_until_it_is_moved() {
        let clock = ManualClock::new(instant("2026-01-01T00:00:00Z"));
        assert_eq!(clock.now(), clock.now());
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(clock.now(), instant("2026-01-01T01:00:00Z"));
        clock.set(instant("2025-01-01T00:00:00Z"));
        assert_eq!(clock.now(), instant("2025-01-01T00:00:00Z"));
        clock.set(Timestamp::MAX);
        clock.advance(SignedDuration::from_hours(1));
        assert_eq!(clock.now(), Timestamp::MAX);
    }
}

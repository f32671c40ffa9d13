//! The days on which banks settle, and by when money must have come.
//!
//! pagoPA's day of a payment ends at 13:00 in Rome. The transfer is credited by the end of the next
//! bank day (D+1), the reporting flow comes by the end of the one after (D+2). Source: pagoPA SANP,
//! "Riversamento e rendicontazione"; the calendar is that of T2 (European Central Bank).

use jiff::civil::{Date, Weekday};
use jiff::{Span, Timestamp};
use kernel::time::rome_datetime;

/// The hour in Rome at which pagoPA's day ends.
const DAY_ENDS_HOUR: i8 = 13;
/// No feast makes banks close for so many days on end.
const CLOSED_DAYS_MAX: usize = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BankDeadlines {
    /// The last day on which the bank should credit the payment.
    pub credit: Date,
    /// The last day on which the reporting flow should come.
    pub flow: Date,
}

/// By when a payment made at this instant must be credited and reported.
pub fn deadlines(paid_at: Timestamp) -> BankDeadlines {
    let wall = rome_datetime(paid_at);
    let day = if wall.hour() >= DAY_ENDS_HOUR {
        after(wall.date(), 1)
    } else {
        wall.date()
    };
    let day = open_from(day);
    let credit = open_from(after(day, 1));
    let flow = open_from(after(credit, 1));
    BankDeadlines { credit, flow }
}

/// The first bank day from this one on.
fn open_from(day: Date) -> Date {
    (0..)
        .take(CLOSED_DAYS_MAX)
        .map(|n| after(day, n))
        .find(|day| is_open(*day))
        .unwrap_or(day)
}

fn after(day: Date, days: i32) -> Date {
    day.checked_add(Span::new().days(days)).unwrap_or(day)
}

fn is_open(day: Date) -> bool {
    if matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return false;
    }
    if matches!((day.month(), day.day()), (1, 1) | (5, 1) | (12, 25 | 26)) {
        return false;
    }
    let easter = easter(day.year());
    day != after(easter, -2) && day != after(easter, 1)
}

/// Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher.
fn easter(year: i16) -> Date {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let sum = h + l - 7 * m + 114;
    let narrow = |n: i32| i8::try_from(n).unwrap_or(1);
    let year = i16::try_from(year).unwrap_or(0);
    Date::new(year, narrow(sum / 31), narrow(sum % 31 + 1)).unwrap_or(Date::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn of(paid_at: &str) -> (Date, Date) {
        let told = deadlines(paid_at.parse().unwrap());
        (told.credit, told.flow)
    }

    #[test]
    fn easter_is_where_the_calendar_has_it() {
        for day in [
            date(2024, 3, 31),
            date(2025, 4, 20),
            date(2026, 4, 5),
            date(2038, 4, 25),
        ] {
            assert_eq!(easter(day.year()), day);
        }
    }

    #[test]
    fn a_payment_before_one_o_clock_is_of_its_day() {
        // Monday 1 June 2026, 12:59 and 13:00 in Rome.
        assert_eq!(
            of("2026-06-01T10:59:00Z"),
            (date(2026, 6, 2), date(2026, 6, 3))
        );
        assert_eq!(
            of("2026-06-01T11:00:00Z"),
            (date(2026, 6, 3), date(2026, 6, 4))
        );
    }

    #[test]
    fn banks_rest_at_weekends_and_feasts() {
        // Saturday; then Maundy Thursday after one o'clock; then 24 December in the morning.
        assert_eq!(
            of("2026-06-06T08:00:00Z"),
            (date(2026, 6, 9), date(2026, 6, 10))
        );
        assert_eq!(
            of("2026-04-02T12:00:00Z"),
            (date(2026, 4, 8), date(2026, 4, 9))
        );
        assert_eq!(
            of("2026-12-24T08:00:00Z"),
            (date(2026, 12, 28), date(2026, 12, 29))
        );
    }
}

//! `xsd:date` and `xsd:dateTime`.

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};
use kernel::time::rome_instant;

/// A date, perhaps with a time, perhaps with an offset from UTC, as XML Schema 1.0 writes it:
/// `2026-06-01`, `2026-06-01T10:00:00.5+02:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    year: i64,
    month: i8,
    day: i8,
    /// From midnight; 24 hours is the end of the day.
    nanoseconds: i64,
    offset_minutes: Option<i16>,
}

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 24 * 3_600 * SECOND;
/// 14 hours.
const OFFSET_MAX: i16 = 840;

impl Moment {
    pub fn parse_date(text: &str) -> Option<Self> {
        let (mut moment, rest) = Self::day(text)?;
        moment.offset_minutes = offset(rest)?;
        Some(moment)
    }

    pub fn parse_date_time(text: &str) -> Option<Self> {
        let (mut moment, rest) = Self::day(text)?;
        let (time, rest) = time(rest.strip_prefix('T')?)?;
        moment.nanoseconds = time;
        moment.offset_minutes = offset(rest)?;
        Some(moment)
    }

    /// The day; `None` where it is out of jiff's range (years −9999 to 9999).
    pub fn date(self) -> Option<Date> {
        Date::new(i16::try_from(self.year).ok()?, self.month, self.day).ok()
    }

    /// The instant; without an offset the time is on the wall in Rome. `None` out of jiff's range.
    pub fn instant(self) -> Option<Timestamp> {
        let wall = self.date()?.to_datetime(Time::midnight());
        let wall: DateTime = wall
            .checked_add(SignedDuration::from_nanos(self.nanoseconds))
            .ok()?;
        match self.offset_minutes {
            None => rome_instant(wall),
            Some(minutes) => {
                let offset = jiff::tz::Offset::from_seconds(i32::from(minutes) * 60).ok()?;
                offset.to_timestamp(wall).ok()
            }
        }
    }

    /// `-?` four or more digits (five or more without a leading zero, never year 0), month, day.
    fn day(text: &str) -> Option<(Self, &str)> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (year, rest) = digits.split_once('-')?;
        let right = year.len() >= 4 && (year.len() == 4 || !year.starts_with('0'));
        if !right || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year: i64 = year.parse::<i64>().ok().filter(|year| *year != 0)?;
        let (month, rest) = two_digits(rest)?;
        let (day, rest) = two_digits(rest.strip_prefix('-')?)?;
        let (year, nanoseconds) = (sign * year, 0);
        let offset_minutes = None;
        let moment = Self {
            year,
            month,
            day,
            nanoseconds,
            offset_minutes,
        };
        (1..=days_in(year, month))
            .contains(&day)
            .then_some((moment, rest))
    }
}

/// Zero for a month that is none.
fn days_in(year: i64, month: i8) -> i8 {
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

/// `hh:mm:ss` and perhaps a fraction; nanoseconds from midnight.
fn time(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = two_digits(text)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, mut rest) = two_digits(rest.strip_prefix(':')?)?;
    let mut nanoseconds = 0;
    if let Some(fraction) = rest.strip_prefix('.') {
        let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, after) = fraction.split_at(length);
        nanoseconds = format!("{digits:0<9}").get(..9)?.parse().ok()?;
        rest = if digits.is_empty() {
            return None;
        } else {
            after
        };
    }
    let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60 + i64::from(second);
    let all = seconds * SECOND + nanoseconds;
    (hour <= 24 && minute <= 59 && second <= 59 && all <= DAY).then_some((all, rest))
}

/// Nothing, `Z` or `±hh:mm`, and no more.
fn offset(text: &str) -> Option<Option<i16>> {
    let (sign, rest) = match text.as_bytes().first() {
        None => return Some(None),
        Some(b'Z') if text.len() == 1 => return Some(Some(0)),
        Some(b'+') => (1, &text[1..]),
        Some(b'-') => (-1, &text[1..]),
        Some(_) => return None,
    };
    let (hours, rest) = two_digits(rest)?;
    let (minutes, rest) = two_digits(rest.strip_prefix(':')?)?;
    let all = i16::from(hours) * 60 + i16::from(minutes);
    (rest.is_empty() && minutes <= 59 && all <= OFFSET_MAX).then_some(Some(sign * all))
}

fn two_digits(text: &str) -> Option<(i8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    let number = digits
        .bytes()
        .all(|b| b.is_ascii_digit())
        .then_some(digits)?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for text in [
            "2026-06-01",
            "2024-02-29",
            "2000-02-29",
            "2026-06-01Z",
            "2026-06-01+14:00",
            "2026-06-01-00:00",
            "-0001-01-01",
            "12345-01-01",
            "9223372036854775807-01-01",
        ] {
            assert!(Moment::parse_date(text).is_some(), "{text}");
        }
        for text in [
            "",
            "2026-06-31",
            "2026-02-29",
            "1900-02-29",
            "2026-13-01",
            "2026-00-01",
            "2026-01-00",
            "26-06-01",
            "02026-06-01",
            "0000-01-01",
            "2026-6-1",
            "2026/06/01",
            "2026-06-01T10:00:00",
            "2026-06-01+14:01",
            "2026-06-01+1:00",
            "2026-06-01 ",
            " 2026-06-01",
            "+2026-06-01",
            "2026-06-01z",
            "2026-06-01+01:60",
            "99999999999999999999-01-01",
            "2026-06-0è",
        ] {
            assert_eq!(Moment::parse_date(text), None, "{text}");
        }
    }

    #[test]
    fn times_end_at_twenty_four() {
        for text in [
            "2026-06-01T00:00:00",
            "2026-06-01T24:00:00",
            "2026-06-01T24:00:00.000Z",
            "2026-06-01T23:59:59.999999999999-14:00",
        ] {
            assert!(Moment::parse_date_time(text).is_some(), "{text}");
        }
        for text in [
            "2026-06-01",
            "2026-06-01T",
            "2026-06-01T10:00",
            "2026-06-01T24:00:01",
            "2026-06-01T25:00:00",
            "2026-06-01T10:60:00",
            "2026-06-01T10:00:60",
            "2026-06-01T10:00:00.",
            "2026-06-01t10:00:00",
            "2026-06-01 10:00:00",
        ] {
            assert_eq!(Moment::parse_date_time(text), None, "{text}");
        }
    }

    fn instant(text: &str) -> String {
        Moment::parse_date_time(text)
            .unwrap()
            .instant()
            .unwrap()
            .to_string()
    }

    #[test]
    fn a_time_without_offset_is_on_the_wall_in_rome() {
        assert_eq!(instant("2026-06-01T10:00:00"), "2026-06-01T08:00:00Z");
        assert_eq!(instant("2026-12-01T10:00:00.5"), "2026-12-01T09:00:00.5Z");
        assert_eq!(instant("2026-06-01T10:00:00Z"), "2026-06-01T10:00:00Z");
        assert_eq!(instant("2026-06-01T24:00:00-02:00"), "2026-06-02T02:00:00Z");
        assert_eq!(Moment::parse_date("12345-01-01").unwrap().date(), None);
    }

    proptest! {
        #[test]
        fn no_text_makes_the_reader_panic(text in "[-0-9TZ:.+è ]{0,40}") {
            let moment = Moment::parse_date_time(&text).or(Moment::parse_date(&text));
            let _ = moment.map(|moment| (moment.date(), moment.instant()));
        }
    }
}

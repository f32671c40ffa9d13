//! A range of days, both ends included, each of which may be open.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Days {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

impl Days {
    /// Whether every day is among them, and things without a day too.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    pub fn hold(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether a thing that may have a day is among them.
    pub fn hold_maybe(&self, day: Option<Date>) -> bool {
        self.is_any() || day.is_some_and(|day| self.hold(day))
    }

    /// `2026-12-31` as browsers and programs write it, or `31/12/2026` as people do.
    pub fn parse_day(text: &str) -> Option<Date> {
        let text = text.trim();
        if let Ok(day) = text.parse() {
            return Some(day);
        }
        let mut parts = text.split('/');
        let mut part = || parts.next()?.parse().ok();
        let (day, month, year): (i16, i16, i16) = (part()?, part()?, part()?);
        let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
        Date::new(year, month, day).ok().filter(|_| year >= 1_900)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn both_ends_belong_to_the_range() {
        let days = Days {
            from: Some(date(2026, 1, 1)),
            to: Some(date(2026, 1, 31)),
        };
        assert!(days.hold(date(2026, 1, 1)) && days.hold(date(2026, 1, 31)));
        assert!(!days.hold(date(2025, 12, 31)) && !days.hold(date(2026, 2, 1)));
        assert!(!days.hold_maybe(None) && Days::default().hold_maybe(None));
    }

    #[test]
    fn a_day_is_read_as_browsers_and_as_people_write_it() {
        let day = Some(date(2026, 12, 31));
        assert_eq!(Days::parse_day("2026-12-31"), day);
        assert_eq!(Days::parse_day(" 31/12/2026 "), day);
        for wrong in ["31/13/2026", "31/12/26", "ieri", "", "2026-02-30"] {
            assert_eq!(Days::parse_day(wrong), None, "{wrong}");
        }
    }
}

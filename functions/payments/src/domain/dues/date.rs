//! Dates as people and spreadsheets write them.

use super::dialect::DateOrder;
use jiff::civil::Date;

/// Days from the spreadsheets' day zero (30 December 1899) to the day zero of workbooks with the
/// epoch of 1904.
pub const EPOCH_1904_DAYS: f64 = 1462.0;

/// Serials taken for dates when a cell is a plain number: 2000-01-01 to 2099-12-31.
const PLAIN_SERIALS: std::ops::RangeInclusive<i32> = 36_526..=73_050;

const MONTHS: [&str; 12] = [
    "gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic",
];

/// The date of a text cell: `31/12/2026`, `31.12.26`, `2026-12-31`, `20261231`, `31-dic-2026`,
/// each also with a time behind, which is dropped. A year of two digits is of this century.
pub fn parse(text: &str, order: DateOrder) -> Option<Date> {
    let text = without_time(text.trim());
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return civil(text.get(..4)?, text.get(4..6)?, text.get(6..)?);
    }
    let mut parts = text.split(['/', '-', '.', ' ']);
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    match (first.len(), order) {
        (4, _) => civil(first, second, third),
        (_, DateOrder::DayFirst) => civil(third, second, first),
        (_, DateOrder::MonthFirst) => civil(third, first, second),
        (_, DateOrder::YearFirst) => None,
    }
}

/// The date of a date cell of a spreadsheet; the time of day is dropped.
pub fn of_serial(days: f64) -> Option<Date> {
    if !(1.0..2_958_466.0).contains(&days) {
        return None;
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "in range, and truncation is wanted"
    )]
    let days = days.trunc() as i32;
    let zero = jiff::civil::date(1899, 12, 30);
    zero.checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()
}

/// The date of a number cell: a serial that lost its date format, or `20261231`.
pub fn of_number(number: f64) -> Option<Date> {
    let text = super::cell::number_text(number)?;
    if text.len() == 8 {
        return parse(&text, DateOrder::YearFirst);
    }
    let whole: i32 = text.split('.').next()?.parse().ok()?;
    PLAIN_SERIALS
        .contains(&whole)
        .then(|| of_serial(number))
        .flatten()
}

/// Whether a text date has its year in front: such dates need no order.
pub fn has_year_first(text: &str) -> bool {
    let digits = text.trim().bytes().take_while(u8::is_ascii_digit).count();
    digits == 4 || digits == 8
}

fn without_time(text: &str) -> &str {
    let cut = text.find('T').or_else(|| {
        let (before, _) = text.split_once(':')?;
        before.rfind(' ')
    });
    match cut {
        Some(at) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

fn civil(year: &str, month: &str, day: &str) -> Option<Date> {
    let number = |text: &str, digits: std::ops::RangeInclusive<usize>| -> Option<i16> {
        let good = digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| text.parse().ok()).flatten()
    };
    let year = match year.len() {
        2 => 2000 + number(year, 2..=2)?,
        _ => number(year, 4..=4)?,
    };
    let month = match number(month, 1..=2) {
        Some(month) => i8::try_from(month).ok()?,
        None => month_named(month)?,
    };
    let day = i8::try_from(number(day, 1..=2)?).ok()?;
    Date::new(year, month, day).ok()
}

fn month_named(name: &str) -> Option<i8> {
    let start = name.get(..3)?.to_lowercase();
    let at = MONTHS.iter().position(|month| *month == start)?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn a_date_is_read_in_every_usual_form() {
        let new_years_eve = Some(date(2026, 12, 31));
        for text in [
            "31/12/2026",
            "31-12-2026",
            "31.12.2026",
            "31/12/26",
            "2026-12-31",
            "2026/12/31",
            "20261231",
            "31-dic-2026",
            "31 dicembre 2026",
            "31/12/2026 00:00",
            "2026-12-31T00:00:00",
            "2026-12-31 10:30:00",
        ] {
            assert_eq!(parse(text, DateOrder::DayFirst), new_years_eve, "{text}");
        }
        assert_eq!(parse("12/31/2026", DateOrder::MonthFirst), new_years_eve);
        assert_eq!(
            parse("01/02/2026", DateOrder::DayFirst),
            Some(date(2026, 2, 1))
        );
    }

    #[test]
    fn what_is_not_in_the_calendar_is_no_date() {
        for text in [
            "31/02/2026",
            "12/31/2026",
            "31/12",
            "31/12/2026/1",
            "domani",
            "",
            "1/1/1",
            "31/12/226",
            "٣١/12/2026",
            "2026-13-01",
            "-1/1/2026",
        ] {
            assert_eq!(parse(text, DateOrder::DayFirst), None, "{text}");
        }
        assert_eq!(parse("31/12/2026", DateOrder::YearFirst), None);
    }

    #[test]
    fn serials_count_days_from_the_end_of_1899() {
        assert_eq!(of_serial(46_387.0), Some(date(2026, 12, 31)));
        assert_eq!(of_serial(46_387.75), Some(date(2026, 12, 31)));
        assert_eq!(
            of_serial(44_925.0 + EPOCH_1904_DAYS),
            Some(date(2026, 12, 31))
        );
        assert_eq!(of_serial(0.5), None);
        assert_eq!(of_serial(f64::NAN), None);
        assert_eq!(of_number(46_387.0), Some(date(2026, 12, 31)));
        assert_eq!(of_number(20_261_231.0), Some(date(2026, 12, 31)));
        assert_eq!(of_number(30.0), None);
    }

    proptest! {
        #[test]
        fn every_day_is_read_back(days in 36_526i32..=73_050) {
            let day = of_serial(f64::from(days)).expect("in range");
            let italian = kernel::time::italian_date(day);
            prop_assert_eq!(parse(&italian, DateOrder::DayFirst), Some(day));
            prop_assert_eq!(parse(&day.to_string(), DateOrder::DayFirst), Some(day));
            prop_assert_eq!(of_number(f64::from(days)), Some(day));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,20}") {
            let _ = parse(&text, DateOrder::DayFirst);
        }
    }
}

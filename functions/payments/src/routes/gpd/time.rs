//! GPD's moments: `LocalDateTime` without a zone, in UTC.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::problem::Problem;

/// `2026-03-31T23:59:59`, with a fraction, with `Z` or an offset: without a zone it is UTC.
pub fn parse(text: &str) -> Result<Timestamp, Problem> {
    let wrong = || Problem::data(format!("{text} is not a valid date format "));
    // A day alone is no moment, though jiff reads it as one.
    if !text.contains('T') {
        return Err(wrong());
    }
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let local = text.parse::<DateTime>();
    let zoned = local.and_then(|local| local.to_zoned(TimeZone::UTC));
    match zoned {
        Ok(zoned) => Ok(zoned.timestamp()),
        Err(_) => end_of_time(text).ok_or_else(wrong),
    }
}

/// Whole seconds of the last moment that we know, 9999-12-30T22:00:00Z: what clients write where they mean "never" is some
/// hours later.
fn end_of_time(text: &str) -> Option<Timestamp> {
    let in_a_year_we_know = format!("9998{}", text.strip_prefix("9999")?);
    parse(&in_a_year_we_know).ok()?;
    Timestamp::from_second(Timestamp::MAX.as_second()).ok()
}

/// `2026-03-31T23:59:59`, with a fraction where there is one.
pub fn written(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).datetime().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_without_a_zone_is_utc() {
        for (text, back) in [
            ("2026-03-31T23:59:59", "2026-03-31T23:59:59"),
            ("2026-03-31T23:59:59.000Z", "2026-03-31T23:59:59"),
            ("2026-03-31T23:59:59.123Z", "2026-03-31T23:59:59.123"),
            ("2026-03-31T23:59:59+02:00", "2026-03-31T21:59:59"),
        ] {
            assert_eq!(written(parse(text).unwrap()), back, "{text}");
        }
    }

    #[test]
    fn the_end_of_time_is_a_moment() {
        for text in [
            "9999-12-31T23:59:59",
            "9999-12-31T23:59:59.999Z",
            "9999-12-31T23:59:59+01:00",
        ] {
            assert_eq!(
                written(parse(text).unwrap()),
                "9999-12-30T22:00:00",
                "{text}"
            );
        }
        for text in [
            "9999-12-32T00:00:00",
            "9999-99-99T99:99:99",
            "99990-12-31T00:00:00",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_a_problem_in_gpds_words() {
        for text in ["2026-03-31", "31/03/2026", "", "2026-02-30T00:00:00", "T"] {
            let problem = parse(text).unwrap_err();
            assert_eq!(
                problem.detail,
                format!("{text} is not a valid date format ")
            );
        }
    }
}

//! What a list is asked for.

use access::Extent;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use kernel::idempotency::Fingerprint;
use kernel::ids::ServiceCode;

use crate::domain::position::{DebtPosition, Installment, PositionState};
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::Problem;
use crate::routes::gpd::time;

/// GPD's longest interval of dates.
const DAYS_MAX: i64 = 30;

const DUE: [&str; 2] = ["due_date_from", "due_date_to"];
const PAID: [&str; 2] = ["payment_date_from", "payment_date_to"];
const PAID_AT: [&str; 2] = ["payment_date_time_from", "payment_date_time_to"];

/// First and last moment, both included.
type Interval = (Timestamp, Timestamp);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Inserted,
    Iupd,
    Status,
    CompanyName,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub order: Order,
    pub descending: bool,
    due: Option<Interval>,
    paid: Option<Interval>,
    states: Option<Vec<PositionState>>,
    /// What the caller may see.
    services: Extent<ServiceCode>,
}

impl Question {
    /// `states` are those that a word of the filter stands for.
    pub fn read(
        asked: &Parameters,
        services: Extent<ServiceCode>,
        states: impl Fn(&str) -> Option<Vec<PositionState>>,
    ) -> Result<Self, Problem> {
        exclude(asked, DUE, PAID)?;
        exclude(asked, DUE, PAID_AT)?;
        exclude(asked, PAID, PAID_AT)?;
        let paid = match days(asked, PAID)? {
            Some(days) => Some(days),
            None => moments(asked)?,
        };
        let order = asked.read("orderby", |word| match word {
            "INSERTED_DATE" => Some(Order::Inserted),
            "IUPD" => Some(Order::Iupd),
            "STATUS" => Some(Order::Status),
            "COMPANY_NAME" => Some(Order::CompanyName),
            _ => None,
        })?;
        let descending = asked.read("ordering", |word| match word {
            "DESC" => Some(true),
            "ASC" => Some(false),
            _ => None,
        })?;
        Ok(Self {
            order: order.unwrap_or(Order::Inserted),
            descending: descending.unwrap_or(true),
            due: days(asked, DUE)?,
            paid,
            states: asked.read("status", states)?,
            services,
        })
    }

    /// Whether every position is one that is asked for.
    pub fn is_whole(&self) -> bool {
        self.due.is_none() && self.paid.is_none() && self.states.is_none() && self.services.is_all()
    }

    /// The states that are asked for, if any.
    pub fn states(&self) -> Option<&[PositionState]> {
        self.states.as_deref()
    }

    /// Whether this is one, as it is seen now.
    pub fn accepts(&self, position: &DebtPosition) -> bool {
        position.is_within(&self.services)
            && self
                .states
                .as_ref()
                .is_none_or(|states| states.contains(&position.state))
            && position.installments().any(|part| self.shows(part))
            && self.paid.is_none_or(|paid| {
                let at = crate::routes::gpd::view::paid_at(position);
                at.is_some_and(|at| paid.0 <= at && at <= paid.1)
            })
    }

    /// Whether a part is shown: as GPD does, a list by due date shows the parts that are due then.
    pub fn shows(&self, part: &Installment) -> bool {
        let due = part.due_moment();
        self.due
            .is_none_or(|(from, to)| due.is_some_and(|due| from <= due && due <= to))
    }

    /// The same question is the same text, with pages of this size.
    pub fn print(&self, limit: usize) -> String {
        Fingerprint::of(&[format!("{self:?} {limit}").as_bytes()])
            .as_str()
            .to_owned()
    }
}

fn exclude(asked: &Parameters, these: [&str; 2], those: [&str; 2]) -> Result<(), Problem> {
    let any = |names: [&str; 2]| names.iter().any(|name| asked.get(name).is_some());
    match any(these) && any(those) {
        true => Err(Problem::exclusive(&these, &those)),
        false => Ok(()),
    }
}

/// From the beginning of the first day to the end of the last, in UTC; an end that is not told is as far
/// away as may be.
fn days(asked: &Parameters, [from, to]: [&str; 2]) -> Result<Option<Interval>, Problem> {
    let day = |text: &str| text.parse::<Date>().ok().filter(|_| text.len() == 10);
    let (first, last) = (asked.read(from, day)?, asked.read(to, day)?);
    let span = DAYS_MAX.days();
    let (first, last) = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), None) => (first, first.saturating_add(span)),
        (None, Some(last)) => (last.saturating_sub(span), last),
        (Some(first), Some(last)) => (first, last),
    };
    let end = Time::MAX;
    let interval = (
        instant(first.to_datetime(Time::MIN)),
        instant(last.to_datetime(end)),
    );
    checked([from, to], interval)
}

fn moments(asked: &Parameters) -> Result<Option<Interval>, Problem> {
    let [from, to] = PAID_AT;
    let moment = |text: &str| time::parse(text).ok();
    let (first, last) = (asked.read(from, moment)?, asked.read(to, moment)?);
    let span = SignedDuration::from_hours(24 * DAYS_MAX);
    let interval = match (first, last) {
        (None, None) => return Ok(None),
        (Some(first), None) => (first, first.saturating_add(span).unwrap_or(Timestamp::MAX)),
        (None, Some(last)) => (last.saturating_sub(span).unwrap_or(Timestamp::MIN), last),
        (Some(first), Some(last)) => (first, last),
    };
    checked([from, to], interval)
}

fn checked([from, to]: [&str; 2], (first, last): Interval) -> Result<Option<Interval>, Problem> {
    let length = last.duration_since(first).as_hours() / 24;
    if first <= last && length <= DAYS_MAX {
        return Ok(Some((first, last)));
    }
    let (first, last) = (time::written(first), time::written(last));
    Err(Problem::interval(format!(
        "Debt positions cannot be recovered. Verify that {to} >= {from} and that the interval between the two \
         dates not exceed the maximum number of days allowed [{from}= {first}, {to}= {last}, \
         days_between_from_to= {length}, max_days_interval= {DAYS_MAX}]"
    )))
}

fn instant(local: jiff::civil::DateTime) -> Timestamp {
    let zoned = local.to_zoned(TimeZone::UTC);
    zoned.map_or(Timestamp::MAX, |zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Result<Question, Problem> {
        let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Question::read(
            &Parameters::new(pairs.iter().map(pair).collect()),
            Extent::All,
            |word| PositionState::parse(word).map(|state| vec![state]),
        )
    }

    #[test]
    fn an_interval_is_thirty_days_at_most_and_open_ends_are_filled() {
        let due = |pairs: &[(&str, &str)]| read(pairs).unwrap().due.unwrap();
        let (from, to) = due(&[("due_date_from", "2026-01-01")]);
        assert_eq!(time::written(from), "2026-01-01T00:00:00");
        assert!(time::written(to).starts_with("2026-01-31T23:59:59"));
        let (from, _) = due(&[("due_date_to", "2026-01-31")]);
        assert_eq!(time::written(from), "2026-01-01T00:00:00");
        for (from, to) in [("2026-01-02", "2026-01-01"), ("2026-01-01", "2026-02-01")] {
            let wrong = read(&[("due_date_from", from), ("due_date_to", to)]).unwrap_err();
            assert_eq!(wrong.title, "The debt positions cannot be recovered");
        }
        assert!(
            read(&[
                ("due_date_from", "2026-01-01"),
                ("due_date_to", "2026-01-31")
            ])
            .is_ok()
        );
    }

    #[test]
    fn dates_of_payment_and_due_dates_exclude_each_other() {
        let wrong = read(&[
            ("due_date_from", "2026-01-01"),
            ("payment_date_to", "2026-01-01"),
        ]);
        assert_eq!(wrong.unwrap_err().title, "Exclusive Parameters");
        let paid = read(&[("payment_date_time_from", "2026-01-01T10:00:00")]);
        assert!(paid.unwrap().paid.is_some());
    }

    #[test]
    fn words_that_gpd_does_not_know_are_named() {
        for (name, value) in [
            ("status", "GONE"),
            ("orderby", "AMOUNT"),
            ("ordering", "UP"),
        ] {
            let wrong = read(&[(name, value)]).unwrap_err();
            assert_eq!(
                wrong.detail,
                format!("Invalid value {value} for property {name}")
            );
        }
        assert!(read(&[]).unwrap().is_whole());
    }
}

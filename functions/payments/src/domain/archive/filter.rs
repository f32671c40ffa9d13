//! What somebody looks for, and the one place that tells whether a position is it.

use access::Extent;
use kernel::ids::{ImportId, ServiceCode};
use kernel::tax::TaxCode;
use kernel::time::rome_date;
use serde::{Deserialize, Serialize};

use super::{Days, name_keys};
use crate::domain::position::{DebtPosition, Origin, PositionState};

/// All of it must hold. An empty filter is the whole archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<PositionState>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<ServiceCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub import: Option<ImportId>,
    /// The due date, see [`DebtPosition::due_date`].
    #[serde(skip_serializing_if = "Days::is_any")]
    pub due: Days,
    #[serde(skip_serializing_if = "Days::is_any")]
    pub created: Days,
    /// The day of a payment, on the wall in Rome.
    #[serde(skip_serializing_if = "Days::is_any")]
    pub paid: Days,
    /// Any of these; at most [`super::PEOPLE_MAX`]. Never in an address.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub debtors: Vec<TaxCode>,
    /// The beginning of the debtor's name, see [`super::name_keys`]. Never in an address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// What whoever asks may see: positions for these services and no other.
    #[serde(skip_serializing_if = "Extent::is_all")]
    pub within: Extent<ServiceCode>,
}

/// A field that can not be read, with an Italian sentence.
pub type WrongField = (&'static str, &'static str);

const DAY: &str = "Scrivi una data, per esempio 31/12/2026.";
/// Said where the last day comes before the first.
pub const DAYS_TURNED: &str = "La data finale viene prima di quella iniziale.";

impl Filter {
    /// Reads the fields `state`, `service`, `import`, `due_from`, `due_to`, `created_from`,
    /// `created_to`, `paid_from`, `paid_to`; empty ones ask nothing.
    pub fn read<'a>(field: impl Fn(&str) -> &'a str) -> (Self, Vec<WrongField>) {
        let mut wrong = Vec::new();
        let mut days = |from: &'static str, to: &'static str| {
            let mut day = |name: &'static str| {
                let text = field(name);
                let day = Days::parse_day(text);
                if day.is_none() && !text.is_empty() {
                    wrong.push((name, DAY));
                }
                day
            };
            let days = Days {
                from: day(from),
                to: day(to),
            };
            if days.from.zip(days.to).is_some_and(|(from, to)| from > to) {
                wrong.push((to, DAYS_TURNED));
            }
            days
        };
        let mut filter = Self {
            due: days("due_from", "due_to"),
            created: days("created_from", "created_to"),
            paid: days("paid_from", "paid_to"),
            ..Self::default()
        };
        filter.state = PositionState::parse(field("state"));
        if filter.state.is_none() && !field("state").is_empty() {
            wrong.push(("state", "Scegli uno stato dell’elenco."));
        }
        filter.service = ServiceCode::parse(field("service")).ok();
        if filter.service.is_none() && !field("service").is_empty() {
            wrong.push(("service", "Scegli un servizio dell’elenco."));
        }
        filter.import = ImportId::parse(field("import")).ok();
        if filter.import.is_none() && !field("import").is_empty() {
            wrong.push(("import", "Non c’è nessuna importazione con questo codice."));
        }
        (filter, wrong)
    }

    /// The fields that [`Filter::read`] reads, without the people: fit for an address.
    pub fn fields(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string());
        let all = [
            ("state", self.state.map(|state| state.as_str().to_owned())),
            ("service", self.service.as_ref().map(ToString::to_string)),
            ("import", self.import.as_ref().map(ToString::to_string)),
            ("due_from", day(self.due.from)),
            ("due_to", day(self.due.to)),
            ("created_from", day(self.created.from)),
            ("created_to", day(self.created.to)),
            ("paid_from", day(self.paid.from)),
            ("paid_to", day(self.paid.to)),
        ];
        let filled = |(name, value): (&'static str, Option<String>)| Some((name, value?));
        all.into_iter().filter_map(filled).collect()
    }

    pub fn accepts(&self, position: &DebtPosition) -> bool {
        let is_of =
            |import: &ImportId| matches!(&position.origin, Origin::Import(id) if id == import);
        // A group of dues may be for several services.
        let is_for = |service: &ServiceCode| {
            position.service == *service || position.lines.iter().any(|due| due.service == *service)
        };
        let is_called = |name: &String| {
            let keys = name_keys(&position.debtor.full_name);
            keys.iter().any(|key| key.starts_with(name.as_str()))
        };
        position.is_within(&self.within)
            && self.named.as_ref().is_none_or(is_called)
            && self.state.is_none_or(|state| position.state == state)
            && self.service.as_ref().is_none_or(is_for)
            && self.import.as_ref().is_none_or(is_of)
            && self.due.hold_maybe(position.due_date())
            && self.created.hold(rome_date(position.created_at))
            && (self.debtors.is_empty() || self.debtors.contains(&position.debtor.tax_code))
            && self.accepts_payments(position)
    }

    fn accepts_payments(&self, position: &DebtPosition) -> bool {
        let mut payments = position
            .installments()
            .filter_map(|part| part.payment.as_ref());
        self.paid.is_any() || payments.any(|payment| self.paid.hold(rome_date(payment.paid_at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples;
    use jiff::civil::date;

    fn read(fields: &[(&str, &'static str)]) -> (Filter, Vec<WrongField>) {
        Filter::read(|name| {
            let found = fields.iter().find(|(field, _)| *field == name);
            found.map_or("", |(_, value)| *value)
        })
    }

    #[test]
    fn fields_are_read_back_as_they_were_written() {
        let fields = [
            ("state", "PAID"),
            ("service", "MENSA"),
            ("import", "01KA9B6N0M5VJ8G2Q4T7XW3ZRE"),
            ("due_from", "2026-01-01"),
            ("due_to", "2026-12-31"),
            ("created_from", "2026-02-01"),
            ("created_to", "2026-02-28"),
            ("paid_from", "2026-03-01"),
            ("paid_to", "2026-03-31"),
        ];
        let (filter, wrong) = read(&fields);
        assert_eq!(wrong, []);
        let written = filter.fields();
        let written: Vec<(&str, &str)> = written.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(written, fields);
        let stored = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<Filter>(&stored).unwrap(), filter);
        assert_eq!(serde_json::to_string(&Filter::default()).unwrap(), "{}");
    }

    #[test]
    fn what_can_not_be_read_is_named_by_its_field() {
        let (_, wrong) = read(&[
            ("state", "GONE"),
            ("due_from", "2026-05-02"),
            ("due_to", "01/05/2026"),
            ("paid_to", "domani"),
            ("import", "x"),
        ]);
        let fields: Vec<&str> = wrong.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["due_to", "paid_to", "state", "import"]);
    }

    #[test]
    fn every_condition_counts() {
        let mut position = samples::position();
        position.options[0].installments[0].payment = Some(samples::payment("A"));
        position.options[0].installments[0].due_date = Some(date(2026, 6, 30));
        let whole = Filter::default();
        assert!(whole.accepts(&position));
        let first = Days {
            from: None,
            to: Some(date(2026, 5, 31)),
        };
        let refusing: [fn(&mut Filter, Days); 9] = [
            |filter, _| filter.state = Some(PositionState::Draft),
            |filter, _| filter.service = ServiceCode::parse("ALTRO").ok(),
            |filter, _| filter.import = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").ok(),
            |filter, first| filter.due = first,
            |filter, first| filter.created = first,
            |filter, first| filter.paid = first,
            |filter, _| filter.debtors = vec![TaxCode::Anonymous],
            |filter, _| filter.named = Some("ZZ".to_owned()),
            |filter, _| filter.within = Extent::NOTHING,
        ];
        for (n, refuse) in refusing.into_iter().enumerate() {
            let mut filter = whole.clone();
            refuse(&mut filter, first);
            assert!(!filter.accepts(&position), "{n}");
        }
    }
}

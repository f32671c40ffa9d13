//! What the journal is asked for.

use access::Actor;
use access::store::remembered;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use kernel::time::{italian_date, rome_midnight};
use platform::table::TableError;
use platform::web::Typed;

use super::{HERE, JournalDeps};
use crate::domain::journal::{Entry, KeptDays, Operation, Outcome};
use crate::store::journal::Listing;

/// The name under which a person's filters are remembered.
const LIST: &str = "journal";
/// What is looked at where no period is asked.
const DAYS_ASKED: i64 = 92;

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub operation: Option<Operation>,
    pub outcome: Option<Outcome>,
    pub notice: Option<NoticeNumber>,
    /// After which entry to go on, towards older ones.
    pub at: Option<EventId>,
    /// Before which entry to go back, towards newer ones.
    pub back: Option<EventId>,
}

impl Asked {
    /// Of a form or an address; what is wrong is kept in the form.
    pub fn read(form: &mut Typed) -> Self {
        let wrong = "Scrivi una data, per esempio 31/12/2026.";
        let from = form.parse_optional("from", |text| text.parse::<Date>().map_err(|_| wrong));
        let to = form.parse_optional("to", |text| text.parse::<Date>().map_err(|_| wrong));
        let notice = form.parse_optional("notice", |text| {
            let digits: String = text.split_whitespace().collect();
            NoticeNumber::parse(&digits).map_err(|_| "Scrivi le 18 cifre di un codice avviso.")
        });
        let asked = Self {
            from: from.flatten(),
            to: to.flatten(),
            operation: Operation::parse(form.value("operation")),
            outcome: Outcome::parse(form.value("outcome")),
            notice: notice.flatten(),
            at: EventId::parse(form.value("at")).ok(),
            back: EventId::parse(form.value("back")).ok(),
        };
        if asked.from.zip(asked.to).is_some_and(|(from, to)| to < from) {
            form.reject("to", "La data finale viene prima di quella iniziale.");
        }
        asked
    }

    /// The address of this list: from its beginning, or from a place on (`("at", id)`).
    pub fn href(&self, place: Option<(&str, &EventId)>) -> String {
        let mut fields = self.choice();
        fields.extend(self.notice.as_ref().map(|nav| format!("notice={nav}")));
        fields.extend(place.map(|(name, id)| format!("{name}={id}")));
        if fields.is_empty() {
            // Without anything the address would mean what is remembered.
            fields.push("operation=".to_owned());
        }
        format!("{HERE}?{}", fields.join("&"))
    }

    /// The address of the same calls as a file.
    pub fn export(&self) -> String {
        self.href(None).replacen(HERE, &format!("{HERE}/export"), 1)
    }

    /// What is remembered: of closed alphabets that need no escape, and no notice.
    pub fn choice(&self) -> Vec<String> {
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        let operation = self
            .operation
            .map(|one| format!("operation={}", one.name()));
        let outcome = self.outcome.map(|one| format!("outcome={}", one.name()));
        let all = [
            day("from", self.from),
            day("to", self.to),
            operation,
            outcome,
        ];
        all.into_iter().flatten().collect()
    }

    /// What is filtered, in words.
    pub fn active(&self) -> Vec<String> {
        let day =
            |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", italian_date(day)));
        let operation = self
            .operation
            .map(|one| format!("Operazione: {}", one.italian()));
        let outcome = self.outcome.map(|one| format!("Esito: {}", one.italian()));
        let notice = self
            .notice
            .as_ref()
            .map(|nav| format!("Avviso {}", nav.grouped()));
        let all = [
            day("Dal", self.from),
            day("Al", self.to),
            operation,
            outcome,
            notice,
        ];
        all.into_iter().flatten().collect()
    }

    pub fn wants(&self, entry: &Entry) -> bool {
        self.operation.is_none_or(|one| one == entry.operation)
            && self.outcome.is_none_or(|one| one == entry.outcome)
    }

    /// The walk along the narrowest index: by notice and of what went wrong through all that is kept, else
    /// through the period, three months where none is asked.
    pub fn listing(&self, actor: &Actor, now: Timestamp) -> Listing {
        let faults = matches!(self.outcome, Some(Outcome::Refused | Outcome::Failed));
        let days = match faults || self.notice.is_some() || self.from.is_some() {
            true => i64::from(KeptDays::MAX),
            false => DAYS_ASKED,
        };
        let soon = now + SignedDuration::from_mins(1);
        let end = self.to.and_then(|day| rome_midnight(day.tomorrow().ok()?));
        let until = end.unwrap_or(soon).min(soon);
        let oldest = until.checked_sub(SignedDuration::from_hours(24 * days));
        let oldest = oldest.unwrap_or_default();
        let from = self.from.and_then(rome_midnight).unwrap_or(oldest);
        Listing {
            creditor: actor.tenant.clone(),
            from: from.max(oldest),
            until,
            notice: self.notice.clone(),
            faults,
            descending: self.back.is_none(),
        }
    }
}

impl JournalDeps {
    /// What the address asks; where it asks nothing, what was chosen last: 1 request then.
    pub(super) async fn asked(
        &self,
        actor: &Actor,
        query: Typed,
    ) -> Result<(Asked, Typed), TableError> {
        let (mut query, _) = remembered::recall(&self.table, actor, LIST, query).await?;
        let asked = Asked::read(&mut query);
        Ok((asked, query))
    }

    /// Keeps the filters for the next time.
    pub(super) async fn remember(&self, actor: &Actor, asked: &Asked) -> Result<(), TableError> {
        remembered::write(&self.table, actor, LIST, &asked.choice().join("&")).await
    }
}

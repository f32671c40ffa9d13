//! What the log is asked for. What is looked for by notice number stands in the address as its digest.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use kernel::time::{italian_date, rome_midnight};
use platform::table::TableError;
use platform::web::Typed;

use super::{Deps, HERE};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, AuditEvent, Object, Outcome, Who, day_at};
use crate::store::audit::chain::Chain;
use crate::store::audit::{KEPT_DAYS, Walk, Way};
use crate::store::remembered;

/// The name under which a person's filters are remembered.
const LIST: &str = "audit";
/// What is shown where nothing has been sealed yet and no period is asked.
const DAYS_UNSEALED: i64 = 31;

#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub who: Option<Who>,
    pub act: Option<Act>,
    pub outcome: Option<Outcome>,
    pub object: Option<Object>,
    /// After which event to go on, towards older ones.
    pub at: Option<EventId>,
    /// Before which event to go back, towards newer ones.
    pub back: Option<EventId>,
    /// Whether the filters are those of last time.
    pub remembered: bool,
}

impl Asked {
    /// Of a form or an address; what is wrong is kept in the form.
    pub fn read(form: &mut Typed) -> Self {
        let wrong = "Scrivi una data, per esempio 31/12/2026.";
        let from = form.parse_optional("from", |text| text.parse::<Date>().map_err(|_| wrong));
        let to = form.parse_optional("to", |text| text.parse::<Date>().map_err(|_| wrong));
        let asked = Self {
            from: from.flatten(),
            to: to.flatten(),
            who: Who::parse(form.value("who")),
            act: Act::parse(form.value("act")),
            outcome: Outcome::parse(form.value("outcome")),
            object: Object::parse(form.value("object")),
            at: EventId::parse(form.value("at")).ok(),
            back: EventId::parse(form.value("back")).ok(),
            remembered: false,
        };
        if asked.from.zip(asked.to).is_some_and(|(from, to)| to < from) {
            form.reject("to", "La data finale viene prima di quella iniziale.");
        }
        asked
    }

    /// The address of this list: from its beginning, or from a place on (`("at", id)`).
    pub fn href(&self, place: Option<(&str, &EventId)>) -> String {
        let mut fields = self.choice();
        fields.extend(
            self.object
                .as_ref()
                .map(|object| format!("object={}", object.as_str())),
        );
        fields.extend(place.map(|(name, id)| format!("{name}={id}")));
        if fields.is_empty() {
            // Without anything the address would mean what is remembered.
            fields.push("who=".to_owned());
        }
        format!("{HERE}?{}", fields.join("&"))
    }

    /// The address of the same events as a file.
    pub fn export(&self) -> String {
        self.href(None).replacen(HERE, &format!("{HERE}/export"), 1)
    }

    /// What is remembered: nothing that was looked for, and of closed alphabets that need no escape.
    pub fn choice(&self) -> Vec<String> {
        let day = |name: &str, day: Option<Date>| day.map(|day| format!("{name}={day}"));
        [
            day("from", self.from),
            day("to", self.to),
            self.who.as_ref().map(|who| format!("who={who}")),
            self.act.map(|act| format!("act={}", act.name())),
            self.outcome
                .map(|outcome| format!("outcome={}", outcome.name())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What is filtered, in words.
    pub fn active(&self, name_of: impl Fn(&Who) -> String) -> Vec<String> {
        let day =
            |word: &str, day: Option<Date>| day.map(|day| format!("{word} {}", italian_date(day)));
        let object = self.object.as_ref();
        [
            day("Dal", self.from),
            day("Al", self.to),
            self.who
                .as_ref()
                .map(|who| format!("Chi: {}", name_of(who))),
            self.act.map(|act| format!("Attività: {}", act.italian())),
            self.outcome
                .map(|outcome| format!("Esito: {}", outcome.italian())),
            object.map(|_| "Un solo avviso o codice".to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    pub fn wants(&self, event: &AuditEvent) -> bool {
        self.act.is_none_or(|act| act == event.act)
            && self.outcome.is_none_or(|outcome| outcome == event.outcome)
            && self.who.as_ref().is_none_or(|who| *who == event.who)
            && self.object.is_none() | (self.object == event.object)
    }

    /// The walk along the narrowest index.
    pub fn walk(&self, actor: &Actor, chain: Option<&Chain>, now: Timestamp) -> Walk {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        let oldest = now.checked_sub(kept).unwrap_or_default();
        let from = self
            .from
            .and_then(rome_midnight)
            .unwrap_or(oldest)
            .max(oldest);
        let end = self.to.and_then(|day| rome_midnight(day.tomorrow().ok()?));
        let soon = now + SignedDuration::from_mins(1);
        let until = end.unwrap_or(soon).min(soon).max(from);
        let descending = self.back.is_none();
        let way = match (&self.object, &self.who) {
            (Some(object), _) => Way::Object(object.clone()),
            (None, Some(who)) => Way::Person(who.clone()),
            (None, None) => Way::Days(days(chain, (from, until), descending)),
        };
        Walk {
            tenant: Some(actor.tenant.clone()),
            way,
            from,
            until,
            descending,
        }
    }
}

/// The days of a time that may have events: of what is sealed it is known which.
fn days(
    chain: Option<&Chain>,
    (from, until): (Timestamp, Timestamp),
    descending: bool,
) -> Vec<Date> {
    let last = day_at(until);
    let sealed = chain
        .map(|chain| &chain.days)
        .into_iter()
        .flatten()
        .copied();
    let unsealed = chain.map_or_else(
        || {
            until
                .checked_sub(SignedDuration::from_hours(24 * DAYS_UNSEALED))
                .unwrap_or(from)
        },
        |chain| chain.until - crate::domain::audit::LATE,
    );
    let first = day_at(unsealed.min(until));
    let young = first
        .series(jiff::Span::new().days(1))
        .take_while(|day| *day <= last);
    let all: std::collections::BTreeSet<_> = sealed.chain(young).collect();
    let within = all
        .into_iter()
        .filter(|day| day_at(from) <= *day && *day <= last);
    let mut days: Vec<_> = within.collect();
    if descending {
        days.reverse();
    }
    days
}

impl Deps {
    /// What the address asks; where it asks nothing, what was chosen last: 1 request then.
    pub(super) async fn asked(
        &self,
        actor: &Actor,
        mut query: Typed,
    ) -> Result<(Asked, Typed), TableError> {
        let mut remembered = false;
        if query.prefixed("").next().is_none() {
            let choice = remembered::read(&self.table, actor, LIST).await?;
            let pairs = choice.unwrap_or_default();
            let pairs = pairs.split('&').filter_map(|pair| pair.split_once('='));
            query = pairs.fold(query, |query, (name, value)| query.with(name, value));
            remembered = query.prefixed("").next().is_some();
        }
        let mut asked = Asked::read(&mut query);
        asked.remembered = remembered;
        Ok((asked, query))
    }

    /// Keeps the filters for the next time.
    pub(super) async fn remember(&self, actor: &Actor, asked: &Asked) -> Result<(), TableError> {
        remembered::write(&self.table, actor, LIST, &asked.choice().join("&")).await
    }
}

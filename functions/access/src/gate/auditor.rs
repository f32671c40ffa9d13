//! The gate writes the log of activities for all rooms: acts, downloads and denials, each once its
//! outcome is known and before the answer leaves.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, MatchedPath};
use axum::response::{IntoResponse, Response};
use http::request::Parts;
use http::{HeaderMap, header};
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::{Fault, Reference, Viewer};

use super::rule::{Log, Rule, log_of};
use crate::domain::actor::Actor;
use crate::domain::audit::{
    Act, AuditEvent, AuditKey, Circumstances, Network, Object, Outcome, Who,
};
use crate::store::audit;

/// Writes events.
#[derive(Clone)]
pub(super) struct Auditor {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    pub key: AuditKey,
}

/// A handler puts this into the extensions of an answer that holds the address of a file, for a
/// programme that fetches it by itself.
#[derive(Clone, Copy, Debug)]
pub struct HandsOut;

/// What is known of an event before its outcome.
pub(super) struct Note {
    log: Log,
    who: Who,
    tenant: OrgFiscalCode,
    object: Option<Object>,
    during: Circumstances,
}

impl Auditor {
    pub fn note(&self, rules: &[Rule], asked: &Parts, actor: &Actor) -> Note {
        let route = asked.extensions.get::<MatchedPath>();
        let route = route.map_or("", MatchedPath::as_str);
        let object = object_of(route, asked.uri.path());
        Note {
            log: log_of(rules, &asked.method, route),
            who: Who::from(&actor.id),
            tenant: actor.tenant.clone(),
            object: object.map(|text| Object::of(&self.key, &actor.tenant, text)),
            during: circumstances(asked),
        }
    }

    /// The answer to an admitted request, told to the log where it is to be: 1 request then.
    pub async fn after(&self, note: Note, response: Response) -> Response {
        let status = response.status();
        let failed = status.is_client_error() || status.is_server_error();
        let act = match note.log {
            Log::Room => None,
            Log::Act(act) => Some(act),
            Log::Download(act) if failed || hands_out(&response) => Some(act),
            // No file leaves unseen because somebody forgot to say so.
            Log::Nothing if !failed && hands_out(&response) => Some(Act::Downloaded),
            Log::Download(_) | Log::Nothing => None,
        };
        let Some(act) = act else { return response };
        let outcome = if failed {
            Outcome::Failed
        } else {
            Outcome::Done
        };
        let made = made_by(&self.key, &note.tenant, response.headers());
        let object = note.object.clone().or(made);
        self.write(Note { object, ..note }, act, outcome, response)
            .await
    }

    /// The answer to somebody who is known and may not: 1 request.
    pub async fn denied(&self, note: Note, response: Response) -> Response {
        let act = match note.log {
            Log::Act(act) | Log::Download(act) => act,
            Log::Nothing | Log::Room => Act::Denied,
        };
        self.write(note, act, Outcome::Denied, response).await
    }

    /// What is not in the log is not told as done: the person tries again, which changes nothing twice.
    async fn write(&self, note: Note, act: Act, outcome: Outcome, response: Response) -> Response {
        let minted = (EventId::mint(&*self.clock, &*self.dice), self.clock.now());
        let event = AuditEvent::new(minted, note.who, act)
            .of(&note.tenant)
            .on(note.object)
            .ending(outcome)
            .during(&note.during);
        match audit::write(&self.table, &event).await {
            Ok(()) => response,
            Err(error) => Fault::unavailable(error).into_response(),
        }
    }
}

/// Reference code and network of a request; a handler takes them as an argument for events of its own.
pub(super) fn circumstances(asked: &Parts) -> Circumstances {
    let reference = asked.extensions.get::<Reference>();
    let viewer = asked.extensions.get::<Viewer>();
    Circumstances {
        reference: reference.map(Reference::to_string),
        network: viewer.map(|viewer| Network::of(viewer.0)),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Circumstances {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(circumstances(parts))
    }
}

/// The segment of the path that names what is acted on: the first of the route's parameters that is not
/// the organisation.
fn object_of<'a>(route: &str, path: &'a str) -> Option<&'a str> {
    let mut pairs = route.split('/').zip(path.split('/'));
    let named = |pattern: &str| pattern.starts_with('{') && pattern != "{cf}";
    pairs
        .find(|(pattern, _)| named(pattern))
        .map(|(_, segment)| segment)
}

/// What an act has made: the id of ours in the address to which it leads.
fn made_by(key: &AuditKey, tenant: &OrgFiscalCode, headers: &HeaderMap) -> Option<Object> {
    let place = headers.get(header::LOCATION)?.to_str().ok()?;
    let place = place.strip_prefix('/')?.split(['?', '#']).next()?;
    let mut ids = place
        .split('/')
        .filter(|segment| EventId::parse(segment).is_ok());
    ids.next().map(|id| Object::of(key, tenant, id))
}

/// Whether an answer is a file, or leads to one that stands elsewhere.
fn hands_out(response: &Response) -> bool {
    let headers = response.headers();
    let elsewhere = headers
        .get(header::LOCATION)
        .is_some_and(|place| !place.as_bytes().starts_with(b"/"));
    elsewhere
        || headers.contains_key(header::CONTENT_DISPOSITION)
        || response.extensions().get::<HandsOut>().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_is_the_first_parameter_that_is_not_the_organisation() {
        let of = object_of;
        assert_eq!(
            of("/api/creditors/{cf}/imports", "/api/creditors/1/imports"),
            None
        );
        let route = "/api/creditors/{cf}/imports/{id}/check";
        assert_eq!(of(route, "/api/creditors/1/imports/A/check"), Some("A"));
        let route = "/panel/payments/positions/{nav}/receipts/{receipt_id}";
        assert_eq!(
            of(route, "/panel/payments/positions/3/receipts/r"),
            Some("3")
        );
    }

    #[test]
    fn what_was_made_is_read_from_where_the_act_leads() {
        let key = AuditKey::new([7; 32]);
        let town = OrgFiscalCode::parse("80047110152").unwrap();
        let made = |place: &'static str| {
            let place = http::HeaderValue::from_static(place);
            let headers = HeaderMap::from_iter([(header::LOCATION, place)]);
            made_by(&key, &town, &headers).map(|object| object.as_str().to_owned())
        };
        let id = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
        let page = made("/panel/payments/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE?done=1");
        assert_eq!(page.as_deref(), Some(id));
        assert_eq!(made("/panel/payments/positions/300715700000000032"), None);
        assert_eq!(
            made("https://bucket.example/01KA9B6N0M5VJ8G2Q4T7XW3ZRE"),
            None
        );
    }
}

//! One event of the log of activities.

use std::fmt;

use jiff::Timestamp;
use kernel::ids::{EventId, UserId};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Act, Network, Object};
use crate::domain::actor::{Actor, ActorId};

/// Who did what, when, for which organisation, to what, with which outcome. Written once, never
/// changed. It holds no name, tax code, address, notice number or secret.
///
/// The order of the fields and their names are the canonical form (see [`AuditEvent::digest`]): a new
/// field comes last, and is left out where it is absent, so that old digests hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Sorts by time.
    pub id: EventId,
    /// Absent where nobody knows for whom: a sign-in to an unknown address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tenant: Option<OrgFiscalCode>,
    pub at: Timestamp,
    pub who: Who,
    pub act: Act,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub object: Option<Object>,
    pub outcome: Outcome,
    /// The code of the request, as error pages and log lines show it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reference: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub network: Option<Network>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    Done,
    /// They may not.
    Denied,
    /// They may, and it did not come about: wrong data, a conflict, a fault of ours.
    Failed,
}

impl Outcome {
    pub const ALL: [Self; 3] = [Self::Done, Self::Denied, Self::Failed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Denied => "denied",
            Self::Failed => "failed",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Done => "Riuscita",
            Self::Denied => "Negata",
            Self::Failed => "Non riuscita",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// `user:01J…`, `key:3f9a0c11`, `job:<name>`, or `nobody` who signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who(String);

impl Who {
    pub fn nobody() -> Self {
        Self("nobody".to_owned())
    }

    /// What runs by itself: `job:expiry`.
    pub fn job(name: &str) -> Self {
        Self(format!("job:{name}"))
    }

    /// One of the forms above, at most 64 characters.
    pub fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':').unwrap_or((text, "-"));
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let known = match kind {
            "nobody" => rest == "-",
            "user" | "key" | "job" | "service" => !rest.is_empty() && rest.chars().all(plain),
            _ => false,
        };
        (known && text.len() <= 64).then(|| Self(text.to_owned()))
    }

    /// Whose id it is, where it is a person's.
    pub fn user(&self) -> Option<UserId> {
        UserId::parse(self.0.strip_prefix("user:")?).ok()
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&ActorId> for Who {
    fn from(id: &ActorId) -> Self {
        Self(id.to_string())
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a request tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    pub reference: Option<String>,
    pub network: Option<Network>,
}

impl AuditEvent {
    /// Something done, with what happened added by the methods below. `id` was minted at `at`.
    ///
    /// ```
    /// # use access::domain::audit::*;
    /// # fn f(id: kernel::ids::EventId, at: jiff::Timestamp, actor: access::Actor, during: Circumstances) {
    /// let who = Who::from(&actor.id);
    /// let event = AuditEvent::new((id, at), who, Act::SignIn).of(&actor.tenant).during(&during);
    /// # }
    /// ```
    pub fn new((id, at): (EventId, Timestamp), who: Who, act: Act) -> Self {
        Self {
            id,
            tenant: None,
            at,
            who,
            act,
            object: None,
            outcome: Outcome::Done,
            reference: None,
            network: None,
        }
    }

    /// Done by an actor, for their organisation.
    pub fn by(actor: &Actor, minted: (EventId, Timestamp), act: Act) -> Self {
        Self::new(minted, Who::from(&actor.id), act).of(&actor.tenant)
    }

    #[must_use]
    pub fn of(self, tenant: &OrgFiscalCode) -> Self {
        let tenant = Some(tenant.clone());
        Self { tenant, ..self }
    }

    #[must_use]
    pub fn on(self, object: Option<Object>) -> Self {
        Self { object, ..self }
    }

    #[must_use]
    pub fn ending(self, outcome: Outcome) -> Self {
        Self { outcome, ..self }
    }

    #[must_use]
    pub fn during(self, circumstances: &Circumstances) -> Self {
        let Circumstances { reference, network } = circumstances.clone();
        Self {
            reference,
            network,
            ..self
        }
    }

    /// SHA-256 of the canonical form: the event as JSON without spaces, its fields in their order.
    pub fn digest(&self) -> [u8; 32] {
        // Texts and an instant always become JSON.
        Sha256::digest(serde_json::to_vec(self).unwrap_or_default()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> AuditEvent {
        let id = EventId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let at = "2026-03-02T08:00:00.123Z".parse().unwrap();
        AuditEvent::new((id, at), Who::nobody(), Act::SignInRefused)
    }

    /// Sealed files hold digests of this form: it may grow at its end and never change.
    #[test]
    fn the_canonical_form_is_this_one() {
        let tenant = OrgFiscalCode::parse("80047110152").unwrap();
        let during = Circumstances {
            reference: Some("K7QM-3XPD".to_owned()),
            network: Some(Network::of("203.0.113.77".parse().unwrap())),
        };
        let event = event().of(&tenant).ending(Outcome::Denied).during(&during);
        let form = concat!(
            r#"{"id":"01KA9B6N0M5VJ8G2Q4T7XW3ZRE","tenant":"80047110152","at":"2026-03-02T08:00:00.123Z","#,
            r#""who":"nobody","act":"sign_in_refused","outcome":"denied","reference":"K7QM-3XPD","#,
            r#""network":"203.0.113.0/24"}"#
        );
        assert_eq!(serde_json::to_string(&event).unwrap(), form);
        assert_eq!(event.digest(), <[u8; 32]>::from(Sha256::digest(form)));
    }

    #[test]
    fn every_field_counts_in_the_digest() {
        let tenant = OrgFiscalCode::parse("80047110152").unwrap();
        let during = Circumstances {
            reference: Some("K7QM-3XPD".to_owned()),
            network: None,
        };
        let (same, mut other) = (event(), event());
        assert_eq!(event().digest(), same.digest());
        other.at = "2026-03-02T08:00:00.124Z".parse().unwrap();
        for changed in [
            other,
            event().of(&tenant),
            event().ending(Outcome::Failed),
            event().during(&during),
        ] {
            assert_ne!(event().digest(), changed.digest());
        }
    }
}

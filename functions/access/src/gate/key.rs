//! Who asks with an API key.
//!
//! One request reads the key, its owner and its last use together, so that a right that the owner
//! lost a moment ago is lost to the key as well: nothing is copied that could grow stale. The first
//! use of a day writes one item more, beside the work of the request.

use http::HeaderMap;
use http::request::Parts;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use platform::table::Table;

use super::Gate;
use super::auditor::circumstances;
use super::refusal::Refusal;
use crate::domain::actor::{Actor, ActorId};
use crate::domain::api_key::{ApiKeySecret, KeyId, PREFIX, effective};
use crate::domain::audit::{Act, AuditEvent, Object, Outcome, Who};
use crate::domain::declared_key::DeclaredSecret;
use crate::domain::grant::Rights;
use crate::store::api_keys::{self, Presented};
use crate::store::declared_keys;

/// Headers that carry a key: ours, and that of pagoPA's GPD.
const KEY_HEADERS: [&str; 2] = ["x-api-key", "ocp-apim-subscription-key"];

/// A use to be noted: the first one of a day.
#[derive(Debug)]
pub(super) struct FirstUse {
    id: KeyId,
    day: Date,
    before: Option<Date>,
}

/// Why a key is not let in: for the log and the audit alone. Whoever sent it hears the same for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Denied {
    Unknown,
    WrongSecret,
    /// Expired, or revoked.
    Over,
    /// The owner is no member any more, or may not come in.
    Owner,
}

impl Denied {
    const fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::WrongSecret => "wrong_secret",
            Self::Over => "over",
            Self::Owner => "owner",
        }
    }
}

pub(super) fn sent(headers: &HeaderMap) -> Option<&str> {
    KEY_HEADERS
        .iter()
        .find_map(|name| headers.get(*name))
        .and_then(|value| value.to_str().ok())
}

impl Gate {
    /// 1 request, 0 when what was sent can't be a key.
    pub(super) async fn api_key(
        &self,
        asked: &Parts,
    ) -> Result<(Actor, Option<FirstUse>), Refusal> {
        let text = sent(&asked.headers).ok_or(Refusal::NoKey)?;
        if self.honours_declared && !text.starts_with(PREFIX) {
            return Ok((self.declared_key(text).await?, None));
        }
        let key = ApiKeySecret::parse(text).map_err(|_| Refusal::Key(None))?;
        let presented = api_keys::presented(&self.table, key.id()).await;
        let presented = presented.map_err(Refusal::Table)?;
        let now = self.clock.now();
        let first = first_use(key.id(), presented.used_on, now);
        let tenant = presented.key.as_ref().map(|key| key.tenant.clone());
        let before = presented.denied_in;
        match judge(&key, presented, now) {
            Ok(actor) => Ok((actor, first)),
            Err(denied) => {
                tracing::info!(key.id = %key.id(), key.denied = denied.word(), "key denied");
                if let Some(tenant) = &tenant {
                    self.tell(asked, (key.id(), tenant), before).await;
                }
                // Who knows the number of a key and not its secret is nobody's programme.
                Err(Refusal::Key(
                    tenant.filter(|_| denied != Denied::WrongSecret),
                ))
            }
        }
    }

    /// Of a key that exists and did not open; the answer is the same whether this succeeds or not.
    async fn tell(
        &self,
        asked: &Parts,
        (id, tenant): (&KeyId, &OrgFiscalCode),
        before: Option<Timestamp>,
    ) {
        let now = self.clock.now();
        let minted = (EventId::mint(&*self.clock, &*self.auditor.dice), now);
        let who = Who::from(&ActorId::ApiKey(id.clone()));
        let event = AuditEvent::new(minted, who, Act::KeyRefused)
            .of(tenant)
            .on(Some(Object::api_key(id)))
            .ending(Outcome::Denied)
            .during(&circumstances(asked));
        let hour = hour_of(now);
        let told = api_keys::note_denied(&self.table, id, (hour, before), &event).await;
        if let Err(error) = told {
            tracing::warn!(key.id = %id, %error, "a denied key was not told to the log");
        }
    }

    /// Keys of a tenants file, in the local stack alone: 1 request.
    async fn declared_key(&self, text: &str) -> Result<Actor, Refusal> {
        let secret = DeclaredSecret::parse(text).map_err(|_| Refusal::Key(None))?;
        let digest = secret.digest();
        let found = declared_keys::find(&self.table, &digest).await;
        let key = found
            .map_err(Refusal::Table)?
            .ok_or(Refusal::Key(None))?
            .key;
        Ok(Actor {
            id: ActorId::DeclaredKey(digest),
            label: key.label,
            tenant: key.tenant,
            tenant_name: key.tenant_name,
            rights: Rights::of_role(key.role, &[], self.clock.now()),
        })
    }
}

fn judge(sent: &ApiKeySecret, found: Presented, now: Timestamp) -> Result<Actor, Denied> {
    let key = found.key.ok_or(Denied::Unknown)?;
    if !key.admits(&sent.digest(), now) {
        let wrong = key.digest != sent.digest();
        return Err(if wrong {
            Denied::WrongSecret
        } else {
            Denied::Over
        });
    }
    let owner = found.owner.ok_or(Denied::Owner)?;
    let held = owner.rights(&key.tenant, now).ok_or(Denied::Owner)?;
    let rights = effective(&key.grants, &held, now);
    Ok(Actor {
        id: ActorId::ApiKey(key.id),
        label: key.label.into(),
        tenant: key.tenant,
        tenant_name: key.tenant_name,
        rights,
    })
}

/// The beginning of the hour.
fn hour_of(now: Timestamp) -> Timestamp {
    let second = now.as_second();
    Timestamp::from_second(second - second.rem_euclid(3_600)).unwrap_or(now)
}

fn first_use(id: &KeyId, before: Option<Date>, now: Timestamp) -> Option<FirstUse> {
    let day = rome_date(now);
    let id = id.clone();
    (before != Some(day)).then_some(FirstUse { id, day, before })
}

/// Notes a first use: 1 request. A use that can't be noted is let through all the same.
pub(super) async fn note(table: &Table, first: Option<FirstUse>) {
    let Some(FirstUse { id, day, before }) = first else {
        return;
    };
    if let Err(error) = api_keys::note_use(table, &id, day, before).await {
        tracing::warn!(key.id = %id, %error, "the use of a key was not noted");
    }
}

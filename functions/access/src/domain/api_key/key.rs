//! A key's life: two years, renewed by rotation, ended by revocation.

use jiff::civil::Date;
use jiff::{Span, Timestamp};
use kernel::tax::OrgFiscalCode;
use kernel::time::{rome_date, rome_datetime, rome_instant, rome_midnight};
use serde::{Deserialize, Serialize};

use super::id::KeyId;
use super::label::KeyLabel;
use super::secret::{ApiKeySecret, SecretDigest};
use crate::domain::grant::Grant;

/// Of a key from its creation, on the calendar of Rome.
pub const LIFE_YEARS: i64 = 2;
/// A rotated key works beside the new one for at most so long.
pub const OVERLAP_DAYS_MAX: i64 = 30;

/// A key as it is kept: everything but the secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    pub id: KeyId,
    pub digest: SecretDigest,
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub label: KeyLabel,
    /// What it may do, as far as its owner may.
    pub grants: Vec<Grant>,
    pub created_at: Timestamp,
    pub created_by: String,
    /// The first instant at which it does not work any more.
    pub ends_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revoked>,
    /// The key that rotation put in its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced_by: Option<KeyId>,
    /// Until when the key in whose place it came may still work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overlaps_until: Option<Timestamp>,
    /// The last reminder that went out, by its days before the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminded_days: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revoked {
    pub at: Timestamp,
    pub by: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyState {
    Active,
    /// Rotated: it works beside the new one until its end.
    Ending,
    Expired,
    Revoked,
}

/// What somebody wants done to a key.
#[derive(Clone, Debug)]
pub enum Asked {
    Rename(KeyLabel),
    /// A new key in its place; the old one works until `until`.
    Rotate {
        new: ApiKeySecret,
        until: Timestamp,
    },
    Revoke,
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Change(Box<ApiKey>),
    Replace { old: Box<ApiKey>, new: Box<ApiKey> },
    AlreadyDone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotNow {
    #[error("the key does not work any more")]
    Over,
    #[error("the key that it replaced still works: two at a time are enough")]
    TwoActive,
}

/// Who makes a key, where, and when.
#[derive(Clone, Debug)]
pub struct Making {
    pub tenant: OrgFiscalCode,
    pub tenant_name: String,
    pub by: String,
    pub at: Timestamp,
}

impl ApiKey {
    pub fn new(secret: &ApiKeySecret, label: KeyLabel, grants: Vec<Grant>, making: Making) -> Self {
        Self {
            id: secret.id().clone(),
            digest: secret.digest(),
            tenant: making.tenant,
            tenant_name: making.tenant_name,
            label,
            grants,
            created_at: making.at,
            created_by: making.by,
            ends_at: end_of_life(making.at),
            revoked: None,
            replaced_by: None,
            overlaps_until: None,
            reminded_days: None,
        }
    }

    pub fn state(&self, now: Timestamp) -> KeyState {
        if self.revoked.is_some() {
            KeyState::Revoked
        } else if self.ends_at <= now {
            KeyState::Expired
        } else if self.replaced_by.is_some() {
            KeyState::Ending
        } else {
            KeyState::Active
        }
    }

    /// Whether whoever sent a secret with this digest is let in; the digest is compared in constant
    /// time, before anything else.
    pub fn admits(&self, digest: &SecretDigest, now: Timestamp) -> bool {
        let same = self.digest == *digest;
        same && self.is_working(now)
    }

    pub fn is_working(&self, now: Timestamp) -> bool {
        match self.state(now) {
            KeyState::Active | KeyState::Ending => true,
            KeyState::Expired | KeyState::Revoked => false,
        }
    }

    pub fn decide(&self, asked: Asked, by: &str, now: Timestamp) -> Result<Decision, NotNow> {
        use KeyState::{Active, Ending, Expired, Revoked};
        match (self.state(now), asked) {
            (Active | Ending, Asked::Rename(label)) if label == self.label => {
                Ok(Decision::AlreadyDone)
            }
            (Active | Ending, Asked::Rename(label)) => {
                let key = self.clone();
                Ok(Decision::Change(Box::new(Self { label, ..key })))
            }
            (Expired | Revoked, Asked::Rename(_)) => Err(NotNow::Over),
            (Active, Asked::Rotate { .. }) if self.overlaps_until.is_some_and(|end| now < end) => {
                Err(NotNow::TwoActive)
            }
            (Active, Asked::Rotate { new, until }) => Ok(self.rotated(&new, until, by, now)),
            (Ending, Asked::Rotate { .. }) => Ok(Decision::AlreadyDone),
            (Expired | Revoked, Asked::Rotate { .. }) => Err(NotNow::Over),
            (Active | Ending, Asked::Revoke) => {
                let (key, by) = (self.clone(), by.to_owned());
                let revoked = Some(self::Revoked { at: now, by });
                Ok(Decision::Change(Box::new(Self { revoked, ..key })))
            }
            (Expired | Revoked, Asked::Revoke) => Ok(Decision::AlreadyDone),
        }
    }

    fn rotated(&self, new: &ApiKeySecret, until: Timestamp, by: &str, now: Timestamp) -> Decision {
        let until = until.min(self.ends_at);
        let making = Making {
            tenant: self.tenant.clone(),
            tenant_name: self.tenant_name.clone(),
            by: by.to_owned(),
            at: now,
        };
        let made = Self::new(new, self.label.clone(), self.grants.clone(), making);
        let new = Self {
            overlaps_until: Some(until),
            ..made
        };
        let old = Self {
            ends_at: until,
            replaced_by: Some(new.id.clone()),
            ..self.clone()
        };
        let (old, new) = (Box::new(old), Box::new(new));
        Decision::Replace { old, new }
    }
}

/// Two years later, at the same hour on the wall; 29 February becomes 28.
fn end_of_life(at: Timestamp) -> Timestamp {
    let wall = rome_datetime(at).saturating_add(Span::new().years(LIFE_YEARS));
    rome_instant(wall).unwrap_or(at)
}

/// The end of a day in Rome that a person chose for the old key: today at the earliest, in
/// [`OVERLAP_DAYS_MAX`] days at the latest.
pub fn overlap_end(day: Date, now: Timestamp) -> Option<Timestamp> {
    let today = rome_date(now);
    let last = today.saturating_add(Span::new().days(OVERLAP_DAYS_MAX));
    if !(today..=last).contains(&day) {
        return None;
    }
    rome_midnight(day.tomorrow().ok()?)
}

#[cfg(test)]
mod tests;

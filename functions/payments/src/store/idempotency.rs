//! What a client's key was used for, and what was answered: in the transaction of the effect.
//!
//! The same key with the same content gets the same answer; with other content, 409.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use kernel::idempotency::{Fingerprint, IdempotencyKey};
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;

/// Clients repeat a request for minutes or hours; redriven dead letters for days.
pub const KEPT_DAYS: i64 = 30;

/// A request that was carried out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    pub creditor: OrgFiscalCode,
    pub key: IdempotencyKey,
    /// `POST /api/creditors/80047110152/imports`
    pub route: String,
    /// What was sent, field by field, as fingerprints: a difference can be named.
    pub fields: BTreeMap<String, Fingerprint>,
    pub status: u16,
    /// The answer, JSON.
    pub body: String,
    pub at: Timestamp,
}

impl Stored for Done {
    const ENTITY: &'static str = "idempotency";

    fn key(&self) -> Key {
        keys::idempotency(&self.creditor, &self.key)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.at
            .checked_add(SignedDuration::from_hours(24 * KEPT_DAYS))
            .ok()
    }
}

impl Done {
    /// The first field in which another request with this key differs; `path` for its address.
    pub fn difference(
        &self,
        route: &str,
        fields: &BTreeMap<String, Fingerprint>,
    ) -> Option<String> {
        if self.route != route {
            return Some("path".to_owned());
        }
        let names = self.fields.keys().chain(fields.keys());
        let mut differing = names.filter(|name| self.fields.get(*name) != fields.get(*name));
        differing.next().cloned()
    }
}

/// What the key was used for: 1 request.
pub async fn find(
    table: &Table,
    creditor: &OrgFiscalCode,
    key: &IdempotencyKey,
) -> Result<Option<Done>, TableError> {
    table.get(&keys::idempotency(creditor, key)).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> BTreeMap<String, Fingerprint> {
        let pair = |(name, value): &(&str, &str)| {
            ((*name).to_owned(), Fingerprint::of(&[value.as_bytes()]))
        };
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn a_difference_is_named_by_its_field() {
        let done = Done {
            creditor: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            key: IdempotencyKey::parse("k").expect("a key"),
            route: "POST /x".to_owned(),
            fields: fields(&[("a", "1"), ("b", "2")]),
            status: 201,
            body: "{}".to_owned(),
            at: Timestamp::UNIX_EPOCH,
        };
        let differs = |route, pairs| done.difference(route, &fields(pairs));
        assert_eq!(differs("POST /x", &[("b", "2"), ("a", "1")]), None);
        assert_eq!(
            differs("POST /x", &[("a", "1"), ("b", "3")]).as_deref(),
            Some("b")
        );
        assert_eq!(differs("POST /x", &[("a", "1")]).as_deref(), Some("b"));
        assert_eq!(
            differs("POST /x", &[("a", "1"), ("b", "2"), ("c", "")]).as_deref(),
            Some("c")
        );
        assert_eq!(
            differs("POST /y", &[("a", "1"), ("b", "2")]).as_deref(),
            Some("path")
        );
    }
}

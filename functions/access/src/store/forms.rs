//! Forms that make something: each makes it once, however often it is sent.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Stored, Tx, TxError};
use serde::{Deserialize, Serialize};

use super::keys;

/// A form that was filled longer after it was shown is not taken any more, so that what it made
/// needs to be remembered no longer than that.
pub const LIFE_H: i64 = 24;

#[derive(Serialize, Deserialize)]
struct FormRecord {
    tenant: OrgFiscalCode,
    form: EventId,
    /// What it made.
    made: String,
    at: Timestamp,
}

impl Stored for FormRecord {
    const ENTITY: &'static str = "form";

    fn key(&self) -> Key {
        keys::form(&self.tenant, &self.form)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let twice = SignedDuration::from_hours(2 * LIFE_H);
        self.at.checked_add(twice).ok()
    }
}

/// Whether a form was shown so shortly ago that it may still be sent.
pub fn is_fresh(form: &EventId, now: Timestamp) -> bool {
    let shown = form.minted_at();
    let age = now.duration_since(shown);
    age <= SignedDuration::from_hours(LIFE_H) && age >= -SignedDuration::from_hours(1)
}

/// Adds to the transaction that the form made `made`. Put it first: see [`made_before`].
pub fn used(tx: Tx, tenant: &OrgFiscalCode, form: &EventId, made: &str, at: Timestamp) -> Tx {
    tx.put_new(&FormRecord {
        tenant: tenant.clone(),
        form: form.clone(),
        made: made.to_owned(),
        at,
    })
}

/// What the form made before, if that is why the transaction was refused.
pub fn made_before(error: &TxError) -> Option<String> {
    error.found::<FormRecord>(0).map(|form| form.made)
}

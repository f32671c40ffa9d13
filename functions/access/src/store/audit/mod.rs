//! Events of the log of activities: written once, never changed, kept for [`KEPT_DAYS`].

pub mod chain;
mod list;
mod whole;

pub use list::{Found, Walk, Way};
pub use whole::{Placed, day};

use jiff::{SignedDuration, Timestamp};
use platform::table::{Indexes, Key, PutNew, Stored, Table, TableError};

use super::keys::audit as keys;
use crate::domain::audit::AuditEvent;

/// 24 months. After that an event stands in the sealed files alone.
pub const KEPT_DAYS: i64 = 731;

/// A room that writes by itself puts the event into the transaction of the act, with
/// `tx.put_new(&event)`.
impl Stored for AuditEvent {
    const ENTITY: &'static str = "audit_event";

    fn key(&self) -> Key {
        keys::event(self.tenant.as_ref(), &self.id)
    }

    fn indexes(&self) -> Indexes {
        let of_object = |object| Some(keys::of_object(self.tenant.as_ref()?, object, &self.id));
        let by_person = self.tenant.as_ref();
        Indexes([
            self.object.as_ref().and_then(of_object),
            by_person.map(|tenant| keys::of_person(tenant, &self.who, &self.id)),
            None,
            Some(keys::of_hour(&self.id)),
        ])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        self.at.checked_add(kept).ok()
    }
}

/// Writes an event: 1 request. Written already, it stays.
pub async fn write(table: &Table, event: &AuditEvent) -> Result<(), TableError> {
    match table.put_new(event).await? {
        PutNew::Created | PutNew::Existed(_) => Ok(()),
    }
}

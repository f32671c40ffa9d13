//! Invitations: one for each organisation and address.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::InvitationId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Cursor, Indexes, Key, Page, Stored, Table, TableError, Tx};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::email::Email;
use crate::domain::invitation::{Invitation, KEPT_DAYS};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Record {
    #[serde(flatten)]
    invitation: Invitation,
    version: u64,
}

/// Which invitation an address has in an organisation.
#[derive(Serialize, Deserialize)]
struct Pointer {
    tenant: OrgFiscalCode,
    address: String,
    invitation: InvitationId,
    until: Timestamp,
}

/// An invitation and the version that a change must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub invitation: Invitation,
    pub version: u64,
}

fn kept_until(invitation: &Invitation) -> Timestamp {
    invitation.expires_at + SignedDuration::from_hours(24 * KEPT_DAYS)
}

impl Stored for Record {
    const ENTITY: &'static str = "invitation";

    fn key(&self) -> Key {
        keys::invitation(&self.invitation.id)
    }

    fn indexes(&self) -> Indexes {
        let it = &self.invitation;
        let place = keys::invitation_of(&it.tenant, it.created_at, &it.id);
        Indexes([Some(place), None, None, None])
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(kept_until(&self.invitation))
    }
}

impl Stored for Pointer {
    const ENTITY: &'static str = "invited_address";

    fn key(&self) -> Key {
        keys::invited(&self.tenant, &self.address)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

/// 1 request.
pub async fn find(table: &Table, id: &InvitationId) -> Result<Option<Found>, TableError> {
    let record: Option<Record> = table.get(&keys::invitation(id)).await?;
    Ok(record.map(found))
}

/// The invitation that an address has in this organisation: 1 request, 2 where there is one.
pub async fn of_address(
    table: &Table,
    tenant: &OrgFiscalCode,
    email: &Email,
) -> Result<Option<Found>, TableError> {
    let pointer: Option<Pointer> = table.get(&keys::invited(tenant, &email.digest())).await?;
    match pointer {
        Some(pointer) => find(table, &pointer.invitation).await,
        None => Ok(None),
    }
}

/// The latest first: 1 request.
pub async fn list(
    table: &Table,
    tenant: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Invitation>, TableError> {
    let query = keys::invitations(tenant).after(after).limit(limit);
    let page = table.query::<Record>(&query).await?;
    let items = page.items.into_iter().map(|record| record.invitation);
    Ok(Page {
        items: items.collect(),
        next: page.next,
        previous: page.previous,
        is_first: page.is_first,
    })
}

/// Adds an invitation to a transaction: over the one that was found, or as the first of its address.
pub fn put(tx: Tx, to: &Invitation, over: Option<&Found>) -> Tx {
    let pointer = Pointer {
        tenant: to.tenant.clone(),
        address: to.email.digest(),
        invitation: to.id.clone(),
        until: kept_until(to),
    };
    let version = over.map_or(0, |found| found.version);
    let record = Record {
        invitation: to.clone(),
        version: version + 1,
    };
    match over {
        None => tx.put_new(&record).put_new(&pointer),
        Some(_) => {
            let own = Condition::NewOrEquals("invitation", to.id.as_str().to_owned());
            tx.put_versioned(&record, version).put(&pointer, own)
        }
    }
}

fn found(record: Record) -> Found {
    Found {
        invitation: record.invitation,
        version: record.version,
    }
}

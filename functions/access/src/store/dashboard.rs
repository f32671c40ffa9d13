//! What stands on the first page of a person, for each organisation.

use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::actor::{Actor, ActorId};
use crate::domain::dashboard::{Change, Tiles, WidgetName};

/// Two windows of one person that change it at once: the later one tries again.
const TRIES_MAX: usize = 3;

#[derive(Serialize, Deserialize)]
struct Dashboard {
    user: UserId,
    tenant: OrgFiscalCode,
    tiles: Tiles,
    version: u64,
}

impl Stored for Dashboard {
    const ENTITY: &'static str = "dashboard";

    fn key(&self) -> Key {
        keys::dashboard(&self.user, &self.tenant)
    }
}

/// The tiles of the actor, none at first: 1 request.
pub async fn read(table: &Table, actor: &Actor) -> Result<Tiles, TableError> {
    let ActorId::User(user) = &actor.id else {
        return Ok(Tiles::default());
    };
    let found = find(table, user, &actor.tenant).await?;
    Ok(found.map(|found| found.tiles).unwrap_or_default())
}

async fn find(
    table: &Table,
    user: &UserId,
    tenant: &OrgFiscalCode,
) -> Result<Option<Dashboard>, TableError> {
    table.get(&keys::dashboard(user, tenant)).await
}

/// The tiles after a change: 1 request, and 1 more where it changes anything.
pub async fn change(
    table: &Table,
    actor: &Actor,
    widget: &WidgetName,
    change: Change,
) -> Result<Tiles, TableError> {
    let ActorId::User(user) = &actor.id else {
        return Ok(Tiles::default());
    };
    let mut tiles = Tiles::default();
    for _ in 0..TRIES_MAX {
        let before = find(table, user, &actor.tenant).await?;
        let (version, condition) = match &before {
            Some(before) => (before.version + 1, Condition::Version(before.version)),
            None => (1, Condition::New),
        };
        tiles = before.map(|before| before.tiles).unwrap_or_default();
        let after = tiles.after(widget, change);
        if after == tiles {
            break;
        }
        let dashboard = Dashboard {
            user: user.clone(),
            tenant: actor.tenant.clone(),
            tiles: after.clone(),
            version,
        };
        if table.put(&dashboard, condition).await?.is_none() {
            return Ok(after);
        }
    }
    Ok(tiles)
}

//! What a person last chose in a list of the panel: filters, order. One short text each.
//!
//! A choice may hold nothing personal: no name, no tax code, no number of a notice.

use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use platform::table::{Condition, Key, Stored, Table, TableError};
use platform::web::Typed;
use serde::{Deserialize, Serialize};

use super::keys;
use crate::domain::actor::{Actor, ActorId};

/// A longer choice is not remembered.
const CHOICE_CHARS_MAX: usize = 1_000;

#[derive(Serialize, Deserialize)]
struct Remembered {
    user: UserId,
    tenant: OrgFiscalCode,
    list: String,
    choice: String,
}

impl Stored for Remembered {
    const ENTITY: &'static str = "remembered_choice";

    fn key(&self) -> Key {
        keys::remembered(&self.user, &self.tenant, &self.list)
    }
}

/// What the actor chose in `list` of this organisation; programs choose nothing: 1 request.
pub async fn read(table: &Table, actor: &Actor, list: &str) -> Result<Option<String>, TableError> {
    let ActorId::User(user) = &actor.id else {
        return Ok(None);
    };
    let key = keys::remembered(user, &actor.tenant, list);
    let found: Option<Remembered> = table.get(&key).await?;
    Ok(found.map(|remembered| remembered.choice))
}

/// What a list is asked for, and whether it is what was chosen last: an address that asks for nothing
/// at all means that. 1 request then, else none. Choices are kept as `name=value&name=value`.
pub async fn recall(
    table: &Table,
    actor: &Actor,
    list: &str,
    query: Typed,
) -> Result<(Typed, bool), TableError> {
    if query.prefixed("").next().is_some() {
        return Ok((query, false));
    }
    let choice = read(table, actor, list).await?.unwrap_or_default();
    let pairs = choice.split('&').filter_map(|pair| pair.split_once('='));
    let query = pairs.fold(query, |query, (name, value)| query.with(name, value));
    let remembered = query.prefixed("").next().is_some();
    Ok((query, remembered))
}

/// Remembers a choice: 1 request, and 1 more where it is another one than before.
pub async fn write(
    table: &Table,
    actor: &Actor,
    list: &str,
    choice: &str,
) -> Result<(), TableError> {
    let ActorId::User(user) = &actor.id else {
        return Ok(());
    };
    let before = read(table, actor, list).await?.unwrap_or_default();
    if before == choice || choice.chars().count() > CHOICE_CHARS_MAX {
        return Ok(());
    }
    let remembered = Remembered {
        user: user.clone(),
        tenant: actor.tenant.clone(),
        list: list.to_owned(),
        choice: choice.to_owned(),
    };
    // Of two choices at the same moment the later one stays: it is only a choice.
    let any = Condition::NewOrEquals("entity", Remembered::ENTITY.to_owned());
    table.put(&remembered, any).await.map(|_| ())
}

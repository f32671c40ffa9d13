//! Reminders of API keys that will end: once a day, each reminder once.

use std::collections::BTreeSet;

use kernel::dice::Dice;
use kernel::ids::UserId;
use kernel::time::Clock;
use platform::table::{Table, TableError, Tx, held};

use super::letters::Letter;
use crate::domain::api_key::{ApiKey, Owner, due, first_look};
use crate::store::api_keys::{self, Found};
use crate::store::members;

/// Most people who hear of one key: a transaction has room for a hundred writes.
const ADDRESSEES_MAX: usize = 50;

/// Orders what is due, and tells for how many keys. What was ordered is noted on the key in the same
/// transaction, so that a second run, or two at once, order nothing more; after missed days the
/// next run orders the latest. 1 request for the list, 2 for each key that is due.
pub async fn tick(table: &Table, clock: &dyn Clock, dice: &dyn Dice) -> Result<usize, TableError> {
    let now = clock.now();
    let mut reminded = 0;
    for found in api_keys::ending(table, now, first_look(now)).await? {
        if let Some(days) = due(&found.key, now) {
            let written = remind(table, &found, days, (clock, dice)).await?;
            reminded += usize::from(written);
        }
    }
    tracing::info!(keys.reminded = reminded, "reminders of keys");
    Ok(reminded)
}

/// `false`: somebody changed the key meanwhile, or another run was faster.
async fn remind(
    table: &Table,
    found: &Found,
    days: u16,
    (clock, dice): (&dyn Clock, &dyn Dice),
) -> Result<bool, TableError> {
    let key = ApiKey {
        reminded_days: Some(days),
        ..found.key.clone()
    };
    let mut tx = Tx::new();
    for user in addressees(table, &found.key).await? {
        let key = found.key.id.clone();
        let letter = Letter::KeyEnding { user, key };
        tx = tx.outbox(&letter.order(clock, dice));
    }
    held(table.commit(api_keys::put(tx, found, key)).await)
}

/// The owner, where it is a person, and who administers the organisation.
async fn addressees(table: &Table, key: &ApiKey) -> Result<BTreeSet<UserId>, TableError> {
    let administrators = members::administrators(table, &key.tenant).await?;
    let administrators = administrators.map(|list| list.users).unwrap_or_default();
    let mut all: BTreeSet<_> = administrators.into_iter().take(ADDRESSEES_MAX).collect();
    if let Owner::Member(id) = key.id.owner() {
        all.insert(id.clone());
    }
    Ok(all)
}

//! `DELETE …/debtpositions`: positions taken away.

use access::Actor;
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use kernel::event::PositionChange;
use platform::table::Tx;

use super::{TRIES_MAX, body, placed, unwritten};
use crate::domain::position::{By, DebtPosition, delete};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::problem::{GpdError, PAYMENT_FOUND, Problem};
use crate::store::bulks::act::Act;
use crate::store::bulks::run::{BulkError, Order, write};
use crate::store::positions::tell_all;

const DELETED: &str = "The debt positions were successfully deleted";

/// 2 requests and 1 transaction; of 20 that have plans, 1 more.
pub async fn remove(
    State(deps): State<GpdDeps>,
    actor: Actor,
    bytes: Bytes,
) -> Result<Json<&'static str>, GpdError> {
    let iupds = body::iupds(&bytes, &actor.tenant)?;
    let settings = deps.creditor(&actor).await?;
    for _ in 0..TRIES_MAX {
        let before = deps.all_of(&actor, &iupds).await?;
        let name = actor.id.to_string();
        let order = order(&deps, (&settings, &name), &before)?;
        match write(&deps.table, order, &*deps.clock, &*deps.dice).await {
            Ok(()) => return Ok(Json(DELETED)),
            Err(BulkError::Stale | BulkError::Aborted) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

fn order<'a>(
    deps: &GpdDeps,
    (settings, actor): (&'a CreditorSettings, &'a str),
    before: &[DebtPosition],
) -> Result<Order<'a>, Problem> {
    let by = By {
        actor,
        at: deps.now(),
    };
    let mut acts = Vec::with_capacity(before.len());
    for (place, position) in before.iter().enumerate() {
        let (cf, iupd) = (&position.creditor, &position.iupd);
        let deleted = delete(position, by)
            .map_err(|_| placed(PAYMENT_FOUND.of(cf, iupd), place, iupd.as_str()))?;
        acts.push(Act::Remove {
            before: position.clone(),
            deleted,
        });
    }
    let each: Vec<&DebtPosition> = before.iter().collect();
    let chance = (&*deps.clock, &*deps.dice);
    Ok(Order {
        creditor: &settings.fiscal_code,
        actor,
        acts,
        with: tell_all(Tx::new(), settings, &each, PositionChange::Deleted, chance),
    })
}

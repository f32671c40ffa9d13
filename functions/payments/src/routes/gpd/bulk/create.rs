//! `POST …/debtpositions`: new positions.

use access::Actor;
use axum::body::Bytes;
use axum::extract::{Query, State};
use http::StatusCode;
use kernel::event::PositionChange;
use platform::table::Tx;

use super::{TRIES_MAX, body, placed, unwritten};
use crate::domain::position::{DebtPosition, create};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::Content;
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{GpdError, Problem, UNIQUE_VIOLATION};
use crate::routes::gpd::v1::create::{draft, may_write, told_create};
use crate::store::bulks::act::Act;
use crate::store::bulks::run::{BulkError, Order, write};
use crate::store::positions::tell_all;

/// 1 transaction where they fit it (up to 32 that are paid whole), else 1 for each 33 and 1.
pub async fn make(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<StatusCode, GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let contents = body::positions(&bytes, &actor.tenant)?;
    let settings = deps.creditor(&actor).await?;
    let mut positions = Vec::with_capacity(contents.len());
    for (place, content) in contents.into_iter().enumerate() {
        let iupd = content.iupd.to_string();
        let made = made(&deps, (&actor, &settings), content, publish);
        positions.push(made.map_err(|error| error.placed(place, &iupd))?);
    }
    for _ in 0..TRIES_MAX {
        let name = actor.id.to_string();
        let order = order(&deps, (&settings, &name), &positions);
        match write(&deps.table, order, &*deps.clock, &*deps.dice).await {
            Ok(()) => return Ok(StatusCode::CREATED),
            Err(BulkError::Taken(place)) => return Err(taken(&positions, place).into()),
            Err(BulkError::Stale | BulkError::Aborted) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

fn made(
    deps: &GpdDeps,
    (actor, settings): (&Actor, &CreditorSettings),
    content: Content,
    publish: bool,
) -> Result<DebtPosition, GpdError> {
    let iupd = content.iupd.clone();
    let draft = draft(actor, settings, content, None)?;
    let position = create(draft, publish, deps.now())
        .map_err(|refusal| told_create(refusal, settings, iupd.as_str()))?;
    may_write(actor, settings, &position)?;
    Ok(position)
}

fn order<'a>(
    deps: &GpdDeps,
    (settings, actor): (&'a CreditorSettings, &'a str),
    positions: &[DebtPosition],
) -> Order<'a> {
    let each: Vec<&DebtPosition> = positions.iter().collect();
    let by = (&*deps.clock, &*deps.dice);
    Order {
        creditor: &settings.fiscal_code,
        actor,
        acts: positions.iter().cloned().map(Act::create).collect(),
        with: tell_all(Tx::new(), settings, &each, PositionChange::Created, by),
    }
}

/// One of its numbers, or its id, is another one's.
pub(super) fn taken(positions: &[DebtPosition], place: usize) -> Problem {
    match positions.get(place) {
        Some(position) => {
            let (cf, iupd) = (&position.creditor, &position.iupd);
            placed(UNIQUE_VIOLATION.of(cf, iupd), place, iupd.as_str())
        }
        None => Problem::busy(),
    }
}

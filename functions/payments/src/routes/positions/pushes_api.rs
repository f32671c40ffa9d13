//! What was told outwards of a position, for the body's own programmes; and telling it again.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use platform::table::{Condition, Tx};
use platform::web::{ApiError, Fault};
use serde::Serialize;

use super::PositionsDeps;
use crate::domain::outwards::{Push, PushState, Target};
use crate::routes::machine::{Ask, done, earlier};
use crate::routes::words::table_fault;
use crate::store::outwards;

/// One target of one position.
#[derive(Debug, Serialize)]
pub(super) struct PushView {
    target: Target,
    state: PushState,
    /// Why it waits, was refused or is not wanted: an Italian half sentence.
    reason: Option<String>,
    /// In a row.
    failures: u32,
    next_try_at: Option<String>,
    sent_at: Option<String>,
    updated_at: String,
}

impl PushView {
    pub(super) fn of(push: &Push) -> Self {
        let waits = push.state == PushState::Waiting;
        Self {
            target: push.target,
            state: push.state,
            reason: push.reason.clone(),
            failures: push.failures,
            next_try_at: push.next_at.filter(|_| waits).map(|at| at.to_string()),
            sent_at: push.sent_at.map(|at| at.to_string()),
            updated_at: push.updated_at.to_string(),
        }
    }
}

/// `POST /api/creditors/{cf}/positions/{nav}/pushes/{target}/resend` → 202 with its state: 1 get of
/// the key's earlier answer, 1 or 2 of the position, 1 of what was told, 1 transaction.
pub(super) async fn resend(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((_, nav, target)): Path<(String, String, String)>,
    ask: Ask,
) -> Result<Response, ApiError> {
    let ask = ask.finish()?;
    if let Some(answer) = earlier(&deps.table, &actor.tenant, &ask).await? {
        return Ok(answer);
    }
    let push = deps.push(&actor, (&nav, &target)).await?;
    let again = push.resend(deps.clock.now());
    let told = (StatusCode::ACCEPTED, &PushView::of(&again));
    let done = done(&ask, &actor.tenant, told, deps.clock.now())?;
    let with = Tx::new().put(&done, Condition::New);
    let times = (deps.clock.as_ref(), deps.dice.as_ref());
    let ordered = outwards::resend(&deps.table, &again, with, times).await;
    if ordered.map_err(table_fault)? {
        return Ok((StatusCode::ACCEPTED, Json(PushView::of(&again))).into_response());
    }
    // The same request came twice at once, or it is being told right now.
    match earlier(&deps.table, &actor.tenant, &ask).await? {
        Some(answer) => Ok(answer),
        None => Err(Fault::conflict(
            "changed_meanwhile",
            "L’invio è cambiato nel frattempo: riprova.",
        )
        .into()),
    }
}

impl PositionsDeps {
    async fn push(&self, actor: &Actor, (nav, target): (&str, &str)) -> Result<Push, Fault> {
        let unknown = || Fault::not_found("Non c’è nessun invio di questa posizione.");
        let nav = NoticeNumber::parse(nav).map_err(|_| unknown())?;
        let target = Target::parse(target).ok_or_else(unknown)?;
        let position = self.by_nav(actor, &nav, Permission::PositionsWrite).await?;
        let anchor = position.ok_or_else(unknown)?.nav;
        let found = outwards::push(&self.table, (&actor.tenant, &anchor), target).await;
        found.map_err(table_fault)?.ok_or_else(unknown)
    }
}

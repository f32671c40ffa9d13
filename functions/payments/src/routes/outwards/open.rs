//! The positions that are open already are told too, as a person asks.

use access::Actor;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;
use kernel::time::italian_datetime;
use platform::web::{Fault, Page, PageError, Typed};

use super::act::busy;
use super::page::io_form;
use super::{IO, OutwardsDeps, PAGOPA};
use crate::domain::outwards::{OutwardSettings, Pass, Target};
use crate::routes::words::table_fault;
use crate::store::passes;

/// `POST …/pagopa/open`
pub(super) async fn of_archive(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
) -> Result<Response, PageError> {
    let choice = deps.choice(&actor).await?;
    if let Some(target) = choice.archive.target() {
        deps.open(&actor, target).await?;
    }
    Ok(Redirect::to(PAGOPA).into_response())
}

/// `POST …/io/open`, confirmed by a box: debtors are written to.
pub(super) async fn of_io(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Response, PageError> {
    let choice = deps.choice(&actor).await?;
    if form.value("sure") != "yes" {
        let mut form = io_form(&choice);
        form.reject("sure", "Conferma che vuoi scrivere ai debitori.");
        let page = deps.io_page(&actor, &choice, form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    if choice.all_targets().contains(&Target::Io) {
        deps.open(&actor, Target::Io).await?;
    }
    Ok(Redirect::to(IO).into_response())
}

impl OutwardsDeps {
    async fn open(&self, actor: &Actor, target: Target) -> Result<(), Fault> {
        let before = passes::read(&self.table, &actor.tenant, target).await;
        let before = before.map_err(table_fault)?;
        let who = actor.id.to_string();
        let about = (&actor.tenant, target);
        let Some(pass) = Pass::begin(before.as_ref(), about, (&who, self.clock.now())) else {
            // It is under way already.
            return Ok(());
        };
        let times = (self.clock.as_ref(), self.dice.as_ref());
        let written = passes::write(&self.table, &pass, Vec::new(), times).await;
        match written.map_err(table_fault)? {
            true => Ok(()),
            false => Err(busy()),
        }
    }
}

/// What the page says of it.
pub(super) struct Opening {
    pub text: &'static str,
    pub state: Option<String>,
    /// Whether it can begin now.
    pub offers: bool,
    /// Whether debtors are written to, which is confirmed.
    pub writes: bool,
}

/// None where nobody of this page is told anything.
pub(super) fn opening(
    settings: &OutwardSettings,
    target: Target,
    (pass, now): (Option<&Pass>, Timestamp),
) -> Option<Opening> {
    if !settings.all_targets().contains(&target) {
        return None;
    }
    let text = match target {
        Target::Aca | Target::Gpd => {
            "Le posizioni pubblicate prima che tu scegliessi questo archivio non gli sono state \
             comunicate. Quello che l’archivio sa già non viene inviato di nuovo."
        }
        Target::Io => {
            "I debitori con un avviso aperto da prima non hanno ricevuto messaggi. Ognuno ne riceve uno \
             per avviso; chi lo ha già avuto non ne riceve un altro."
        }
    };
    Some(Opening {
        text,
        state: pass.map(|pass| state(pass, now)),
        offers: pass.is_none_or(|pass| !pass.is_under_way(now)),
        writes: target == Target::Io,
    })
}

fn state(pass: &Pass, now: Timestamp) -> String {
    let (begun, ordered) = (italian_datetime(pass.begun_at), pass.ordered);
    match pass.ended_at {
        Some(at) => format!(
            "Ultimo invio iniziato il {begun}: posizioni aperte esaminate {ordered}, finito il {}.",
            italian_datetime(at)
        ),
        None if pass.is_under_way(now) => {
            format!("In corso dal {begun}: posizioni aperte esaminate finora {ordered}.")
        }
        None => format!("L’invio iniziato il {begun} si è fermato dopo {ordered} posizioni."),
    }
}

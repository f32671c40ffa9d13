//! A press on a tile: add it, take it away, place it, size it.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use platform::web::{Fault, Htmx, Page, PageError, Typed};

use super::DashboardDeps;
use super::board::{ADDED, Board};
use crate::domain::actor::Actor;
use crate::domain::dashboard::{Change, WidgetName, Width};
use crate::panel::widgets;
use crate::store::dashboard;

/// `POST /panel/dashboard`: 1 request, and 1 more where something changes. The same press twice is
/// one. htmx gets the tiles, everybody else is led to the page.
pub(super) async fn submit(
    State(deps): State<DashboardDeps>,
    actor: Actor,
    Htmx(fragment): Htmx,
    form: Typed,
) -> Result<Response, PageError> {
    let wrong = || Fault::bad_request("change", "Il modulo non è più valido: riapri la pagina.");
    let name = WidgetName::parse(form.value("widget")).ok_or_else(wrong)?;
    let asked = asked(&form).ok_or_else(wrong)?;
    if asked == Change::Add && widgets::find(&actor, &name).is_none() {
        return Err(wrong().into());
    }
    let tiles = dashboard::change(&deps.table, &actor, &name, asked).await;
    let tiles = tiles.map_err(Fault::unavailable)?;
    if !fragment {
        let name = name.as_str();
        return Ok(Redirect::to(&format!("/panel?tile={name}#tile-{name}")).into_response());
    }
    let board = Board::new(&actor, &tiles, (Some(&name), Some(told(asked))));
    Ok(Page(board).into_response())
}

fn asked(form: &Typed) -> Option<Change> {
    let value = |name: &str| Some(form.value(name)).filter(|value| !value.is_empty());
    if value("add").is_some() {
        return Some(Change::Add);
    }
    if value("remove").is_some() {
        return Some(Change::Remove);
    }
    match value("place") {
        Some(place) => place.parse().ok().map(Change::Place),
        None => Width::parse(form.value("width")).map(Change::Width),
    }
}

fn told(change: Change) -> &'static str {
    match change {
        Change::Add => ADDED,
        Change::Remove => "Riquadro tolto.",
        Change::Place(_) => "Riquadro spostato.",
        Change::Width(_) => "Larghezza cambiata.",
    }
}

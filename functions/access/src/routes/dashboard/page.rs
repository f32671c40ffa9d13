//! The page itself.

use askama::Template;
use axum::extract::State;
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::DashboardDeps;
use super::board::Board;
use crate::domain::actor::Actor;
use crate::domain::dashboard::WidgetName;
use crate::panel::panel;
use crate::store::dashboard;

#[derive(Template)]
#[template(path = "routes/dashboard/page.html")]
pub(super) struct HomePage {
    layout: Panel,
    board: Board,
}

/// `GET /panel`: 1 request. `?tile=` is the tile whose buttons are open.
pub(super) async fn show(
    State(deps): State<DashboardDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Page<HomePage>, PageError> {
    let tiles = dashboard::read(&deps.table, &actor).await;
    let tiles = tiles.map_err(Fault::unavailable)?;
    let changed = WidgetName::parse(query.value("tile"));
    Ok(Page(HomePage {
        layout: panel(&actor, "/panel"),
        board: Board::new(&actor, &tiles, (changed.as_ref(), None)),
    }))
}

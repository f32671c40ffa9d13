//! The people, each with the way to their rights.

use askama::Template;
use axum::extract::State;
use platform::table::Cursor;
use platform::web::ui::{Pager, Table, Value};
use platform::web::{Page, PageError, Panel, Typed};

use super::{HERE, PermissionsDeps};
use crate::domain::actor::Actor;
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::store::members::{self, Member};

/// Rows of a page.
const PAGE_ROWS: u32 = 50;

#[derive(Template)]
#[template(path = "routes/permissions/list.html")]
pub(super) struct ListPage {
    layout: Panel,
    table: Table,
    pager: Pager,
}

/// `GET /panel/access/permissions`: 1 query.
pub(super) async fn show(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Page<ListPage>, PageError> {
    let after = Some(query.value("after")).filter(|after| !after.is_empty());
    let after = after.map(Cursor::parse).transpose().map_err(table_fault)?;
    let first = after.is_some().then(|| HERE.to_owned());
    let found = members::list(&deps.table, &actor.tenant, after, PAGE_ROWS).await;
    let found = found.map_err(table_fault)?;
    let next = found
        .next
        .map(|next| format!("{HERE}?after={}", next.as_str()));
    let pager = Pager::new(first, next);
    Ok(Page(list_page(panel(&actor, HERE), &found.items, pager)))
}

pub(super) fn list_page(layout: Panel, people: &[Member], pager: Pager) -> ListPage {
    let row = |member: &Member| {
        vec![
            Value::link(member.name.as_str(), format!("{HERE}/{}", member.user)),
            Value::from(member.email.as_str()),
            Value::from(member.role.italian()),
            Value::from(member.state.italian()),
        ]
    };
    ListPage {
        layout: layout.here("Permessi"),
        table: Table::new("Persone dell’ente", ["Persona", "E-mail", "Ruolo", "Stato"])
            .rows(people.iter().map(row)),
        pager,
    }
}

//! The members, all of them by surname or those who were looked for.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::table::Cursor;
use platform::web::ui::{Alert, Empty, Field, Pager};
use platform::web::{Fault, Page, PageError, Typed};

use super::view::{ListPage, line};
use super::{HERE, MembersDeps};
use crate::domain::actor::Actor;
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::routes::tabs::{Open, Tabs};
use crate::store::members::{self, Member};

/// Members on a page.
const LINES: u32 = 25;
/// Most that a search shows.
const FOUND_MAX: u32 = 50;
/// Longer words find nobody.
const WORDS_CHARS_MAX: usize = 100;

/// `GET /panel/access/members`: 1 query and 1 batch.
pub(super) async fn show(
    State(deps): State<MembersDeps>,
    actor: Actor,
    asked: Typed,
) -> Result<Page<ListPage>, PageError> {
    let after = match asked.value("after") {
        "" => None,
        text => Some(Cursor::parse(text).map_err(table_fault)?),
    };
    let found = members::list(&deps.table, &actor.tenant, after, LINES).await;
    let found = found.map_err(table_fault)?;
    let mut page = deps.lines(&actor, &found.items, &Typed::new()).await?;
    page.pager = Pager::around(&found, HERE);
    page.alert = match asked.value("done") {
        "removed" => Some(Alert::success("La persona non fa più parte dell’ente.")),
        _ => None,
    };
    Ok(Page(page))
}

/// `POST /panel/access/members`: names and addresses stay out of the page's own address. 3 queries
/// and 1 batch.
pub(super) async fn search(
    State(deps): State<MembersDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let words = form.value("q").to_owned();
    if words.chars().count() < 2 || words.chars().count() > WORDS_CHARS_MAX {
        form.reject(
            "q",
            "Scrivi almeno due lettere del nome, del cognome o dell’e-mail.",
        );
        let page = deps.lines(&actor, &[], &form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let found = members::search(&deps.table, &actor.tenant, &words, FOUND_MAX).await;
    let found = found.map_err(table_fault)?;
    let mut page = deps.lines(&actor, &found, &form).await?;
    page.searched = true;
    page.more = found.len() >= usize::try_from(FOUND_MAX).unwrap_or(usize::MAX);
    page.empty = Empty::new(
        "Nessun risultato",
        "Nessun utente ha nome, cognome o e-mail che comincia così.",
    );
    Ok(Page(page).into_response())
}

impl MembersDeps {
    /// The page with these members on it: 1 request, none for nobody.
    async fn lines(
        &self,
        actor: &Actor,
        found: &[Member],
        form: &Typed,
    ) -> Result<ListPage, Fault> {
        let users = found.iter().map(|member| &member.user);
        let seen = members::last_seen(&self.table, &actor.tenant, users).await;
        let seen = seen.map_err(table_fault)?;
        let lines = found
            .iter()
            .map(|member| line(member, seen.get(&member.user).copied()));
        Ok(ListPage {
            layout: panel(actor, HERE).here("Utenti"),
            tabs: Tabs::new(Open::Members),
            alert: None,
            summary: form.summary(),
            words: Field::search("q", "Cerca tra gli utenti")
                .help("L’inizio del nome, del cognome o dell’e-mail.")
                .length_max(100)
                .required()
                .from(form),
            searched: false,
            lines: lines.collect(),
            more: false,
            empty: Empty::new(
                "Nessun utente",
                "Invita la prima persona dalla scheda Utenti invitati.",
            ),
            pager: Pager::default(),
        })
    }
}

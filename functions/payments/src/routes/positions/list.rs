//! The archive as a list: one box, filters that are remembered, pages along one index.

use access::{Actor, Permission, panel};
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use platform::web::{Page, PageError, Typed};

use super::PositionsDeps;
use super::asked::Asked;
use super::filters::form;
use super::found::{Answer, Listed};
use super::shown::{ListPage, bare, list_page, people};
use crate::domain::archive::{Order, Words, words};
use crate::routes::sought::Sought;
use crate::routes::words::table_fault;
use crate::store::debtors::DebtorName;

pub(super) const HERE: &str = "/panel/payments/positions";

/// `GET /panel/payments/positions`: 8 queries, and what is remembered where nothing is asked.
pub(super) async fn page(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let (asked, mut query) = deps.asked(&actor, query).await.map_err(table_fault)?;
    if let Some(sought) = &asked.sought {
        query = query.with("q", sought.words.as_str());
    }
    if !query.is_clean() {
        return deps.refused(&actor, query, &asked).await;
    }
    match deps.search(&actor, &asked).await.map_err(table_fault)? {
        Answer::Notice(nav) => deps.open(&actor, &nav, query, &asked).await,
        Answer::Unclear => {
            query.reject("q", UNCLEAR);
            deps.refused(&actor, query, &asked).await
        }
        Answer::List(listed) => {
            let page = deps.listed(&actor, &query, &asked, &listed).await?;
            Ok(Page(page).into_response())
        }
    }
}

const UNCLEAR: &str = "Scrivi un codice avviso di 18 cifre, uno IUV, un codice fiscale o partita \
                       IVA corretti, oppure almeno due lettere di un nome.";

/// `POST /panel/payments/positions`: keeps the filters, seals the words and leads to the list. A
/// notice number leads to its position.
pub(super) async fn search(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    mut typed: Typed,
) -> Result<Response, PageError> {
    if typed.is_chosen("clear", "yes") {
        typed = Typed::new().with("q", typed.value("q").to_owned());
    }
    let mut asked = Asked::read(&mut typed);
    let sought = typed.value("q").to_owned();
    let meaning = words(&sought);
    if meaning == Words::Unclear || sought.chars().count() > super::asked::WORDS_CHARS_MAX.into() {
        typed.reject("q", UNCLEAR);
    }
    if !typed.is_clean() {
        return deps.refused(&actor, typed, &asked).await;
    }
    if let Words::Notice(nav) = meaning {
        return deps.open(&actor, &nav, typed, &asked).await;
    }
    deps.remember(&actor, &asked).await.map_err(table_fault)?;
    if meaning != Words::Nothing {
        asked.seal = deps.seal(&Sought {
            words: sought,
            person: None,
        });
    }
    Ok(Redirect::to(&asked.href(None)).into_response())
}

impl PositionsDeps {
    /// The page of a notice that is known; else the form again.
    async fn open(
        &self,
        actor: &Actor,
        nav: &NoticeNumber,
        mut typed: Typed,
        asked: &Asked,
    ) -> Result<Response, PageError> {
        match self.by_nav(actor, nav, Permission::PositionsRead).await? {
            Some(position) => Ok(Redirect::to(&format!("{HERE}/{}", position.nav)).into_response()),
            None => {
                typed.reject("q", "Non c’è nessuna posizione con questo codice avviso.");
                self.refused(actor, typed, asked).await
            }
        }
    }

    /// The form with what is wrong in it.
    async fn refused(
        &self,
        actor: &Actor,
        typed: Typed,
        asked: &Asked,
    ) -> Result<Response, PageError> {
        let settings = self.catalogue(actor).await?;
        let form = form(&typed, asked, settings.as_ref());
        let page = ListPage {
            empty: None,
            ..bare(panel(actor, HERE), form)
        };
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
    }

    async fn listed(
        &self,
        actor: &Actor,
        query: &Typed,
        asked: &Asked,
        listed: &Listed,
    ) -> Result<ListPage, PageError> {
        let settings = self.catalogue(actor).await?;
        let form = form(query, asked, settings.as_ref());
        let page = list_page(panel(actor, HERE), form, asked, listed);
        let person = |person: &DebtorName| {
            let words = asked.sought.clone().unwrap_or_default().words;
            let person = Some(person.tax_code.clone());
            let seal = self.seal(&Sought { words, person });
            Asked {
                seal,
                ..asked.clone()
            }
            .href(None)
        };
        let export = actor.may(Permission::ExportsRun) && page.table.is_some();
        Ok(ListPage {
            people: people(&listed.people, person),
            export: export.then(|| export_fields(asked, self.once())),
            ..page
        })
    }
}

/// The filters of an export are those of the list, and its order as far as that never changes; people
/// go sealed. `once` makes a form that is
/// sent twice one export.
fn export_fields(asked: &Asked, once: String) -> Vec<(&'static str, String)> {
    let mut fields = asked.filter.fields();
    let order = match asked.order {
        Some(Order::Oldest) => Order::Oldest,
        _ => Order::Newest,
    };
    fields.push(("order", order.as_str().to_owned()));
    fields.push(("once", once));
    if !asked.seal.is_empty() {
        fields.push(("s", asked.seal.clone()));
    }
    fields
}

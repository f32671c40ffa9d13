//! The page of the log.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Choices, Empty, Field, Summary, Table};
use platform::web::{Page, PageError, Panel, Typed};

use super::asked::Asked;
use super::names::Names;
use super::{Deps, HERE, rows, table_fault};
use crate::domain::actor::Actor;
use crate::domain::audit::chain::Head;
use crate::domain::audit::{Act, AuditEvent, Object, Outcome};
use crate::panel::panel;
use crate::store::audit::chain::{self, Chain};

/// Events of a page.
const PAGE_EVENTS: usize = 50;
/// Characters of what is looked for: a notice number, or an id of ours or of others.
const SOUGHT_CHARS_MAX: u16 = 64;

#[derive(Template)]
#[template(path = "routes/audit/list.html")]
struct ListPage {
    layout: Panel,
    summary: Summary,
    sought: Field,
    choices: Vec<Choices>,
    days: [Field; 2],
    open: bool,
    active: Vec<String>,
    /// How far the log is sealed and verified.
    seal: Alert,
    table: Option<Table>,
    empty: Option<Empty>,
    /// More may follow than was looked at.
    paused: Option<Alert>,
    newer: Option<String>,
    older: Option<String>,
    export: String,
}

/// What one page shows of the log.
#[derive(Default)]
struct Shown {
    events: Vec<AuditEvent>,
    newer: Option<String>,
    older: Option<String>,
    /// The walk was long and found less than a page.
    paused: bool,
}

/// `GET /panel/access/audit`: the chain, 8 queries, the members; what is remembered where nothing is
/// asked.
pub(super) async fn page(
    State(deps): State<Deps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let (asked, form) = deps.asked(&actor, query).await.map_err(table_fault)?;
    deps.show(&actor, form, &asked).await
}

/// `POST /panel/access/audit`: keeps the filters and leads to the list. What is looked for becomes a
/// digest here, so that no notice number stands in an address.
pub(super) async fn search(
    State(deps): State<Deps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    if form.is_chosen("clear", "yes") {
        form = Typed::new();
    }
    let mut asked = Asked::read(&mut form);
    let sought: String = form.value("q").split_whitespace().collect();
    if sought.chars().count() > SOUGHT_CHARS_MAX.into() {
        form.reject(
            "q",
            "Scrivi un codice avviso o un codice di al massimo 64 caratteri.",
        );
    }
    if !form.is_clean() {
        return deps.show(&actor, form, &asked).await;
    }
    deps.remember(&actor, &asked).await.map_err(table_fault)?;
    if !sought.is_empty() {
        asked.object = Some(Object::of(&deps.key, &actor.tenant, &sought));
    }
    Ok(Redirect::to(&asked.href(None)).into_response())
}

impl Deps {
    async fn show(&self, actor: &Actor, form: Typed, asked: &Asked) -> Result<Response, PageError> {
        let chain = chain::read(&self.table, Some(&actor.tenant)).await;
        let chain = chain.map_err(table_fault)?;
        let shown = match form.is_clean() {
            true => self.shown(actor, asked, chain.as_ref()).await?,
            false => Shown::default(),
        };
        let names = self
            .names(actor, &shown.events)
            .await
            .map_err(table_fault)?;
        let status = match form.is_clean() {
            true => StatusCode::OK,
            false => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let page = list_page(
            panel(actor, HERE),
            (&form, asked),
            (shown, &names),
            chain.as_ref(),
        );
        Ok((status, Page(page)).into_response())
    }

    /// One page of events, newest first, and the ways on.
    async fn shown(
        &self,
        actor: &Actor,
        asked: &Asked,
        chain: Option<&Chain>,
    ) -> Result<Shown, PageError> {
        let walk = asked.walk(actor, chain, self.clock.now());
        let place = asked.back.clone().or(asked.at.clone());
        let found = walk
            .page(&self.table, place, PAGE_EVENTS, |event| asked.wants(event))
            .await;
        let mut found = found.map_err(table_fault)?;
        let goes_back = asked.back.is_some();
        if goes_back {
            found.events.reverse();
        }
        let older = match goes_back {
            true => found
                .events
                .last()
                .map(|event| &event.id)
                .or(asked.back.as_ref()),
            false => found.next.as_ref(),
        };
        let newer = match (goes_back, &asked.at) {
            (true, _) => found.next.as_ref(),
            (false, Some(at)) => Some(found.events.first().map_or(at, |event| &event.id)),
            (false, None) => None,
        };
        Ok(Shown {
            older: older.map(|id| asked.href(Some(("at", id)))),
            newer: newer.map(|id| asked.href(Some(("back", id)))),
            paused: found.next.is_some() && found.events.len() < PAGE_EVENTS,
            events: found.events,
        })
    }
}

fn list_page(
    layout: Panel,
    (form, asked): (&Typed, &Asked),
    (shown, names): (Shown, &Names),
    chain: Option<&Chain>,
) -> ListPage {
    let in_fold = ["from", "to", "who", "act", "outcome"];
    let is_empty = shown.events.is_empty() && !shown.paused && form.is_clean();
    ListPage {
        layout,
        summary: form.summary(),
        sought: Field::search("q", "Codice avviso o codice dell’oggetto")
            .help("Trova chi ha scaricato o modificato qualcosa.")
            .length_max(SOUGHT_CHARS_MAX)
            .with("autocomplete", "off")
            .from(form),
        choices: choices(form, asked, names),
        days: [
            Field::date("from", "Dal").from(form),
            Field::date("to", "Al").from(form),
        ],
        open: in_fold.into_iter().any(|field| form.error(field).is_some()),
        active: asked.active(|who| names.of(who)),
        seal: seal(chain),
        table: (!shown.events.is_empty()).then(|| rows::table(&shown.events, names)),
        empty: is_empty.then(|| {
            let text = "Nessuna attività registrata corrisponde a quello che cerchi.";
            Empty::new("Nessuna attività", text).action("Togli i filtri", format!("{HERE}?who="))
        }),
        paused: shown.paused.then(|| {
            Alert::info("La ricerca ha guardato molti giorni: prosegui per vedere quelli restanti.")
        }),
        newer: shown.newer,
        older: shown.older,
        export: asked.export(),
    }
}

fn choices(form: &Typed, asked: &Asked, names: &Names) -> Vec<Choices> {
    let acts = Act::ALL.iter().fold(
        Choices::select("act", "Attività").choice("", "Tutte"),
        |select, act| select.choice(act.name(), act.italian()),
    );
    let outcomes = Outcome::ALL.into_iter().fold(
        Choices::select("outcome", "Esito").choice("", "Tutti"),
        |select, outcome| select.choice(outcome.name(), outcome.italian()),
    );
    let all = [names.choices(asked.who.as_ref()), acts, outcomes];
    all.into_iter()
        .map(|choices| choices.required().from(form))
        .collect()
}

/// `Sigillato fino al …, verificato il …`.
fn seal(chain: Option<&Chain>) -> Alert {
    let Some(chain) = chain else {
        return Alert::info("Il registro non è ancora stato sigillato: il sigillo si fa ogni ora.");
    };
    let until = italian_datetime(chain.until);
    let blocks = match chain.blocks {
        1 => "1 blocco".to_owned(),
        blocks => format!("{blocks} blocchi"),
    };
    let sealed = format!(
        "Sigillato fino al {until}: {blocks}, impronta {}.",
        grouped(&chain.head)
    );
    match &chain.verified {
        None => Alert::info(format!("{sealed} Non ancora verificato.")),
        Some(found) if found.faults == 0 => {
            let at = italian_datetime(found.at);
            Alert::success(format!(
                "{sealed} Verificato il {at}, registrazioni integre: {}.",
                found.events
            ))
        }
        Some(found) => {
            let at = italian_datetime(found.at);
            let first = found.first.join(" ");
            let text = format!("Verifica del {at}: {} differenze. {first}", found.faults);
            Alert::danger(text).title("Il registro è stato alterato")
        }
    }
}

/// `727b6580 bb7b1054 …`: whole, to be noted, in groups that a narrow screen can break.
fn grouped(head: &Head) -> String {
    let digits: Vec<char> = head.as_str().chars().collect();
    let groups = digits
        .chunks(8)
        .map(|group| group.iter().collect::<String>());
    groups.collect::<Vec<_>>().join(" ")
}

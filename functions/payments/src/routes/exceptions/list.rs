//! The inbox: one box for each exception, with what it likely belongs to and how it is settled.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Query, State};
use kernel::time::{italian_date, italian_datetime};
use platform::table::Cursor;
use platform::web::ui::{Alert, Empty, Facts, Pager, Value};
use platform::web::{Fault, Page, PageError, Panel};
use serde::Deserialize;

use super::ExceptionsDeps;
use super::faults::ExceptionFault;
use super::likely::{Likely, likely};
use crate::domain::exceptions::{Exception, ExceptionKind, Remedy};
use crate::domain::fetch::ReceiptSource;
use crate::routes::outwards;
use crate::routes::words::{table_fault, who};
use crate::store::{exceptions, fetching};

pub(super) const HERE: &str = "/panel/payments/exceptions";
const STATEMENTS: &str = "/panel/payments/matching/statements";
/// Boxes of a page.
const PAGE: u32 = 20;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    settled: bool,
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/exceptions/list.html")]
pub(super) struct ListPage {
    pub layout: Panel,
    pub settled: bool,
    /// While missing receipts cannot be asked for.
    pub trouble: Option<Alert>,
    pub items: Vec<Item>,
    pub empty: Empty,
    pub pager: Pager,
}

/// One box.
#[derive(Debug)]
pub(super) struct Item {
    pub id: String,
    pub title: &'static str,
    pub explained: &'static str,
    pub facts: Facts,
    /// For those who may settle.
    pub presses: Vec<Press>,
    /// What happened to it: who, when, what, and the note.
    pub events: Vec<(String, String)>,
}

/// A button with what it sends.
#[derive(Debug)]
pub(super) struct Press {
    pub id: String,
    pub remedy: &'static str,
    pub label: &'static str,
    /// The notice number to link to, where the person types or confirms it.
    pub target: Option<String>,
    /// The flow that goes with it.
    pub with: Option<String>,
    pub note: bool,
}

/// `GET /panel/payments/exceptions`: 1 query, 1 for each payment without position or missing flow, and
/// 1 for all flows without credit; 1 get where a receipt is waited for.
pub(super) async fn page(
    State(deps): State<ExceptionsDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Page<ListPage>, PageError> {
    let place = asked.after.as_deref().map(Cursor::parse).transpose();
    let place = place.map_err(table_fault)?;
    let asking = (place, PAGE);
    let found = exceptions::list(&deps.table, &actor.tenant, !asked.settled, asking).await;
    let found = found.map_err(ExceptionFault::from)?;
    let matches = likely(&deps.table, &actor.tenant, &found.items).await;
    let matches = matches.map_err(ExceptionFault::from)?;
    let trouble = deps.trouble(&actor, &found.items).await?;
    let may = actor.may(Permission::MatchingWrite);
    let pairs = found.items.iter().zip(matches);
    let pager = Pager::around(&found, &address(asked.settled));
    Ok(Page(ListPage {
        layout: panel(&actor, HERE).here("Da sistemare"),
        settled: asked.settled,
        trouble,
        items: pairs.map(|(one, likely)| item(one, likely, may)).collect(),
        empty: empty(asked.settled),
        pager,
    }))
}

impl ExceptionsDeps {
    /// 1 get, where a receipt on the page is waited for.
    async fn trouble(&self, actor: &Actor, items: &[Exception]) -> Result<Option<Alert>, Fault> {
        if items.iter().all(|one| one.searched_next().is_none()) {
            return Ok(None);
        }
        let source = fetching::source(&self.table, &actor.tenant).await;
        let source = source.map_err(table_fault)?;
        Ok(source.as_ref().and_then(trouble))
    }
}

pub(super) fn trouble(source: &ReceiptSource) -> Option<Alert> {
    let told = outwards::trouble(source)?;
    let text = format!("Il servizio di pagoPA che ha le ricevute {told}.");
    Some(Alert::warning(text).title("Le ricevute mancanti aspettano"))
}

fn address(settled: bool) -> String {
    match settled {
        true => format!("{HERE}?settled=true"),
        false => HERE.to_owned(),
    }
}

pub(super) fn empty(settled: bool) -> Empty {
    match settled {
        true => Empty::new(
            "Ancora niente di chiuso",
            "Qui resta quello che è stato sistemato.",
        ),
        false => Empty::new(
            "Niente da sistemare",
            "Pagamenti, flussi e banca tornano. Quello che non torna compare qui.",
        ),
    }
}

pub(super) fn item(exception: &Exception, likely: Option<Likely>, may: bool) -> Item {
    let presses = match may && exception.is_open() {
        true => presses(exception, likely.as_ref()),
        false => Vec::new(),
    };
    let events = exception.events.iter().map(|event| {
        let head = format!(
            "{} · {} · {}",
            italian_datetime(event.at),
            event.what,
            who(&event.by)
        );
        (head, event.note.clone())
    });
    Item {
        id: exception.id.as_str().to_owned(),
        title: exception.kind.italian(),
        explained: exception.kind.explained(),
        facts: facts(exception, likely.as_ref()),
        presses,
        events: events.collect(),
    }
}

fn facts(exception: &Exception, likely: Option<&Likely>) -> Facts {
    let about = &exception.about;
    let notice = about.notice.as_ref().map(|nav| {
        let href = format!("/panel/payments/positions/{nav}");
        match exception.kind.has_position() {
            true => Value::link(nav.grouped(), href),
            false => Value::mono(nav.grouped()),
        }
    });
    let flow = about.flow_id.as_ref().map(|id| {
        let href = format!("/panel/payments/matching/flows/{id}");
        match exception.kind.has_flow() {
            true => Value::link(id.as_str(), href),
            false => Value::mono(id.as_str()),
        }
    });
    let likely = likely.map(|likely| match likely {
        Likely::Position(nav, subject) => {
            let text = format!("{} · {subject}", nav.grouped());
            Value::link(text, format!("/panel/payments/positions/{nav}"))
        }
        Likely::Flow(id) => {
            Value::link(id.as_str(), format!("/panel/payments/matching/flows/{id}"))
        }
        Likely::Credit(id, on) => {
            let on = italian_date(*on);
            Value::from(format!("Accredito del {on}, che nomina {id}"))
        }
    });
    let by_hand = (exception.kind == ExceptionKind::NotCredited && likely.is_none())
        .then(|| Value::link("Cercalo tra gli estratti conto", STATEMENTS));
    Facts::new()
        .fact("Data", italian_date(exception.on))
        .fact("Importo", exception.amount_cents)
        .maybe("Importo atteso", exception.expected_cents)
        .maybe("Avviso", notice)
        .maybe("Debitore", about.debtor_name.as_deref())
        .maybe("Codice fiscale", about.tax_code.as_deref().map(Value::mono))
        .maybe("Flusso", flow)
        .maybe("Riga del flusso", about.row.map(|row| row.to_string()))
        .maybe(
            "Ricevuta (IUR)",
            about.receipt_id.as_ref().map(|id| Value::mono(id.as_str())),
        )
        .maybe(
            "Attesa dal",
            exception
                .search
                .as_ref()
                .map(|_| italian_datetime(exception.opened_at)),
        )
        .maybe("Ricerca della ricevuta", sought(exception))
        .maybe("Probabile abbinamento", likely)
        .maybe("Accredito", by_hand)
}

/// When pagoPA was asked for the missing receipt, with what end, and when it is asked again.
fn sought(exception: &Exception) -> Option<String> {
    let search = exception.search.as_ref()?;
    let last = match (&search.last_at, &search.last_result) {
        (Some(at), Some(result)) => {
            let tries = match search.tries {
                0 => String::new(),
                1 => " (1 volta finora)".to_owned(),
                many => format!(" ({many} volte finora)"),
            };
            format!(
                "cercata l’ultima volta il {}{tries}: {result}",
                italian_datetime(*at)
            )
        }
        _ => "non ancora cercata".to_owned(),
    };
    let next = match exception.searched_next() {
        Some(at) => format!("; prossima dal {}", italian_datetime(at)),
        None if exception.is_open() && search.last_at.is_some() => {
            "; non la cerchiamo più".to_owned()
        }
        None => String::new(),
    };
    Some(format!("{last}{next}"))
}

fn presses(exception: &Exception, likely: Option<&Likely>) -> Vec<Press> {
    let flow = likely.and_then(Likely::flow).map(ToString::to_string);
    let press = |remedy: &Remedy| Press {
        id: exception.id.as_str().to_owned(),
        remedy: remedy.as_str(),
        label: remedy.button(),
        target: (*remedy == Remedy::Linked).then(|| match likely {
            Some(Likely::Position(nav, _)) => nav.to_string(),
            Some(Likely::Flow(_) | Likely::Credit(..)) | None => String::new(),
        }),
        with: (*remedy == Remedy::Attached)
            .then(|| flow.clone())
            .flatten(),
        note: remedy.wants_note(),
    };
    let offered = |remedy: &&Remedy| **remedy != Remedy::Attached || flow.is_some();
    let remedies = exception.kind.remedies().iter();
    remedies.filter(offered).map(press).collect()
}

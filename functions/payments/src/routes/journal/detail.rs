//! One call, with what was said.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use kernel::ids::EventId;
use kernel::text::italian_count;
use kernel::time::{italian_date, italian_datetime, rome_date};
use platform::web::ui::{Facts, Value};
use platform::web::{Fault, Page, PageError, Panel};

use super::rows::{badge, duration};
use super::{HERE, JournalDeps};
use crate::domain::journal::{Body, Direction, Entry};
use crate::routes::words::table_fault;
use crate::store::journal;

#[derive(Template)]
#[template(path = "routes/journal/detail.html")]
pub(super) struct DetailPage {
    layout: Panel,
    title: &'static str,
    facts: Facts,
    said: [Said; 2],
}

/// A message.
struct Said {
    id: &'static str,
    title: &'static str,
    text: String,
    /// What is to be known of it: its size, that it was cut.
    note: String,
}

/// `GET /panel/payments/journal/{id}`: 1 get.
pub(super) async fn page(
    State(deps): State<JournalDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Page<DetailPage>, PageError> {
    let unknown = || Fault::not_found("Non c’è nessuna chiamata con questo codice.");
    let id = EventId::parse(&id).map_err(|_| unknown())?;
    let found = journal::read(&deps.table, &actor.tenant, &id).await;
    let entry = found.map_err(table_fault)?.ok_or_else(unknown)?;
    let layout = panel(&actor, HERE).crumb("Giornale pagoPA", HERE);
    let layout = layout.here("Chiamata");
    Ok(Page(view(
        layout,
        &entry,
        actor.may(Permission::PositionsRead),
    )))
}

pub(super) fn view(layout: Panel, entry: &Entry, reads_positions: bool) -> DetailPage {
    let (asked, answered) = match entry.operation.direction() {
        Direction::In => (
            "Quello che ci è stato chiesto",
            "Quello che abbiamo risposto",
        ),
        Direction::Out => (
            "Quello che abbiamo chiesto",
            "Quello che ci è stato risposto",
        ),
    };
    DetailPage {
        layout,
        title: entry.operation.italian(),
        facts: facts(entry, reads_positions),
        said: [
            said(("request", asked), &entry.request),
            said(("answer", answered), &entry.answer),
        ],
    }
}

fn facts(entry: &Entry, reads_positions: bool) -> Facts {
    let notice = entry.notice.as_ref().map(|nav| match reads_positions {
        true => Value::link(nav.grouped(), format!("/panel/payments/positions/{nav}")),
        false => Value::mono(nav.grouped()),
    });
    let mono = |text: &Option<String>| text.as_deref().map(Value::mono);
    Facts::new()
        .fact("Quando", italian_datetime(entry.at))
        .fact("Operazione", Value::mono(entry.operation.name()))
        .fact("Direzione", entry.operation.direction().italian())
        .maybe(
            "Richiesta",
            (!entry.what.is_empty()).then(|| Value::mono(&*entry.what)),
        )
        .fact("Esito", badge(entry))
        .maybe("Codice", mono(&entry.code))
        .maybe("Problema", entry.trouble.as_deref())
        .maybe("Stato HTTP", entry.status.map(|status| status.to_string()))
        .fact("Durata", duration(entry))
        .maybe("Avviso", notice)
        .maybe("IUV", mono(&entry.iuv))
        .maybe("Ricevuta", mono(&entry.receipt_id))
        .fact("Registrazione", Value::mono(entry.id.as_str()))
        .fact(
            "Conservata fino al",
            italian_date(rome_date(entry.kept_until)),
        )
}

fn said((id, title): (&'static str, &'static str), body: &Body) -> Said {
    let size = match body.size_bytes {
        0 => "Nessun contenuto.".to_owned(),
        bytes => format!("{} byte.", italian_count(bytes)),
    };
    let more = match (body.is_cut, body.is_unreadable()) {
        (true, _) => " È conservata solo la parte iniziale.",
        (_, true) => " Non è XML né JSON: il contenuto non è conservato.",
        (false, false) => "",
    };
    Said {
        id,
        title,
        text: body.text.clone(),
        note: format!("{size}{more}"),
    }
}

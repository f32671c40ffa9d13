//! All that a statement credits, in the order of the accounting date.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::time::italian_date;
use platform::web::ui::{Alert, Badge, Column, Field, Pager, Summary, Table, Tone, Value};
use platform::web::{Page, PageError, Panel, Typed};

use super::super::MatchingDeps;
use super::super::flow::{Asked, provisional, shown};
use super::super::list::{HERE as MATCHING, sender};
use super::HERE;
use super::book::{Booking, Presets};
use crate::domain::accounting::{AccountingPerson, CollectionAccount, DefaultTerms};
use crate::domain::statement::Statement;

#[derive(Template)]
#[template(path = "routes/matching/accounting/statement.html")]
pub(super) struct BookAllPage {
    pub layout: Panel,
    pub told: Alert,
    pub rows: Option<Table>,
    pub pager: Pager,
    pub form: Option<BookAllForm>,
    pub above: String,
}

pub(super) struct BookAllForm {
    pub action: String,
    pub summary: Summary,
    pub fields: [Field; 2],
    pub button: String,
}

/// `GET …/accounting/statements/{id}`: 3 gets, 1 query per 500 lines, 2 batches per 100 flows.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page<BookAllPage>, PageError> {
    let statement = deps.statement(&actor, &id).await?;
    let bookings = deps.bookings(&actor, &statement.id).await?;
    let presets = deps.presets(&actor).await?;
    let may_write = actor.may(Permission::MatchingWrite);
    let form = may_write.then(|| typed(&presets));
    let layout = panel(&actor, HERE);
    Ok(Page(book_all_page(
        layout,
        &statement,
        &bookings,
        (form.as_ref(), asked.from),
    )))
}

fn typed(presets: &Presets) -> Typed {
    let terms = presets.terms();
    let account = terms
        .account
        .map_or_else(|| presets.iban.clone(), String::from);
    Typed::new()
        .with("person", terms.person.map(String::from).unwrap_or_default())
        .with("account", account)
}

/// `POST …/accounting/statements/{id}`: as the page, and 1 transaction per 45 flows. Sent twice, it
/// books nothing twice.
pub(super) async fn save(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let statement = deps.statement(&actor, &id).await?;
    let presets = deps.presets(&actor).await?;
    let person = form.parse_optional("person", AccountingPerson::parse);
    let account = form.parse_optional("account", CollectionAccount::parse);
    let (Some(person), Some(account)) = (person, account) else {
        let bookings = deps.bookings(&actor, &statement.id).await?;
        let page = book_all_page(panel(&actor, HERE), &statement, &bookings, (Some(&form), 0));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let date = presets.terms().date;
    let chosen = DefaultTerms {
        date,
        person,
        account,
    };
    deps.book_all(&actor, &statement.id, &chosen, &presets.iban)
        .await?;
    Ok(Redirect::to(&format!("{HERE}/statements/{}", statement.id)).into_response())
}

pub(super) fn book_all_page(
    layout: Panel,
    statement: &Statement,
    bookings: &[Booking],
    (form, from): (Option<&Typed>, usize),
) -> BookAllPage {
    let here = format!("{HERE}/statements/{}", statement.id);
    let open = bookings
        .iter()
        .filter(|booking| booking.record.is_none())
        .count();
    let (rows, pager) = shown(bookings, from, &here);
    BookAllPage {
        layout: layout
            .crumb("Riconciliazione", MATCHING)
            .crumb(
                statement.file_name.as_str(),
                format!("{MATCHING}/statements/{}", statement.id),
            )
            .here("Registra gli incassi"),
        told: told(bookings.len(), open),
        rows: (!rows.is_empty()).then(|| table(rows)),
        pager,
        form: form
            .filter(|_| open > 0)
            .map(|form| book_all_form(form, here, open)),
        above: format!("{MATCHING}/statements/{}", statement.id),
    }
}

fn told(all: usize, open: usize) -> Alert {
    match (all, open) {
        (0, _) => Alert::info("In questo estratto conto nessun accredito è abbinato a un flusso."),
        (_, 0) => Alert::success("Tutti gli accrediti abbinati sono registrati."),
        (_, 1) => Alert::info("C'è un incasso da registrare."),
        (_, open) => Alert::info(format!("Ci sono {open} incassi da registrare.")),
    }
}

fn book_all_form(form: &Typed, action: String, open: usize) -> BookAllForm {
    BookAllForm {
        action,
        summary: form.summary(),
        fields: [
            Field::text("person", "Persona")
                .help("Vuoto: il PSP di ciascun flusso.")
                .length_max(AccountingPerson::LENGTH_MAX)
                .from(form),
            Field::text("account", "Conto di incasso")
                .help("Vuoto: l'IBAN dell'ente.")
                .length_max(CollectionAccount::LENGTH_MAX)
                .from(form),
        ],
        button: match open {
            1 => "Registra l'incasso".to_owned(),
            open => format!("Registra tutti in ordine di data ({open})"),
        },
    }
}

fn table(bookings: &[Booking]) -> Table {
    let rows = bookings.iter().map(|booking| {
        let (flow, line) = (&booking.flow, booking.line.as_ref());
        let terms = booking.record.as_ref().map(|record| &record.terms);
        let day = terms
            .map(|terms| terms.accounting_date)
            .or(line.map(|l| l.accounting_date));
        let entry = line.and_then(|line| line.provisional.as_ref());
        let person = terms.map_or_else(|| sender(flow), |terms| terms.person.to_string());
        vec![
            Value::from(day.map(italian_date).unwrap_or_default()),
            Value::link(flow.id.as_str(), format!("{HERE}/flows/{}", flow.id)),
            Value::euro(flow.amount_cents),
            Value::from(provisional(entry)),
            Value::from(person),
            Value::from(match terms {
                Some(_) => Badge::new("Registrato", Tone::Success),
                None => Badge::new("Da registrare", Tone::Neutral),
            }),
        ]
    });
    let columns = [
        Column::text("Data contabile"),
        Column::text("Flusso"),
        Column::number("Importo"),
        Column::text("Provvisorio"),
        Column::text("Persona"),
        Column::text("Incasso"),
    ];
    Table::new("Accrediti in ordine di data", columns).rows(rows)
}

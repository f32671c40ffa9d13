//! One flow at a time: when its credit was booked, of whom, on which account.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::civil::Date;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Alert, Facts, Field, Summary, Table, Value};
use platform::web::{Page, PageError, Panel, Typed};

use super::super::MatchingDeps;
use super::super::faults::MatchingFault;
use super::super::flow::provisional;
use super::super::list::{HERE as MATCHING, bank_badge, sender};
use super::HERE;
use super::book::Booking;
use crate::domain::accounting::{
    AccountingChange, AccountingPerson, AccountingTerms, CollectionAccount, book,
};
use crate::domain::flow::BankState;

#[derive(Template)]
#[template(path = "routes/matching/accounting/flow.html")]
pub(super) struct BookPage {
    pub layout: Panel,
    pub title: &'static str,
    pub alert: Option<Alert>,
    pub facts: Facts,
    /// For those who may write, where the bank's word allows it.
    pub form: Option<BookForm>,
    pub changes: Option<Table>,
    pub above: String,
}

pub(super) struct BookForm {
    pub action: String,
    pub summary: Summary,
    pub version: u64,
    pub fields: [Field; 3],
    pub button: &'static str,
}

/// `GET …/accounting/flows/{flow_id}`: 1 query and 2 gets.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
) -> Result<Page<BookPage>, PageError> {
    let booking = deps.booking(&actor, &id).await?;
    let terms = match &booking.record {
        Some(record) => Some(record.terms.clone()),
        None => deps.presets(&actor).await?.of(&booking),
    };
    let form = terms.map(|terms| typed(&terms)).unwrap_or_default();
    let may_write = actor.may(Permission::MatchingWrite);
    Ok(Page(book_page(
        panel(&actor, HERE),
        &booking,
        (&form, may_write),
    )))
}

fn typed(terms: &AccountingTerms) -> Typed {
    Typed::new()
        .with("accounting_date", terms.accounting_date.to_string())
        .with("person", terms.person.as_str())
        .with("account", terms.account.as_str())
}

/// `POST …/accounting/flows/{flow_id}`: 1 query and 1 transaction; the page again where a field is
/// wrong. Sent twice, it is done once.
pub(super) async fn save(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let Some(terms) = terms(&mut form) else {
        let booking = deps.booking(&actor, &id).await?;
        let page = book_page(panel(&actor, HERE), &booking, (&form, true));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let seen = form.value("version").parse().ok();
    let booked = deps
        .book(&actor, &id, (&terms, Some(seen.unwrap_or(0))), |_| None)
        .await;
    match booked {
        Ok(_) => Ok(Redirect::to(&format!("{HERE}/flows/{id}")).into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// What was typed; `None` with the errors kept.
fn terms(form: &mut Typed) -> Option<AccountingTerms> {
    let date = form.parse("accounting_date", |text| {
        text.parse::<Date>()
            .map_err(|_| "Scrivi una data, come 31/12/2026.")
    });
    let person = form.parse("person", AccountingPerson::parse);
    let account = form.parse("account", CollectionAccount::parse);
    Some(AccountingTerms {
        accounting_date: date?,
        person: person?,
        account: account?,
    })
}

pub(super) fn book_page(
    layout: Panel,
    booking: &Booking,
    (form, may_write): (&Typed, bool),
) -> BookPage {
    let flow = &booking.flow;
    let record = booking.record.as_ref();
    let title = match record {
        Some(_) => "Incasso registrato",
        None => "Registra incasso",
    };
    // Whether it can be booked is asked with any terms: they have no say in it.
    let refusal = match flow.bank {
        _ if record.is_some() => None,
        BankState::AmountDiffers | BankState::Duplicate => refusal(booking, form),
        BankState::Matched | BankState::Waiting => None,
    };
    let alert = refusal
        .or_else(|| stale(booking))
        .or_else(|| early(booking));
    let refused =
        record.is_none() && matches!(flow.bank, BankState::AmountDiffers | BankState::Duplicate);
    BookPage {
        layout: layout
            .crumb("Riconciliazione", MATCHING)
            .crumb("Incassi", HERE)
            .here(flow.id.as_str()),
        title,
        alert,
        facts: facts(booking),
        form: (may_write && !refused).then(|| book_form(booking, form)),
        changes: (!booking.changes.is_empty()).then(|| changes(&booking.changes)),
        above: format!("{MATCHING}/flows/{}", flow.id),
    }
}

fn refusal(booking: &Booking, form: &Typed) -> Option<Alert> {
    let day = form
        .value("accounting_date")
        .parse()
        .unwrap_or(booking.flow.settled_on);
    let terms = AccountingTerms {
        accounting_date: day,
        person: AccountingPerson::of_sender("-")?,
        account: CollectionAccount::parse("-").ok()?,
    };
    let now = ("", booking.flow.updated_at);
    let refused = book(None, &booking.flow, booking.line.as_ref(), terms, now).err()?;
    Some(Alert::warning(refused.to_string()))
}

/// A later revision of the flow has another amount than was booked.
fn stale(booking: &Booking) -> Option<Alert> {
    let record = booking.record.as_ref()?;
    (record.amount_cents != booking.flow.amount_cents).then(|| {
        Alert::warning(format!(
            "Dopo la registrazione è arrivata una revisione del flusso con un altro importo: \
             registrati {} €, ora {} €.",
            record.amount_cents.italian(),
            booking.flow.amount_cents.italian()
        ))
    })
}

fn early(booking: &Booking) -> Option<Alert> {
    let waits = booking.record.is_none() && booking.flow.bank == BankState::Waiting;
    waits.then(|| {
        Alert::info(
            "Nessun estratto conto mostra ancora l'accredito: la data contabile proposta è quella \
             del regolamento.",
        )
    })
}

fn facts(booking: &Booking) -> Facts {
    let flow = &booking.flow;
    let line = booking.line.as_ref();
    let record = booking.record.as_ref();
    let entry = record
        .and_then(|record| record.provisional.as_ref())
        .or(line.and_then(|line| line.provisional.as_ref()));
    Facts::new()
        .fact("Flusso", Value::mono(flow.id.as_str()))
        .fact(
            "Importo",
            record.map_or(flow.amount_cents, |record| record.amount_cents),
        )
        .fact("Da", sender(flow))
        .fact("Regolato il", italian_date(flow.settled_on))
        .fact("Banca", Value::from(bank_badge(flow.bank)))
        .maybe(
            "Accreditato il",
            line.map(|line| italian_date(line.accounting_date)),
        )
        .maybe(
            "Numero provvisorio",
            entry.map(|entry| provisional(Some(entry))),
        )
        .maybe(
            "Registrato il",
            record.map(|record| italian_datetime(record.created_at)),
        )
}

fn book_form(booking: &Booking, form: &Typed) -> BookForm {
    let record = booking.record.as_ref();
    BookForm {
        action: format!("{HERE}/flows/{}", booking.flow.id),
        summary: form.summary(),
        version: record.map_or(0, |record| record.version),
        fields: [
            Field::date("accounting_date", "Data contabile")
                .required()
                .from(form),
            Field::text("person", "Persona")
                .help("Chi versa, per la contabilità: il PSP del flusso o un'altra anagrafica.")
                .length_max(AccountingPerson::LENGTH_MAX)
                .required()
                .from(form),
            Field::text("account", "Conto di incasso")
                .help("L'IBAN o il codice del conto nel programma di contabilità.")
                .length_max(CollectionAccount::LENGTH_MAX)
                .required()
                .from(form),
        ],
        button: match record {
            Some(_) => "Salva le modifiche",
            None => "Registra incasso",
        },
    }
}

fn changes(changes: &[AccountingChange]) -> Table {
    let told = |terms: &AccountingTerms| {
        format!(
            "{}, {}, {}",
            italian_date(terms.accounting_date),
            terms.person,
            terms.account
        )
    };
    let rows = changes.iter().rev().map(|change| {
        vec![
            Value::from(italian_datetime(change.at)),
            Value::from(told(&change.from)),
            Value::from(told(&change.to)),
        ]
    });
    Table::new("Modifiche", ["Quando", "Prima", "Dopo"]).rows(rows)
}

impl From<crate::domain::accounting::AccountingRefusal> for MatchingFault {
    fn from(refusal: crate::domain::accounting::AccountingRefusal) -> Self {
        Self::NotBooked(refusal)
    }
}

//! The list of imports, newest first, and the beginning of a new one.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::idempotency::{Fingerprint, IdempotencyKey};
use kernel::text::italian_count;
use kernel::time::italian_datetime;
use platform::table::Cursor;
use platform::web::ui::{Badge, Column, Empty, Field, Pager, Summary, Table, Tone, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};
use serde::Deserialize;

use super::ImportsDeps;
use super::act::Outcome;
use super::faults::ImportFault;
use crate::domain::import::{Import, ImportState};
use crate::routes::machine::FILE_NAME_CHARS_MAX;
use crate::routes::words::table_fault;
use crate::store::idempotency::{self, Done};

pub(super) const HERE: &str = "/panel/payments/imports";
/// Rows of a page.
const PAGE_ROWS: u32 = 25;
/// What the form's own key is for.
const CREATE: &str = "POST /panel/payments/imports";

#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
}

#[derive(Template)]
#[template(path = "routes/imports/list.html")]
struct ListPage {
    layout: Panel,
    begin: Option<Begin>,
    table: Option<Table>,
    empty: Empty,
    pager: Pager,
}

/// The form for a new import. `once` makes a form that is sent twice one import.
struct Begin {
    summary: Summary,
    name: Field,
    once: String,
}

pub(super) async fn page(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let once = hex::encode(dice::bytes::<16>(&*deps.dice));
    let form = Typed::new().with("once", once);
    show(&deps, &actor, asked.after.as_deref(), &form).await
}

/// `POST`: a new import, whose page asks for the file. 2 requests.
pub(super) async fn create(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    form.require("name", "Scrivi il nome dell’importazione.");
    let Some(name) = form.parse("name", name) else {
        let page = show(&deps, &actor, None, &form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
    };
    let wrong = |_| Fault::bad_request("once", "Il modulo non è più valido: riapri la pagina.");
    let key = IdempotencyKey::parse(&format!("panel-{}", form.value("once"))).map_err(wrong)?;
    let found = idempotency::find(&deps.table, &actor.tenant, &key)
        .await
        .map_err(table_fault)?;
    if let Some(done) = found {
        return Ok(Redirect::to(&done.body).into_response());
    }
    let import = deps.begin(&actor, name.clone());
    let done = Done {
        creditor: actor.tenant.clone(),
        key: key.clone(),
        route: CREATE.to_owned(),
        fields: [("name".to_owned(), Fingerprint::of(&[name.as_bytes()]))].into(),
        status: StatusCode::SEE_OTHER.as_u16(),
        body: format!("{HERE}/{}", import.id),
        at: deps.clock.now(),
    };
    match deps.create(import, Some(&done)).await? {
        Outcome::Done(_) => Ok(Redirect::to(&done.body).into_response()),
        Outcome::KeyUsed => {
            let found = idempotency::find(&deps.table, &actor.tenant, &key).await;
            let earlier = found.map_err(table_fault)?.ok_or(ImportFault::Busy)?;
            Ok(Redirect::to(&earlier.body).into_response())
        }
    }
}

fn name(text: &str) -> Result<String, &'static str> {
    let name = kernel::text::normalise_spaces(text);
    match name.chars().count() {
        1..=FILE_NAME_CHARS_MAX => Ok(name),
        _ => Err("Scrivi un nome di al più 255 caratteri."),
    }
}

async fn show(
    deps: &ImportsDeps,
    actor: &Actor,
    after: Option<&str>,
    form: &Typed,
) -> Result<Response, PageError> {
    let after = after.map(Cursor::parse).transpose().map_err(table_fault)?;
    let first = after.is_some().then(|| HERE.to_owned());
    let found = deps.list(actor, after, PAGE_ROWS).await?;
    let next = found
        .next
        .map(|cursor| format!("{HERE}?after={}", cursor.as_str()));
    let begin = actor.may(Permission::ImportsWrite).then(|| begin(form));
    Ok(Page(list_page(
        panel(actor, HERE),
        begin,
        &found.items,
        Pager::new(first, next),
    ))
    .into_response())
}

fn begin(form: &Typed) -> Begin {
    Begin {
        summary: form.summary(),
        name: Field::text("name", "Nome dell’importazione")
            .help("Per ritrovarla nell’elenco: per esempio «Mensa, marzo 2026».")
            .length_max(255)
            .required()
            .from(form),
        once: form.value("once").to_owned(),
    }
}

fn list_page(layout: Panel, begin: Option<Begin>, imports: &[Import], pager: Pager) -> ListPage {
    ListPage {
        layout: layout.here("Importazioni"),
        begin,
        table: (!imports.is_empty()).then(|| table(imports)),
        empty: Empty::new(
            "Ancora nessuna importazione",
            "Qui trovi i file di dovuti caricati.",
        ),
        pager,
    }
}

fn table(imports: &[Import]) -> Table {
    let columns = [
        Column::text("Importazione"),
        Column::text("Creata il"),
        Column::text("Stato"),
        Column::number("Righe valide"),
        Column::number("Scartate"),
        Column::number("Importo"),
    ];
    let row = |import: &Import| {
        vec![
            Value::link(import.file_name.as_str(), format!("{HERE}/{}", import.id)),
            Value::from(italian_datetime(import.created_at)),
            Value::from(badge(import)),
            Value::from(italian_count(import.totals.accepted)),
            Value::from(italian_count(import.totals.refused)),
            Value::euro(import.totals.amount_cents),
        ]
    };
    Table::new("Importazioni di dovuti", columns).rows(imports.iter().map(row))
}

pub(super) fn badge(import: &Import) -> Badge {
    match import.state {
        ImportState::Uploaded => Badge::new("Da controllare", Tone::Neutral),
        ImportState::Checking => Badge::new("Controllo in corso", Tone::Info),
        ImportState::Ready if import.totals.accepted == 0 => {
            Badge::new("Nulla da pubblicare", Tone::Neutral)
        }
        ImportState::Ready => Badge::new("Da confermare", Tone::Warning),
        ImportState::Publishing => Badge::new("Pubblicazione in corso", Tone::Info),
        ImportState::Published => Badge::new("Pubblicata", Tone::Success),
        ImportState::Failed => Badge::new("File non leggibile", Tone::Danger),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use platform::web::inspect;

    #[test]
    fn the_list_is_a_sound_page_full_empty_and_with_an_error() {
        let mut form = Typed::new().with("once", "x");
        form.reject("name", inspect::HOSTILE);
        for (imports, begin) in [
            (samples::imports(), Some(begin(&Typed::new()))),
            (Vec::new(), Some(begin(&form))),
            (Vec::new(), None),
        ] {
            let page = list_page(samples::layout(), begin, &imports, Pager::default());
            assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
        }
    }
}

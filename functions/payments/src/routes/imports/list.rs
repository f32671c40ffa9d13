//! The list of imports, newest first, and the beginning of a new one.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::idempotency::{Fingerprint, IdempotencyKey};
use kernel::text::italian_count;
use kernel::time::italian_datetime;
use platform::table;
use platform::web::ui::{Alert, Badge, Column, Empty, Field, Pager, Summary, Table, Tone, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::ImportsDeps;
use super::act::Outcome;
use super::faults::ImportFault;
use super::sought::{Asked, SearchForm};
use crate::domain::import::{Import, ImportState};
use crate::routes::machine::FILE_NAME_CHARS_MAX;
use crate::routes::words::table_fault;
use crate::store::idempotency::{self, Done};

pub(super) const HERE: &str = "/panel/payments/imports";
/// Rows of a page.
pub(super) const PAGE_ROWS: u32 = 25;
/// What the form's own key is for.
const CREATE: &str = "POST /panel/payments/imports";

#[derive(Template)]
#[template(path = "routes/imports/list.html")]
struct ListPage {
    layout: Panel,
    begin: Option<Begin>,
    /// Where there is something to look for.
    search: Option<SearchForm>,
    table: Option<Table>,
    paused: Option<Alert>,
    empty: Option<Empty>,
    pager: Pager,
}

/// The form for a new import. `once` makes a form that is sent twice one import.
struct Begin {
    summary: Summary,
    name: Field,
    once: String,
}

/// `GET`: 1 request for what is remembered, 1 query; at most 4 where something is looked for.
pub(super) async fn page(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    query: Typed,
) -> Result<Response, PageError> {
    let asked = deps.sought(&actor, &query).await.map_err(table_fault)?;
    let once = hex::encode(dice::bytes::<16>(&*deps.dice));
    let form = Typed::new().with("once", once);
    show(&deps, &actor, &asked, &form).await
}

/// `POST`: a new import, whose page asks for the file. 2 requests.
pub(super) async fn create(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    form.require("name", "Scrivi il nome dell’importazione.");
    let Some(name) = form.parse("name", name) else {
        let page = show(&deps, &actor, &Asked::default(), &form).await?;
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
    asked: &Asked,
    form: &Typed,
) -> Result<Response, PageError> {
    let found = deps.found(actor, asked).await?;
    let begin = actor.may(Permission::ImportsWrite).then(|| begin(form));
    let page = list_page(panel(actor, HERE), begin, (asked, &found));
    Ok(Page(page).into_response())
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

fn list_page(
    layout: Panel,
    begin: Option<Begin>,
    (asked, found): (&Asked, &table::Page<Import>),
) -> ListPage {
    let imports = &found.items;
    let is_bare = asked.is_all() && found.is_first && imports.is_empty();
    let paused = asked.paused(found);
    ListPage {
        layout: layout.here("Importazioni"),
        begin,
        search: (!is_bare).then(|| asked.form()),
        table: (!imports.is_empty()).then(|| table(imports)),
        empty: (imports.is_empty() && paused.is_none()).then(|| asked.empty()),
        pager: Pager::around(found, &asked.here()),
        paused,
    }
}

fn table(imports: &[Import]) -> Table {
    let columns = [
        Column::text("Importazione"),
        Column::text("Caricata il"),
        Column::text("Da"),
        Column::text("Stato"),
        Column::number("Righe valide"),
        Column::number("Scartate"),
        Column::number("Importo"),
    ];
    let row = |import: &Import| {
        vec![
            Value::link(import.file_name.as_str(), format!("{HERE}/{}", import.id)),
            Value::from(italian_datetime(import.created_at)),
            Value::from(import.created_by_name.as_str()),
            Value::from(badge(import)),
            Value::from(italian_count(import.totals.accepted)),
            Value::from(italian_count(import.totals.refused)),
            Value::euro(import.totals.amount_cents),
        ]
    };
    Table::new("Importazioni di dovuti", columns).rows(imports.iter().map(row))
}

pub(super) fn badge(import: &Import) -> Badge {
    let tone = match import.state {
        ImportState::Ready if import.totals.accepted == 0 => {
            return Badge::new("Nulla da pubblicare", Tone::Neutral);
        }
        ImportState::Uploaded => Tone::Neutral,
        ImportState::Checking | ImportState::Publishing => Tone::Info,
        ImportState::Ready => Tone::Warning,
        ImportState::Published => Tone::Success,
        ImportState::Failed => Tone::Danger,
    };
    Badge::new(import.state.italian(), tone)
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;
    use platform::table::Cursor;
    use platform::web::inspect;

    #[test]
    fn the_list_is_a_sound_page_full_empty_and_with_an_error() {
        let mut form = Typed::new().with("once", "x");
        form.reject("name", inspect::HOSTILE);
        let asked = Asked::of_test();
        for (imports, begin) in [
            (samples::imports(), Some(begin(&Typed::new()))),
            (Vec::new(), Some(begin(&form))),
            (Vec::new(), None),
        ] {
            let found = table::Page {
                items: imports,
                next: Some(Cursor::of_text("x")),
                previous: Some(Cursor::of_text("x")),
                is_first: false,
            };
            let page = list_page(samples::layout(), begin, (&asked, &found));
            assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
        }
    }
}

//! The search: notice number and tax code, asked together and answered together.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::web::ui::{Field, Summary};
use platform::web::{Fault, Page, PageError, Public, Typed};

use super::CitizenDeps;
use super::show::notice_page;
use super::token::Found;
use crate::domain::position::PositionState;
use crate::domain::printing::is_debtor;
use crate::routes::words::table_fault;
use crate::store::positions;

#[derive(Template)]
#[template(path = "routes/citizen/look_up.html")]
struct LookUpPage {
    layout: Public,
    summary: Summary,
    notice_number: Field,
    /// Asked only where the number alone does not tell.
    creditor: Option<Field>,
    tax_code: Field,
}

pub(super) async fn form() -> Page<impl Template> {
    Page(look_up_page(&Typed::new()))
}

fn look_up_page(form: &Typed) -> LookUpPage {
    LookUpPage {
        layout: Public::new(),
        summary: form.summary(),
        notice_number: Field::digits("notice_number", "Codice avviso")
            .help("18 cifre, accanto alla scritta «Codice Avviso»; gli spazi non contano.")
            .length_max(30)
            .with("autocomplete", "off")
            .required()
            .from(form),
        creditor: form.error("creditor").map(|_| creditor_field(form)),
        tax_code: Field::text("tax_code", "Codice fiscale o partita IVA")
            .help("Della persona o dell’impresa a cui è intestato l’avviso.")
            .length_max(20)
            .with("autocomplete", "off")
            .with("autocapitalize", "characters")
            .mono()
            .required()
            .from(form),
    }
}

fn creditor_field(form: &Typed) -> Field {
    Field::digits("creditor", "Codice fiscale dell’ente creditore")
        .help("11 cifre: le trovi sull’avviso, sotto il nome dell’ente.")
        .length_max(20)
        .with("autocomplete", "off")
        .required()
        .from(form)
}

fn compact(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && *c != '.' && *c != '-')
        .collect()
}

pub(super) async fn find(
    State(deps): State<CitizenDeps>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let nav = form.parse("notice_number", |text| {
        NoticeNumber::parse(&compact(text)).map_err(|error| error.italian())
    });
    let creditor = form.parse_optional("creditor", |text| {
        OrgFiscalCode::parse(&compact(text)).map_err(|error| error.italian())
    });
    let tax_code = form.parse("tax_code", |text| {
        TaxCode::parse(&compact(text)).map_err(|error| error.italian())
    });
    let (Some(nav), Some(creditor), Some(tax_code)) = (nav, creditor, tax_code) else {
        return Ok(unclear(&form));
    };
    if deps.brake.waits(&tax_code) {
        return Err(too_many().into());
    }
    let creditors = match creditor {
        Some(creditor) => vec![creditor].into(),
        None => deps.settings.creditors().await.map_err(table_fault)?,
    };
    let found = positions::by_nav_anywhere(&deps.table, &creditors, &nav).await;
    let mut own = found.map_err(table_fault)?;
    // A draft is shown to nobody.
    own.retain(|position| {
        position.state != PositionState::Draft && is_debtor(position, &nav, &tax_code)
    });
    let now = deps.clock.now();
    let own: Vec<_> = own.iter().map(|position| position.at(now)).collect();
    match own.as_slice() {
        [] => miss(&deps, &tax_code, form).await,
        [position] => {
            let found = Found {
                creditor: position.creditor.clone(),
                nav,
                tax_code,
            };
            Ok(notice_page(&deps, &found, position)?.into_response())
        }
        _ => {
            form.reject(
                "creditor",
                "Più enti hanno un avviso con questo codice: scrivi quale.",
            );
            Ok(unclear(&form))
        }
    }
}

fn unclear(form: &Typed) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(look_up_page(form))).into_response()
}

/// Unknown and not yours are one answer, letter by letter.
async fn miss(
    deps: &CitizenDeps,
    tax_code: &TaxCode,
    mut form: Typed,
) -> Result<Response, PageError> {
    if deps.brake.miss(tax_code).await.map_err(table_fault)? {
        return Err(too_many().into());
    }
    form.reject(
        "notice_number",
        "Non troviamo un avviso con questi dati: controlla il codice avviso e il codice \
         fiscale.",
    );
    Ok((StatusCode::NOT_FOUND, Page(look_up_page(&form))).into_response())
}

/// Beyond the limit of misses of this tax code.
fn too_many() -> Fault {
    const RETRY_AFTER_S: u32 = 3_600;
    Fault::too_many(RETRY_AFTER_S)
}

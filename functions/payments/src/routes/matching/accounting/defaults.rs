//! What a body presets for its records: the secretary or the help desk sets it once.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::time::italian_datetime;
use platform::web::ui::{Choices, Field, Summary};
use platform::web::{Page, PageError, Panel, Typed};

use super::super::MatchingDeps;
use super::super::faults::MatchingFault;
use super::super::list::HERE as MATCHING;
use super::HERE;
use crate::domain::accounting::{
    AccountingDefaults, AccountingPerson, CollectionAccount, DateRule, DefaultTerms,
};
use crate::store::accounting;

#[derive(Template)]
#[template(path = "routes/matching/accounting/defaults.html")]
pub(super) struct DefaultsPage {
    pub layout: Panel,
    pub summary: Summary,
    pub date: Choices,
    pub fields: [Field; 2],
    pub version: u64,
    pub changed: Option<String>,
}

/// `GET …/accounting/defaults`: 1 request.
pub(super) async fn page(
    State(deps): State<MatchingDeps>,
    actor: Actor,
) -> Result<Page<DefaultsPage>, PageError> {
    let defaults = accounting::defaults(&deps.table, &actor.tenant).await;
    let defaults = defaults.map_err(MatchingFault::from)?;
    let terms = defaults
        .as_ref()
        .map(|found| found.terms.clone())
        .unwrap_or_default();
    let form = Typed::new()
        .with("date", terms.date.name())
        .with("person", terms.person.map(String::from).unwrap_or_default())
        .with(
            "account",
            terms.account.map(String::from).unwrap_or_default(),
        );
    Ok(Page(defaults_page(
        panel(&actor, HERE),
        defaults.as_ref(),
        &form,
    )))
}

/// `POST …/accounting/defaults`: 1 request and 1 transaction. Sent twice, it is done once.
pub(super) async fn save(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let before = accounting::defaults(&deps.table, &actor.tenant).await;
    let before = before.map_err(MatchingFault::from)?;
    let person = form.parse_optional("person", AccountingPerson::parse);
    let account = form.parse_optional("account", CollectionAccount::parse);
    let (Some(person), Some(account)) = (person, account) else {
        let page = defaults_page(panel(&actor, HERE), before.as_ref(), &form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let date = DateRule::parse(form.value("date")).unwrap_or_default();
    let terms = DefaultTerms {
        date,
        person,
        account,
    };
    let there = Redirect::to(HERE).into_response();
    if before.as_ref().is_some_and(|before| before.terms == terms) {
        return Ok(there);
    }
    let version = before.as_ref().map_or(0, |before| before.version);
    if form.value("version").parse() != Ok(version) {
        return Err(MatchingFault::BookedMeanwhile.into());
    }
    let now = AccountingDefaults {
        creditor: actor.tenant.clone(),
        terms,
        updated_by: actor.id.to_string(),
        updated_at: deps.clock.now(),
        version: version + 1,
    };
    let saved = accounting::save_defaults(&deps.table, &now, before.as_ref()).await;
    match saved.map_err(MatchingFault::from)? {
        true => Ok(there),
        false => Err(MatchingFault::BookedMeanwhile.into()),
    }
}

pub(super) fn defaults_page(
    layout: Panel,
    defaults: Option<&AccountingDefaults>,
    form: &Typed,
) -> DefaultsPage {
    DefaultsPage {
        layout: layout
            .crumb("Riconciliazione", MATCHING)
            .crumb("Incassi", HERE)
            .here("Valori predefiniti"),
        summary: form.summary(),
        date: Choices::radio("date", "Data contabile")
            .choice(DateRule::Bank.name(), "Quella dell'accredito in banca")
            .choice(
                DateRule::Settlement.name(),
                "Quella del regolamento del flusso",
            )
            .from(form),
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
        version: defaults.map_or(0, |defaults| defaults.version),
        changed: defaults.map(|defaults| italian_datetime(defaults.updated_at)),
    }
}

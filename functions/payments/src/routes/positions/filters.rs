//! The form of the archive: one box, and the filters behind a fold.

use askama::Template;
use askama::filters::HtmlSafe;
use platform::web::Typed;
use platform::web::ui::{Choices, Field, Summary};

use super::asked::{Asked, WORDS_CHARS_MAX};
use crate::domain::archive::{Days, Filter, Order};
use crate::domain::position::PositionState;
use crate::domain::settings::CreditorSettings;
use kernel::time::italian_date;

#[derive(Template)]
#[template(path = "routes/positions/filters.html")]
pub(super) struct FilterForm {
    summary: Summary,
    words: Field,
    choices: Vec<Choices>,
    days: Vec<(&'static str, [Field; 2])>,
    /// Whether the fold stands open: something in it is wrong.
    open: bool,
    /// What is filtered, in words.
    active: Vec<String>,
}

impl HtmlSafe for FilterForm {}

/// The form as it was filled, or as the list is filtered.
pub(super) fn form(form: &Typed, asked: &Asked, settings: Option<&CreditorSettings>) -> FilterForm {
    let words = Field::search("q", "Codice avviso, IUV, codice fiscale o nome")
        .help("Del nome bastano le prime lettere, con o senza accenti.")
        .length_max(WORDS_CHARS_MAX)
        .with("autocomplete", "off")
        .from(form);
    let in_fold = |field: &str| field != "q" && form.error(field).is_some();
    let fields = [
        "state",
        "service",
        "import",
        "due_from",
        "due_to",
        "created_from",
        "created_to",
    ];
    FilterForm {
        summary: form.summary(),
        words,
        choices: choices(form, asked, settings),
        days: days(form),
        open: fields
            .into_iter()
            .chain(["paid_from", "paid_to"])
            .any(in_fold),
        active: active(&asked.filter, settings),
    }
}

fn choices(form: &Typed, asked: &Asked, settings: Option<&CreditorSettings>) -> Vec<Choices> {
    let states = PositionState::ALL.into_iter().fold(
        Choices::select("state", "Stato").choice("", "Tutti gli stati"),
        |select, state| select.choice(state.as_str(), state.italian()),
    );
    let services = settings
        .map_or(&[][..], |settings| &settings.services)
        .iter();
    let services = services.fold(
        Choices::select("service", "Servizio").choice("", "Tutti i servizi"),
        |select, service| select.choice(service.code.as_str(), service.name.as_str()),
    );
    let orders = Order::ALL.into_iter().fold(
        Choices::select("order", "Ordine").choice("", "Il più adatto alla ricerca"),
        |select, order| select.choice(order.as_str(), order.italian()),
    );
    let mut all = vec![states.required(), services.required(), orders.required()];
    if let Some(import) = &asked.filter.import {
        let imports = Choices::select("import", "Importazione")
            .choice("", "Tutte le importazioni")
            .choice(import.as_str(), format!("Importazione {import}"));
        all.push(imports.required());
    }
    all.into_iter().map(|choices| choices.from(form)).collect()
}

fn days(form: &Typed) -> Vec<(&'static str, [Field; 2])> {
    let pair = |from: &'static str, to: &'static str| {
        [
            Field::date(from, "Dal").from(form),
            Field::date(to, "Al").from(form),
        ]
    };
    vec![
        ("Scadenza", pair("due_from", "due_to")),
        ("Creazione", pair("created_from", "created_to")),
        ("Pagamento", pair("paid_from", "paid_to")),
    ]
}

/// `Stato: Da pagare`, `Scadenza: dal 01/01/2026`.
pub fn active(filter: &Filter, settings: Option<&CreditorSettings>) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(
        filter
            .state
            .map(|state| format!("Stato: {}", state.italian())),
    );
    if let Some(code) = &filter.service {
        let service = settings.and_then(|settings| settings.service(code));
        let name = service.map_or(code.as_str(), |service| service.name.as_str());
        said.push(format!("Servizio: {name}"));
    }
    if filter.import.is_some() {
        said.push("Una sola importazione".to_owned());
    }
    let ranges = [
        ("Scadenza", filter.due),
        ("Creazione", filter.created),
        ("Pagamento", filter.paid),
    ];
    said.extend(
        ranges
            .into_iter()
            .filter_map(|(name, days)| range(name, days)),
    );
    said
}

fn range(name: &str, days: Days) -> Option<String> {
    let days = match (days.from, days.to) {
        (None, None) => return None,
        (Some(from), None) => format!("dal {}", italian_date(from)),
        (None, Some(to)) => format!("fino al {}", italian_date(to)),
        (Some(from), Some(to)) if from == to => format!("il {}", italian_date(from)),
        (Some(from), Some(to)) => format!("dal {} al {}", italian_date(from), italian_date(to)),
    };
    Some(format!("{name}: {days}"))
}

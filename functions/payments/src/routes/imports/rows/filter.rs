//! What is looked for among the rows, as a form.

use platform::web::Typed;
use platform::web::ui::{Choices, Field};

use crate::domain::archive::DAYS_TURNED;
use crate::domain::dues::{Origin, PersonCategory};
use crate::domain::import::{RowFilter, amount_sought};

/// The fields of the filter, by the names of the form.
pub(super) const FILTER: [&str; 10] = [
    "words",
    "amount_from",
    "amount_to",
    "due_from",
    "due_to",
    "chapter",
    "year",
    "category",
    "origin",
    "show",
];

pub(super) fn fields(form: &Typed) -> Vec<Field> {
    vec![
        Field::euro("amount_from", "Importo da").from(form),
        Field::euro("amount_to", "Importo fino a").from(form),
        Field::date("due_from", "Scadenza dal").from(form),
        Field::date("due_to", "Scadenza fino al").from(form),
        Field::text("chapter", "Capitolo").length_max(35).from(form),
        Field::text("year", "Anno")
            .with("inputmode", "numeric")
            .from(form),
    ]
}

pub(super) fn choices(form: &Typed) -> Vec<Choices> {
    let categories = PersonCategory::ALL.map(|it| (it.name(), it.italian()));
    let origins = Origin::ALL.map(|it| (it.name(), it.italian()));
    vec![
        Choices::select("category", "Categoria")
            .choice("", "Tutte")
            .choices(categories)
            .from(form),
        Choices::select("origin", "Competenza o residui")
            .choice("", "Tutte")
            .choices(origins)
            .from(form),
        Choices::select("show", "Mostra")
            .choice("", "Tutte le righe valide")
            .choice("in", "Da pubblicare")
            .choice("out", "Escluse")
            .from(form),
    ]
}

/// What is looked for, if every field is right.
pub(super) fn filter(form: &mut Typed) -> Option<RowFilter> {
    let amount_from = form.parse_optional("amount_from", amount_sought);
    let amount_to = form.parse_optional("amount_to", amount_sought);
    let due_from = form.parse_optional("due_from", day);
    let due_to = form.parse_optional("due_to", day);
    let dues = due_from.flatten().zip(due_to.flatten());
    if dues.is_some_and(|(from, to)| from > to) {
        form.reject("due_to", DAYS_TURNED);
        return None;
    }
    let year = form.parse_optional("year", |text| {
        text.parse::<i16>()
            .map_err(|_| "Scrivi un anno, per esempio 2026.")
    });
    Some(RowFilter {
        amount_from: amount_from?,
        amount_to: amount_to?,
        due_from: due_from?,
        due_to: due_to?,
        year: year?,
        category: PersonCategory::of_name(form.value("category")),
        origin: Origin::of_name(form.value("origin")),
        chapter: form.value("chapter").to_owned(),
        words: form.value("words").to_owned(),
        excluded: match form.value("show") {
            "in" => Some(false),
            "out" => Some(true),
            _ => None,
        },
    })
}

fn day(text: &str) -> Result<jiff::civil::Date, &'static str> {
    text.parse()
        .map_err(|_| "Scrivi una data, per esempio 31/12/2026.")
}

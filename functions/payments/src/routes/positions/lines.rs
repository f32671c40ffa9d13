//! The dues of a position, one by one: what an office books.

use kernel::money::Cents;
use kernel::time::italian_date;
use platform::web::ui::{Column, Table, Value};
use serde::Serialize;

use crate::domain::dues::{Origin, PersonCategory};
use crate::domain::position::{DebtPosition, DueLine};
use crate::domain::settings::CreditorSettings;

/// A due as the machine API tells it.
#[derive(Debug, Serialize)]
pub(super) struct LineView {
    /// Physical row of the imported file.
    row: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    iud: Option<String>,
    service: String,
    description: String,
    amount_cents: Cents,
    #[serde(skip_serializing_if = "Option::is_none")]
    due_date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    category: Option<PersonCategory>,
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<Origin>,
    #[serde(skip_serializing_if = "Option::is_none")]
    chapter: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
}

impl From<&DueLine> for LineView {
    fn from(line: &DueLine) -> Self {
        Self {
            row: line.row,
            iud: line.iud.as_ref().map(|iud| iud.as_str().to_owned()),
            service: line.service.to_string(),
            description: line.description.clone(),
            amount_cents: line.amount_cents,
            due_date: line.due_date.map(|date| date.to_string()),
            category: line.category,
            origin: line.origin,
            chapter: line.chapter.clone(),
            year: line.year,
        }
    }
}

/// Shown where there are several, or where the accounts know more than the notice says.
pub(super) fn lines_table(position: &DebtPosition, settings: &CreditorSettings) -> Option<Table> {
    let booked = |line: &DueLine| {
        line.category.is_some()
            || line.origin.is_some()
            || line.chapter.is_some()
            || line.year.is_some()
    };
    let told = position.lines.len() > 1 || position.lines.iter().any(booked);
    told.then(|| table(&position.lines, settings))
}

fn table(lines: &[DueLine], settings: &CreditorSettings) -> Table {
    let columns = [
        Column::text("Causale"),
        Column::text("Servizio"),
        Column::text("IUD"),
        Column::text("Scadenza"),
        Column::text("Anno"),
        Column::text("Contabilità"),
        Column::number("Importo"),
    ];
    let row = |line: &DueLine| {
        vec![
            Value::from(line.description.as_str()),
            Value::from(settings.service_name(&line.service)),
            line.iud
                .as_ref()
                .map_or_else(|| Value::from(""), |iud| Value::mono(iud.as_str())),
            Value::from(line.due_date.map_or_else(String::new, italian_date)),
            Value::from(line.year.map_or_else(String::new, |year| year.to_string())),
            Value::from(booking(line)),
            Value::euro(line.amount_cents),
        ]
    };
    Table::new("Dovuti di questo avviso", columns).rows(lines.iter().map(row))
}

/// `Praticante, residui, capitolo 3.01.02`
fn booking(line: &DueLine) -> String {
    let category = line.category.map(|category| category.italian().to_owned());
    let origin = line.origin.map(|origin| origin.italian().to_lowercase());
    let chapter = line
        .chapter
        .as_ref()
        .map(|chapter| format!("capitolo {chapter}"));
    let words: Vec<String> = [category, origin, chapter].into_iter().flatten().collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples::position;
    use crate::domain::settings::samples::settings;
    use platform::web::inspect::HOSTILE;

    fn line() -> DueLine {
        let position = position();
        DueLine {
            row: 2,
            identity: position.identity.clone(),
            service: position.service.clone(),
            description: HOSTILE.to_owned(),
            amount_cents: Cents::new(3_000),
            iud: None,
            due_date: None,
            category: None,
            origin: None,
            chapter: None,
            year: None,
        }
    }

    #[test]
    fn a_due_alone_that_says_no_more_than_its_notice_is_not_told_again() {
        let mut position = position();
        position.lines = vec![line()];
        assert!(lines_table(&position, &settings()).is_none());
        position.lines[0].chapter = Some("3.01.02".to_owned());
        assert!(lines_table(&position, &settings()).is_some());
    }

    #[test]
    fn an_office_reads_where_a_due_is_booked() {
        let mut line = line();
        line.category = Some(PersonCategory::Trainee);
        line.origin = Some(Origin::Arrears);
        line.chapter = Some("3.01.02".to_owned());
        assert_eq!(booking(&line), "Praticante, residui, capitolo 3.01.02");
    }
}

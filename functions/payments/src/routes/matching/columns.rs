//! Which column of a statement is what: asked when unsure, correctable afterwards (row A35).

use access::Actor;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use platform::web::ui::{Choices, Column, Table, Value};
use platform::web::{PageError, Typed};

use super::MatchingDeps;
use super::list::HERE;
use crate::domain::dues::{ColumnRef, DateOrder, Decimal};
use crate::domain::statement::{
    Sample, Statement, StatementChoice, StatementField, StatementMapping,
};

/// Not to be read at all.
const LEFT_OUT: &str = "-";
/// Rows shown beside one another: the titles and what is below them.
const ROWS_SHOWN: usize = 4;
const DECIMALS: [(&str, &str); 2] = [(",", "Virgola: 1.234,50"), (".", "Punto: 1,234.50")];
const DATES: [(&str, &str); 3] = [
    ("dd/mm/yyyy", "Giorno, mese, anno"),
    ("mm/dd/yyyy", "Mese, giorno, anno"),
    ("yyyy-mm-dd", "Anno, mese, giorno"),
];

/// The form, ready to be shown.
pub(super) struct ColumnsForm {
    pub action: String,
    /// Whether the person is asked, or may correct.
    pub is_needed: bool,
    pub sample: Table,
    pub fields: Vec<Choices>,
    pub styles: Vec<Choices>,
}

pub(super) fn columns_form(statement: &Statement, sample: &Sample, is_needed: bool) -> ColumnsForm {
    let field = |field: &StatementField| choices(statement, sample, *field);
    ColumnsForm {
        action: format!("{HERE}/statements/{}/check", statement.id),
        is_needed,
        sample: table(sample),
        fields: StatementField::ALL.iter().map(field).collect(),
        styles: styles(statement),
    }
}

/// The first rows turned on their side: a line for each column of the file.
fn table(sample: &Sample) -> Table {
    let shown = sample.rows.iter().take(ROWS_SHOWN);
    let heads = shown
        .clone()
        .map(|row| Column::text(format!("Riga {}", row.row)));
    let columns = [Column::text("Colonna")].into_iter().chain(heads);
    let rows = (0..sample.titles.len()).map(|at| {
        let cell = |row: &crate::domain::statement::SampleRow| {
            let text = row.cells.get(at).map(String::as_str).unwrap_or_default();
            Value::from(text)
        };
        let number = Value::from((at + 1).to_string());
        [number]
            .into_iter()
            .chain(shown.clone().map(cell))
            .collect()
    });
    Table::new("Prime righe del file", columns).rows(rows.collect::<Vec<_>>())
}

fn choices(statement: &Statement, sample: &Sample, field: StatementField) -> Choices {
    let place = |column: &ColumnRef| column.find(&sample.titles).map(|at| (at + 1).to_string());
    let found = statement
        .findings
        .as_ref()
        .and_then(|found| found.mapping.get(&field));
    let chosen = match statement.choice.mapping.get(field) {
        Some(None) => Some(LEFT_OUT.to_owned()),
        Some(Some(column)) => place(column),
        None if statement.findings.is_none() => sample.guess().get(&field).and_then(place),
        None => found.and_then(place),
    };
    let columns = (1..)
        .zip(&sample.titles)
        .map(|(number, title): (u32, &String)| {
            let label = if title.is_empty() {
                "senza titolo"
            } else {
                title
            };
            (number.to_string(), format!("{number}. {label}"))
        });
    Choices::select(format!("map.{}", field.name()), field.italian())
        .required()
        .choice("", "Automatico")
        .choice(LEFT_OUT, "Non c'è")
        .choices(columns)
        .chosen(chosen.unwrap_or_default())
}

fn styles(statement: &Statement) -> Vec<Choices> {
    let found = statement.findings.as_ref().map(|found| found.dialect);
    let chosen = statement.choice.dialect;
    let decimal = chosen.decimal.or(found.and_then(|found| found.decimal));
    let date = chosen.date.or(found.and_then(|found| found.date));
    let select = |name: &str, label: &str, known: &[(&str, &str)], chosen: String| {
        Choices::select(format!("style.{name}"), label)
            .required()
            .choice("", "Automatico")
            .choices(known.iter().copied())
            .chosen(chosen)
    };
    vec![
        select(
            "decimal",
            "Decimali degli importi",
            &DECIMALS,
            word(decimal),
        ),
        select("date", "Ordine delle date", &DATES, word(date)),
    ]
}

/// The word of a style in the machine API; empty for none.
fn word(style: Option<impl serde::Serialize>) -> String {
    let word = serde_json::to_value(style).unwrap_or_default();
    word.as_str().unwrap_or_default().to_owned()
}

/// `POST /panel/payments/matching/statements/{id}/check`: 1 request, 1 or 2 to the bucket and 1
/// transaction.
pub(super) async fn check(
    State(deps): State<MatchingDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let statement = deps.statement(&actor, &id).await?;
    let sample = deps.sample(&statement).await?.unwrap_or_default();
    let choice = choice(&form, &statement, &sample);
    let to = format!("{HERE}/statements/{}", statement.id);
    deps.check(&actor, (statement, false), &choice, None)
        .await?;
    Ok(Redirect::to(&to).into_response())
}

/// What the person chose; choices that the form never offers are taken for none.
fn choice(form: &Typed, statement: &Statement, sample: &Sample) -> StatementChoice {
    let mut mapping = StatementMapping::default();
    for (name, value) in form.prefixed("map.") {
        let Some(field) = StatementField::parse(name) else {
            continue;
        };
        if value == LEFT_OUT {
            mapping.set(field, None);
        } else if let Ok(number) = value.parse::<u32>() {
            mapping.set(field, Some(ColumnRef::of(number, &sample.titles)));
        }
    }
    let mut dialect = statement.choice.dialect;
    dialect.decimal = style::<Decimal>(form, "style.decimal");
    dialect.date = style::<DateOrder>(form, "style.date");
    StatementChoice { dialect, mapping }
}

fn style<T: serde::de::DeserializeOwned>(form: &Typed, name: &str) -> Option<T> {
    serde_json::from_value(form.value(name).into()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statement::{SampleRow, StatementChoice};
    use jiff::Timestamp;
    use kernel::ids::StatementId;
    use kernel::tax::OrgFiscalCode;

    #[test]
    fn what_is_chosen_is_told_by_title_where_that_is_enough() {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = StatementId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let at = Timestamp::UNIX_EPOCH;
        let statement = Statement::new(creditor, id, "x".into(), "user:x".into(), at);
        let titles = ["Giorno", "", "Somma", "Somma"].map(str::to_owned).to_vec();
        let rows = vec![SampleRow {
            row: 1,
            cells: titles.clone(),
        }];
        let sample = Sample { titles, rows };
        let form = Typed::new()
            .with("map.date", "1")
            .with("map.description", "2")
            .with("map.amount", "4")
            .with("map.sign", "-")
            .with("map.value_date", "")
            .with("style.decimal", ".");
        let StatementChoice { dialect, mapping } = choice(&form, &statement, &sample);
        let header = ColumnRef::Header("Giorno".to_owned());
        assert_eq!(mapping.get(StatementField::Date), Some(Some(&header)));
        assert_eq!(
            mapping.get(StatementField::Description),
            Some(Some(&ColumnRef::Number(2)))
        );
        assert_eq!(
            mapping.get(StatementField::Amount),
            Some(Some(&ColumnRef::Number(4)))
        );
        assert_eq!(mapping.get(StatementField::Sign), Some(None));
        assert_eq!(mapping.get(StatementField::ValueDate), None);
        assert_eq!(
            (dialect.decimal, dialect.date),
            (Some(Decimal::Point), None)
        );
    }
}

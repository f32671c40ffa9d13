//! A comparison as a page: its counts, its lines, and what may be compared next.

use askama::Template;
use kernel::time::{italian_date, rome_date};
use platform::web::Panel;
use platform::web::ui::{Choices, Column, Empty, Pager, Progress, Table, Value};

use super::super::list::HERE;
use super::meant;
use crate::domain::dues::PersonCategory;
use crate::domain::import::{Comparison, ComparisonState, Difference, Import, Kind, told};

/// Seconds between two looks while it is compared.
const REFRESH_S: u32 = 3;

#[derive(Default)]
pub(super) struct Lines {
    /// Title, where all of them are, table.
    pub kinds: Vec<(String, Option<String>, Table)>,
    pub pager: Pager,
}

#[derive(Template)]
#[template(path = "routes/imports/difference/page.html")]
pub(super) struct DifferencePage {
    layout: Panel,
    name: String,
    progress: Option<Progress>,
    with: Option<String>,
    counts: Vec<(&'static str, String)>,
    csv: Option<String>,
    kinds: Vec<(String, Option<String>, Table)>,
    pager: Pager,
    action: String,
    choices: Option<Choices>,
    empty: Option<Empty>,
}

pub(super) fn page(
    layout: Panel,
    import: &Import,
    comparison: Option<&Comparison>,
    (lines, earlier): (Lines, &[Import]),
) -> DifferencePage {
    let here = format!("{HERE}/{}/difference", import.id);
    let going = comparison.is_some_and(|c| c.state == ComparisonState::Comparing);
    let done = comparison.filter(|c| c.state == ComparisonState::Done);
    let nothing = comparison.is_none() && earlier.is_empty();
    DifferencePage {
        layout: if going {
            layout.refresh_s(REFRESH_S)
        } else {
            layout
        },
        name: import.file_name.clone(),
        progress: going.then(|| Progress::waiting("Confronto delle righe", here.as_str())),
        with: done.map(|done| done.with_name.clone()),
        counts: done.map(counts).unwrap_or_default(),
        csv: done.map(|_| format!("{here}?format=csv")),
        kinds: lines.kinds,
        pager: lines.pager,
        action: here,
        choices: (!earlier.is_empty()).then(|| choices(import, earlier)),
        empty: nothing.then(|| {
            Empty::new(
                "Niente con cui confrontare",
                "Non c’è ancora un’altra importazione pubblicata dello stesso servizio.",
            )
        }),
    }
}

fn counts(comparison: &Comparison) -> Vec<(&'static str, String)> {
    let kinds = Kind::ALL.into_iter().map(|kind| {
        let count = comparison.counts.of(kind);
        (kind.italian(), count.to_string())
    });
    kinds
        .chain([("Uguali", comparison.counts.same.to_string())])
        .collect()
}

fn choices(import: &Import, earlier: &[Import]) -> Choices {
    let choices = Choices::select("with", "Importazione precedente")
        .help("Pubblicate dello stesso servizio; è proposta l’ultima dell’anno prima.")
        .required();
    let choices = earlier.iter().fold(choices, |choices, other| {
        let day = italian_date(rome_date(other.created_at));
        choices.choice(other.id.as_str(), format!("{} ({day})", other.file_name))
    });
    match meant(import, earlier) {
        Some(meant) => choices.chosen(meant.id.as_str()),
        None => choices,
    }
}

pub(super) fn table(kind: Kind, lines: &[Difference]) -> Table {
    let columns = [
        Column::text("Riga"),
        Column::text("Nominativo"),
        Column::text("Codice fiscale"),
        Column::text("Servizio"),
        Column::text("Che cosa è cambiato"),
        Column::number("Importo"),
    ];
    let line = |line: &Difference| {
        vec![
            Value::from(line.row.to_string()),
            Value::from(line.name.as_str()),
            Value::mono(line.tax_code.as_str()),
            Value::from(service(line)),
            Value::from(what(kind, line)),
            Value::euro(line.amount_cents),
        ]
    };
    Table::new(kind.italian(), columns).rows(lines.iter().map(line))
}

fn service(line: &Difference) -> String {
    let category = line.category.map(PersonCategory::italian);
    let words = [Some(line.service.as_str()), category];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn what(kind: Kind, line: &Difference) -> String {
    match kind {
        Kind::Twice => format!("{} dovuti nel file", line.dues),
        Kind::New | Kind::Gone | Kind::Changed => told(&line.changes),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::samples;
    use super::*;
    use crate::domain::import::{Change, Counts, What};
    use kernel::money::Cents;
    use platform::web::inspect::{self, HOSTILE};

    fn comparison(state: ComparisonState) -> Comparison {
        let import = samples::ready();
        Comparison {
            creditor: import.creditor.clone(),
            import: import.id.clone(),
            check: 1,
            with: import.id.clone(),
            with_name: HOSTILE.to_owned(),
            state,
            counts: Counts {
                new: 1,
                gone: 0,
                changed: 70,
                same: 3,
                twice: 1,
            },
            at: import.created_at,
            version: 1,
        }
    }

    fn line() -> Difference {
        let (before, now) = (String::new(), HOSTILE.to_owned());
        Difference {
            row: 2,
            tax_code: "RSSMRA85T10A562S".to_owned(),
            name: HOSTILE.to_owned(),
            service: samples::settings().services[0].code.clone(),
            category: Some(PersonCategory::Trainee),
            dues: 2,
            amount_cents: Cents::new(100),
            changes: vec![Change {
                what: What::Name,
                before,
                now,
            }],
        }
    }

    #[test]
    fn the_page_is_sound_before_while_and_after_it_is_compared() {
        let import = samples::ready();
        let earlier = [samples::published()];
        let (going, done) = (
            comparison(ComparisonState::Comparing),
            comparison(ComparisonState::Done),
        );
        for (comparison, earlier) in [
            (None, &[][..]),
            (None, &earlier[..]),
            (Some(&going), &[][..]),
            (Some(&done), &earlier[..]),
        ] {
            let kinds = Kind::ALL.map(|kind| {
                let href = Some("/panel/x?kind=new".to_owned());
                (kind.italian().to_owned(), href, table(kind, &[line()]))
            });
            let lines = Lines {
                kinds: kinds.into(),
                pager: Pager::default(),
            };
            let page = page(samples::layout(), &import, comparison, (lines, earlier));
            assert_eq!(inspect::faults(&page.render().expect("a page")), [""; 0]);
        }
    }
}

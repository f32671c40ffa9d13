//! The page of a comparison: counts, the first lines of each kind, all the lines of one.

use std::time::Duration;

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::time::italian_date;
use kernel::time::rome_date;
use platform::table::Cursor;
use platform::web::ui::{Choices, Column, Empty, Pager, Progress, Table, Value};
use platform::web::{Htmx, Page, PageError, Panel, Reload, Typed};
use serde::Deserialize;

use super::super::ImportsDeps;
use super::super::act::reaches;
use super::super::api::place;
use super::super::faults::ImportFault;
use super::super::list::HERE;
use super::meant;
use crate::domain::dues::PersonCategory;
use crate::domain::import::{Comparison, ComparisonState, Difference, Import, Kind, told};
use crate::store::{comparisons, files};

/// Lines of each kind on the first page, and of a page of one kind; a stored page holds a whole
/// number of the latter.
const SHOWN_LINES: usize = 10;
const PAGE_LINES: usize = 50;
const REFRESH_S: u32 = 3;
const DOWNLOAD_VALID: Duration = Duration::from_secs(300);

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    cursor: Option<String>,
    #[serde(default)]
    format: String,
}

#[derive(Default)]
struct Lines {
    /// Title, where all of them are, table.
    kinds: Vec<(String, Option<String>, Table)>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "routes/imports/difference/page.html")]
struct DifferencePage {
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

/// `GET …/difference`: 2 requests, 1 query where a comparison may begin, 1 to 4 to the bucket.
pub async fn show(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
    Htmx(fragment): Htmx,
) -> Result<Response, PageError> {
    let from = place(asked.cursor.as_deref())?;
    let import = deps.import(&actor, &id, Permission::ImportsRead).await?;
    let here = format!("{HERE}/{}/difference", import.id);
    let comparison = deps.comparison(&actor, &import).await?;
    let going = comparison
        .as_ref()
        .is_some_and(|c| c.state == ComparisonState::Comparing);
    if fragment {
        return Ok(match going {
            true => Page(Progress::waiting("Confronto delle righe", here)).into_response(),
            false => Reload.into_response(),
        });
    }
    let done = comparison
        .as_ref()
        .filter(|c| c.state == ComparisonState::Done);
    if let (Some(done), "csv") = (done, asked.format.as_str()) {
        let key = files::differences_csv(done);
        let url = deps
            .objects
            .presigned_get(&key, "differenze.csv", DOWNLOAD_VALID)
            .await;
        return Ok(Redirect::to(&url.map_err(ImportFault::from)?).into_response());
    }
    let lines = match done {
        Some(done) => {
            deps.lines(done, Kind::of_name(&asked.kind), (&here, from))
                .await?
        }
        None => Lines::default(),
    };
    let earlier = match going || !reaches(&actor, &import, Permission::ImportsWrite) {
        true => Vec::new(),
        false => deps.earlier(&actor, &import).await?,
    };
    let layout = panel(&actor, &here)
        .crumb("Importazioni", HERE)
        .crumb(import.file_name.as_str(), format!("{HERE}/{}", import.id))
        .here("Differenze");
    let page = page(layout, &import, comparison.as_ref(), (lines, &earlier));
    Ok(Page(page).into_response())
}

/// `POST …/difference`: begins a comparison.
pub async fn begin(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let import = deps.import(&actor, &id, Permission::ImportsWrite).await?;
    let with = Some(form.value("with")).filter(|with| !with.is_empty());
    deps.compare((&actor, &import), with, None).await?;
    Ok(Redirect::to(&format!("{HERE}/{}/difference", import.id)).into_response())
}

impl ImportsDeps {
    async fn lines(
        &self,
        comparison: &Comparison,
        kind: Option<Kind>,
        (here, from): (&str, u64),
    ) -> Result<Lines, ImportFault> {
        let read = async |kind, from, most| {
            let lines = comparisons::lines(&self.objects, comparison, kind, from).await;
            let mut lines = lines.map_err(ImportFault::Lines)?;
            lines.truncate(most);
            Ok::<_, ImportFault>(lines)
        };
        if let Some(kind) = kind {
            let lines = read(kind, from, PAGE_LINES).await?;
            let here = format!("{here}?kind={}", kind.name());
            let cursor = |row: u64| Cursor::of_text(&row.to_string()).as_str().to_owned();
            let place = (from, PAGE_LINES as u64, comparison.counts.of(kind));
            let pager =
                Pager::counted(place, &here, |row| format!("{here}&cursor={}", cursor(row)));
            let title = kind.italian().to_owned();
            return Ok(Lines {
                kinds: vec![(title, None, table(kind, &lines))],
                pager,
            });
        }
        let mut all = Lines::default();
        for kind in Kind::ALL {
            let count = comparison.counts.of(kind);
            if count > 0 {
                let lines = read(kind, 0, SHOWN_LINES).await?;
                let more = count > lines.len() as u64;
                let href = more.then(|| format!("{here}?kind={}", kind.name()));
                let title = format!("{} ({count})", kind.italian());
                all.kinds.push((title, href, table(kind, &lines)));
            }
        }
        Ok(all)
    }
}

fn page(
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

fn table(kind: Kind, lines: &[Difference]) -> Table {
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

//! How the notices will look: a specimen made of the rows of a checked file and of what the person has
//! typed so far. Nothing is created.

use access::{Actor, Permission};
use axum::extract::{Path, Query, State};
use axum::response::Response;
use kernel::time::rome_date;
use platform::web::{ApiError, Fault, PageError};
use serde::Deserialize;

use super::ImportsDeps;
use super::faults::ImportFault;
use super::terms;
use crate::domain::documents::notice::{render, specimen};
use crate::domain::dues::Due;
use crate::domain::import::{ExcludedRows, Import, ImportRefusal, ImportState, Terms, valid_until};
use crate::domain::printing;
use crate::domain::publish::{Grouping, Publisher};
use crate::routes::pdf::pdf;
use crate::store::chunks::{ChunkError, Staged};

/// Stands where neither the row nor the person has given words yet.
const NO_WORDS: &str = "Causale da indicare alla conferma";

/// The parameters given so far, and the row to show: the first where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    row: String,
    description: String,
    due_date: String,
    valid_until: String,
    group_by_debtor: String,
    exclude_rows: String,
}

/// `GET /panel/payments/imports/{id}/specimen`: 1 request, the settings, 1 or 2 to the bucket.
pub(super) async fn page(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    Ok(show(&deps, &actor, &id, &asked).await?)
}

/// `GET /api/creditors/{cf}/imports/{id}/specimen` → `application/pdf`.
pub(super) async fn api(
    State(deps): State<ImportsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, ApiError> {
    Ok(show(&deps, &actor, &id, &asked).await?)
}

async fn show(
    deps: &ImportsDeps,
    actor: &Actor,
    id: &str,
    asked: &Asked,
) -> Result<Response, Fault> {
    let (terms, row) = asked.read(deps)?;
    let import = deps.import(actor, id, Permission::ImportsRead).await?;
    ready(&import).map_err(ImportFault::from)?;
    let terms = import.without_excluded(terms);
    let terms = terms.ok_or(ImportFault::from(ImportRefusal::TooManyExcluded))?;
    let dues = deps.dues_of(&import, &terms, row).await;
    let dues = dues.map_err(Fault::internal)?;
    if dues.is_empty() {
        let detail = "Questa riga non è fra quelle che verranno pubblicate.";
        return Err(Fault::not_found(detail));
    }
    let bytes = deps.specimen(actor, &import, &terms, &dues).await?;
    Ok(pdf("fac-simile.pdf", bytes))
}

fn ready(import: &Import) -> Result<(), ImportRefusal> {
    match import.state {
        ImportState::Ready => Ok(()),
        ImportState::Publishing | ImportState::Published => Err(ImportRefusal::AlreadyConfirmed),
        ImportState::Uploaded | ImportState::Checking | ImportState::Failed => {
            Err(ImportRefusal::NotReady)
        }
    }
}

impl Asked {
    /// What is given must be right; what is missing is filled in.
    fn read(&self, deps: &ImportsDeps) -> Result<(Terms, Option<u32>), Fault> {
        let today = rome_date(deps.clock.now());
        let row = filled("row", &self.row, |text| {
            text.parse()
                .map_err(|_| "Scrivi un numero di riga.".to_owned())
        })?;
        let description = filled("description", &self.description, terms::description)?;
        let excluded = filled("exclude_rows", &self.exclude_rows, |text| {
            ExcludedRows::parse(text).map_err(|error| error.to_string())
        })?;
        let terms = Terms {
            description: description.unwrap_or_else(|| NO_WORDS.to_owned()),
            due_date: filled("due_date", &self.due_date, terms::day)?,
            valid_until: filled("valid_until", &self.valid_until, terms::day)?
                .or(Some(valid_until(today))),
            group_by_debtor: matches!(self.group_by_debtor.as_str(), "yes" | "true"),
            exclude_rows: excluded.unwrap_or_default(),
        };
        Ok((terms, row))
    }
}

fn filled<T>(
    field: &str,
    text: &str,
    parse: impl FnOnce(&str) -> Result<T, String>,
) -> Result<Option<T>, Fault> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    parse(text.trim()).map(Some).map_err(|said| {
        Fault::unprocessable("invalid_query", said.clone()).field(field, "invalid", said)
    })
}

impl ImportsDeps {
    /// The rows of the position that has `row`, or of the first one.
    async fn dues_of(
        &self,
        import: &Import,
        terms: &Terms,
        row: Option<u32>,
    ) -> Result<Vec<Due>, ChunkError> {
        let Some((asked, place)) = self.place_of(import, terms, row).await? else {
            return Ok(Vec::new());
        };
        if !terms.group_by_debtor {
            return Ok(vec![asked]);
        }
        let (mut dues, mut rows) = (Vec::new(), Rows::open(self, import, terms).await?);
        while let Some((due, at)) = rows.next().await? {
            if at == place {
                dues.push(due);
            }
        }
        Ok(dues)
    }

    async fn place_of(
        &self,
        import: &Import,
        terms: &Terms,
        row: Option<u32>,
    ) -> Result<Option<(Due, u32)>, ChunkError> {
        let mut rows = Rows::open(self, import, terms).await?;
        while let Some((due, place)) = rows.next().await? {
            if row.is_none_or(|row| due.row == row) {
                return Ok(Some((due, place)));
            }
        }
        Ok(None)
    }

    async fn specimen(
        &self,
        actor: &Actor,
        import: &Import,
        terms: &Terms,
        dues: &[Due],
    ) -> Result<Vec<u8>, Fault> {
        let settings = self.settings.get(&actor.tenant).await;
        let settings = settings.map_err(ImportFault::from)?;
        let settings = settings.ok_or(ImportFault::NoSettings)?;
        let publisher = Publisher {
            import: &import.id,
            terms,
            settings: &settings,
            now: self.clock.now(),
        };
        let position = publisher.position(dues, specimen::number());
        let position = position.map_err(Fault::internal)?;
        let part = position.first().ok_or(ImportFault::Unknown)?;
        let mut notice = printing::notice(&position, part, &settings);
        notice.slip = None;
        Ok(render(&notice))
    }
}

/// The wanted rows with the position each of them goes to.
struct Rows<'a> {
    staged: Staged,
    grouping: Grouping,
    terms: &'a Terms,
}

impl<'a> Rows<'a> {
    async fn open(
        deps: &ImportsDeps,
        import: &Import,
        terms: &'a Terms,
    ) -> Result<Self, ChunkError> {
        Ok(Self {
            staged: Staged::open(&deps.objects, import).await?,
            grouping: Grouping::new(terms.group_by_debtor),
            terms,
        })
    }

    async fn next(&mut self) -> Result<Option<(Due, u32)>, ChunkError> {
        while let Some(line) = self.staged.next().await? {
            let due: Due = serde_json::from_slice(line)?;
            if !self.terms.exclude_rows.contains(due.row) {
                let place = self.grouping.place(&due);
                return Ok(Some((due, place)));
            }
        }
        Ok(None)
    }
}

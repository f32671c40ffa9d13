//! Dues in: upload, check, confirm, until the positions are published.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use kernel::money::Cents;
use serde_json::json;

use super::answers::{Import, Position, PositionsPage, RefusedPage, RefusedRow, Totals};
use super::memory::Memory;
use super::story::Outsider;

/// How often the state of an import is asked.
const POLL: Duration = Duration::from_millis(150);
/// Longest wait without any progress.
const STILL_MAX: Duration = Duration::from_secs(120);
/// Refused rows that are told one by one.
const TOLD_MAX: usize = 20;
/// The code of a due that an earlier run loaded.
const ALREADY: &str = "already_in_archive";

/// What became of the file.
pub struct Published {
    pub rows: u64,
    /// Sum of the new positions.
    pub amount: Cents,
    pub new_positions: u64,
    /// Wrong rows.
    pub refused: u64,
    /// Rows that were loaded before.
    pub already: u64,
    pub positions: Vec<Position>,
}

pub async fn publish(outsider: &Outsider<'_>, memory: &mut Memory) -> Result<Published> {
    let (api, dues) = (outsider.api, outsider.dues);
    finish(outsider, memory).await?;
    outsider.progress.step("Carico i dovuti", 0);
    let id = api
        .upload("imports", &dues.name, dues.bytes.clone())
        .await?;
    let service = outsider
        .service
        .map_or(json!({}), |service| json!({ "service": service }));
    api.post(&format!("imports/{id}/check"), &service).await?;
    let checked = wait(outsider, &id, "Controllo le righe", "ready").await?;
    let refused = refused(outsider, &id).await?;
    if refused.len() as u64 != checked.totals.refused {
        bail!(
            "{} rows are refused, {} are told",
            checked.totals.refused,
            refused.len()
        );
    }
    let already = refused.iter().filter(|row| row.code == ALREADY).count() as u64;
    tell(outsider, &refused);
    if checked.totals.accepted > 0 {
        // Before it is confirmed: a run that is cut off then is taken up by the next.
        memory.imports.push(id.clone());
        memory.remember()?;
        confirm(outsider, &id).await?;
        wait(outsider, &id, "Pubblico le posizioni", "published").await?;
        add_up(&of_import(outsider, &id).await?, checked.totals)?;
    } else if already == 0 {
        bail!("no row of {} can be published", dues.name);
    }
    let mut positions = Vec::new();
    for import in &memory.imports {
        positions.extend(of_import(outsider, import).await?);
    }
    if positions.is_empty() {
        bail!("the dues are there already, but not from a run of the demo on this data folder");
    }
    Ok(Published {
        amount: checked.totals.amount_cents,
        rows: checked.totals.rows,
        new_positions: checked.totals.accepted,
        refused: refused.len() as u64 - already,
        already,
        positions,
    })
}

/// Waits for what an earlier run confirmed and did not see published.
async fn finish(outsider: &Outsider<'_>, memory: &Memory) -> Result<()> {
    for id in &memory.imports {
        let import: Import = outsider.api.get(&format!("imports/{id}")).await?;
        if import.state == "publishing" {
            wait(outsider, id, "Finisco di pubblicare", "published").await?;
        }
    }
    Ok(())
}

/// Every accepted row became a position, to the cent.
fn add_up(positions: &[Position], totals: Totals) -> Result<()> {
    let sum = Cents::sum(positions.iter().map(|position| position.amount_cents));
    if positions.len() as u64 != totals.accepted || sum != Some(totals.amount_cents) {
        bail!(
            "{} rows were accepted, {} positions published",
            totals.accepted,
            positions.len()
        );
    }
    Ok(())
}

async fn confirm(outsider: &Outsider<'_>, id: &str) -> Result<()> {
    let terms = json!({
        "description": "Dovuti della dimostrazione",
        "due_date": outsider.due_date.to_string(),
    });
    outsider
        .api
        .post(&format!("imports/{id}/confirm"), &terms)
        .await?;
    Ok(())
}

/// Asks until the import is in the wanted state; fails when it failed or stands still.
async fn wait(outsider: &Outsider<'_>, id: &str, step: &str, wanted: &str) -> Result<Import> {
    outsider.progress.step(step, 0);
    let (mut seen, mut since) = ((String::new(), 0), Instant::now());
    loop {
        let import: Import = outsider.api.get(&format!("imports/{id}")).await?;
        if import.state == wanted {
            return Ok(import);
        }
        if import.state == "failed" {
            bail!("the import failed: {}", import.reason.unwrap_or_default());
        }
        outsider.progress.step(step, import.progress.of);
        outsider.progress.at(import.progress.done);
        let now = (import.state, import.progress.done);
        if now != seen {
            (seen, since) = (now, Instant::now());
        } else if since.elapsed() > STILL_MAX {
            bail!("the import stands still in state {}", seen.0);
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn refused(outsider: &Outsider<'_>, id: &str) -> Result<Vec<RefusedRow>> {
    let mut rows = Vec::new();
    let mut cursor = None;
    loop {
        let path = paged(&format!("imports/{id}/refused"), cursor.as_deref());
        let page: RefusedPage = outsider.api.get(&path).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(rows),
        }
    }
}

/// The published positions of an import, in the order of the file.
pub async fn of_import(outsider: &Outsider<'_>, id: &str) -> Result<Vec<Position>> {
    let mut positions = Vec::new();
    let mut cursor = None;
    loop {
        let path = paged(&format!("imports/{id}/positions"), cursor.as_deref());
        let page: PositionsPage = outsider.api.get(&path).await?;
        positions.extend(page.positions);
        match page.next {
            Some(next) => cursor = Some(next),
            None => return Ok(positions),
        }
    }
}

fn paged(path: &str, cursor: Option<&str>) -> String {
    let encode = |cursor| reqwest::Url::parse_with_params("http://x/", [("cursor", cursor)]);
    let query = cursor.and_then(|cursor| encode(cursor).ok());
    let query = query.and_then(|url| url.query().map(str::to_owned));
    query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
}

fn tell(outsider: &Outsider<'_>, refused: &[RefusedRow]) {
    let wrong: Vec<_> = refused.iter().filter(|row| row.code != ALREADY).collect();
    for row in wrong.iter().take(TOLD_MAX) {
        let line = format!(
            "  riga {} scartata, {}: {}",
            row.row, row.column, row.message
        );
        outsider.progress.say(&line);
    }
    if let Some(more) = wrong.len().checked_sub(TOLD_MAX).filter(|more| *more > 0) {
        outsider
            .progress
            .say(&format!("  … e altre {more} righe scartate"));
    }
    let already = refused.len() - wrong.len();
    if already > 0 {
        outsider
            .progress
            .say(&format!("  {already} dovuti erano già stati caricati"));
    }
}

//! Notices out: the PDF of every position into a folder.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use futures::{StreamExt as _, TryStreamExt as _, stream};

use super::answers::Position;
use super::story::Outsider;

/// Notices fetched at the same time.
const TOGETHER: usize = 4;

/// Fetches the notices of what can still be paid or was paid; how many there are.
pub async fn fetch(
    outsider: &Outsider<'_>,
    positions: &[Position],
    folder: &Path,
) -> Result<usize> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    outsider
        .progress
        .step("Stampo gli avvisi", positions.len() as u64);
    let fetched = stream::iter(positions)
        .map(|position| fetch_one(outsider, position, folder))
        .buffer_unordered(TOGETHER);
    fetched.try_collect::<Vec<()>>().await?;
    Ok(positions.len())
}

async fn fetch_one(outsider: &Outsider<'_>, position: &Position, folder: &Path) -> Result<()> {
    let number = &position.notice_number;
    let pdf = outsider.api.bytes(&format!("notices/{number}")).await?;
    if !pdf.starts_with(b"%PDF-") {
        bail!("the notice {number} is no PDF");
    }
    let path = folder.join(format!("avviso-{number}.pdf"));
    std::fs::write(&path, pdf).with_context(|| format!("cannot write {}", path.display()))?;
    outsider.progress.advance();
    Ok(())
}

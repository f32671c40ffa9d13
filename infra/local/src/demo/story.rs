//! The whole story, step by step.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;

use super::answers::Irregularities;
use super::api::Api;
use super::dues::DuesFile;
use super::memory::Memory;
use super::progress::Progress;
use super::summary::Summary;
use super::{matching, notices, payments, publish};

/// Somebody with a key, a file, and no other knowledge of the house.
pub struct Outsider<'a> {
    pub api: &'a Api,
    pub dues: &'a DuesFile,
    /// For rows that name no service.
    pub service: Option<&'a str>,
    /// For rows without a due date.
    pub due_date: Date,
    pub progress: &'a Progress,
}

/// Tells it to the end, or to the step that failed. `folder` keeps the notices and what a second
/// run must know.
pub async fn tell(outsider: &Outsider<'_>, folder: &Path) -> Result<Summary> {
    let (api, dues) = (outsider.api, outsider.dues);
    let mut memory = Memory::open(folder, api.creditor(), &dues.mark)?;
    let before = irregularities(api).await?.len();
    let published = publish::publish(outsider, &mut memory)
        .await
        .context("publishing")?;
    let notices_folder = folder.join("avvisi");
    let fetched = notices::fetch(outsider, &published.positions, &notices_folder);
    let notices = fetched.await.context("notices")?;
    let payments = payments::pay(outsider, &published.positions)
        .await
        .context("payments")?;
    let matched = matching::reconcile(outsider, &mut memory)
        .await
        .context("matching")?;
    let irregular = irregularities(api).await?;
    let irregularities = irregular.len().saturating_sub(before);
    if let Some(last) = irregular.last().filter(|_| irregularities > 0) {
        bail!("the practice node found {irregularities} irregular answers, the last: {last}");
    }
    Ok(Summary {
        file: dues.name.clone(),
        creditor: api.creditor().to_owned(),
        published,
        notices,
        payments,
        matched,
        irregularities,
        folder: notices_folder,
    })
}

/// What the practice node found wrong so far, also in earlier runs.
async fn irregularities(api: &Api) -> Result<Vec<serde_json::Value>> {
    let found: Irregularities = api.practice_get("irregularities").await?;
    Ok(found.irregularities)
}

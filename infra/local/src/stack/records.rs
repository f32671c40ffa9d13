//! The demo records: what a newcomer finds at the first start of a data folder.

use std::path::Path;

use anyhow::Context;
use jiff::ToSpan;
use kernel::time::{Clock, rome_date};
use setup::Tenants;
use setup::domain::tenants::Creditor;

use super::running::Stack;
use crate::demo::{Api, DuesFile, Outsider, Progress, tell};

/// Days until the dues of the sample are due, where they have no date of their own.
const DUE_DAYS: i64 = 60;

/// Publishes the sample dues, has some of them paid and matched: once for a data folder. It goes
/// through the machine API, so a start that was cut off is continued by the next.
pub(super) async fn make(stack: &Stack, tenants: &Tenants) -> anyhow::Result<()> {
    let folder = stack.data().join("demo");
    let done = folder.join("made");
    if done.exists() {
        return Ok(());
    }
    let creditor = tenants.creditors.first();
    let creditor = creditor.context("the tenants file has no creditor")?;
    tell_sample(stack, creditor, &folder).await?;
    std::fs::write(done, "")?;
    Ok(())
}

async fn tell_sample(stack: &Stack, creditor: &Creditor, folder: &Path) -> anyhow::Result<()> {
    let code = creditor.fiscal_code.as_str();
    let key = stack.local_json.key_of(code);
    let service = creditor.services.first();
    let today = rome_date(stack.clock.now());
    let outsider = Outsider {
        api: &Api::new(&stack.url, code, key.unwrap_or_default()),
        dues: &DuesFile::sample(today)?,
        service: service.map(|service| service.code.as_str()),
        due_date: today.saturating_add(DUE_DAYS.days()),
        progress: &Progress::hidden(),
    };
    tell(&outsider, folder).await?;
    Ok(())
}

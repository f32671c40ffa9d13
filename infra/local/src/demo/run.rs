//! `cargo run -- demo [FILE] [--data DIR] [--creditor CF]`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use jiff::ToSpan as _;
use kernel::tax::OrgFiscalCode;
use kernel::time::{Clock as _, rome_date};

use super::{Api, DuesFile, Outsider, Progress, Summary, tell};
use crate::stack::{DataDir, Stack, StackOptions, check_file};

/// Days until a due without a date of its own is due.
const DUE_DAYS: i64 = 60;

#[derive(Debug, Default)]
pub struct DemoOptions {
    /// The dues; a sample when none is given.
    pub file: Option<PathBuf>,
    /// Kept between runs; a stack that is gone afterwards when none is given.
    pub data: Option<PathBuf>,
    /// The first creditor of the demo tenants when none is given.
    pub creditor: Option<OrgFiscalCode>,
}

/// Starts a stack, tells the story, stops the stack.
pub async fn run(options: &DemoOptions, progress: &Progress) -> Result<Summary> {
    if let Some(file) = &options.file {
        std::fs::metadata(file).with_context(|| format!("no file {}", file.display()))?;
    }
    progress.step("Avvio lo sportello", 0);
    let data = options
        .data
        .clone()
        .map_or(DataDir::Ephemeral, DataDir::Path);
    let stack = Stack::start(StackOptions {
        data,
        strict: false,
        ..StackOptions::ephemeral()
    })
    .await?;
    let summary = on_stack(&stack, options, progress).await;
    progress.finish();
    stack.stop().await;
    summary
}

async fn on_stack(stack: &Stack, options: &DemoOptions, progress: &Progress) -> Result<Summary> {
    let today = rome_date(stack.clock.now());
    let dues = match &options.file {
        Some(file) => DuesFile::read(file)?,
        None => DuesFile::sample(today)?,
    };
    let (creditor, service) = creditor(options.creditor.as_ref())?;
    let creditor = creditor.as_str();
    let key = stack.local_json.key_of(creditor);
    let key = key.with_context(|| format!("local.json has no key of {creditor}"))?;
    let outsider = Outsider {
        api: &Api::new(&stack.url, creditor, key),
        dues: &dues,
        service: service.as_deref(),
        due_date: today.saturating_add(DUE_DAYS.days()),
        progress,
    };
    tell(&outsider, &folder(options.data.as_deref())?).await
}

/// The creditor of the demo tenants, and its first service.
fn creditor(wanted: Option<&OrgFiscalCode>) -> Result<(OrgFiscalCode, Option<String>)> {
    let tenants = check_file(&StackOptions::ephemeral().tenants)?;
    let fits = |code: &OrgFiscalCode| wanted.is_none_or(|wanted| wanted == code);
    let found = tenants
        .creditors
        .into_iter()
        .find(|creditor| fits(&creditor.fiscal_code));
    let Some(creditor) = found else {
        bail!("the demo tenants have no such creditor");
    };
    let service = creditor
        .services
        .first()
        .map(|service| service.code.as_str().to_owned());
    Ok((creditor.fiscal_code, service))
}

/// Where the notices go: they stay when the stack is gone.
fn folder(data: Option<&Path>) -> Result<PathBuf> {
    match data {
        Some(data) => Ok(data.join("demo")),
        None => {
            let folder = tempfile::Builder::new().prefix("sportello-demo-").tempdir();
            Ok(folder.context("no temporary folder")?.keep())
        }
    }
}

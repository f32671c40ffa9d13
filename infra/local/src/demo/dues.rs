//! The file of dues: the user's, or the sample.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use jiff::civil::Date;
use kernel::idempotency::Fingerprint;

use super::sample::sample_xlsx;

/// Larger files are refused by the import too.
const FILE_BYTES_MAX: u64 = 50 * 1024 * 1024;

pub struct DuesFile {
    pub name: String,
    pub bytes: Vec<u8>,
    /// What tells this file from others between runs.
    pub mark: String,
}

impl DuesFile {
    pub fn read(path: &Path) -> Result<Self> {
        let told = path.display();
        let size = std::fs::metadata(path)
            .with_context(|| format!("no file {told}"))?
            .len();
        if size > FILE_BYTES_MAX {
            bail!("{told} is larger than 50 MB");
        }
        let bytes = std::fs::read(path).with_context(|| format!("cannot read {told}"))?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        let mark = mark(&bytes);
        Ok(Self {
            name: name.unwrap_or_else(|| "dues".to_owned()),
            bytes,
            mark,
        })
    }

    /// The sample; its dues are the same on every day, only the due date moves.
    pub fn sample(today: Date) -> Result<Self> {
        let bytes = sample_xlsx(today).context("the sample cannot be written")?;
        Ok(Self {
            name: "dovuti-di-esempio.xlsx".to_owned(),
            bytes,
            mark: "sample".to_owned(),
        })
    }
}

fn mark(bytes: &[u8]) -> String {
    Fingerprint::of(&[bytes])
        .as_str()
        .chars()
        .take(16)
        .collect()
}

//! What the demo remembers between two runs on the same data: which imports a file became, and
//! what the practice node settled that was not loaded yet.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use super::answers::Settled;

#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Memory {
    #[serde(skip)]
    path: PathBuf,
    pub imports: Vec<String>,
    pub unread: Option<Settled>,
}

impl Memory {
    /// One small file for each file of dues, in the folder of the demo.
    pub fn open(folder: &Path, creditor: &str, mark: &str) -> Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let path = folder.join(format!("run-{creditor}-{mark}.json"));
        let known = std::fs::read(&path).ok();
        let memory = known.and_then(|bytes| serde_json::from_slice::<Self>(&bytes).ok());
        Ok(Self {
            path,
            ..memory.unwrap_or_default()
        })
    }

    pub fn remember(&self) -> Result<()> {
        let told = || format!("cannot write {}", self.path.display());
        std::fs::write(&self.path, serde_json::to_vec_pretty(self)?).with_context(told)
    }
}

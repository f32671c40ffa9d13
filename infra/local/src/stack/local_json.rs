//! `local.json`: how people and checks find the running stack.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::cloud::write_atomically;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalJson {
    /// `http://127.0.0.1:3000`
    pub url: String,
    pub sign_in: Vec<SignIn>,
    pub api_keys: Vec<ApiKeyEntry>,
    pub mail_dir: PathBuf,
}

/// A person who may sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    pub role: String,
    /// Fiscal code of the organisation.
    pub tenant: String,
    pub email: String,
    pub password: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKeyEntry {
    /// Fiscal code of the organisation.
    pub tenant: String,
    pub key: String,
}

impl LocalJson {
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        write_atomically(path, &serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }

    /// The key of a creditor.
    #[must_use]
    pub fn key_of(&self, tenant: &str) -> Option<&str> {
        let found = self.api_keys.iter().find(|entry| entry.tenant == tenant);
        found.map(|entry| entry.key.as_str())
    }

    /// The first person with this role in the organisation.
    #[must_use]
    pub fn person(&self, tenant: &str, role: &str) -> Option<&SignIn> {
        self.sign_in
            .iter()
            .find(|one| one.tenant == tenant && one.role == role)
    }
}

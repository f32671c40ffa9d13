//! What the stack makes up once for a data folder and needs again at the next start.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use kernel::dice::{Dice, bytes};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::cloud::write_atomically;

/// Kept as `secrets.json` in the data folder.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Keepsake {
    /// The key of sealed tokens, in hexadecimal digits.
    seal_key: String,
    /// Made for people and creditors for whom the tenants file has none: e-mail or fiscal code.
    #[serde(default)]
    passwords: BTreeMap<String, String>,
    #[serde(default)]
    api_keys: BTreeMap<String, String>,
}

impl Keepsake {
    /// Reads the folder's secrets, or makes the first.
    pub fn open(folder: &Path, dice: &dyn Dice) -> anyhow::Result<Self> {
        match std::fs::read(place(folder)) {
            Ok(text) => serde_json::from_slice(&text)
                .with_context(|| format!("{} cannot be read", place(folder).display())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self {
                seal_key: hex::encode(bytes::<32>(dice)),
                passwords: BTreeMap::new(),
                api_keys: BTreeMap::new(),
            }),
            Err(error) => Err(error.into()),
        }
    }

    /// Must come before the first use of what was made.
    pub fn save(&self, folder: &Path) -> anyhow::Result<()> {
        write_atomically(&place(folder), &serde_json::to_vec_pretty(self)?)?;
        Ok(())
    }

    pub fn seal_key(&self) -> anyhow::Result<[u8; 32]> {
        let mut key = [0; 32];
        hex::decode_to_slice(&self.seal_key, &mut key).context("the key in secrets.json")?;
        Ok(key)
    }

    /// Another key for another purpose, made of the one that is kept.
    pub fn audit_key(&self) -> anyhow::Result<[u8; 32]> {
        let mut hash = Sha256::new();
        hash.update(b"audit");
        hash.update(self.seal_key()?);
        Ok(hash.finalize().into())
    }

    pub fn password(&mut self, email: &str, dice: &dyn Dice) -> String {
        let made = || format!("Valdorra-{}", hex::encode(bytes::<6>(dice)));
        self.passwords
            .entry(email.to_owned())
            .or_insert_with(made)
            .clone()
    }

    pub fn api_key(&mut self, creditor: &str, dice: &dyn Dice) -> String {
        let made = || format!("local-{}", hex::encode(bytes::<16>(dice)));
        self.api_keys
            .entry(creditor.to_owned())
            .or_insert_with(made)
            .clone()
    }
}

fn place(folder: &Path) -> std::path::PathBuf {
    folder.join("secrets.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::dice::OsDice;

    #[test]
    fn secrets_are_the_same_at_the_next_start() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut first = Keepsake::open(folder.path(), &OsDice).expect("new secrets");
        let password = first.password("a@valdorra.example", &OsDice);
        first.save(folder.path()).expect("written");
        let mut second = Keepsake::open(folder.path(), &OsDice).expect("the same secrets");
        assert_eq!(second.password("a@valdorra.example", &OsDice), password);
        assert_eq!(
            second.seal_key().expect("a key"),
            first.seal_key().expect("a key")
        );
        assert_ne!(second.password("b@valdorra.example", &OsDice), password);
    }
}

//! The tenants file: read, checked, applied; and who may come in locally.

use std::path::Path;

use access::domain::password::Password;
use setup::{ApiKeys, Passwords, Tenants};

use super::keepsake::Keepsake;
use super::local_json::{ApiKeyEntry, LocalJson, SignIn};
use super::parts::Parts;

/// Reads and checks a tenants file. Every fault is told with its line and a hint.
pub fn check_file(path: &Path) -> anyhow::Result<Tenants> {
    Ok(setup::cli::check_file(path)?)
}

/// Everyone who may come in, with the secrets that the stack made up where the file has none.
pub(super) struct Door {
    tenants: Tenants,
    passwords: Passwords,
}

impl Door {
    /// A creditor without user or key gets a secretary or a key.
    pub fn of(tenants: &Tenants, keepsake: &mut Keepsake, parts: &Parts) -> anyhow::Result<Self> {
        let dice = parts.dice.as_ref();
        let mut tenants = tenants.clone();
        setup::local_defaults(&mut tenants, |code| keepsake.api_key(code.as_str(), dice))?;
        let mut passwords = Passwords::new();
        for user in &tenants.users {
            let password = keepsake.password(user.email.as_str(), dice);
            passwords.insert(user.email.clone(), Password::parse(&password)?);
        }
        Ok(Self { tenants, passwords })
    }

    /// Makes what is missing of organisations, people and keys.
    pub async fn apply(&self, parts: &Parts) -> anyhow::Result<()> {
        let deps = setup::Deps {
            table: parts.job_table.clone(),
            clock: parts.clock.clone(),
            dice: parts.dice.clone(),
        };
        setup::apply_file(&deps, &self.tenants, ApiKeys::Honour, &self.passwords).await?;
        Ok(())
    }

    pub fn local_json(&self, parts: &Parts, mail_dir: &Path) -> LocalJson {
        let sign_in = self.tenants.users.iter().filter_map(|user| {
            Some(SignIn {
                role: user.role.name().to_owned(),
                tenant: user.tenant.to_string(),
                email: user.email.as_str().to_owned(),
                password: self.passwords.get(&user.email)?.reveal().to_owned(),
            })
        });
        let api_keys = self.tenants.creditors.iter().filter_map(|creditor| {
            Some(ApiKeyEntry {
                tenant: creditor.fiscal_code.to_string(),
                key: creditor.api_key.as_ref()?.reveal().to_owned(),
            })
        });
        LocalJson {
            url: parts.url.clone(),
            sign_in: sign_in.collect(),
            api_keys: api_keys.collect(),
            mail_dir: mail_dir.to_owned(),
        }
    }
}

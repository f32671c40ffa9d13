//! The tenants file: read, checked, applied; and who may come in locally.

use std::path::Path;
use std::sync::Arc;

use access::domain::password::Password;
use anyhow::Context;
use kernel::dice::{Dice, OsDice};
use kernel::time::Clock;
use platform::table::Table;
use setup::{ApiKeys, Passwords, Plan, Tenants};

use super::clock::LocalClock;
use super::keepsake::Keepsake;
use super::local_json::{ApiKeyEntry, LocalJson, SignIn};
use super::parts::Parts;
use crate::cloud::{Cloud, DataFolder, Durability, TABLE};

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
    pub fn of(tenants: &Tenants, keepsake: &mut Keepsake, dice: &dyn Dice) -> anyhow::Result<Self> {
        let mut tenants = tenants.clone();
        setup::local_defaults(&mut tenants, |code| keepsake.api_key(code.as_str(), dice))?;
        let mut passwords = Passwords::new();
        for user in &tenants.users {
            let password = keepsake.password(user.email.as_str(), dice);
            passwords.insert(user.email.clone(), Password::parse(&password)?);
        }
        Ok(Self { tenants, passwords })
    }

    /// Makes what is missing of organisations, people and keys; what was done.
    pub async fn apply(&self, parts: &Parts) -> anyhow::Result<Plan> {
        let (clock, dice) = (parts.clock.clone(), parts.dice.clone());
        self.apply_to(parts.job_table.clone(), clock, dice).await
    }

    async fn apply_to(
        &self,
        table: Table,
        clock: Arc<dyn Clock>,
        dice: Arc<dyn Dice>,
    ) -> anyhow::Result<Plan> {
        let deps = setup::Deps { table, clock, dice };
        Ok(setup::apply_file(&deps, &self.tenants, ApiKeys::Honour, &self.passwords).await?)
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

/// What a file would change in a data folder that no stack is using. Nothing is written; a folder that
/// is not there is an empty one.
pub async fn plan_tenants(tenants: &Tenants, data: &Path) -> anyhow::Result<Plan> {
    let folder = match data.exists() {
        true => DataFolder::open(data)?,
        false => DataFolder::temporary()?,
    };
    let (cloud, door) = offline(tenants, folder, Secrets::Forget).await?;
    let table = Table::new(&cloud.dynamodb, TABLE);
    let plan = setup::make_plan(&table, &door.tenants, ApiKeys::Honour).await;
    cloud.stop().await;
    Ok(plan?)
}

/// Changes it, as the start of the stack does.
pub async fn apply_tenants(tenants: &Tenants, data: &Path) -> anyhow::Result<Plan> {
    let folder = DataFolder::open(data)?;
    let (cloud, door) = offline(tenants, folder, Secrets::Keep).await?;
    let table = Table::new(&cloud.dynamodb, TABLE);
    let clock = Arc::new(LocalClock::new(None));
    let plan = door.apply_to(table, clock, Arc::new(OsDice)).await;
    cloud.stop().await;
    plan
}

/// What becomes of passwords and keys that were made up.
#[derive(PartialEq, Eq)]
enum Secrets {
    Keep,
    Forget,
}

async fn offline(
    tenants: &Tenants,
    folder: DataFolder,
    secrets: Secrets,
) -> anyhow::Result<(Cloud, Door)> {
    let mut keepsake = Keepsake::open(folder.root(), &OsDice)?;
    let door = Door::of(tenants, &mut keepsake, &OsDice)?;
    if secrets == Secrets::Keep {
        keepsake.save(folder.root())?;
    }
    let cloud = Cloud::start(folder, Durability::Kept, &[]).await;
    Ok((cloud.context("the embedded cloud did not start")?, door))
}

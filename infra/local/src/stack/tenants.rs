//! The tenants file: read, checked, applied; and who may come in locally.

use std::path::Path;

use access::Role;
use access::domain::api_key::{ApiKey, ApiKeySecret};
use access::domain::email::Email;
use access::domain::password::{Password, PasswordHash};
use access::domain::user::{Membership, User};
use access::store::{api_keys, users};
use anyhow::Context;
use kernel::dice::bytes;
use kernel::ids::UserId;
use payments::domain::settings::{CreditorSettings, PostalAccount, Service, ServiceKind};
use payments::store::settings;
use setup::Tenants;
use setup::domain::tenants::{self as declared, Creditor, DeclaredUser};

use super::keepsake::Keepsake;
use super::local_json::{ApiKeyEntry, LocalJson, SignIn};
use super::parts::Parts;

/// Reads and checks a tenants file. Every fault is told with its line and a hint.
pub fn check_file(path: &Path) -> anyhow::Result<Tenants> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the tenants file {} cannot be read", path.display()))?;
    setup::check(&text).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        let count = lines.len();
        anyhow::anyhow!(
            "{}: {count} to correct\n{}",
            path.display(),
            lines.join("\n")
        )
    })
}

/// Everyone who may come in, with the secrets that the stack made up where the file has none.
pub(super) struct Door {
    people: Vec<(DeclaredUser, String)>,
    keys: Vec<(Creditor, String)>,
}

impl Door {
    /// A creditor without user or key gets a secretary or a key.
    pub fn of(tenants: &Tenants, keepsake: &mut Keepsake, parts: &Parts) -> anyhow::Result<Self> {
        let dice = parts.dice.as_ref();
        let mut people = tenants.users.clone();
        for creditor in &tenants.creditors {
            let code = &creditor.fiscal_code;
            if !people.iter().any(|user| &user.tenant == code) {
                people.push(secretary(creditor)?);
            }
        }
        let with_password = |user: DeclaredUser| {
            let password = keepsake.password(user.email.as_str(), dice);
            (user, password)
        };
        let people = people.into_iter().map(with_password).collect();
        let key = |creditor: &Creditor| {
            let declared = creditor.api_key.as_ref().map(|key| key.reveal().to_owned());
            let made = || keepsake.api_key(creditor.fiscal_code.as_str(), dice);
            (creditor.clone(), declared.unwrap_or_else(made))
        };
        let keys = tenants.creditors.iter().map(key).collect();
        Ok(Self { people, keys })
    }

    pub fn local_json(&self, parts: &Parts, mail_dir: &Path) -> LocalJson {
        let sign_in = self.people.iter().map(|(user, password)| SignIn {
            role: user.role.name().to_owned(),
            tenant: user.tenant.to_string(),
            email: user.email.as_str().to_owned(),
            password: password.clone(),
        });
        let api_keys = self.keys.iter().map(|(creditor, key)| ApiKeyEntry {
            tenant: creditor.fiscal_code.to_string(),
            key: key.clone(),
        });
        LocalJson {
            url: parts.url.clone(),
            sign_in: sign_in.collect(),
            api_keys: api_keys.collect(),
            mail_dir: mail_dir.to_owned(),
        }
    }
}

fn secretary(creditor: &Creditor) -> anyhow::Result<DeclaredUser> {
    let code = &creditor.fiscal_code;
    Ok(DeclaredUser {
        email: Email::parse(&format!("secretary@{code}.example"))?,
        name: format!("Segreteria di {}", creditor.name),
        tenant: code.clone(),
        role: Role::Secretary,
        owner: declared::Owner::Panel,
    })
}

/// Makes what is missing of organisations, people and keys.
pub(super) async fn apply(tenants: &Tenants, door: &Door, parts: &Parts) -> anyhow::Result<()> {
    for creditor in &tenants.creditors {
        let table = &parts.job_table;
        if settings::read(table, &creditor.fiscal_code)
            .await?
            .is_none()
        {
            settings::write(table, &settings_of(creditor), 0).await?;
        }
    }
    for (creditor, key) in &door.keys {
        apply_key(creditor, key, parts).await?;
    }
    for (user, password) in &door.people {
        apply_user(tenants, user, password, parts).await?;
    }
    Ok(())
}

async fn apply_key(creditor: &Creditor, key: &str, parts: &Parts) -> anyhow::Result<()> {
    let digest = ApiKeySecret::parse(key)?.digest();
    if api_keys::find(&parts.job_table, &digest).await?.is_none() {
        let key = ApiKey {
            tenant: creditor.fiscal_code.clone(),
            tenant_name: creditor.name.clone(),
            label: "local".to_owned(),
            role: Role::Machine,
        };
        api_keys::write(&parts.job_table, &digest, key, 0).await?;
    }
    Ok(())
}

async fn apply_user(
    tenants: &Tenants,
    declared: &DeclaredUser,
    password: &str,
    parts: &Parts,
) -> anyhow::Result<()> {
    let table = &parts.job_table;
    let membership = Membership {
        tenant: declared.tenant.clone(),
        tenant_name: tenants
            .name_of(&declared.tenant)
            .unwrap_or_default()
            .to_owned(),
        role: declared.role,
    };
    let Some(found) = users::find(table, &declared.email).await? else {
        let salt = bytes::<16>(parts.dice.as_ref());
        let user = User {
            id: UserId::mint(parts.clock.as_ref(), parts.dice.as_ref()),
            email: declared.email.clone(),
            name: declared.name.clone(),
            password: Some(PasswordHash::make(&Password::parse(password)?, salt)?),
            memberships: vec![membership],
        };
        users::create(table, user).await?;
        return Ok(());
    };
    if found.user.membership(&declared.tenant).is_none() {
        let mut user = found.user.clone();
        user.memberships.push(membership);
        users::change(table, &found, user, "tenants file", parts.clock.now()).await?;
    }
    Ok(())
}

fn settings_of(creditor: &Creditor) -> CreditorSettings {
    let creditor = creditor.clone();
    CreditorSettings {
        fiscal_code: creditor.fiscal_code,
        name: creditor.name,
        segregation_code: creditor.segregation_code,
        broker_fiscal_code: creditor.broker_fiscal_code,
        station_id: creditor.station_id,
        iban: creditor.iban,
        postal: creditor.postal.map(|postal| PostalAccount {
            iban: postal.iban,
            account: postal.account,
            authorization: postal.authorization,
        }),
        cbill: creditor.cbill,
        office: creditor.office,
        services: creditor.services.into_iter().map(service).collect(),
        version: 1,
    }
}

fn service(declared: declared::Service) -> Service {
    Service {
        code: declared.code,
        name: declared.name,
        taxonomy: declared.taxonomy,
        kind: match declared.kind {
            declared::ServiceKind::Due => ServiceKind::Due,
            declared::ServiceKind::Spontaneous => ServiceKind::Spontaneous,
        },
        amount_cents: declared.amount,
    }
}

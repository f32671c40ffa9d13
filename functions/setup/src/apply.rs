//! Reads what is there, and writes a plan. Every write has a condition, so that applying twice
//! changes nothing and nobody's change is overwritten unseen. Nothing is ever deleted.

use std::collections::BTreeMap;
use std::sync::Arc;

use access::domain::email::Email;
use access::domain::invitation::{Call, Invitation};
use access::domain::password::{Password, PasswordError, PasswordHash};
use access::domain::user::{Membership, State, User};
use access::jobs::letters::order_invitation;
use access::store::catalogue::{self, Catalogue};
use access::store::declared_keys;
use access::store::invitations as store;
use access::store::organisations::{self, Kind};
use access::store::users::{self, Changed};
use kernel::dice::{Dice, bytes};
use kernel::ids::{InvitationId, UserId};
use kernel::time::Clock;
use payments::domain::settings::CreditorSettings;
use payments::store::settings;
use platform::table::{Table, TableError, Tx};
use thiserror::Error;

use crate::domain::plan::{Act, ApiKeys, Found, NewUser, Plan, Write, plan};
use crate::domain::tenants::Tenants;

/// Who did it, in histories.
const ACTOR: &str = "tenants-file";

#[derive(Clone)]
pub struct Deps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// Passwords of users to be. Whoever has none here gets the mails of an invitation; the local stack
/// makes and shows one for everybody.
pub type Passwords = BTreeMap<Email, Password>;

#[derive(Debug, Error)]
pub enum ApplyError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("{0} was changed by somebody else meanwhile; plan again")]
    Moved(String),
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("a password could not be hashed: {0}")]
    Hashing(#[from] tokio::task::JoinError),
}

/// What the file would change: 1 request for the list of creditors, 1 for each creditor,
/// organisation and key, 2 for each user.
pub async fn make_plan(
    table: &Table,
    tenants: &Tenants,
    keys: ApiKeys,
) -> Result<Plan, TableError> {
    Ok(plan(tenants, &read(table, tenants).await?, keys))
}

/// Plans and applies; the plan that was carried out.
pub async fn apply_file(
    deps: &Deps,
    tenants: &Tenants,
    keys: ApiKeys,
    passwords: &Passwords,
) -> Result<Plan, ApplyError> {
    let plan = make_plan(&deps.table, tenants, keys).await?;
    apply(deps, &plan, passwords).await?;
    Ok(plan)
}

/// Carries out a plan, act by act. Stops at what moved since; what was written stays, and planning
/// again goes on from there.
pub async fn apply(deps: &Deps, plan: &Plan, passwords: &Passwords) -> Result<(), ApplyError> {
    for act in &plan.acts {
        if !write(deps, act, passwords).await? {
            return Err(ApplyError::Moved(act.what.clone()));
        }
    }
    Ok(())
}

async fn read(table: &Table, tenants: &Tenants) -> Result<Found, TableError> {
    let mut found = Found::default();
    let all = settings::list(table).await?.into_iter();
    found
        .creditors
        .extend(all.map(|there| (there.fiscal_code.clone(), there)));
    for creditor in &tenants.creditors {
        let code = &creditor.fiscal_code;
        // The list may be a moment late.
        let there = settings::read(table, code).await?;
        found
            .creditors
            .extend(there.map(|there| (code.clone(), there)));
        if let Some(secret) = &creditor.api_key {
            let digest = secret.digest();
            let there = declared_keys::find(table, &digest).await?;
            found.keys.extend(there.map(|there| (digest, there)));
        }
    }
    let lists = [
        (Kind::Reseller, &tenants.resellers),
        (Kind::Provider, &tenants.providers),
        (Kind::Customer, &tenants.customers),
    ];
    for (kind, code) in lists
        .iter()
        .flat_map(|(k, l)| l.iter().map(|o| (*k, &o.fiscal_code)))
    {
        let there = organisations::find(table, code, kind).await?;
        found
            .organisations
            .extend(there.map(|there| ((code.clone(), kind), there)));
    }
    for user in &tenants.users {
        let there = users::find(table, &user.email).await?;
        found
            .users
            .extend(there.map(|there| (user.email.clone(), there)));
    }
    Ok(found)
}

/// `false`: somebody else was faster.
async fn write(deps: &Deps, act: &Act, passwords: &Passwords) -> Result<bool, ApplyError> {
    let table = &deps.table;
    Ok(match &act.write {
        Write::CreateCreditor(to) => creditor(table, to, 0).await?,
        Write::ChangeCreditor { from, to, .. } => creditor(table, to, from.version).await?,
        Write::CreateOrganisation(to) => organisations::write(table, to.clone(), 0).await?,
        Write::ChangeOrganisation { from, to, .. } => {
            organisations::write(table, to.clone(), from.version).await?
        }
        Write::CreateUser(new) => create(deps, user(deps, new, passwords).await?).await?,
        Write::ChangeUser { from, to, .. } => {
            let to = to.as_ref().clone();
            users::change(table, from, to, ACTOR, deps.clock.now()).await?
        }
        Write::CreateKey { digest, key } => {
            declared_keys::write(table, digest, key.clone(), 0).await?
        }
        Write::ChangeKey {
            digest, from, to, ..
        } => declared_keys::write(table, digest, to.clone(), from.version).await?,
    })
}

/// The settings of a creditor, and the names of its services where rights are given.
async fn creditor(table: &Table, to: &CreditorSettings, expected: u64) -> Result<bool, TableError> {
    let services = to.services.iter();
    let names = services.map(|service| (service.code.clone(), service.name.clone()));
    let names = Catalogue {
        tenant: to.fiscal_code.clone(),
        services: names.collect(),
    };
    catalogue::write(table, &names).await?;
    settings::write(table, to, expected).await
}

async fn user(deps: &Deps, new: &NewUser, passwords: &Passwords) -> Result<User, ApplyError> {
    let password = match passwords.get(&new.email).cloned() {
        None => None,
        Some(password) => {
            let salt = bytes(deps.dice.as_ref());
            let hash = move || PasswordHash::make(&password, salt);
            Some(tokio::task::spawn_blocking(hash).await??)
        }
    };
    let id = UserId::mint(deps.clock.as_ref(), deps.dice.as_ref());
    let mut user = User::new(id, new.email.clone(), new.name.as_str())
        .with_memberships(new.memberships.clone())
        .with_second_factor(new.second_factor);
    user.username.clone_from(&new.username);
    user.password = password;
    Ok(user)
}

/// Who has no password is invited by mail, once for each organisation, in the same transaction.
async fn create(deps: &Deps, mut user: User) -> Result<bool, ApplyError> {
    if user.password.is_some() {
        return Ok(users::create(&deps.table, user).await?);
    }
    for membership in &mut user.memberships {
        membership.state = State::Invited;
    }
    let invitations = invitations(deps, &user);
    let chance = (deps.clock.as_ref(), deps.dice.as_ref());
    let with = || {
        invitations.iter().fold(Tx::new(), |tx, to| {
            order_invitation(store::put(tx, to, None), to, chance)
        })
    };
    let done = users::create_with(&deps.table, user, with).await?;
    Ok(done == Changed::Done)
}

fn invitations(deps: &Deps, user: &User) -> Vec<Invitation> {
    let one = |membership: &Membership| {
        let id = InvitationId::mint(deps.clock.as_ref(), deps.dice.as_ref());
        let call = Call {
            tenant: membership.tenant.clone(),
            tenant_name: membership.tenant_name.clone(),
            email: user.email.clone(),
            name: Some(user.name.clone()),
            role: membership.role,
            by: ACTOR.to_owned(),
        };
        Invitation::new(id, call, deps.clock.now())
    };
    user.memberships.iter().map(one).collect()
}

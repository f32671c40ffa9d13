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
use access::store::invitations as store;
use access::store::organisations::{self, Kind, Organisation, OrganisationChange};
use access::store::users::{self, Changed};
use access::store::{declared_keys, members};
use kernel::dice::{Dice, bytes};
use kernel::ids::{InvitationId, UserId};
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::settings::CreditorSettings;
use payments::store::settings::{self, SettingsChange};
use platform::table::{Table, TableError, Tx};
use thiserror::Error;

use crate::domain::plan::{Act, ApiKeys, Found, NewUser, Plan, Write, moving, plan_of};
use crate::domain::tenants::Tenants;
use crate::events;

/// Who did it, in histories; in the log of activities it is `job:tenants-file`.
const ACTOR: &str = "tenants-file";
/// Members of one organisation are read in pages of this many.
const MEMBERS_PAGE: u32 = 200;
/// Pages of one organisation: 20,000 people.
const PAGES_MAX: usize = 100;

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
    #[error("this is not the plan that was reviewed ({reviewed}) but {now}; review it again")]
    NotReviewed { reviewed: String, now: String },
    #[error(transparent)]
    Password(#[from] PasswordError),
    #[error("a password could not be hashed: {0}")]
    Hashing(#[from] tokio::task::JoinError),
}

/// What the file would change: 2 requests for the lists of organisations, 1 for each creditor,
/// organisation and key, 2 for each user, 1 for each member of an organisation that is retired, taken
/// back or renamed.
pub async fn make_plan(
    table: &Table,
    tenants: &Tenants,
    keys: ApiKeys,
) -> Result<Plan, TableError> {
    let found = Box::pin(read(table, tenants)).await?;
    Ok(plan_of(tenants, &found, keys))
}

/// Plans and applies a plan that somebody has reviewed, known by its fingerprint, and no other.
pub async fn apply_reviewed(
    deps: &Deps,
    tenants: &Tenants,
    keys: ApiKeys,
    reviewed: &str,
) -> Result<Plan, ApplyError> {
    let plan = make_plan(&deps.table, tenants, keys).await?;
    let now = plan.fingerprint();
    if now != reviewed {
        let reviewed = reviewed.to_owned();
        return Err(ApplyError::NotReviewed { reviewed, now });
    }
    apply(deps, &plan, &Passwords::new()).await?;
    Ok(plan)
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
        // Boxed, as below: too deep a future to be laid out inside its callers.
        if !Box::pin(write(deps, act, passwords)).await? {
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
    organisations_there(table, tenants, &mut found).await?;
    for user in &tenants.users {
        let there = users::find(table, &user.email).await?;
        found
            .users
            .extend(there.map(|there| (user.email.clone(), there)));
    }
    for code in moving(tenants, &found) {
        members_there(table, &code, &mut found).await?;
    }
    Ok(found)
}

async fn organisations_there(
    table: &Table,
    tenants: &Tenants,
    found: &mut Found,
) -> Result<(), TableError> {
    let lists = [
        (Kind::Reseller, &tenants.resellers),
        (Kind::Provider, &tenants.providers),
        (Kind::Customer, &tenants.customers),
    ];
    let mut there = organisations::list(table).await?;
    // The list may be a moment late.
    for (kind, declared) in lists {
        for organisation in declared {
            there.extend(organisations::find(table, &organisation.fiscal_code, kind).await?);
        }
    }
    let keyed = there
        .into_iter()
        .map(|o| ((o.fiscal_code.clone(), o.kind), o));
    found.organisations.extend(keyed);
    Ok(())
}

/// Everybody in an organisation, also who came by the panel.
async fn members_there(
    table: &Table,
    code: &OrgFiscalCode,
    found: &mut Found,
) -> Result<(), TableError> {
    let mut after = None;
    for _ in 0..PAGES_MAX {
        let page = members::list(table, code, after, MEMBERS_PAGE).await?;
        for member in page.items {
            let there = users::by_id(table, &member.user).await?;
            found
                .members
                .extend(there.map(|there| (member.user, there)));
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    Ok(())
}

/// `false`: somebody else was faster. Each write has its event, and each change its history, in the
/// same transaction.
async fn write(deps: &Deps, act: &Act, passwords: &Passwords) -> Result<bool, ApplyError> {
    let table = &deps.table;
    let with = || events::of(deps, &act.write);
    Ok(match &act.write {
        Write::CreateCreditor(to) => settings::create(table, to, catalogue(to, with())).await?,
        Write::RetireCreditor(from) => {
            let mut to = from.as_ref().clone();
            (to.version, to.retired_at) = (from.version + 1, Some(deps.clock.now()));
            settings::change(table, &change_of(deps, from, &to), with()).await?
        }
        Write::ChangeCreditor { from, to, .. } => {
            let with = catalogue(to, with());
            settings::change(table, &change_of(deps, from, to), with).await?
        }
        Write::CreateOrganisation(to) => organisations::create(table, to, with()).await?,
        Write::RetireOrganisation(from) => {
            let mut to = from.clone();
            (to.version, to.retired_at) = (from.version + 1, Some(deps.clock.now()));
            let change = organisation_change(deps, from, &to);
            organisations::change(table, &change, with()).await?
        }
        Write::ChangeOrganisation { from, to, .. } => {
            let change = organisation_change(deps, from, to);
            organisations::change(table, &change, with()).await?
        }
        Write::CreateUser(new) => create(deps, user(deps, new, passwords).await?).await?,
        Write::ChangeUser { from, to, .. } => {
            let to = to.as_ref().clone();
            // A file may say that nobody administers an organisation.
            let act = users::Act::new(ACTOR, deps.clock.now()).unguarded();
            users::change_in(table, from, to, act.with(with())).await? == Changed::Done
        }
        Write::CreateKey { digest, key } => {
            declared_keys::write(table, digest, (key.clone(), 0), with()).await?
        }
        Write::ChangeKey {
            digest, from, to, ..
        } => declared_keys::write(table, digest, (to.clone(), from.version), with()).await?,
    })
}

/// The names of a creditor's services where rights are given, written together with its settings.
fn catalogue(to: &CreditorSettings, tx: Tx) -> Tx {
    let services = to.services.iter();
    let names = services.map(|service| (service.code.clone(), service.name.clone()));
    let names = Catalogue {
        tenant: to.fiscal_code.clone(),
        services: names.collect(),
    };
    catalogue::put(tx, &names)
}

fn change_of(deps: &Deps, from: &CreditorSettings, to: &CreditorSettings) -> SettingsChange {
    SettingsChange {
        at: deps.clock.now(),
        by: ACTOR.to_owned(),
        from: from.clone(),
        to: to.clone(),
    }
}

fn organisation_change(deps: &Deps, from: &Organisation, to: &Organisation) -> OrganisationChange {
    OrganisationChange {
        at: deps.clock.now(),
        by: ACTOR.to_owned(),
        from: from.clone(),
        to: to.clone(),
    }
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
    let mut invitations = Vec::new();
    if user.password.is_none() {
        for membership in &mut user.memberships {
            membership.state = State::Invited;
        }
        invitations = self::invitations(deps, &user);
    }
    let chance = (deps.clock.as_ref(), deps.dice.as_ref());
    let with = || {
        invitations
            .iter()
            .fold(events::of_new(deps, &user), |tx, to| {
                order_invitation(store::put(tx, to, None), to, chance)
            })
    };
    let done = users::create_with(&deps.table, user.clone(), with).await?;
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

//! People: created when absent, from then on the panel's; the name of an organisation follows it.

use std::collections::BTreeMap;

use access::domain::email::Email;
use access::domain::login::Username;
use access::domain::second_factor::SecondFactor;
use access::domain::user::{Membership, User};
use access::store::users as store;

use super::{Change, Found, Plan, Side, Write};
use crate::domain::tenants::{DeclaredUser, Owner, Tenants};

/// A user to be: id and password come with the writing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    pub email: Email,
    pub username: Option<Username>,
    pub name: String,
    pub second_factor: SecondFactor,
    pub memberships: Vec<Membership>,
}

pub fn plan(tenants: &Tenants, found: &Found, plan: &mut Plan) {
    let mut people: BTreeMap<&Email, Vec<&DeclaredUser>> = BTreeMap::new();
    for user in &tenants.users {
        people.entry(&user.email).or_default().push(user);
    }
    for (email, declared) in &people {
        match found.users.get(email) {
            None => create(email, declared, tenants, plan),
            Some(there) => compare(declared, (tenants, found), there, plan),
        }
    }
    let others = found.members.values();
    for there in others.filter(|there| !people.contains_key(&there.user.email)) {
        follow(there, tenants, found, plan);
    }
}

/// Somebody whom the file does not name, and whose organisation it moves.
fn follow(there: &store::Found, tenants: &Tenants, found: &Found, plan: &mut Plan) {
    let mut to = there.user.clone();
    let changes = moved(&mut to, tenants, found);
    let Some(first) = to
        .memberships
        .iter()
        .zip(&there.user.memberships)
        .find(|(a, b)| a != b)
    else {
        return;
    };
    let what = format!("user {} of {}", first.0.role.name(), first.0.tenant);
    let (from, to) = (there.clone(), Box::new(to));
    plan.act(what, Write::ChangeUser { from, to, changes });
}

/// Every membership follows its organisation: its name, and whether it is open.
fn moved(to: &mut User, tenants: &Tenants, found: &Found) -> Vec<Change> {
    let mut changes = Vec::new();
    for membership in &mut to.memberships {
        let tenant = membership.tenant.clone();
        let declared = tenants.name_of(&tenant);
        let known = declared.is_some()
            || found.creditors.contains_key(&tenant)
            || found.organisations.keys().any(|(code, _)| *code == tenant);
        let mut change = |field: &str, from: &str, to: &str| {
            changes.push(Change {
                field: format!("{field} {tenant}"),
                from: from.to_owned(),
                to: to.to_owned(),
            });
        };
        if let Some(name) = declared.filter(|name| *name != membership.tenant_name) {
            change("name of", &membership.tenant_name, name);
            name.clone_into(&mut membership.tenant_name);
        }
        let retired = declared.is_none();
        if known && retired != membership.retired {
            let word = |retired| if retired { "closed" } else { "open" };
            change("door of", word(membership.retired), word(retired));
            membership.retired = retired;
        }
    }
    changes
}

/// The address stays out: plans end up in the logs of a pipeline.
fn what(user: &DeclaredUser) -> String {
    format!("user {} of {}", user.role.name(), user.tenant)
}

fn create(email: &Email, declared: &[&DeclaredUser], tenants: &Tenants, plan: &mut Plan) {
    let Some(first) = declared.first() else {
        return;
    };
    let user = NewUser {
        email: email.clone(),
        username: declared.iter().find_map(|user| user.username.clone()),
        name: first.name.clone(),
        second_factor: second_factor(declared).unwrap_or_default(),
        memberships: declared
            .iter()
            .map(|user| membership(user, tenants))
            .collect(),
    };
    plan.act(what(first), Write::CreateUser(user));
}

fn compare(
    declared: &[&DeclaredUser],
    (tenants, found): (&Tenants, &Found),
    there: &store::Found,
    plan: &mut Plan,
) {
    let Some(first) = declared.first() else {
        return;
    };
    let mut to = there.user.clone();
    let mut changes = rename(first, &mut to, plan);
    if let Some(factor) = second_factor(declared) {
        changes.extend(ask(first, factor, &mut to, plan));
    }
    let username = declared.iter().find_map(|user| user.username.as_ref());
    if username.is_some_and(|name| to.username.as_ref() != Some(name)) {
        let note = format!(
            "{}: a user name is given at the creation alone",
            what(first)
        );
        plan.notes.push(note);
    }
    for user in declared {
        changes.extend(join(user, tenants, &mut to, plan));
    }
    changes.extend(moved(&mut to, tenants, found));
    if !changes.is_empty() {
        let (from, to) = (there.clone(), Box::new(to));
        plan.act(what(first), Write::ChangeUser { from, to, changes });
    }
}

fn rename(declared: &DeclaredUser, to: &mut User, plan: &mut Plan) -> Vec<Change> {
    let side = side("name", declared.owner, &declared.name, &to.name);
    if declared.owner == Owner::Pipeline {
        to.name.clone_from(&declared.name);
    }
    plan.settle(&what(declared), [side])
}

/// What the file asks of a person beside the password, in any of the entries.
fn second_factor(declared: &[&DeclaredUser]) -> Option<SecondFactor> {
    declared.iter().find_map(|user| user.second_factor)
}

fn ask(
    declared: &DeclaredUser,
    factor: SecondFactor,
    to: &mut User,
    plan: &mut Plan,
) -> Vec<Change> {
    let (file, table) = (factor.name(), to.second_factor.name());
    let side = side("second_factor", declared.owner, file, table);
    if declared.owner == Owner::Pipeline {
        to.second_factor = factor;
    }
    plan.settle(&what(declared), [side])
}

fn join(declared: &DeclaredUser, tenants: &Tenants, to: &mut User, plan: &mut Plan) -> Vec<Change> {
    let file = membership(declared, tenants);
    let Some(there) = to.memberships.iter_mut().find(|m| m.tenant == file.tenant) else {
        let text = file.role.name().to_owned();
        let field = format!("role in {}", file.tenant);
        to.memberships.push(file);
        return vec![Change {
            field,
            from: String::new(),
            to: text,
        }];
    };
    let field = format!("role in {}", file.tenant);
    let role = side(&field, declared.owner, file.role.name(), there.role.name());
    if declared.owner == Owner::Pipeline {
        there.role = file.role;
    }
    plan.settle(&what(declared), [role])
}

fn side(field: &str, owner: Owner, file: &str, table: &str) -> Side {
    Side {
        field: field.to_owned(),
        owner,
        file: file.to_owned(),
        table: table.to_owned(),
    }
}

fn membership(user: &DeclaredUser, tenants: &Tenants) -> Membership {
    let name = tenants.name_of(&user.tenant).unwrap_or_default();
    Membership::new(user.tenant.clone(), name, user.role)
}

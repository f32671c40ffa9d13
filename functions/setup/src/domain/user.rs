//! `[[user]]`.

use std::collections::BTreeMap;

use access::domain::email::Email;
use access::domain::login::Username;
use access::domain::role::{OF_PEOPLE, Role};
use access::domain::second_factor::SecondFactor;
use kernel::tax::OrgFiscalCode;

use super::fault::{Faults, nearest};
use super::reader::Section;
use super::tenants::DeclaredUser;
use super::word::WordError;
use super::{creditor, hint, word};

const KEYS: [&str; 7] = [
    "email",
    "username",
    "name",
    "tenant",
    "role",
    "second_factor",
    "owner",
];

/// Reads every user. `declared` are the fiscal codes of all organisations as they stand in the
/// file, right or wrong: a fault there is told there.
pub fn read_all(top: &Section<'_>, declared: &[&str], faults: &mut Faults) -> Vec<DeclaredUser> {
    let mut seen = BTreeMap::new();
    let mut users = Vec::new();
    for section in top.sections("user", "[[user]]", &KEYS, faults) {
        let Some(user) = read(&section, declared, faults) else {
            continue;
        };
        match seen.insert((user.email.clone(), user.tenant.clone()), section.line) {
            Some(first) => faults.add(
                section.line,
                "this user is declared twice in the same organisation",
                format!("the first is in line {first}"),
            ),
            None => users.push(user),
        }
    }
    users
}

fn read(at: &Section<'_>, declared: &[&str], faults: &mut Faults) -> Option<DeclaredUser> {
    let email = at.required("email", Email::parse, hint::EMAIL, faults);
    let username = at.parsed("username", Username::parse, hint::USERNAME, faults);
    let name = at.required("name", word::name, hint::NAME, faults);
    let tenant = at.required("tenant", OrgFiscalCode::parse, hint::TENANT, faults);
    let role = role(at, faults);
    let second_factor = at.parsed("second_factor", second_factor, hint::SECOND_FACTOR, faults);
    let owner = creditor::owner(at, faults);
    let tenant = tenant?;
    if !declared.contains(&tenant.value.as_str()) {
        let message = format!("`tenant`: no organisation {} in this file", tenant.value);
        faults.add(tenant.line, message, tenant_hint(&tenant.value, declared));
    }
    Some(DeclaredUser {
        email: email?.value,
        name: name?.value,
        tenant: tenant.value,
        role: role?,
        username: username.map(|at| at.value),
        second_factor: second_factor.map(|at| at.value),
        owner,
    })
}

fn role(at: &Section<'_>, faults: &mut Faults) -> Option<Role> {
    let names = OF_PEOPLE.map(Role::name);
    let hint = format!("one of: {}", names.join(", "));
    let word = at.required(
        "role",
        |word| Ok::<_, WordError>(word.to_owned()),
        &hint,
        faults,
    )?;
    let role = Role::parse(&word.value);
    if role.is_none() {
        let hint = match nearest(&word.value, &names) {
            Some(near) => format!("did you mean \"{near}\"? {hint}"),
            None => hint,
        };
        faults.add(
            word.line,
            format!("`role`: unknown role \"{}\"", word.value),
            hint,
        );
    }
    role
}

fn tenant_hint(code: &OrgFiscalCode, declared: &[&str]) -> String {
    match nearest(code.as_str(), declared) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => hint::TENANT.to_owned(),
    }
}

fn second_factor(word: &str) -> Result<SecondFactor, WordError> {
    SecondFactor::parse(word).ok_or(WordError::Unknown)
}

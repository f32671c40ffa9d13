//! `[[user]]`.

use std::collections::BTreeMap;

use access::domain::email::Email;
use access::domain::login::Username;
use access::domain::role::{OF_PEOPLE, Role};
use access::domain::second_factor::SecondFactor;
use kernel::tax::OrgFiscalCode;

use super::fault::{At, Faults, Place, nearest};
use super::reader::Section;
use super::tenant_kind::TenantKind;
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

/// The organisations of the file: fiscal codes as they stand there, right or wrong (a fault there is
/// told there), each as often as it is declared.
pub type Declared<'t> = [(&'t str, TenantKind)];

/// What people say of themselves in several entries, with where it was said first.
#[derive(Default)]
struct Said {
    entries: BTreeMap<(Email, OrgFiscalCode), Place>,
    usernames: BTreeMap<Username, (Email, Place)>,
    username_of: BTreeMap<Email, (Username, Place)>,
    factors: BTreeMap<Email, (SecondFactor, Place)>,
}

pub fn read_all(
    top: &Section<'_>,
    declared: &Declared<'_>,
    faults: &mut Faults<'_>,
) -> Vec<DeclaredUser> {
    let mut said = Said::default();
    let mut users = Vec::new();
    for section in top.sections("user", "[[user]]", &KEYS, faults) {
        let Some(user) = read(&section, declared, &mut said, faults) else {
            continue;
        };
        let entry = (user.email.clone(), user.tenant.clone());
        match said.entries.insert(entry, section.place) {
            Some(first) => faults.add(
                section.place,
                "this user is declared twice in the same organisation",
                format!("the first is in line {}", first.line),
            ),
            None => users.push(user),
        }
    }
    users
}

fn read(
    at: &Section<'_>,
    declared: &Declared<'_>,
    said: &mut Said,
    faults: &mut Faults<'_>,
) -> Option<DeclaredUser> {
    let email = at.required("email", Email::parse, hint::EMAIL, faults);
    let username = at.parsed("username", Username::parse, hint::USERNAME, faults);
    let name = at.required("name", word::name, hint::NAME, faults);
    let tenant = at.required("tenant", OrgFiscalCode::parse, hint::TENANT, faults);
    let role = role(at, faults);
    let second_factor = at.parsed("second_factor", second_factor, hint::SECOND_FACTOR, faults);
    let owner = creditor::owner(at, faults);
    let tenant = tenant?;
    let kinds = kinds(&tenant, declared, faults);
    if let (Some(role), false) = (&role, kinds.is_empty()) {
        role_fits(role, &kinds, faults);
    }
    if let (Some(username), false) = (&username, kinds.is_empty()) {
        username_fits(username, &kinds, faults);
    }
    let email = email?.value;
    said.username(&email, username.as_ref(), faults);
    said.factor(&email, second_factor.as_ref(), faults);
    Some(DeclaredUser {
        email,
        name: name?.value,
        tenant: tenant.value,
        role: role?.value,
        username: username.map(|at| at.value),
        second_factor: second_factor.map(|at| at.value),
        owner,
    })
}

/// As what the organisation is declared; none is a fault.
fn kinds(
    tenant: &At<OrgFiscalCode>,
    declared: &Declared<'_>,
    faults: &mut Faults<'_>,
) -> Vec<TenantKind> {
    let code = &tenant.value;
    let named = declared.iter().filter(|(known, _)| *known == code.as_str());
    let kinds: Vec<_> = named.map(|(_, kind)| *kind).collect();
    if kinds.is_empty() {
        let message = format!("`tenant`: no organisation {code} in this file");
        faults.add(tenant.place, message, tenant_hint(code, declared));
    }
    kinds
}

fn role_fits(role: &At<Role>, kinds: &[TenantKind], faults: &mut Faults<'_>) {
    if kinds.iter().any(|kind| kind.has(role.value)) {
        return;
    }
    let mut names: Vec<_> = kinds.iter().flat_map(|kind| kind.roles()).collect();
    names.dedup();
    let names: Vec<_> = names.into_iter().map(|role| role.name()).collect();
    let kinds: Vec<_> = kinds.iter().map(|kind| kind.name()).collect();
    let message = format!(
        "`role`: nobody is {} of a {}",
        role.value.name(),
        kinds.join(" or ")
    );
    let hint = format!("there people are one of: {}", names.join(", "));
    faults.add(role.place, message, hint);
}

fn username_fits(username: &At<Username>, kinds: &[TenantKind], faults: &mut Faults<'_>) {
    if !kinds.contains(&TenantKind::Reseller) {
        let message = "`username`: only people of a reseller have one";
        faults.add(username.place, message, "leave it out, or name a reseller");
    }
}

impl Said {
    /// One name for one person, one person for one name.
    fn username(&mut self, email: &Email, name: Option<&At<Username>>, faults: &mut Faults<'_>) {
        let Some(At { place, value }) = name else {
            return;
        };
        let first = self
            .usernames
            .entry(value.clone())
            .or_insert_with(|| (email.clone(), *place));
        if first.0 != *email {
            let hint = format!("the first is in line {}", first.1.line);
            faults.add(*place, "`username`: somebody else has it", hint);
        }
        let own = self
            .username_of
            .entry(email.clone())
            .or_insert_with(|| (value.clone(), *place));
        if own.0 != *value {
            let hint = format!("the first is in line {}", own.1.line);
            faults.add(*place, "`username`: this person has another one", hint);
        }
    }

    fn factor(&mut self, email: &Email, said: Option<&At<SecondFactor>>, faults: &mut Faults<'_>) {
        let Some(At { place, value }) = said else {
            return;
        };
        let first = self
            .factors
            .entry(email.clone())
            .or_insert_with(|| (*value, *place));
        if first.0 != *value {
            let hint = format!("line {} says otherwise of the same person", first.1.line);
            faults.add(*place, "`second_factor` is one for each person", hint);
        }
    }
}

fn role(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<At<Role>> {
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
            word.place,
            format!("`role`: unknown role \"{}\"", word.value),
            hint,
        );
    }
    let place = word.place;
    role.map(|value| At { place, value })
}

fn tenant_hint(code: &OrgFiscalCode, declared: &Declared<'_>) -> String {
    let codes: Vec<_> = declared.iter().map(|(code, _)| *code).collect();
    match nearest(code.as_str(), &codes) {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => hint::TENANT.to_owned(),
    }
}

fn second_factor(word: &str) -> Result<SecondFactor, WordError> {
    SecondFactor::parse(word).ok_or(WordError::Unknown)
}

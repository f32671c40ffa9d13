//! Fields that nobody asked for: a form or a programme that says whose, what role, in which state.

use access::Role;
use access::domain::email::Email;
use access::domain::user::User;
use serde_json::{Value, json};

use super::site::{Dump, Person, Site, changed};
use super::{NEIGHBOUR, acts, address, assert_none, is_machine, named};

/// What a form of ours never has for the taking, beside a few that some have.
const EXTRA: [(&str, &str); 16] = [
    ("tenant", NEIGHBOUR),
    ("tenant_id", NEIGHBOUR),
    ("tenant_name", "Altri"),
    ("creditor", NEIGHBOUR),
    ("cf", NEIGHBOUR),
    ("organisation", NEIGHBOUR),
    ("role", "administrator"),
    ("memberships[0][role]", "administrator"),
    ("permissions", "members_manage"),
    ("grants", "members_manage"),
    ("state", "published"),
    ("status", "active"),
    ("version", "99"),
    ("password_is_temporary", "false"),
    ("description", "x"),
    ("name", "x"),
];

/// What stands under the neighbour's name: its code is in the key.
fn of_neighbour(dump: &Dump) -> Dump {
    let own = dump.iter().filter(|(key, _)| key.contains(NEIGHBOUR));
    own.map(|(key, item)| (key.clone(), item.clone())).collect()
}

async fn now(site: &Site, person: &Person) -> User {
    let email = Email::parse(&person.email).unwrap();
    let found = access::store::users::find(&site.stack.parts.table, &email).await;
    found.unwrap().unwrap().user.clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_with_fields_of_its_own_raises_nobody_and_reaches_no_other_organisation() {
    let site = Site::open(false).await;
    let mut found = Vec::new();
    for role in [Role::Viewer, Role::Administrator] {
        let mut person = site.person(role).await;
        let rights = now(&site, &person).await.memberships;
        let before = of_neighbour(&site.dump().await);
        for rule in acts().filter(|rule| !is_machine(rule)) {
            let request = site.as_person(&person, &rule.method, &address(rule));
            let answer = request.form(&EXTRA).send().await.unwrap();
            site.keep_in(&mut person, &answer).await;
            if answer.status().as_u16() >= 500 {
                found.push(format!("{}: {}", named(rule), answer.status()));
            }
            if now(&site, &person).await.memberships != rights {
                found.push(format!(
                    "{} changed the rights of its {role:?}",
                    named(rule)
                ));
            }
        }
        let after = of_neighbour(&site.dump().await);
        found.extend(changed(&before, &after));
    }
    site.close().await;
    assert_none(&found);
}

/// What a programme might hope for.
fn hopeful() -> Value {
    json!({
        "tenant": NEIGHBOUR, "creditor": NEIGHBOUR, "role": "administrator", "state": "published",
        "status": "paid", "version": 99, "id": "01KA9B6N0M5VJ8G2Q4T7XW3ZRE",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_programme_that_sends_fields_nobody_knows_is_refused_and_nothing_is_written() {
    let site = Site::open(false).await;
    let before = site.dump().await;
    let mut found = Vec::new();
    for rule in acts().filter(|rule| is_machine(rule)) {
        let request = site.as_programme(&rule.method, &address(rule));
        let answer = request.json(&hopeful()).send().await.unwrap();
        if !answer.status().is_client_error() {
            found.push(format!("{}: {}", named(rule), answer.status()));
        }
    }
    let touched = changed(&before, &site.dump().await);
    site.close().await;
    assert_none(&found);
    // That it was tried is told to the log.
    assert_none(
        &touched
            .into_iter()
            .filter(|key| !key.starts_with("AUDIT#"))
            .collect::<Vec<_>>(),
    );
}

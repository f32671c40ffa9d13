use super::*;
use crate::check;

const FILE: &str = r#"
[[creditor]]
fiscal_code = "80047110152"
name = "Comune di Valdorra"
segregation_code = "07"
broker_fiscal_code = "11477110156"
station_id = "11477110156_01"
iban = "IT44H0306933840100000009001"
office = "Ufficio Tributi"
api_key = "test-key-valdorra"
[[creditor.service]]
code = "MENSA"
name = "Mensa scolastica"
taxonomy = "9/0101108TS/"
kind = "due"
amount_cents = 3000
[[reseller]]
fiscal_code = "11477110156"
name = "Rivendite Riunite"
[[user]]
email = "ada@valdorra.example"
name = "Ada Bianchi"
tenant = "80047110152"
role = "secretary"
[[user]]
email = "ada@valdorra.example"
name = "Ada Bianchi"
tenant = "11477110156"
role = "reseller"
"#;

fn tenants(text: &str) -> Tenants {
    check(text).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The table after the acts of a plan were written.
fn after(plan: Plan) -> Found {
    let mut found = Found::default();
    for act in plan.acts {
        found.take(act.write);
    }
    found
}

impl Found {
    fn take(&mut self, write: Write) {
        match write {
            Write::CreateCreditor(to) | Write::ChangeCreditor { to, .. } => {
                self.creditors.insert(to.fiscal_code.clone(), *to);
            }
            Write::CreateOrganisation(to) | Write::ChangeOrganisation { to, .. } => {
                self.organisations
                    .insert((to.fiscal_code.clone(), to.kind), to);
            }
            Write::CreateUser(new) => {
                let id = kernel::ids::UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
                let NewUser {
                    email,
                    username,
                    name,
                    second_factor,
                    memberships,
                } = new;
                let mut user = access::domain::user::User::new(id, email.clone(), name)
                    .with_memberships(memberships)
                    .with_second_factor(second_factor);
                user.username = username;
                self.users
                    .insert(email, user_store::Found { user, version: 1 });
            }
            Write::ChangeUser { from, to, .. } => {
                let found = user_store::Found {
                    user: *to,
                    version: from.version + 1,
                };
                self.users.insert(found.user.email.clone(), found);
            }
            Write::CreateKey { digest, key } => {
                self.keys
                    .insert(digest, declared_keys::Found { key, version: 1 });
            }
            Write::ChangeKey {
                digest, from, to, ..
            } => {
                let found = declared_keys::Found {
                    key: to,
                    version: from.version + 1,
                };
                self.keys.insert(digest, found);
            }
        }
    }
}

fn first() -> Plan {
    plan(&tenants(FILE), &Found::default(), ApiKeys::Honour)
}

/// The plan of `FILE` with one replacement, against a table made from `FILE`.
fn changed(from: &str, to: &str) -> Plan {
    assert!(FILE.contains(from), "{from} is not in the file");
    plan(
        &tenants(&FILE.replace(from, to)),
        &after(first()),
        ApiKeys::Honour,
    )
}

fn whats(plan: &Plan) -> Vec<&str> {
    plan.acts.iter().map(|act| act.what.as_str()).collect()
}

#[test]
fn an_empty_table_gets_all_that_the_file_declares() {
    let plan = first();
    let secret = access::domain::declared_key::DeclaredSecret::parse("test-key-valdorra").unwrap();
    let expected = [
        "creditor 80047110152",
        "reseller 11477110156",
        "user secretary of 80047110152",
        &format!("API key {} of 80047110152", secret.digest().short()),
    ];
    assert_eq!(whats(&plan), expected);
    assert!(plan.acts.iter().all(|act| act.write.is_creation()));
    let Write::CreateUser(user) = &plan.acts[2].write else {
        panic!("a user")
    };
    assert_eq!(user.memberships.len(), 2, "one person in two organisations");
    assert_eq!(user.memberships[1].tenant_name, "Rivendite Riunite");
}

#[test]
fn applied_once_nothing_is_left_to_do() {
    let again = plan(&tenants(FILE), &after(first()), ApiKeys::Honour);
    assert_eq!(again, Plan::default());
    assert_eq!(again.to_string(), "nothing to do\n");
}

#[test]
fn the_technical_identity_follows_the_file() {
    for (from, to) in [("_01\"", "_02\""), ("\"07\"", "\"08\"")] {
        let plan = changed(from, to);
        assert_eq!(whats(&plan), ["creditor 80047110152"]);
        assert!(plan.drift.is_empty());
    }
    let plan = changed("Comune di Valdorra", "Comune di Valdorra Terme");
    let names = ["creditor 80047110152", "user secretary of 80047110152"];
    assert_eq!(
        whats(&plan)[..2],
        names,
        "the members' menu follows the name"
    );
    let Write::ChangeCreditor { to, .. } = &plan.acts[0].write else {
        panic!("a change")
    };
    assert_eq!(
        (to.name.as_str(), to.version),
        ("Comune di Valdorra Terme", 2)
    );
}

#[test]
fn what_the_panel_owns_stays_and_is_told() {
    let iban = changed("IT44H0306933840100000009001", "IT57E0503411701000000012345");
    assert_eq!((iban.acts.len(), iban.drift.len()), (0, 1));
    assert_eq!(iban.drift[0].field, "iban");
    assert!(iban.to_string().contains("the panel owns it"), "{iban}");
    assert_eq!(changed("= 3000", "= 3500").drift[0].field, "service MENSA");
    assert_eq!(
        changed("\"secretary\"", "\"viewer\"").drift[0].field,
        "role in 80047110152"
    );
    assert!(changed("= 3000", "= 3500").is_empty());
}

#[test]
fn the_pipeline_may_own_it_all_the_same() {
    let plan = changed(
        "office = \"Ufficio Tributi\"",
        "office = \"Ragioneria\"\nowner = \"pipeline\"",
    );
    let Write::ChangeCreditor { to, changes, .. } = &plan.acts[0].write else {
        panic!("a change")
    };
    assert_eq!(to.office.as_deref(), Some("Ragioneria"));
    assert_eq!(changes.len(), 1);
    let service = changed("= 3000", "= 3500\nowner = \"pipeline\"");
    let Write::ChangeCreditor { to, .. } = &service.acts[0].write else {
        panic!("a change")
    };
    assert_eq!(to.services[0].amount_cents.unwrap().get(), 3500);
    let role = changed(
        "role = \"secretary\"",
        "role = \"viewer\"\nowner = \"pipeline\"",
    );
    let Write::ChangeUser { to, .. } = &role.acts[0].write else {
        panic!("a change")
    };
    assert_eq!(to.memberships[0].role, access::Role::Viewer);
}

#[test]
fn a_new_service_is_added_and_a_dropped_one_stays() {
    let plan = changed("code = \"MENSA\"", "code = \"NIDO\"");
    let Write::ChangeCreditor { to, .. } = &plan.acts[0].write else {
        panic!("a change")
    };
    let codes: Vec<_> = to
        .services
        .iter()
        .map(|service| service.code.as_str())
        .collect();
    assert_eq!(codes, ["MENSA", "NIDO"]);
}

#[test]
fn a_creditor_that_left_the_file_stays_and_is_told() {
    let nothing = plan(&Tenants::default(), &after(first()), ApiKeys::Honour);
    assert!(nothing.is_empty());
    assert_eq!(
        nothing.notes,
        ["creditor 80047110152 is no longer in the file; it stays"]
    );
}

#[test]
fn keys_of_a_file_are_honoured_by_the_local_stack_alone() {
    let plan = plan(&tenants(FILE), &Found::default(), ApiKeys::Ignore);
    assert!(
        !plan
            .acts
            .iter()
            .any(|act| matches!(act.write, Write::CreateKey { .. }))
    );
    assert_eq!(
        plan.notes,
        ["creditor 80047110152: api_key is for the local stack only"]
    );
}

#[test]
fn a_plan_names_no_address_and_no_key() {
    let told = first().to_string();
    assert!(!told.contains('@') && !told.contains("test-key"), "{told}");
}

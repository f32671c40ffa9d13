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

const NOW: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

/// The table after the acts of a plan were written.
fn after(plan: Plan) -> Found {
    let mut found = Found::default();
    found.take_all(plan);
    found
}

impl Found {
    /// What the acts write; all people are read as members the next time.
    pub(super) fn take_all(&mut self, plan: Plan) {
        for act in plan.acts {
            self.take(act.write);
        }
        let all = self.users.values().cloned();
        self.members = all.map(|there| (there.user.id.clone(), there)).collect();
    }

    fn take(&mut self, write: Write) {
        match write {
            Write::CreateCreditor(to) | Write::ChangeCreditor { to, .. } => {
                self.creditors.insert(to.fiscal_code.clone(), *to);
            }
            Write::RetireCreditor(from) => {
                let mut to = *from;
                (to.version, to.retired_at) = (to.version + 1, Some(NOW));
                self.creditors.insert(to.fiscal_code.clone(), to);
            }
            Write::RetireOrganisation(mut to) => {
                (to.version, to.retired_at) = (to.version + 1, Some(NOW));
                self.organisations
                    .insert((to.fiscal_code.clone(), to.kind), to);
            }
            Write::CreateOrganisation(to) | Write::ChangeOrganisation { to, .. } => {
                self.organisations
                    .insert((to.fiscal_code.clone(), to.kind), to);
            }
            Write::CreateUser(new) => {
                let id = format!("01KA9B6N0M5VJ8G2Q4T7XW{:04}", self.users.len());
                let id = kernel::ids::UserId::parse(&id).unwrap();
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
    plan_of(&tenants(FILE), &Found::default(), ApiKeys::Honour)
}

/// The plan of `FILE` with one replacement, against a table made from `FILE`.
fn changed(from: &str, to: &str) -> Plan {
    assert!(FILE.contains(from), "{from} is not in the file");
    plan_of(
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
    assert_eq!(plan.count(Verb::Create), plan.acts.len());
    let Write::CreateUser(user) = &plan.acts[2].write else {
        panic!("a user")
    };
    assert_eq!(user.memberships.len(), 2, "one person in two organisations");
    assert_eq!(user.memberships[1].tenant_name, "Rivendite Riunite");
}

#[test]
fn applied_once_nothing_is_left_to_do() {
    let again = plan_of(&tenants(FILE), &after(first()), ApiKeys::Honour);
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
    let names = ["user secretary of 80047110152", "creditor 80047110152"];
    assert_eq!(
        whats(&plan)[..2],
        names,
        "the members' menu follows the name"
    );
    let Write::ChangeCreditor { to, .. } = &plan.acts[1].write else {
        panic!("a change")
    };
    assert_eq!(
        (to.name.as_str(), to.version),
        ("Comune di Valdorra Terme", 2)
    );
}

#[test]
fn a_segregation_code_that_changes_is_kept_as_a_former_one() {
    let plan = changed("\"07\"", "\"08\"");
    let Write::ChangeCreditor { to, .. } = &plan.acts[0].write else {
        panic!("a change")
    };
    let code = |text| kernel::notice::SegregationCode::parse(text).unwrap();
    assert_eq!(to.segregation_code, code("08"));
    assert_eq!(to.former_segregation_codes, [code("07")]);
}

#[test]
fn what_the_panel_owns_stays_and_is_told() {
    let iban = changed("IT44H0306933840100000009001", "IT57E0503411701000000012345");
    assert_eq!((iban.acts.len(), iban.drift.len()), (0, 1));
    assert_eq!(iban.drift[0].field, "iban");
    assert!(
        iban.to_string().contains("the panel, which owns it"),
        "{iban}"
    );
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
fn what_left_the_file_is_retired_after_its_people_and_comes_back_after_them() {
    let mut found = after(first());
    let gone = plan_of(&Tenants::default(), &found, ApiKeys::Honour);
    let expected = [
        "user secretary of 80047110152",
        "creditor 80047110152",
        "reseller 11477110156",
    ];
    assert_eq!(whats(&gone), expected);
    assert_eq!(gone.count(Verb::Retire), 2);
    found.take_all(gone);
    let user = &found.users.values().next().unwrap().user;
    assert_eq!(user.active().count(), 0, "the door is closed");
    assert_eq!(user.memberships.len(), 2, "nothing is deleted");
    let again = plan_of(&Tenants::default(), &found, ApiKeys::Honour);
    assert!(again.is_empty(), "{again}");

    let back = plan_of(&tenants(FILE), &found, ApiKeys::Honour);
    assert_eq!(whats(&back), expected);
    assert_eq!(back.count(Verb::Return), 2);
    found.take_all(back);
    assert_eq!(
        found.users.values().next().unwrap().user.active().count(),
        2
    );
    assert!(plan_of(&tenants(FILE), &found, ApiKeys::Honour).is_empty());
}

#[test]
fn a_plan_is_told_from_another_by_all_that_it_would_write() {
    let fingerprint = first().fingerprint();
    assert_eq!(
        (fingerprint.len(), &fingerprint),
        (32, &first().fingerprint())
    );
    let none = Found::default();
    for (from, to) in [
        ("Ada Bianchi", "Ada Neri"),
        ("= 3000", "= 3001"),
        ("ada@", "eva@"),
    ] {
        let other = plan_of(&tenants(&FILE.replace(from, to)), &none, ApiKeys::Honour);
        assert_ne!(other.fingerprint(), fingerprint, "{from}");
    }
    let mut found = after(first());
    let change = |found: &Found| {
        let file = tenants(&FILE.replace("_01\"", "_02\""));
        plan_of(&file, found, ApiKeys::Honour).fingerprint()
    };
    let before = change(&found);
    found
        .creditors
        .values_mut()
        .for_each(|there| there.version += 1);
    assert_ne!(change(&found), before, "what it stands on moved");
}

#[test]
fn a_plan_is_read_as_a_table_and_as_json() {
    let mut plan = changed("IT44H0306933840100000009001", "IT57E0503411701000000012345");
    assert_eq!(plan.summary(), "nothing to do, 1 differs and stays");
    plan.acts = changed("_01\"", "_02\"").acts;
    let told = plan.to_string();
    let row = told.lines().nth(1).unwrap();
    let cells: Vec<_> = row.split_whitespace().collect();
    let expected = [
        "change",
        "creditor",
        "80047110152",
        "station_id",
        "11477110156_01",
        "11477110156_02",
    ];
    assert_eq!(cells, expected);
    assert!(
        told.lines().nth(2).unwrap().starts_with("leave   creditor"),
        "{told}"
    );
    assert_eq!(plan.outcome(), "1 changed, 1 differs and stays");
    let json = plan.to_json();
    assert_eq!(json["acts"][0]["act"], "change");
    assert_eq!(json["acts"][0]["changes"][0]["to"], "11477110156_02");
    assert_eq!(json["drift"][0]["field"], "iban");
    assert_eq!(json["fingerprint"], plan.fingerprint());
}

#[test]
fn keys_of_a_file_are_honoured_by_the_local_stack_alone() {
    let plan = plan_of(&tenants(FILE), &Found::default(), ApiKeys::Ignore);
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

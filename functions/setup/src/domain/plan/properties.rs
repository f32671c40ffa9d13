//! Of any file: applied twice it changes nothing, and of two files applied one after the other the
//! last one says what the pipeline owns, the panel keeps its own, and nothing is gone.

use proptest::prelude::*;

use super::*;
use crate::check;

const CODES: [&str; 3] = ["80047110152", "80051230409", "80006480281"];
const IBANS: [&str; 2] = ["IT44H0306933840100000009001", "IT57E0503411701000000012345"];

/// One creditor as a file may say it.
#[derive(Clone, Debug)]
struct Said {
    name: u8,
    station: u8,
    iban: usize,
    office: Option<u8>,
    pipeline: bool,
    services: Vec<(u8, u32)>,
    people: Vec<(u8, usize)>,
}

const ROLES: [&str; 3] = ["administrator", "secretary", "viewer"];

fn said() -> impl Strategy<Value = Said> {
    let services = prop::collection::btree_map(0..4_u8, 1..9_000_u32, 0..4);
    let people = prop::collection::btree_map(0..4_u8, 0..3_usize, 0..4);
    let words = (0..3_u8, 0..3_u8, 0..2_usize, prop::option::of(0..3_u8));
    (words, any::<bool>(), services, people).prop_map(
        |((name, station, iban, office), pipeline, services, people)| Said {
            name,
            station,
            iban,
            office,
            pipeline,
            services: services.into_iter().collect(),
            people: people.into_iter().collect(),
        },
    )
}

fn file() -> impl Strategy<Value = String> {
    let all = prop::collection::vec(prop::option::of(said()), 3..4);
    (all, prop::option::of(0..3_u8)).prop_map(|(all, reseller)| {
        let declared = CODES.iter().zip(&all);
        let texts = declared.filter_map(|(code, said)| Some(text(code, said.as_ref()?)));
        let mut text: String = texts.collect();
        if let Some(name) = reseller {
            let code = "11477110156";
            text += &format!("[[reseller]]\nfiscal_code = \"{code}\"\nname = \"R {name}\"\n");
        }
        text
    })
}

fn text(code: &str, said: &Said) -> String {
    let mut text = format!(
        "[[creditor]]\nfiscal_code = \"{code}\"\nname = \"Ente {}\"\nsegregation_code = \"07\"\n\
         broker_fiscal_code = \"11477110156\"\nstation_id = \"S{}\"\niban = \"{}\"\n",
        said.name, said.station, IBANS[said.iban]
    );
    if let Some(office) = said.office {
        text += &format!("office = \"Ufficio {office}\"\n");
    }
    if said.pipeline {
        text += "owner = \"pipeline\"\n";
    }
    for (service, amount) in &said.services {
        text += &format!(
            "[[creditor.service]]\ncode = \"S{service}\"\nname = \"Servizio\"\n\
             taxonomy = \"9/0101108TS/\"\nkind = \"due\"\namount_cents = {amount}\n"
        );
    }
    for (person, role) in &said.people {
        text += &format!(
            "[[user]]\nemail = \"p{person}@ente.example\"\nname = \"P {person}\"\n\
             tenant = \"{code}\"\nrole = \"{}\"\n",
            ROLES[*role]
        );
    }
    text
}

fn applied(text: &str, found: &mut Found) -> Tenants {
    let tenants = check(text).unwrap_or_else(|faults| panic!("{text}\n{faults:#?}"));
    found.take_all(plan_of(&tenants, found, ApiKeys::Honour));
    tenants
}

fn last_file_rules(tenants: &Tenants, before: &Found, after: &Found) {
    for declared in &tenants.creditors {
        let there = &after.creditors[&declared.fiscal_code];
        assert_eq!(
            (&there.name, &there.station_id, there.retired_at),
            (&declared.name, &declared.station_id, None)
        );
        for service in &declared.services {
            assert!(there.service(&service.code).is_some());
        }
        match before.creditors.get(&declared.fiscal_code) {
            Some(old) if declared.owner == Owner::Panel => {
                assert_eq!((&there.iban, &there.office), (&old.iban, &old.office));
            }
            _ => assert_eq!(
                (&there.iban, &there.office),
                (&declared.iban, &declared.office)
            ),
        }
    }
    for there in after.creditors.values() {
        let declared = tenants.name_of(&there.fiscal_code).is_some();
        assert_eq!(there.retired_at.is_none(), declared);
    }
    for there in after.users.values() {
        for membership in &there.user.memberships {
            let declared = tenants.name_of(&membership.tenant);
            assert_eq!(membership.retired, declared.is_none());
            assert!(declared.is_none_or(|name| name == membership.tenant_name));
        }
    }
}

fn nothing_is_gone(before: &Found, after: &Found) {
    for (code, old) in &before.creditors {
        let there = &after.creditors[code];
        for service in &old.services {
            assert!(there.service(&service.code).is_some());
        }
    }
    assert!(
        before
            .organisations
            .keys()
            .all(|key| after.organisations.contains_key(key))
    );
    for (email, old) in &before.users {
        let there = &after.users[email].user;
        for membership in &old.user.memberships {
            let kept = there.membership(&membership.tenant);
            assert_eq!(kept.map(|m| m.role), Some(membership.role), "the panel's");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn of_files_one_after_the_other_the_last_one_rules(files in prop::collection::vec(file(), 1..5)) {
        let mut found = Found::default();
        for text in &files {
            let before = found.clone();
            let tenants = applied(text, &mut found);
            last_file_rules(&tenants, &before, &found);
            nothing_is_gone(&before, &found);
            let again = plan_of(&tenants, &found, ApiKeys::Honour);
            prop_assert!(again.is_empty(), "{again}");
        }
    }

    /// Killed in the middle, the next run goes on to the same end.
    #[test]
    fn a_plan_cut_short_goes_on(first in file(), second in file(), done in 0..12_usize) {
        let (mut cut, mut whole) = (Found::default(), Found::default());
        applied(&first, &mut cut);
        applied(&first, &mut whole);
        applied(&second, &mut whole);
        let tenants = check(&second).unwrap_or_default();
        let mut begun = plan_of(&tenants, &cut, ApiKeys::Honour);
        begun.acts.truncate(done);
        cut.take_all(begun);
        applied(&second, &mut cut);
        prop_assert!(plan_of(&tenants, &cut, ApiKeys::Honour).is_empty());
        prop_assert_eq!(cut.creditors, whole.creditors);
        prop_assert_eq!(cut.users.len(), whole.users.len());
    }
}

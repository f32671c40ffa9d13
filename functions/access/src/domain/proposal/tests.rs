use kernel::tax::OrgFiscalCode;
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn services() -> Vec<ServiceCode> {
    ["MENSA", "TARI"]
        .map(|code| ServiceCode::parse(code).unwrap())
        .to_vec()
}

fn member(role: Role, grants: Vec<Grant>) -> Membership {
    let tenant = OrgFiscalCode::parse("80047110152").unwrap();
    Membership {
        grants,
        ..Membership::new(tenant, "Ente", role)
    }
}

fn administrator() -> Rights {
    Rights::of_role(Role::Administrator, &[], now())
}

fn a_grant() -> impl Strategy<Value = Grant> {
    let permission = select(Permission::ALL.to_vec());
    let codes = btree_set(select(services()), 1..=2);
    (permission, codes, any::<bool>(), any::<bool>()).prop_map(
        |(permission, codes, all, lapsed)| {
            let scope = match all || !permission.limits().services {
                true => Scope::default(),
                false => Scope::of_services(codes),
            };
            let until = lapsed.then(|| now() - jiff::SignedDuration::from_secs(1));
            Grant::new(permission, scope, until).unwrap()
        },
    )
}

proptest! {
    #[test]
    fn a_copy_without_exclusions_may_exactly_what_its_source_may(
        role in select(OF_PEOPLE.to_vec()), grants in vec(a_grant(), 0..6),
    ) {
        let source = member(role, grants);
        let copy = as_of(&source, &BTreeSet::new(), &administrator(), now());
        prop_assert_eq!(&copy.withheld, &Vec::new());
        let before = Rights::of_role(source.role, &source.grants, now());
        let (gained, lost) = difference(&before, &copy.rights(now()));
        prop_assert_eq!((gained, lost), (vec![], vec![]));
    }

    #[test]
    fn what_is_left_out_of_a_copy_is_not_in_it_and_nothing_else_is_lost(
        role in select(OF_PEOPLE.to_vec()), left in select(Permission::ALL.to_vec()),
    ) {
        let without = BTreeSet::from([left.name().to_owned()]);
        let copy = as_of(&member(role, vec![]), &without, &administrator(), now()).rights(now());
        for permission in Permission::ALL {
            let kept = permission != left || left == Permission::PanelOpen;
            prop_assert_eq!(copy.may(permission), kept && role.permissions().has(permission));
        }
    }

    #[test]
    fn nobody_copies_more_than_they_may_give(
        role in select(OF_PEOPLE.to_vec()), grants in vec(a_grant(), 0..6),
        mine in select(OF_PEOPLE.to_vec()), own in vec(a_grant(), 0..4),
    ) {
        let giver = Rights::of_role(mine, &own, now());
        let copy = as_of(&member(role, grants), &BTreeSet::new(), &giver, now());
        for grant in copy.rights(now()).all() {
            prop_assert!(is_basic(&grant) || giver.may_give(&grant), "{:?}", grant);
        }
        for grant in &copy.withheld {
            prop_assert!(!giver.may_give(grant));
        }
    }

    #[test]
    fn no_profile_gives_more_than_the_giver_may(
        wanted in select(Profile::ALL.to_vec()), role in select(OF_PEOPLE.to_vec()),
        own in vec(a_grant(), 0..4),
    ) {
        let giver = Rights::of_role(role, &own, now());
        let (proposal, applied) = by_profile(wanted, &services(), &giver, None);
        prop_assert_eq!(applied.len(), services().len() + 1);
        for grant in proposal.rights(now()).all() {
            prop_assert!(is_basic(&grant) || giver.may_give(&grant), "{:?}", grant);
        }
        prop_assert!(applied.iter().all(|it| it.used.is_none_or(|used| used >= wanted)));
    }
}

#[test]
fn the_full_profile_is_the_secretary() {
    let (proposal, applied) = by_profile(Profile::Full, &services(), &administrator(), None);
    assert_eq!((proposal.role, proposal.grants.len()), (Role::Secretary, 0));
    assert!(applied.iter().all(|it| it.used == Some(Profile::Full)));
}

#[test]
fn where_a_profile_may_not_be_given_the_next_one_is() {
    let mensa = Scope::of_services([services().remove(0)]);
    let mine = [
        Grant::new(Permission::ImportsWrite, mensa.clone(), None).unwrap(),
        Grant::new(Permission::ExportsRun, mensa.clone(), None).unwrap(),
        Grant::new(Permission::PositionsWrite, mensa.clone(), None).unwrap(),
        Grant::new(Permission::PaymentsRecord, mensa, None).unwrap(),
    ];
    let giver = Rights::of_role(Role::Viewer, &mine, now());
    let (proposal, applied) = by_profile(Profile::Full, &services(), &giver, None);
    let used: Vec<_> = applied.iter().map(|it| it.used).collect();
    assert_eq!(
        used,
        [
            Some(Profile::Full),
            Some(Profile::Read),
            Some(Profile::Read)
        ]
    );
    let told: Vec<_> = proposal.grants.iter().map(Grant::told).collect();
    assert_eq!(proposal.role, Role::Viewer);
    let writes = [
        "positions_write@MENSA",
        "payments_record@MENSA",
        "imports_write@MENSA",
        "exports_run@MENSA",
    ];
    assert_eq!(told, writes);
}

#[test]
fn what_has_lapsed_is_not_copied_and_stays_where_it_was() {
    let ended = Some(now());
    let lapsed = Grant {
        until: ended,
        ..Grant::whole(Permission::AuditRead)
    };
    let source = member(Role::Viewer, vec![lapsed.clone()]);
    let copy = as_of(&source, &BTreeSet::new(), &administrator(), now());
    assert_eq!((copy.role, copy.grants.len()), (Role::Viewer, 0));
    let target = member(Role::Custom, vec![lapsed.clone()]);
    assert_eq!(copy.applied_to(&target, now()).grants, [lapsed]);
}

use jiff::SignedDuration;
use kernel::ids::ServiceCode;
use proptest::collection::{btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

const CODES: [&str; 3] = ["MENSA", "TARI", "CIE"];

fn instant(seconds: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_secs(seconds)
}

fn service(code: &str) -> ServiceCode {
    ServiceCode::parse(code).unwrap()
}

fn a_scope(permission: Permission) -> impl Strategy<Value = Scope> {
    let limits = permission.limits();
    let services = option::of(btree_set(select(CODES.to_vec()), 1..=3));
    (services, any::<bool>()).prop_map(move |(services, own)| {
        let services = services.filter(|_| limits.services);
        let scope = match services {
            Some(codes) => Scope::of_services(codes.into_iter().map(service)),
            None => Scope::default(),
        };
        Scope {
            own_only: own && limits.own,
            ..scope
        }
    })
}

fn a_grant() -> impl Strategy<Value = Grant> {
    let permission = select(Permission::ALL.to_vec());
    let until = option::of(1..100_i64);
    (permission, until)
        .prop_flat_map(|(permission, until)| {
            let scope = a_scope(permission);
            scope.prop_map(move |scope| (permission, scope, until))
        })
        .prop_map(|(permission, scope, until)| {
            Grant::new(permission, scope, until.map(instant)).unwrap()
        })
}

/// A thing and whose it is: what a right is asked about.
fn a_thing() -> impl Strategy<Value = (Extent<ServiceCode>, bool)> {
    let codes = btree_set(select(CODES.to_vec()), 0..=3);
    (codes, any::<bool>()).prop_map(|(codes, own)| {
        let services = codes.into_iter().map(service).collect();
        (Extent::Only(services), own)
    })
}

proptest! {
    #[test]
    fn a_right_lapses_at_its_instant_and_never_comes_back(grant in a_grant(), at in 0..120_i64) {
        let now = instant(at);
        let may = Rights::new(Permissions::NONE, std::slice::from_ref(&grant), now)
            .may(grant.permission);
        prop_assert_eq!(may, grant.until.is_none_or(|end| now < end));
    }

    #[test]
    fn another_grant_never_takes_away(
        grants in vec(a_grant(), 0..6), more in a_grant(), thing in a_thing(), at in 0..120_i64,
    ) {
        let (services, own) = thing;
        let before = Rights::new(Permissions::NONE, &grants, instant(at));
        let with: Vec<_> = grants.into_iter().chain([more]).collect();
        let after = Rights::new(Permissions::NONE, &with, instant(at));
        for permission in Permission::ALL {
            prop_assert!(!before.may(permission) || after.may(permission));
            let reached = before.reach(permission).has(&services, own);
            prop_assert!(!reached || after.reach(permission).has(&services, own));
        }
    }

    #[test]
    fn the_order_of_grants_and_twice_the_same_one_do_not_matter(
        grants in vec(a_grant(), 0..6), thing in a_thing(), at in 0..120_i64,
    ) {
        let (services, own) = thing;
        let twice: Vec<_> = grants.iter().rev().chain(&grants).cloned().collect();
        let once = Rights::new(Permissions::NONE, &grants, instant(at));
        let twice = Rights::new(Permissions::NONE, &twice, instant(at));
        for permission in Permission::ALL {
            prop_assert_eq!(once.may(permission), twice.may(permission));
            let reach = |rights: &Rights| rights.reach(permission).has(&services, own);
            prop_assert_eq!(reach(&once), reach(&twice));
        }
    }

    #[test]
    fn what_is_covered_reaches_nothing_that_its_cover_does_not(
        one in a_grant(), other in a_grant(), thing in a_thing(), at in 0..120_i64,
    ) {
        let (services, own) = thing;
        prop_assert!(one.covers(&one));
        if one.covers(&other) {
            let reach = |grant: &Grant| {
                let rights = Rights::new(Permissions::NONE, std::slice::from_ref(grant), instant(at));
                rights.reach(other.permission).has(&services, own)
            };
            prop_assert!(!reach(&other) || reach(&one));
        }
    }

    #[test]
    fn nobody_gives_more_than_they_may(
        mine in vec(a_grant(), 0..4), given in a_grant(), thing in a_thing(), at in 0..120_i64,
    ) {
        let (services, own) = thing;
        let giver = Rights::new(Permissions::NONE, &mine, instant(0));
        if giver.may_give(&given) {
            let reach = |grants: &[Grant]| {
                let rights = Rights::new(Permissions::NONE, grants, instant(at));
                rights.reach(given.permission).has(&services, own)
            };
            prop_assert!(!reach(std::slice::from_ref(&given)) || reach(&mine));
        }
    }

    #[test]
    fn a_grant_is_read_back_as_it_was_stored(grant in a_grant()) {
        let stored = serde_json::to_string(&grant).unwrap();
        prop_assert_eq!(serde_json::from_str::<Grant>(&stored).unwrap(), grant);
    }
}

#[test]
fn a_role_reaches_everything_and_gives_what_it_has_for_ever() {
    let rights = Rights::of_role(Role::Administrator, &[], instant(0));
    let mensa = Scope::of_services([service("MENSA")]);
    let grant = Grant::new(Permission::ImportsWrite, mensa, None).unwrap();
    assert!(rights.may_give(&grant) && rights.reach(Permission::ImportsWrite).is_whole());
    let rights = Rights::of_role(Role::Viewer, &[], instant(0));
    assert!(!rights.may_give(&grant));
    assert!(rights.may_give_role(Role::Viewer) && rights.may_give_role(Role::Custom));
    assert!(!rights.may_give_role(Role::Accountant));
}

#[test]
fn a_limit_that_a_right_does_not_know_is_refused_and_holds_for_nothing() {
    let mensa = Scope::of_services([service("MENSA")]);
    let matching = Grant {
        permission: Permission::MatchingRead,
        scope: mensa.clone(),
        until: None,
    };
    assert_eq!(
        Grant::new(Permission::MatchingRead, mensa, None),
        Err(GrantError::Services)
    );
    let rights = Rights::of_role(Role::Custom, &[matching], instant(0));
    assert!(!rights.may(Permission::MatchingRead));
    let nothing = Grant::new(Permission::PositionsRead, Scope::of_services([]), None);
    assert_eq!(nothing, Err(GrantError::Nothing));
}

//! What a key lets a programme do: what it was given, as far as its owner may do it now.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::grant::{Grant, Rights};
use crate::domain::permission::{Permission, Permissions};
use crate::domain::role::Role;
use crate::domain::scope::{Extent, Scope};

/// What a key can be given at all: what the machine API asks for.
pub fn grantable() -> Vec<Permission> {
    Role::Machine.permissions().iter().collect()
}

/// Each grant of the key, cut to what the owner holds at this moment.
pub fn effective(of_key: &[Grant], owner: &Rights, now: Timestamp) -> Rights {
    let machine = Role::Machine.permissions();
    let live = of_key
        .iter()
        .filter(|grant| grant.is_live(now) && machine.has(grant.permission));
    let held = owner.all();
    let grants: Vec<Grant> = live
        .flat_map(|grant| held.iter().filter_map(|held| both(grant, held)))
        .collect();
    Rights::new(Permissions::NONE, &grants, now)
}

/// What two grants both allow.
fn both(one: &Grant, other: &Grant) -> Option<Grant> {
    if one.permission != other.permission {
        return None;
    }
    let scope = Scope {
        services: common(&one.scope.services, &other.scope.services),
        domains: common(&one.scope.domains, &other.scope.domains),
        own_only: one.scope.own_only || other.scope.own_only,
    };
    // A right on nothing is none.
    Grant::new(one.permission, scope, None).ok()
}

fn common<T: Ord + Clone>(one: &Extent<T>, other: &Extent<T>) -> Extent<T> {
    match (one, other) {
        (Extent::All, rest) | (rest, Extent::All) => rest.clone(),
        (Extent::Only(these), Extent::Only(those)) => {
            let both: BTreeSet<T> = these & those;
            Extent::Only(both)
        }
    }
}

#[cfg(test)]
mod tests {
    use kernel::ids::ServiceCode;

    use super::*;
    use Permission::{ImportsRead, ImportsWrite, PanelOpen, PositionsRead};

    fn now() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    fn services(codes: &[&str]) -> Scope {
        Scope::of_services(codes.iter().map(|code| ServiceCode::parse(code).unwrap()))
    }

    fn on(permission: Permission, codes: &[&str]) -> Grant {
        Grant::new(permission, services(codes), None).unwrap()
    }

    #[test]
    fn a_key_does_what_both_it_and_its_owner_may() {
        let given = [Grant::whole(PositionsRead), Grant::whole(ImportsWrite)];
        let secretary = Rights::of_role(Role::Secretary, &[], now());
        let rights = effective(&given, &secretary, now());
        assert!(rights.may(PositionsRead) && rights.may(ImportsWrite));
        assert!(!rights.may(ImportsRead), "never given to the key");
        let viewer = Rights::of_role(Role::Viewer, &[], now());
        let rights = effective(&given, &viewer, now());
        assert!(rights.may(PositionsRead) && !rights.may(ImportsWrite));
        let nobody = Rights::default();
        assert!(!effective(&given, &nobody, now()).may(PositionsRead));
    }

    #[test]
    fn a_key_never_opens_the_panel_whoever_gave_it() {
        let owner = Rights::of_role(Role::Administrator, &[], now());
        let rights = effective(&[Grant::whole(PanelOpen)], &owner, now());
        assert!(!rights.may(PanelOpen));
    }

    #[test]
    fn limits_of_key_and_owner_both_hold() {
        let owner = Rights::new(
            Permissions::NONE,
            &[on(ImportsWrite, &["MENSA", "TARI"])],
            now(),
        );
        let reach = |grant: Grant| effective(&[grant], &owner, now()).reach(ImportsWrite);
        let mensa = Extent::one(ServiceCode::parse("MENSA").unwrap());
        assert!(!reach(Grant::whole(ImportsWrite)).is_whole());
        assert!(reach(Grant::whole(ImportsWrite)).has(&mensa, false));
        assert!(reach(on(ImportsWrite, &["MENSA", "CIE"])).has(&mensa, false));
        assert!(reach(on(ImportsWrite, &["CIE"])).is_nothing());
    }
}

//! What somebody's rights are to become at once: as another person's, or by a profile.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use kernel::ids::ServiceCode;

use super::grant::{Grant, Rights};
use super::permission::{Permission, Permissions};
use super::role::{OF_PEOPLE, Role};
use super::scope::{Extent, Scope};
use super::user::Membership;

/// The rights that somebody would have, and those that the giver may not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    pub role: Role,
    pub grants: Vec<Grant>,
    pub withheld: Vec<Grant>,
}

/// A profile, from the one that may most to the one that may least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Profile {
    Full,
    Accounts,
    Read,
}

/// One of the things that an organisation has, each with a profile of its own: what a creditor has
/// are its services, and what is about the whole body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contract {
    Service(ServiceCode),
    Body,
}

/// Which profile a contract gets: where the wanted one may not be given, the next one that may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub contract: Contract,
    pub used: Option<Profile>,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Full, Self::Accounts, Self::Read];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Accounts => "accounts",
            Self::Read => "read",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Full => "Completo",
            Self::Accounts => "Contabilità",
            Self::Read => "Consultazione",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }

    const fn permissions(self, contract: &Contract) -> &'static [Permission] {
        use Permission::{
            ConnectionsManage, ExportsRun, ImportsRead, ImportsWrite, JournalRead, MatchingRead,
            MatchingWrite, NoticesRead, PaymentsRecord, PositionsRead, PositionsWrite,
            ReceiptsRead,
        };
        match (contract, self) {
            (Contract::Service(_), Self::Full) => &[
                PositionsRead,
                PositionsWrite,
                NoticesRead,
                ReceiptsRead,
                PaymentsRecord,
                ImportsRead,
                ImportsWrite,
                ExportsRun,
            ],
            (Contract::Service(_), Self::Accounts) => &[
                PositionsRead,
                NoticesRead,
                ReceiptsRead,
                ImportsRead,
                ExportsRun,
            ],
            (Contract::Service(_), Self::Read) => {
                &[PositionsRead, NoticesRead, ReceiptsRead, ImportsRead]
            }
            (Contract::Body, Self::Full) => {
                &[MatchingRead, MatchingWrite, ConnectionsManage, JournalRead]
            }
            (Contract::Body, Self::Accounts) => &[MatchingRead, MatchingWrite, JournalRead],
            (Contract::Body, Self::Read) => &[MatchingRead],
        }
    }

    /// What the profile gives on one contract.
    fn grants(self, contract: &Contract, until: Option<Timestamp>) -> Vec<Grant> {
        let scope = match contract {
            Contract::Service(code) => Scope::of_services([code.clone()]),
            Contract::Body => Scope::default(),
        };
        let permissions = self.permissions(contract).iter();
        let grants = permissions.filter_map(|one| Grant::new(*one, scope.clone(), until).ok());
        grants.collect()
    }
}

/// The profile on every service and on the body as a whole.
pub fn by_profile(
    wanted: Profile,
    services: &[ServiceCode],
    giver: &Rights,
    until: Option<Timestamp>,
) -> (Proposal, Vec<Applied>) {
    let contracts = services.iter().cloned().map(Contract::Service);
    let mut applied = Vec::new();
    let mut given: BTreeMap<Permission, BTreeSet<ServiceCode>> = BTreeMap::new();
    let mut grants = Vec::new();
    for contract in contracts.chain([Contract::Body]) {
        let allowed = |profile: &Profile| {
            let grants = profile.grants(&contract, until);
            grants.iter().all(|grant| giver.may_give(grant))
        };
        let mut next = Profile::ALL
            .into_iter()
            .filter(|profile| *profile >= wanted);
        let used = next.find(allowed);
        let permissions = used.map_or(&[][..], |used| used.permissions(&contract));
        match &contract {
            Contract::Service(code) => {
                for permission in permissions {
                    given.entry(*permission).or_default().insert(code.clone());
                }
            }
            Contract::Body => {
                grants.extend(used.into_iter().flat_map(|it| it.grants(&contract, until)))
            }
        }
        applied.push(Applied { contract, used });
    }
    for (permission, codes) in given {
        let whole = Grant {
            until,
            ..Grant::whole(permission)
        };
        // On all services there are: on those to come, too.
        let on_all = codes.len() == services.len() && giver.may_give(&whole);
        let only = Grant {
            scope: Scope::of_services(codes),
            ..whole.clone()
        };
        grants.push(if on_all { whole } else { only });
    }
    grants.sort_by_key(|grant| grant.permission);
    (shaped(Role::Custom, grants, Vec::new()), applied)
}

/// The rights that `source` has now, but for those left out (by [`Grant::told`]).
pub fn as_of(
    source: &Membership,
    without: &BTreeSet<String>,
    giver: &Rights,
    now: Timestamp,
) -> Proposal {
    let all = Rights::of_role(source.role, &source.grants, now).all();
    let wanted = all
        .into_iter()
        .filter(|grant| is_basic(grant) || !without.contains(&grant.told()));
    let (grants, withheld) = wanted.partition(|grant| is_basic(grant) || giver.may_give(grant));
    shaped(source.role, grants, withheld)
}

/// Everybody who signs in has it: it is not given and not left out.
pub fn is_basic(grant: &Grant) -> bool {
    grant.permission == Permission::PanelOpen
}

/// As a role where it is exactly one, `like` before others, and the rest as grants.
fn shaped(like: Role, grants: Vec<Grant>, withheld: Vec<Grant>) -> Proposal {
    let is_plain = |grant: &&Grant| grant.scope.is_whole() && grant.until.is_none();
    let plain: Vec<Permission> = grants
        .iter()
        .filter(is_plain)
        .map(|g| g.permission)
        .collect();
    let plain = Permissions::of(&plain).and(Permissions::of(&[Permission::PanelOpen]));
    let fits = |role: &Role| role.permissions() == plain;
    let role = [like].into_iter().chain(OF_PEOPLE).find(fits);
    let role = role.unwrap_or(Role::Custom);
    let of_role = Rights::of_role(role, &[], Timestamp::UNIX_EPOCH);
    let grants = grants.into_iter().filter(|grant| !of_role.may_give(grant));
    Proposal {
        role,
        grants: grants.filter(|grant| !is_basic(grant)).collect(),
        withheld,
    }
}

/// What somebody gains and what they lose, from one set of rights to another.
pub fn difference(before: &Rights, after: &Rights) -> (Vec<Grant>, Vec<Grant>) {
    let beyond = |these: &Rights, those: &Rights| {
        let all = these.all().into_iter();
        all.filter(|grant| !those.may_give(grant)).collect()
    };
    (beyond(after, before), beyond(before, after))
}

impl Proposal {
    pub fn rights(&self, now: Timestamp) -> Rights {
        Rights::of_role(self.role, &self.grants, now)
    }

    /// The membership with these rights; what had lapsed stays to be seen.
    #[must_use]
    pub fn applied_to(&self, membership: &Membership, now: Timestamp) -> Membership {
        let lapsed = membership.grants.iter().filter(|grant| !grant.is_live(now));
        Membership {
            role: self.role,
            grants: lapsed.chain(&self.grants).cloned().collect(),
            ..membership.clone()
        }
    }
}

/// Whether `scope` names only services that there are.
pub fn is_known(scope: &Scope, services: &[ServiceCode]) -> bool {
    match &scope.services {
        Extent::All => true,
        Extent::Only(codes) => codes.iter().all(|code| services.contains(code)),
    }
}

#[cfg(test)]
mod tests;

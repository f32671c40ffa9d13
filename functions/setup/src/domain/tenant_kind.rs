//! The kinds of organisations, and the roles that people have in each.

use access::Role;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TenantKind {
    Creditor,
    Reseller,
    Provider,
    Customer,
}

impl TenantKind {
    pub const ALL: [Self; 4] = [
        Self::Creditor,
        Self::Reseller,
        Self::Provider,
        Self::Customer,
    ];

    /// As the table of the file is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Creditor => "creditor",
            Self::Reseller => "reseller",
            Self::Provider => "provider",
            Self::Customer => "customer",
        }
    }

    /// Operators and team leads answer for whoever runs the support: anybody but its customers.
    pub const fn roles(self) -> &'static [Role] {
        use Role::{
            Accountant, Administrator, Assistant, Custom, Customer, Operator, Provider, Reseller,
            Secretary, TeamLead, Viewer,
        };
        match self {
            Self::Creditor => &[
                Administrator,
                Secretary,
                Accountant,
                Viewer,
                Custom,
                Operator,
                TeamLead,
            ],
            Self::Reseller => &[
                Administrator,
                Reseller,
                Assistant,
                Custom,
                Operator,
                TeamLead,
            ],
            Self::Provider => &[Administrator, Provider, Custom, Operator, TeamLead],
            Self::Customer => &[Administrator, Customer, Custom],
        }
    }

    pub fn has(self, role: Role) -> bool {
        self.roles().contains(&role)
    }
}

#[cfg(test)]
mod tests {
    use access::domain::role::OF_PEOPLE;

    use super::*;

    #[test]
    fn every_role_of_people_has_a_place_and_every_place_an_administrator() {
        for role in OF_PEOPLE {
            assert!(TenantKind::ALL.iter().any(|kind| kind.has(role)));
        }
        for kind in TenantKind::ALL {
            assert!(kind.has(Role::Administrator) && !kind.has(Role::Machine));
        }
        assert!(!TenantKind::Creditor.has(Role::Assistant));
    }
}

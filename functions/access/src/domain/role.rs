//! The closed list of roles and what each may do.

use serde::{Deserialize, Serialize};

use super::permission::Permission::{
    AuditRead, ConnectionsManage, ExportsRun, ImportsRead, ImportsWrite, JournalRead, KeysManage,
    MatchingRead, MatchingWrite, MembersManage, MembersRead, NoticesRead, PanelOpen,
    PaymentsRecord, PositionsRead, PositionsWrite, ReceiptsRead,
};
use super::permission::Permissions;

/// Written in the tenants file and in the table by its [`Role::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs an organisation: people, permissions, keys.
    Administrator,
    /// The secretary of a creditor: imports, publishes, follows payments, reconciles.
    Secretary,
    /// Looks after the money: reads everything, reconciles.
    Accountant,
    /// Reads, changes nothing.
    Viewer,
    /// Nothing but what is given by itself.
    Custom,
    Reseller,
    /// Works for a reseller.
    Assistant,
    Provider,
    Customer,
    /// Answers tickets.
    Operator,
    TeamLead,
    /// A programme of the organisation; comes with an API key, never with a password.
    Machine,
}

/// Roles that a person may have, in the order in which they are offered.
pub const OF_PEOPLE: [Role; 11] = [
    Role::Administrator,
    Role::Secretary,
    Role::Accountant,
    Role::Viewer,
    Role::Custom,
    Role::Reseller,
    Role::Assistant,
    Role::Provider,
    Role::Customer,
    Role::Operator,
    Role::TeamLead,
];

const READS: [super::permission::Permission; 6] = [
    PanelOpen,
    PositionsRead,
    NoticesRead,
    ReceiptsRead,
    ImportsRead,
    MatchingRead,
];

impl Role {
    /// A role of people by its name; `machine` is none.
    pub fn parse(name: &str) -> Option<Self> {
        OF_PEOPLE.into_iter().find(|role| role.name() == name)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Secretary => "secretary",
            Self::Accountant => "accountant",
            Self::Viewer => "viewer",
            Self::Custom => "custom",
            Self::Reseller => "reseller",
            Self::Assistant => "assistant",
            Self::Provider => "provider",
            Self::Customer => "customer",
            Self::Operator => "operator",
            Self::TeamLead => "team_lead",
            Self::Machine => "machine",
        }
    }

    /// The name that people read on a page.
    pub const fn italian(self) -> &'static str {
        match self {
            Self::Administrator => "Amministratore",
            Self::Secretary => "Segreteria",
            Self::Accountant => "Ragioneria",
            Self::Viewer => "Consultazione",
            Self::Custom => "Su misura",
            Self::Reseller => "Rivenditore",
            Self::Assistant => "Collaboratore",
            Self::Provider => "Gestore",
            Self::Customer => "Cliente",
            Self::Operator => "Operatore",
            Self::TeamLead => "Responsabile",
            Self::Machine => "Applicazione",
        }
    }

    pub const fn permissions(self) -> Permissions {
        match self {
            Self::Administrator => Self::Secretary.permissions().and(Permissions::of(&[
                MembersRead,
                MembersManage,
                KeysManage,
                AuditRead,
            ])),
            Self::Secretary => Permissions::of(&[
                PanelOpen,
                PositionsRead,
                PositionsWrite,
                NoticesRead,
                ReceiptsRead,
                PaymentsRecord,
                ImportsRead,
                ImportsWrite,
                MatchingRead,
                MatchingWrite,
                ExportsRun,
                ConnectionsManage,
                JournalRead,
            ]),
            Self::Accountant => Permissions::of(&[
                PanelOpen,
                PositionsRead,
                NoticesRead,
                ReceiptsRead,
                ImportsRead,
                MatchingRead,
                MatchingWrite,
                ExportsRun,
                JournalRead,
            ]),
            Self::Viewer => Permissions::of(&READS),
            Self::Custom
            | Self::Reseller
            | Self::Assistant
            | Self::Provider
            | Self::Customer
            | Self::Operator
            | Self::TeamLead => Permissions::of(&[PanelOpen]),
            Self::Machine => Permissions::of(&[
                PositionsRead,
                PositionsWrite,
                NoticesRead,
                ReceiptsRead,
                PaymentsRecord,
                ImportsRead,
                ImportsWrite,
                MatchingRead,
                MatchingWrite,
                ExportsRun,
            ]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_of_people_is_read_back_from_its_name_and_opens_the_panel() {
        for role in OF_PEOPLE {
            assert_eq!(Role::parse(role.name()), Some(role));
            assert!(role.permissions().has(PanelOpen), "{}", role.name());
        }
    }

    #[test]
    fn the_name_in_the_table_is_the_name_in_the_file() {
        for role in OF_PEOPLE.into_iter().chain([Role::Machine]) {
            let json = serde_json::to_string(&role).unwrap();
            assert_eq!(json, format!("\"{}\"", role.name()));
        }
    }

    #[test]
    fn a_person_cannot_be_a_machine_and_a_machine_cannot_open_the_panel() {
        assert_eq!(Role::parse("machine"), None);
        assert!(!Role::Machine.permissions().has(PanelOpen));
    }

    #[test]
    fn a_viewer_writes_nothing() {
        let may = Role::Viewer.permissions();
        let writes = [ImportsWrite, MatchingWrite, PositionsWrite, PaymentsRecord];
        assert!(writes.iter().all(|write| !may.has(*write)));
    }
}

//! What one may do: an action on a kind of resource.

use serde::{Deserialize, Serialize};

/// The closed list. A new route that needs a new right adds a variant here (and to [`Permission::ALL`])
/// and gives it to roles in [`super::role`]. Grants store it by its [`Permission::name`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Sign in to the panel and see its home page and one's own profile.
    PanelOpen,
    PositionsRead,
    /// Make, change, publish, withdraw and delete positions one by one.
    PositionsWrite,
    NoticesRead,
    ReceiptsRead,
    /// Say that something was paid, or reported, beside the node.
    PaymentsRecord,
    ImportsRead,
    ImportsWrite,
    MatchingRead,
    MatchingWrite,
    /// Take the archive away as a file, whole or in part.
    ExportsRun,
    /// Say where payments are told to the organisation's own software.
    ConnectionsManage,
    /// Read what was said with pagoPA, call by call, personal data masked.
    JournalRead,
    /// See who belongs to the organisation and what they may do.
    MembersRead,
    /// Invite, remove, and give or take rights.
    MembersManage,
    /// Make, renew and revoke the keys of the organisation's software.
    KeysManage,
    /// Read and export what was done, by whom.
    AuditRead,
}

/// In what a right may be limited; where nothing makes sense, a right is for the whole organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub services: bool,
    pub domains: bool,
    /// To what somebody made themselves.
    pub own: bool,
}

impl Limits {
    const NONE: Self = Self {
        services: false,
        domains: false,
        own: false,
    };
    const SERVICES: Self = Self {
        services: true,
        ..Self::NONE
    };
    const SERVICES_AND_OWN: Self = Self {
        own: true,
        ..Self::SERVICES
    };
}

impl Permission {
    pub const ALL: [Self; 17] = [
        Self::PanelOpen,
        Self::PositionsRead,
        Self::PositionsWrite,
        Self::NoticesRead,
        Self::ReceiptsRead,
        Self::PaymentsRecord,
        Self::ImportsRead,
        Self::ImportsWrite,
        Self::MatchingRead,
        Self::MatchingWrite,
        Self::ExportsRun,
        Self::ConnectionsManage,
        Self::JournalRead,
        Self::MembersRead,
        Self::MembersManage,
        Self::KeysManage,
        Self::AuditRead,
    ];

    /// The name in a form, a file and the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PanelOpen => "panel_open",
            Self::PositionsRead => "positions_read",
            Self::PositionsWrite => "positions_write",
            Self::NoticesRead => "notices_read",
            Self::ReceiptsRead => "receipts_read",
            Self::PaymentsRecord => "payments_record",
            Self::ImportsRead => "imports_read",
            Self::ImportsWrite => "imports_write",
            Self::MatchingRead => "matching_read",
            Self::MatchingWrite => "matching_write",
            Self::ExportsRun => "exports_run",
            Self::ConnectionsManage => "connections_manage",
            Self::JournalRead => "journal_read",
            Self::MembersRead => "members_read",
            Self::MembersManage => "members_manage",
            Self::KeysManage => "keys_manage",
            Self::AuditRead => "audit_read",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Matching, connections, people and keys are about the whole organisation.
    pub const fn limits(self) -> Limits {
        match self {
            Self::PositionsRead
            | Self::PositionsWrite
            | Self::NoticesRead
            | Self::ReceiptsRead
            | Self::PaymentsRecord => Limits::SERVICES,
            Self::ImportsRead | Self::ImportsWrite | Self::ExportsRun => Limits::SERVICES_AND_OWN,
            Self::PanelOpen
            | Self::MatchingRead
            | Self::MatchingWrite
            | Self::ConnectionsManage
            | Self::JournalRead
            | Self::MembersRead
            | Self::MembersManage
            | Self::KeysManage
            | Self::AuditRead => Limits::NONE,
        }
    }
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u64);

// One bit each.
const _: () = assert!(Permission::ALL.len() <= 64);

impl Permissions {
    pub const NONE: Self = Self(0);

    pub const fn of(list: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = list;
        while let [first, tail @ ..] = rest {
            bits |= 1 << (*first as u64);
            rest = tail;
        }
        Self(bits)
    }

    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << (permission as u64)) != 0
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL
            .into_iter()
            .filter(move |one| self.has(*one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in_and_nothing_else() {
        let set = Permissions::of(&[Permission::PanelOpen, Permission::ImportsWrite]);
        assert!(set.has(Permission::PanelOpen) && set.has(Permission::ImportsWrite));
        assert!(!set.has(Permission::MatchingWrite) && !set.has(Permission::ImportsRead));
        assert!(!Permissions::NONE.has(Permission::PanelOpen));
        assert_eq!(set.iter().count(), 2);
    }

    #[test]
    fn every_permission_is_listed_once_and_read_back_from_its_stored_name() {
        for (place, permission) in Permission::ALL.into_iter().enumerate() {
            assert_eq!(permission as usize, place);
            assert_eq!(Permission::parse(permission.name()), Some(permission));
            let stored = serde_json::to_string(&permission).unwrap();
            assert_eq!(stored, format!("\"{}\"", permission.name()));
        }
    }
}

//! What one may do: an action on a kind of resource.

/// The closed list. A new route that needs a new right adds a variant here and gives it to roles
/// in [`super::role`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Permission {
    /// Sign in to the panel and see its home page.
    PanelOpen,
    PositionsRead,
    NoticesRead,
    ReceiptsRead,
    ImportsRead,
    ImportsWrite,
    MatchingRead,
    MatchingWrite,
    /// Take the archive away as a file, whole or in part.
    ExportsRun,
    /// Say where payments are told to the organisation's own software.
    ConnectionsManage,
}

/// A set of permissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Permissions(u32);

impl Permissions {
    pub const NONE: Self = Self(0);

    pub const fn of(list: &[Permission]) -> Self {
        let mut bits = 0;
        let mut rest = list;
        while let [first, tail @ ..] = rest {
            bits |= 1 << (*first as u32);
            rest = tail;
        }
        Self(bits)
    }

    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << (permission as u32)) != 0
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
    }
}

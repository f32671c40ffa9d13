//! What the caller may reach, beside what the gate has seen to: that the organisation is its own.
//!
//! Positions of services that a limited key does not reach look like unknown ones. Numbers made with another
//! segregation code are refused, as GPD refuses another partner's.

use std::sync::Arc;

use access::{Actor, Permission};
use kernel::notice::NoticeNumber;

use super::GpdDeps;
use super::problem::{FORBIDDEN, GpdError};
use crate::domain::position::DebtPosition;
use crate::domain::settings::CreditorSettings;

impl GpdDeps {
    /// The caller's own settings: 1 request, none while they are fresh.
    pub async fn creditor(&self, actor: &Actor) -> Result<Arc<CreditorSettings>, GpdError> {
        let found = self.settings.get(&actor.tenant).await?;
        found.ok_or_else(|| FORBIDDEN.of(&actor.tenant, "").into())
    }
}

/// Whether the number was made with the creditor's own segregation code: the body may have others, given to
/// other partners.
pub fn is_own(settings: &CreditorSettings, nav: &NoticeNumber) -> bool {
    nav.segregation().as_ref() == Some(&settings.segregation_code)
}

/// Whether all that is owed is for services that the caller reaches with `need`.
pub fn reaches(actor: &Actor, position: &DebtPosition, need: Permission) -> bool {
    position.is_within(&actor.scope(need).services(false))
}

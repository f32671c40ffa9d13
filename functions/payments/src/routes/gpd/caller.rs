//! What the caller may reach, beside what the gate has seen to: that the organisation is its own.
//!
//! Positions of services that a limited key does not reach look like unknown ones. Numbers made with another
//! segregation code are refused, as GPD refuses another partner's.

use std::sync::Arc;

use access::{Actor, Permission};
use kernel::ids::Iupd;
use kernel::notice::{Iuv, NoticeNumber};

use super::GpdDeps;
use super::problem::{
    FORBIDDEN, FORBIDDEN_ON_NAV, GpdError, NOT_FOUND, OPTION_IUV_NOT_FOUND, OPTION_NOT_FOUND,
    Problem,
};
use crate::domain::position::DebtPosition;
use crate::domain::settings::CreditorSettings;
use crate::store::positions;

/// Characters of an IUV of any kind (`paForNode.xsd`).
const IUV_CHARS_MAX: usize = 35;

impl GpdDeps {
    /// The caller's own settings: 1 request, none while they are fresh.
    pub async fn creditor(&self, actor: &Actor) -> Result<Arc<CreditorSettings>, GpdError> {
        let found = self.settings.get(&actor.tenant).await?;
        found.ok_or_else(|| FORBIDDEN.of(&actor.tenant, "").into())
    }

    /// The position with this id, for who reaches it with `need`: 2 requests, 1 for one of an import.
    pub async fn by_iupd(
        &self,
        actor: &Actor,
        iupd: &str,
        need: Permission,
    ) -> Result<DebtPosition, GpdError> {
        let unknown = || NOT_FOUND.of(&actor.tenant, iupd);
        let id = Iupd::parse(iupd).map_err(|_| unknown())?;
        let found = positions::by_iupd(&self.table, &actor.tenant, &id).await?;
        let reached = found.filter(|position| reaches(actor, position, need));
        let position = reached.ok_or_else(unknown)?;
        let settings = self.creditor(actor).await?;
        let is_own = position.installments().all(|p| is_own(&settings, &p.nav));
        match is_own {
            true => Ok(position),
            false => Err(FORBIDDEN.of(&actor.tenant, iupd).into()),
        }
    }

    /// The position that has a part with this notice number, and the number: 1 request, 2 for a part of a
    /// plan. GPD takes an IUV for it as well.
    pub async fn by_number(
        &self,
        actor: &Actor,
        number: &str,
        need: Permission,
    ) -> Result<(DebtPosition, NoticeNumber), GpdError> {
        let unknown = || OPTION_NOT_FOUND.of(&actor.tenant, number);
        let nav = number_of(number).ok_or_else(unknown)?;
        if !is_own(&*self.creditor(actor).await?, &nav) {
            return Err(FORBIDDEN_ON_NAV.of(&actor.tenant, number).into());
        }
        let found = positions::by_nav(&self.table, &actor.tenant, &nav).await?;
        // An update may have taken the number away under which the position stands.
        let found = found.filter(|position| position.installment(&nav).is_some());
        let reached = found.filter(|position| reaches(actor, position, need));
        Ok((reached.ok_or_else(unknown)?, nav))
    }

    /// The same by the IUV of a part; one that has not even the form of the document (`\w{0,35}`) is 400.
    pub async fn by_iuv(
        &self,
        actor: &Actor,
        iuv: &str,
        need: Permission,
    ) -> Result<(DebtPosition, NoticeNumber), GpdError> {
        let unknown = || OPTION_IUV_NOT_FOUND.of(&actor.tenant, iuv);
        has_form_of_iuv(iuv)?;
        let nav = Iuv::parse(iuv).ok();
        let nav = nav.and_then(|iuv| NoticeNumber::from_iuv(&iuv));
        let nav = nav.ok_or_else(unknown)?;
        if !is_own(&*self.creditor(actor).await?, &nav) {
            return Err(FORBIDDEN.of(&actor.tenant, iuv).into());
        }
        let found = positions::by_nav(&self.table, &actor.tenant, &nav).await?;
        // An update may have taken the number away under which the position stands.
        let found = found.filter(|position| position.installment(&nav).is_some());
        let reached = found.filter(|position| reaches(actor, position, need));
        Ok((reached.ok_or_else(unknown)?, nav))
    }
}

/// 400 for what can be no IUV of any kind.
pub fn has_form_of_iuv(text: &str) -> Result<(), Problem> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    match text.len() <= IUV_CHARS_MAX && text.chars().all(is_word) {
        true => Ok(()),
        false => Err(Problem::parameter("iuv", text)),
    }
}

/// A notice number, or the IUV of one.
fn number_of(text: &str) -> Option<NoticeNumber> {
    let by_iuv = || NoticeNumber::from_iuv(&Iuv::parse(text).ok()?);
    NoticeNumber::parse(text).ok().or_else(by_iuv)
}

/// Whether the number was made with a segregation code that the creditor has here, or had: the body may have others,
/// given to other partners.
pub fn is_own(settings: &CreditorSettings, nav: &NoticeNumber) -> bool {
    nav.segregation()
        .is_some_and(|code| settings.has_issued(&code))
}

/// Whether all that is owed is for services that the caller reaches with `need`.
pub fn reaches(actor: &Actor, position: &DebtPosition, need: Permission) -> bool {
    position.is_within(&actor.scope(need).services(false))
}

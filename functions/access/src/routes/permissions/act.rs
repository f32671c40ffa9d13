//! One change of somebody's rights: who may make it, and how it is written.

use jiff::Timestamp;
use kernel::ids::EventId;
use platform::table::Tx;
use platform::web::Fault;

use super::{PermissionsDeps, Person};
use crate::domain::actor::{Actor, ActorId};
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object};
use crate::domain::grant::Rights;
use crate::domain::permission::Permission;
use crate::domain::proposal::is_basic;
use crate::domain::user::Membership;
use crate::routes::faults::{busy, table_fault};
use crate::store::users::{self, Act as UserAct, Changed};

/// Why an actor may not change somebody's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// They see, and change nothing.
    ReadOnly,
    /// Nobody changes their own rights.
    Own,
    /// The person may do what the actor could not give.
    Above,
}

impl Closed {
    pub(super) fn italian(self) -> Option<&'static str> {
        match self {
            Self::ReadOnly => None,
            Self::Own => {
                Some("Nessuno cambia i propri permessi: chiedi a un altro amministratore.")
            }
            Self::Above => Some(
                "Questa persona può fare cose che tu non puoi concedere: non puoi cambiare i suoi permessi.",
            ),
        }
    }
}

/// Whether the actor may change the rights of this person.
pub(super) fn judge(actor: &Actor, person: &Person, now: Timestamp) -> Result<(), Closed> {
    let theirs = Rights::of_role(person.membership.role, &person.membership.grants, now).all();
    if !actor.may(Permission::MembersManage) {
        Err(Closed::ReadOnly)
    } else if actor.id == ActorId::User(person.found.user.id.clone()) {
        Err(Closed::Own)
    } else if theirs
        .iter()
        .any(|grant| !is_basic(grant) && !actor.rights.may_give(grant))
    {
        Err(Closed::Above)
    } else {
        Ok(())
    }
}

impl PermissionsDeps {
    /// The person, if the actor may change their rights: 1 request.
    pub(super) async fn open(&self, actor: &Actor, id: &str) -> Result<Person, Fault> {
        let person = self.person(actor, id).await?;
        match judge(actor, &person, self.clock.now()) {
            Ok(()) => Ok(person),
            Err(closed) => Err(match closed.italian() {
                Some(why) => Fault::conflict("not_yours_to_change", why),
                None => Fault::forbidden(),
            }),
        }
    }

    /// Writes the membership as it is to be, with history, event and the end of the person's sessions:
    /// 1 transaction. What is so already is done.
    pub(super) async fn write(
        &self,
        (actor, during): (&Actor, &Circumstances),
        person: &Person,
        (to, act): (Membership, Act),
    ) -> Result<(), Fault> {
        if to == person.membership {
            return Ok(());
        }
        let mut user = person.found.user.clone();
        if let Some(membership) = user.membership_mut(&actor.tenant) {
            *membership = to;
        }
        let now = self.clock.now();
        let minted = (EventId::mint(&*self.clock, &*self.dice), now);
        let event = AuditEvent::by(actor, minted, act)
            .on(Object::parse(user.id.as_str()))
            .during(during);
        let by = actor.id.to_string();
        let written = UserAct::new(&by, now).with(Tx::new().put_new(&event));
        let written = users::change_in(&self.table, &person.found, user, written).await;
        match written.map_err(table_fault)? {
            Changed::Done => Ok(()),
            Changed::Moved | Changed::TooMany => Err(busy()),
            Changed::LastAdministrator(_) => Err(Fault::conflict(
                "last_administrator",
                "È l’unico amministratore attivo: prima nomina un altro amministratore.",
            )),
        }
    }
}

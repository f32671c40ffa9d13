//! What a plan does, in the log of activities of each organisation that it touches.

use access::domain::audit::{Act, AuditEvent, Object, Who};
use access::domain::user::User;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use platform::table::Tx;

use crate::apply::Deps;
use crate::domain::plan::{Verb, Write};

/// Who did it.
const JOB: &str = "tenants-file";

/// The events of a write, for its transaction. A new person's come with [`of_new`], which has the id.
pub fn of(deps: &Deps, write: &Write) -> Tx {
    let tenant = |code: &OrgFiscalCode, act| Tx::new().put_new(&event(deps, act).of(code));
    match write {
        Write::CreateCreditor(to) => tenant(&to.fiscal_code, Act::TenantCreated),
        Write::RetireCreditor(from) => tenant(&from.fiscal_code, Act::TenantRetired),
        Write::ChangeCreditor { to, .. } => tenant(&to.fiscal_code, changed(write)),
        Write::CreateOrganisation(to) => tenant(&to.fiscal_code, Act::TenantCreated),
        Write::RetireOrganisation(from) => tenant(&from.fiscal_code, Act::TenantRetired),
        Write::ChangeOrganisation { to, .. } => tenant(&to.fiscal_code, changed(write)),
        Write::CreateUser(_) => Tx::new(),
        Write::ChangeUser { to, .. } => person(deps, to, Act::PersonChanged),
        Write::CreateKey { key, .. } => tenant(&key.tenant, Act::KeyCreated),
        Write::ChangeKey { to, .. } => tenant(&to.tenant, Act::KeyChanged),
    }
}

/// Of a person who is written for the first time.
pub fn of_new(deps: &Deps, user: &User) -> Tx {
    person(deps, user, Act::PersonDeclared)
}

/// In each of the organisations.
fn person(deps: &Deps, user: &User, act: Act) -> Tx {
    let all = user.memberships.iter();
    all.fold(Tx::new(), |tx, membership| {
        let event = event(deps, act).of(&membership.tenant);
        tx.put_new(&event.on(Object::parse(user.id.as_str())))
    })
}

fn changed(write: &Write) -> Act {
    match write.verb() {
        Verb::Return => Act::TenantReturned,
        Verb::Create | Verb::Change | Verb::Retire => Act::TenantChanged,
    }
}

fn event(deps: &Deps, act: Act) -> AuditEvent {
    let id = EventId::mint(deps.clock.as_ref(), deps.dice.as_ref());
    AuditEvent::new((id, deps.clock.now()), Who::job(JOB), act)
}

//! The first access: personal data, a password of one's own, the privacy notice.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::{EventId, UserId};
use platform::table::Tx;
use platform::web::{Fault, Page, PageError, Typed};
use serde::Deserialize;

use super::{WelcomeDeps, page};
use crate::domain::actor::ActorId;
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object, Who};
use crate::domain::invitation::{Command, Decision, Invitation};
use crate::domain::notice;
use crate::domain::password::{Password, PasswordHash};
use crate::domain::person_name::PersonName;
use crate::domain::user::{Accepted, Membership, State as Standing, User};
use crate::routes::faults::{busy, table_fault};
use crate::routes::new_password::NewPassword;
use crate::routes::visit::{Visit, visit};
use crate::store::invitations;
use crate::store::users::{self, Act as UserAct, Changed, Found};

/// Read by itself: [`Typed`] trims what was typed, and a password may begin with a space.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Sent {
    given_name: String,
    family_name: String,
    temporary: String,
    accept: String,
    #[serde(flatten)]
    new: NewPassword,
}

/// What a person told, found to be right.
struct Told {
    person: PersonName,
    password: Password,
}

/// `POST /panel/welcome/{token}`
pub(super) async fn submit(
    State(deps): State<WelcomeDeps>,
    Path(token): Path<String>,
    during: Circumstances,
    Form(sent): Form<Sent>,
) -> Result<Response, PageError> {
    let here = Redirect::to(&format!("/panel/welcome/{token}"));
    let visit = visit(&deps.table, &deps.deriver, &token, deps.clock.now()).await?;
    if !visit.is_open() {
        return Ok(here.into_response());
    }
    let found = deps.whose(&visit.found.invitation).await?;
    if !User::is_new(found.as_ref().map(|found| &found.user)) {
        return Ok(here.into_response());
    }
    let mut form = Typed::new()
        .with("given_name", sent.given_name.as_str())
        .with("family_name", sent.family_name.as_str())
        .with("temporary", sent.temporary.as_str())
        .with("accept", sent.accept.as_str());
    let right = deps.is_right(&visit, &sent, &mut form);
    let Some(told) = right else {
        let page = page::form(&visit.found.invitation, &token, &form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    deps.begin(visit, found, told, &during).await?;
    Ok(here.into_response())
}

impl WelcomeDeps {
    fn is_right(&self, visit: &Visit, sent: &Sent, form: &mut Typed) -> Option<Told> {
        let part = |text: &str| {
            PersonName::parse_part(text).map_err(|_| "Usa da 1 a 60 lettere, senza cifre.")
        };
        let given = form.parse("given_name", part);
        let family = form.parse("family_name", part);
        if !visit.is_temporary_password(&self.deriver, &sent.temporary) {
            form.reject(
                "temporary",
                "Non è la password provvisoria di questo invito: controlla il messaggio.",
            );
        }
        let about = [
            visit.found.invitation.email.as_str(),
            &sent.given_name,
            &sent.family_name,
            &visit.found.invitation.tenant_name,
        ];
        let password = sent.new.fit(&about, form);
        if sent.accept != notice::version() {
            form.reject("accept", "Per continuare leggi e accetta l’informativa.");
        }
        let person = PersonName::parse(&given?, &family?).ok()?;
        Some(Told {
            person,
            password: password.filter(|_| form.is_clean())?,
        })
    }

    /// User, membership, accepted invitation, history and event in one transaction.
    async fn begin(
        &self,
        visit: Visit,
        found: Option<Found>,
        told: Told,
        during: &Circumstances,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let Decision::Change { to, .. } = visit.found.invitation.decide(Command::Accept, now)
        else {
            return Ok(());
        };
        let salt = dice::bytes(self.dice.as_ref());
        let hash = move || PasswordHash::make(&told.password, salt);
        let hash = tokio::task::spawn_blocking(hash).await;
        let hash = hash.map_err(Fault::internal)?.map_err(Fault::internal)?;
        let mut user = match &found {
            Some(found) => found.user.clone(),
            None => User::new(
                UserId::mint(self.clock.as_ref(), self.dice.as_ref()),
                to.email.clone(),
                told.person.shown(),
            ),
        };
        user.name = told.person.shown();
        user.person = Some(told.person);
        user.password = Some(hash);
        user.password_is_temporary = false;
        user.notice = Some(Accepted {
            version: notice::version().to_owned(),
            at: now,
        });
        join(&mut user, &to);
        let by = format!("user:{}", user.id);
        let event = self.joined(&user.id, &to).during(during);
        let with = || invitations::put(Tx::new(), &to, Some(&visit.found)).put_new(&event);
        let done = match &found {
            None => users::create_with(&self.table, user, with).await,
            Some(found) => {
                let act = UserAct::new(&by, now).with(with());
                users::change_in(&self.table, found, user, act).await
            }
        };
        finished(done.map_err(table_fault)?)
    }

    fn joined(&self, user: &UserId, to: &Invitation) -> AuditEvent {
        let minted = (
            EventId::mint(self.clock.as_ref(), self.dice.as_ref()),
            self.clock.now(),
        );
        AuditEvent::new(minted, Who::from(&ActorId::User(user.clone())), Act::Joined)
            .of(&to.tenant)
            .on(Object::minted(to.id.as_str()))
    }
}

/// The membership that an invitation gives.
pub(in crate::routes) fn join(user: &mut User, to: &Invitation) {
    match user.membership_mut(&to.tenant) {
        // Suspended after the invitation: the suspension stands.
        Some(there) if there.state == Standing::Suspended => {}
        Some(there) => {
            there.state = Standing::Active;
            there.role = to.role;
        }
        None => {
            let new = Membership::new(to.tenant.clone(), to.tenant_name.as_str(), to.role);
            user.memberships.push(new);
        }
    }
}

pub(in crate::routes) fn finished(changed: Changed) -> Result<(), Fault> {
    match changed {
        Changed::Done => Ok(()),
        Changed::Moved => Err(busy()),
        Changed::LastAdministrator(_) => Err(Fault::conflict(
            "last_administrator",
            "L’ente resterebbe senza amministratori.",
        )),
        Changed::TooMany => Err(Fault::conflict(
            "too_many_organisations",
            "Questa persona fa già parte di troppi enti.",
        )),
    }
}

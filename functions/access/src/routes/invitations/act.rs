//! What an administrator does to invitations.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::ids::InvitationId;
use platform::table::{Tx, TxError};
use platform::web::{Fault, Page, PageError, Typed};

use super::page::InvitationsPage;
use super::{HERE, InvitationsDeps};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::email::Email;
use crate::domain::invitation::{Call, Command, Decision, Invitation, Refusal};
use crate::domain::role::Role;
use crate::jobs::letters::order_invitation;
use crate::routes::faults::{busy, table_fault};
use crate::routes::{roles, sending};
use crate::store::{invitations, users};

/// `POST /panel/access/invitations`. What is known of an address elsewhere changes nothing here.
pub(super) async fn invite(
    State(deps): State<InvitationsDeps>,
    actor: Actor,
    during: Circumstances,
    mut form: Typed,
) -> Result<Response, PageError> {
    let email = form.parse("email", |text| {
        Email::parse(text).map_err(|_| "Scrivi un indirizzo e-mail, per esempio nome@ente.it.")
    });
    let role = roles::read(&actor.rights, &mut form);
    let (Some(email), Some(role)) = (email, role) else {
        return deps.refused(&actor, &form).await;
    };
    if deps.is_member(&actor, &email).await? {
        form.reject("email", "Questa persona è già tra gli utenti.");
        return deps.refused(&actor, &form).await;
    }
    match deps.invited((&actor, &during), email, role).await? {
        Decision::Change { .. } => Ok(done("sent")),
        Decision::Already => Ok(done("already")),
        Decision::Refused(refusal) => {
            form.reject("email", sentence(refusal));
            deps.refused(&actor, &form).await
        }
    }
}

/// `POST …/{id}/send`: another link to the same address.
pub(super) async fn send_again(
    State(deps): State<InvitationsDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let act = (Command::SendAgain, Act::InvitationSentAgain);
    deps.changed((&actor, &during), &id, act, "sent").await
}

/// `POST …/{id}/withdraw`: its links open nothing any more.
pub(super) async fn withdraw(
    State(deps): State<InvitationsDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
) -> Result<Response, PageError> {
    let act = (Command::Withdraw, Act::InvitationWithdrawn);
    deps.changed((&actor, &during), &id, act, "withdrawn").await
}

impl InvitationsDeps {
    async fn refused(&self, actor: &Actor, form: &Typed) -> Result<Response, PageError> {
        let page: InvitationsPage = self.page(actor, form, "").await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
    }

    async fn is_member(&self, actor: &Actor, email: &Email) -> Result<bool, Fault> {
        let found = users::find(&self.table, email).await.map_err(table_fault)?;
        let membership = found
            .as_ref()
            .and_then(|f| f.user.membership(&actor.tenant));
        // Who was named by a file and has not come yet may be invited again.
        Ok(membership.is_some_and(|m| m.state != crate::domain::user::State::Invited))
    }

    async fn invited(
        &self,
        (actor, during): (&Actor, &Circumstances),
        email: Email,
        role: Role,
    ) -> Result<Decision, Fault> {
        let found = invitations::of_address(&self.table, &actor.tenant, &email).await;
        let found = found.map_err(table_fault)?;
        let (now, by) = (self.clock.now(), actor.id.to_string());
        let decision = match &found {
            Some(found) => found.invitation.decide(Command::Invite { role, by }, now),
            None => {
                let id = InvitationId::mint(self.clock.as_ref(), self.dice.as_ref());
                let call = Call {
                    tenant: actor.tenant.clone(),
                    tenant_name: actor.tenant_name.clone(),
                    email,
                    name: None,
                    role,
                    by,
                };
                Decision::Change {
                    to: Box::new(Invitation::new(id, call, now)),
                    sends: true,
                }
            }
        };
        self.write((actor, during), found.as_ref(), &decision, Act::Invited)
            .await?;
        Ok(decision)
    }

    async fn changed(
        &self,
        (actor, during): (&Actor, &Circumstances),
        id: &str,
        (command, act): (Command, Act),
        done_word: &str,
    ) -> Result<Response, PageError> {
        let unknown = || Fault::not_found("Non c’è nessun invito con questo codice.");
        let id = InvitationId::parse(id).map_err(|_| unknown())?;
        let found = invitations::find(&self.table, &id)
            .await
            .map_err(table_fault)?;
        let found = found.filter(|found| found.invitation.tenant == actor.tenant);
        let found = found.ok_or_else(unknown)?;
        let decision = found.invitation.decide(command, self.clock.now());
        self.write((actor, during), Some(&found), &decision, act)
            .await?;
        match decision {
            Decision::Change { .. } | Decision::Already => Ok(done(done_word)),
            Decision::Refused(refusal) => {
                let mut page = self.page(actor, &Typed::new(), "").await?;
                page.alert = Some(platform::web::ui::Alert::warning(sentence(refusal)));
                Ok((StatusCode::CONFLICT, Page(page)).into_response())
            }
        }
    }

    /// What was decided, in one transaction with its mails and its event.
    async fn write(
        &self,
        (actor, during): (&Actor, &Circumstances),
        over: Option<&invitations::Found>,
        decision: &Decision,
        act: Act,
    ) -> Result<(), Fault> {
        let Decision::Change { to, sends } = decision else {
            return Ok(());
        };
        let chance = (self.clock.as_ref(), self.dice.as_ref());
        let mut tx = invitations::put(Tx::new(), to, over);
        if *sends {
            tx = order_invitation(tx, to, chance);
        }
        tx = tx.put_new(&sending::event(actor, act, to.id.as_str(), during, chance));
        match self.table.commit(tx).await {
            Ok(()) => Ok(()),
            Err(TxError::Conflict(_)) => Err(busy()),
            Err(TxError::Table(error)) => Err(table_fault(error)),
        }
    }
}

fn done(word: &str) -> Response {
    Redirect::to(&format!("{HERE}?done={word}")).into_response()
}

fn sentence(refusal: Refusal) -> String {
    match refusal {
        Refusal::Expired => "L’invito è scaduto: invialo di nuovo.".to_owned(),
        Refusal::Withdrawn => "L’invito è stato ritirato: invita di nuovo la persona.".to_owned(),
        Refusal::Accepted => "L’invito è già stato accettato.".to_owned(),
        Refusal::Wait { seconds } => sending::wait(seconds),
    }
}

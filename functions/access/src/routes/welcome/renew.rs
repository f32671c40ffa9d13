//! A new link for who comes with an old one: to the same address, never to another.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use kernel::ids::EventId;
use platform::table::{Tx, TxError};
use platform::web::ui::Alert;
use platform::web::{Page, PageError};

use super::{WelcomeDeps, page};
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object, Who};
use crate::domain::invitation::{Command, Decision, Refusal};
use crate::jobs::letters::order_invitation;
use crate::routes::faults::{busy, table_fault};
use crate::routes::sending;
use crate::routes::visit::{Visit, visit};
use crate::store::invitations;

/// `POST /panel/welcome/{token}/renew`: 1 get and 1 transaction.
pub(super) async fn submit(
    State(deps): State<WelcomeDeps>,
    Path(token): Path<String>,
    during: Circumstances,
) -> Result<Response, PageError> {
    let now = deps.clock.now();
    let visit = visit(&deps.table, &deps.deriver, &token, now).await?;
    match visit.found.invitation.decide(Command::Renew, now) {
        Decision::Change { to, .. } => {
            let chance = (deps.clock.as_ref(), deps.dice.as_ref());
            let minted = (EventId::mint(chance.0, chance.1), now);
            let event = AuditEvent::new(minted, Who::nobody(), Act::InvitationSentAgain)
                .of(&to.tenant)
                .on(Object::minted(to.id.as_str()))
                .during(&during);
            let tx = invitations::put(Tx::new(), &to, Some(&visit.found));
            let tx = order_invitation(tx, &to, chance).put_new(&event);
            match deps.table.commit(tx).await {
                Ok(()) => Ok(sent(&visit, &token)),
                Err(TxError::Conflict(_)) => Err(busy().into()),
                Err(TxError::Table(error)) => Err(table_fault(error).into()),
            }
        }
        Decision::Refused(Refusal::Wait { seconds }) => {
            let mut told = page::told(&visit, &token);
            told.alert = Some(Alert::warning(sending::wait(seconds)));
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            Ok((StatusCode::TOO_MANY_REQUESTS, wait, Page(told)).into_response())
        }
        // Over meanwhile: the page says how.
        Decision::Already | Decision::Refused(_) => {
            Ok((StatusCode::CONFLICT, Page(page::told(&visit, &token))).into_response())
        }
    }
}

fn sent(visit: &Visit, token: &str) -> Response {
    let mut told = page::told(visit, token);
    told.title = "Nuovo invito in partenza";
    told.text =
        "Arriva tra poco allo stesso indirizzo e-mail di prima, e vale 7 giorni.".to_owned();
    told.renew = None;
    told.link = None;
    Page(told).into_response()
}

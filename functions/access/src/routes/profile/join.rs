//! Somebody who has an account accepts an invitation of another organisation.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::table::Tx;
use platform::web::{Page, PageError, Panel};

use super::{HERE, ProfileDeps};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, AuditEvent, Circumstances, Object};
use crate::domain::invitation::{Command, Decision, Standing};
use crate::domain::user::User;
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::routes::visit::{Visit, unknown, visit};
use crate::routes::welcome;
use crate::store::invitations;
use crate::store::users::{self, Act as UserAct, Found, Sessions};

#[derive(Template)]
#[template(path = "routes/profile/join.html")]
pub(super) struct JoinPage {
    layout: Panel,
    title: &'static str,
    text: String,
    /// The link, where it can be accepted.
    token: Option<String>,
}

/// `GET /panel/profile/join/{token}`
pub(super) async fn show(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let (visit, _) = deps.visit(&actor, &token).await?;
    Ok(Page(page(&actor, &visit, &token)).into_response())
}

/// `POST /panel/profile/join/{token}`
pub(super) async fn submit(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    during: Circumstances,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let (visit, found) = deps.visit(&actor, &token).await?;
    let now = deps.clock.now();
    let decided = match visit.is_open() {
        true => visit.found.invitation.decide(Command::Accept, now),
        false => Decision::Already,
    };
    let Decision::Change { to, .. } = decided else {
        return Ok((StatusCode::CONFLICT, Page(page(&actor, &visit, &token))).into_response());
    };
    let mut user: User = found.user.clone();
    welcome::join(&mut user, &to);
    let minted = kernel::ids::EventId::mint(deps.clock.as_ref(), deps.dice.as_ref());
    let event = AuditEvent::by(&actor, (minted, now), Act::Joined)
        .of(&to.tenant)
        .on(Object::minted(to.id.as_str()))
        .during(&during);
    let by = actor.id.to_string();
    // What they may here does not change; there they have no session yet.
    let act = UserAct::new(&by, now)
        .sessions(Sessions::Keep)
        .with(invitations::put(Tx::new(), &to, Some(&visit.found)).put_new(&event));
    let done = users::change_in(&deps.table, &found, user, act).await;
    welcome::finished(done.map_err(table_fault)?)?;
    Ok(Redirect::to(&format!("/panel/profile/join/{token}")).into_response())
}

impl ProfileDeps {
    /// The invitation and the one who asks. Somebody else's is nobody's.
    async fn visit(&self, actor: &Actor, token: &str) -> Result<(Visit, Found), PageError> {
        let visit = visit(&self.table, &self.deriver, token, self.clock.now()).await?;
        let found = self.own(actor).await?;
        if found.user.email != visit.found.invitation.email {
            return Err(unknown().into());
        }
        Ok((visit, found))
    }
}

fn page(actor: &Actor, visit: &Visit, token: &str) -> JoinPage {
    let it = &visit.found.invitation;
    let (name, role) = (&it.tenant_name, it.role.italian());
    let (title, text) = match visit.standing {
        Standing::Sent if visit.is_old => (
            "C’è un invito più recente",
            "Usa il collegamento dell’ultimo messaggio che hai ricevuto.".to_owned(),
        ),
        Standing::Sent => (
            "Hai un invito",
            format!("{name} ti ha invitato come {role}."),
        ),
        Standing::Accepted => (
            "Invito accettato",
            format!(
                "Fai parte di {name} come {role}. Per lavorare per questo ente scegli l’ente in alto."
            ),
        ),
        Standing::Withdrawn => (
            "Invito ritirato",
            format!("{name} ha ritirato questo invito."),
        ),
        Standing::Expired => (
            "Invito scaduto",
            "Apri di nuovo il collegamento del messaggio: puoi chiederne uno nuovo.".to_owned(),
        ),
    };
    JoinPage {
        layout: panel(actor, HERE).crumb("Profilo", HERE).here("Invito"),
        title,
        text,
        token: visit.is_open().then(|| token.to_owned()),
    }
}

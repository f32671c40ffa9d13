//! For which organisation somebody works; asked of those who belong to several.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use kernel::dice;
use kernel::tax::OrgFiscalCode;
use platform::table::{Tx, TxError};
use platform::web::{Fault, Page, PageError, Panel, Typed};
use serde::Deserialize;

use super::Deps;
use super::arrive::with_cookies;
use super::visitor::Visitor;
use crate::domain::actor::{Actor, ActorId};
use crate::domain::audit::Act;
use crate::domain::local_path::LocalPath;
use crate::domain::session::SessionToken;
use crate::domain::user::{Membership, User};
use crate::gate::cookie;
use crate::panel;
use crate::store::{sessions, sign_in as store};

#[derive(Template)]
#[template(path = "routes/session/organisation.html")]
struct OrganisationPage {
    layout: Panel,
    memberships: Vec<Membership>,
    current: OrgFiscalCode,
    next: LocalPath,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
}

/// The gate's request and 1 more.
pub async fn show(
    State(deps): State<Deps>,
    actor: Actor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let next = LocalPath::parse_or_home(&asked.next);
    let memberships: Vec<_> = deps.person(&actor).await?.active().cloned().collect();
    if memberships.len() < 2 {
        return Ok(Redirect::to(next.as_str()).into_response());
    }
    Ok(Page(OrganisationPage {
        layout: panel::panel(&actor, "/panel/organisation"),
        memberships,
        current: actor.tenant,
        next,
    })
    .into_response())
}

/// Another session for the organisation chosen; the old one ends: the gate's request and 3 more.
pub async fn choose(
    State(deps): State<Deps>,
    actor: Actor,
    visitor: Visitor,
    headers: HeaderMap,
    form: Typed,
) -> Result<Response, PageError> {
    let next = LocalPath::parse_or_home(form.value("next"));
    let unknown = || Fault::not_found("Non fai parte di questo ente.");
    let user = deps.person(&actor).await?;
    let chosen = user
        .active()
        .find(|m| m.tenant.as_str() == form.value("tenant"));
    let chosen = chosen.cloned().ok_or_else(unknown)?;
    let before = cookie::read(&headers).ok_or_else(unknown)?;
    let now = deps.clock.now();
    let session = sessions::find(&deps.table, &before, now).await;
    let session = session.map_err(Fault::unavailable)?.ok_or_else(unknown)?;
    let token = SessionToken::new(user.id.clone(), dice::bytes(deps.dice.as_ref()));
    let event = deps.event(&user, Act::OrganisationChosen, &visitor);
    let event = event.of(&chosen.tenant);
    let tx = store::open(Tx::new(), &token, session.moved(chosen), Some(&before));
    match deps.table.commit(tx.put_new(&event)).await {
        Ok(()) | Err(TxError::Conflict(_)) => {}
        Err(TxError::Table(error)) => return Err(Fault::unavailable(error).into()),
    }
    let to = Redirect::to(next.as_str()).into_response();
    with_cookies(to, [cookie::SESSION.set(&token.reveal())])
}

impl Deps {
    /// Whoever is signed in: 1 request.
    pub(super) async fn person(&self, actor: &Actor) -> Result<User, PageError> {
        let id = match &actor.id {
            ActorId::User(id) => Some(id),
            ActorId::ApiKey(_) | ActorId::DeclaredKey(_) => None,
        };
        let user = store::user(&self.table, id).await;
        let user = user.map_err(Fault::unavailable)?;
        user.ok_or_else(|| Fault::forbidden().into())
    }
}

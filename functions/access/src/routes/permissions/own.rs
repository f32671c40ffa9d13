//! One's own rights, in words.

use askama::Template;
use axum::extract::State;
use platform::web::{Page, PageError, Panel};

use super::{PermissionsDeps, unknown};
use crate::domain::actor::{Actor, ActorId};
use crate::panel::panel;
use crate::routes::permissions::person::{Shown, shown};

pub(super) const HERE: &str = "/panel/profile/permissions";

#[derive(Template)]
#[template(path = "routes/permissions/own.html")]
pub(super) struct OwnPage {
    pub layout: Panel,
    pub shown: Shown,
}

/// `GET /panel/profile/permissions`: 2 requests.
pub(super) async fn show(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
) -> Result<Page<OwnPage>, PageError> {
    let ActorId::User(id) = &actor.id else {
        return Err(unknown().into());
    };
    let person = deps.person(&actor, id.as_str()).await?;
    let names = deps.services(&actor).await?;
    Ok(Page(OwnPage {
        layout: panel(&actor, HERE).here("I miei permessi"),
        shown: shown(&person.membership, &names, deps.clock.now()),
    }))
}

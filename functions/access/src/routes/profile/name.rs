//! One's own name.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use platform::table::Tx;
use platform::web::{Page, PageError, Typed};

use super::{ProfileDeps, own_id, page};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::person_name::PersonName;
use crate::gate::cookie;
use crate::routes::faults::table_fault;
use crate::routes::{sending, welcome};
use crate::store::sessions;
use crate::store::users::{self, Act as UserAct, Sessions};

/// `POST /panel/profile`
pub(super) async fn submit(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    during: Circumstances,
    headers: HeaderMap,
    mut form: Typed,
) -> Result<Response, PageError> {
    let found = deps.own(&actor).await?;
    let part = |text: &str| {
        PersonName::parse_part(text).map_err(|_| "Usa da 1 a 60 lettere, senza cifre.")
    };
    let given = form.parse("given_name", part);
    let family = form.parse("family_name", part);
    let person = given
        .zip(family)
        .and_then(|(given, family)| PersonName::parse(&given, &family).ok());
    let Some(person) = person else {
        let page = page::page(&actor, &found.user, &form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let mut user = found.user.clone();
    user.name = person.shown();
    user.person = Some(person);
    let name = user.name.clone();
    if user != found.user {
        let chance = (deps.clock.as_ref(), deps.dice.as_ref());
        let event = sending::event(
            &actor,
            Act::ProfileChanged,
            own_id(&actor)?.as_str(),
            &during,
            chance,
        );
        let by = actor.id.to_string();
        let act = UserAct::new(&by, deps.clock.now())
            .sessions(Sessions::Keep)
            .with(Tx::new().put_new(&event));
        let done = users::change_in(&deps.table, &found, user, act).await;
        welcome::finished(done.map_err(table_fault)?)?;
        if let Some(token) = cookie::read(&headers) {
            let renamed = sessions::rename(&deps.table, &token, &name).await;
            renamed.map_err(table_fault)?;
        }
    }
    Ok(Redirect::to("/panel/profile?done=name").into_response())
}

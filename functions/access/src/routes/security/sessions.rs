//! Ending sessions.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::HeaderMap;
use platform::table::Tx;
use platform::web::{Fault, PageError, Typed};

use super::{HERE, user_of};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::gate::cookie;
use crate::routes::session::Deps;
use crate::store::sessions;

pub async fn end(
    State(deps): State<Deps>,
    actor: Actor,
    during: Circumstances,
    headers: HeaderMap,
    form: Typed,
) -> Result<Response, PageError> {
    let user = user_of(&actor)?;
    let here = cookie::read(&headers).map(|token| token.digest());
    let asked = form.value("session");
    let (ending, done) = if asked == "others" {
        let all = sessions::list(&deps.table, user).await;
        let all = all.map_err(Fault::unavailable)?.into_iter();
        let others = all.map(|found| found.digest);
        (
            others
                .filter(|digest| Some(digest) != here.as_ref())
                .collect(),
            "sessions",
        )
    } else {
        (vec![asked.to_owned()], "session")
    };
    // As many as a transaction holds; nobody has more browsers, and a second press ends the rest.
    for some in ending.chunks(sessions::TOGETHER_MAX) {
        let tx = some
            .iter()
            .fold(Tx::new(), |tx, digest| sessions::ended(tx, user, digest));
        let event = deps.own_event(&actor, Act::SessionEnded, &during);
        deps.done(tx.put_new(&event)).await?;
    }
    Ok(Redirect::to(&format!("{HERE}?done={done}")).into_response())
}

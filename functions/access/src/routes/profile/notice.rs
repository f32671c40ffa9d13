//! The privacy notice, asked again when its version has changed.

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode};
use platform::table::Tx;
use platform::web::ui::{Choices, Summary};
use platform::web::{Page, PageError, Panel, Typed};

use super::{HERE, ProfileDeps};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::notice;
use crate::domain::user::{Accepted, User};
use crate::gate::cookie;
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::routes::{sending, welcome};
use crate::store::sessions;
use crate::store::users::{self, Act as UserAct, Sessions};

#[derive(Template)]
#[template(path = "routes/profile/notice.html")]
pub(super) struct NoticePage {
    layout: Panel,
    due: bool,
    summary: Summary,
    notice: &'static str,
    accept: Choices,
}

/// `GET /panel/profile/notice`
pub(super) async fn show(
    State(deps): State<ProfileDeps>,
    actor: Actor,
) -> Result<Page<NoticePage>, PageError> {
    let user = deps.own(&actor).await?.user;
    Ok(Page(page(&actor, &user, &Typed::new())))
}

/// `POST /panel/profile/notice`
pub(super) async fn submit(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    during: Circumstances,
    headers: HeaderMap,
    mut form: Typed,
) -> Result<Response, PageError> {
    let found = deps.own(&actor).await?;
    if !form.is_chosen("accept", notice::version()) {
        form.reject("accept", "Per continuare leggi e accetta l’informativa.");
        let page = page(&actor, &found.user, &form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    }
    let now = deps.clock.now();
    let accepted = Accepted {
        version: notice::version().to_owned(),
        at: now,
    };
    let user = User {
        notice: Some(accepted),
        ..found.user.clone()
    };
    let chance = (deps.clock.as_ref(), deps.dice.as_ref());
    let event = sending::event(
        &actor,
        Act::ProfileChanged,
        user.id.as_str(),
        &during,
        chance,
    );
    let by = actor.id.to_string();
    let act = UserAct::new(&by, now)
        .sessions(Sessions::Keep)
        .with(Tx::new().put_new(&event));
    let done = users::change_in(&deps.table, &found, user, act).await;
    welcome::finished(done.map_err(table_fault)?)?;
    if let Some(token) = cookie::read(&headers) {
        let freed = sessions::notice_accepted(&deps.table, &token).await;
        freed.map_err(table_fault)?;
    }
    Ok(Redirect::to("/panel").into_response())
}

fn page(actor: &Actor, user: &User, form: &Typed) -> NoticePage {
    NoticePage {
        layout: panel(actor, HERE)
            .crumb("Profilo", HERE)
            .here("Informativa privacy"),
        due: notice::is_due(user.notice.as_ref()),
        summary: form.summary(),
        notice: notice::text(),
        accept: Choices::check("accept", "Conferma di lettura")
            .choice(
                notice::version(),
                "Ho letto l’informativa privacy e la accetto",
            )
            .from(form),
    }
}

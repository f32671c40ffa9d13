//! Asking for a link. The answer and the work are the same for an address that nobody has.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::EventId;
use platform::table::Tx;
use platform::web::ui::Field;
use platform::web::{Fault, Page, PageError, Public, Typed};

use crate::domain::audit::{Act, AuditEvent, Circumstances, Who};
use crate::domain::email::Email;
use crate::domain::recovery::Recovery;
use crate::jobs::letters::Letter;
use crate::routes::session::Deps;
use crate::store::recoveries as store;

#[derive(Template)]
#[template(path = "routes/recover/ask.html")]
struct AskPage {
    layout: Public,
    form: Typed,
}

#[derive(Template)]
#[template(path = "routes/recover/asked.html")]
struct AskedPage {
    layout: Public,
}

pub async fn show() -> impl IntoResponse {
    Page(page(Typed::new()))
}

/// 2 requests; 1 where the address was sent too many.
pub async fn submit(
    State(deps): State<Deps>,
    during: Circumstances,
    mut form: Typed,
) -> Result<Response, PageError> {
    let email = form.parse("email", |text| {
        Email::parse(text).map_err(|_| "Scrivi un indirizzo e-mail, per esempio nome@ente.it.")
    });
    let Some(email) = email else {
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page(form))).into_response());
    };
    deps.order(email.digest(), &during).await?;
    Ok(asked())
}

/// Another link to the person of an old one: 3 requests.
pub async fn again(
    State(deps): State<Deps>,
    during: Circumstances,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let link = deps.link(&token)?;
    let found = store::find(&deps.table, &link).await;
    if let Some(found) = found.map_err(Fault::unavailable)? {
        deps.order(found.user.user.email.digest(), &during).await?;
    }
    Ok(asked())
}

impl Deps {
    /// Orders a link, where the address may be sent one.
    async fn order(&self, login: String, during: &Circumstances) -> Result<(), Fault> {
        let now = self.clock.now();
        let (clock, chance) = (self.clock.as_ref(), self.dice.as_ref());
        let sent = store::sent(&self.table, &login).await;
        let sent = sent.map_err(Fault::unavailable)?;
        let Ok(quota) = sent.quota.take(now) else {
            return Ok(());
        };
        let recovery = Recovery::new(dice::bytes(chance), login, now);
        let letter = Letter::Recovery {
            login: recovery.login.clone(),
            recovery: recovery.id.clone(),
            until: recovery.expires_at(),
        };
        let minted = (EventId::mint(clock, chance), now);
        let event = AuditEvent::new(minted, Who::nobody(), Act::RecoveryAsked).during(during);
        let tx = Tx::new()
            .outbox(&letter.order(clock, chance))
            .put_new(&event);
        // Asked twice in one moment: one link is enough.
        store::begin(&self.table, recovery, (&sent, quota), tx)
            .await
            .map(|_| ())
            .map_err(Fault::unavailable)
    }
}

fn page(form: Typed) -> AskPage {
    let layout = Public::new();
    AskPage { layout, form }
}

fn asked() -> Response {
    let layout = Public::new();
    Page(AskedPage { layout }).into_response()
}

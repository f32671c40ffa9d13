//! The second step: the code that came by mail.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use kernel::dice;
use kernel::time::rome_datetime;
use platform::table::{TableError, Tx};
use platform::web::ui::{Alert, Choices, Field};
use platform::web::{Fault, Page, PageError, Public, Typed};
use serde::Deserialize;

use super::Deps;
use super::arrive::{Arrival, Arriving};
use super::sign_in::begin_again;
use super::visitor::Visitor;
use crate::domain::attempt::{Over, TRIES_MAX};
use crate::domain::audit::{Act, Outcome as Ending};
use crate::domain::device::{Device, DeviceToken};
use crate::domain::local_path::LocalPath;
use crate::domain::secret::{self, Code};
use crate::store::attempts::{self, Found};
use crate::store::{audit, devices};

#[derive(Template)]
#[template(path = "routes/session/code.html")]
struct CodePage {
    layout: Public,
    form: Typed,
    /// Where the code was sent: `s…a@valdorra.example`.
    to: String,
    alert: Option<Alert>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    sent: String,
}

/// 1 request.
pub async fn show(
    State(deps): State<Deps>,
    visitor: Visitor,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let Some(found) = deps.attempt(&visitor).await? else {
        return begin_again(&LocalPath::home());
    };
    let alert = match (found.attempt.codes, asked.sent.is_empty()) {
        (0, _) => Some(too_many(&deps, &found)),
        (_, false) => Some(Alert::success(
            "Abbiamo inviato un nuovo codice: vale solo l’ultimo.",
        )),
        (_, true) => None,
    };
    Ok(Page(page(&found, Typed::new(), alert)).into_response())
}

/// 3 requests, whether the code is right or wrong.
pub async fn submit(
    State(deps): State<Deps>,
    visitor: Visitor,
    mut form: Typed,
) -> Result<Response, PageError> {
    let Some(found) = deps.attempt(&visitor).await? else {
        return begin_again(&LocalPath::home());
    };
    let next = LocalPath::parse_or_home(&found.attempt.next);
    let typed = form.parse("code", |text| {
        Code::parse(text).ok_or("Il codice ha 6 cifre: copialo dal messaggio.")
    });
    let Some(typed) = typed else {
        return Ok(again(page(&found, form, None)));
    };
    let tried = match found.attempt.try_code(deps.clock.now()) {
        Ok(tried) => tried,
        Err(Over::Attempt) => return begin_again(&next),
        Err(Over::Code) => {
            let alert = Alert::warning("Questo codice è scaduto: chiedine un altro.");
            return Ok(again(page(&found, form, Some(alert))));
        }
    };
    let left = tried.tries_left();
    let counted = attempts::count_try(&deps.table, &found, tried).await;
    if !counted.map_err(Fault::unavailable)? {
        let alert = Alert::warning("È in corso un altro tentativo: riprova.");
        return Ok(again(page(&found, form, Some(alert))));
    }
    if !typed.is(&deps.code(&found)) {
        deps.wrong(&found, &visitor)
            .await
            .map_err(Fault::unavailable)?;
        if left == 0 {
            return begin_again(&next);
        }
        form.reject("code", wrong_words(left));
        return Ok(again(page(&found, form, None)));
    }
    let is_trusted = form.is_chosen("trust", "yes");
    let (arrival, device) = deps
        .right(found, &visitor, is_trusted)
        .await
        .map_err(Fault::unavailable)?;
    tracing::info!(sign_in.outcome = "code_right", "sign in");
    match arrival {
        Arrival::Nowhere => begin_again(&next),
        arrival => arrival.answer(&next, device.as_ref()),
    }
}

/// Another code: 2 requests, 1 where it has to wait.
pub async fn send_again(State(deps): State<Deps>, visitor: Visitor) -> Result<Response, PageError> {
    let Some(found) = deps.attempt(&visitor).await? else {
        return begin_again(&LocalPath::home());
    };
    let now = deps.clock.now();
    let Ok(again) = found.attempt.send_again(now) else {
        return begin_again(&LocalPath::parse_or_home(&found.attempt.next));
    };
    let Ok(quota) = found.codes.quota.take(now) else {
        let page = page(&found, Typed::new(), Some(too_many(&deps, &found)));
        return Ok((StatusCode::TOO_MANY_REQUESTS, Page(page)).into_response());
    };
    let tx = deps.order_code(Tx::new(), &again, &found.digest);
    let tx = tx.put_new(&deps.event(&found.user, Act::CodeSent, &visitor));
    attempts::send_again(&deps.table, &found, (again, quota), tx)
        .await
        .map_err(Fault::unavailable)?;
    let to = [(header::LOCATION, "/panel/sign-in/code?sent=1")];
    Ok((StatusCode::SEE_OTHER, to).into_response())
}

impl Deps {
    async fn attempt(&self, visitor: &Visitor) -> Result<Option<Found>, PageError> {
        let Some(token) = &visitor.attempt else {
            return Ok(None);
        };
        let found = attempts::find(&self.table, token).await;
        let found = found.map_err(Fault::unavailable)?;
        Ok(found.filter(|found| found.attempt.is_live(self.clock.now())))
    }

    fn code(&self, found: &Found) -> Code {
        let id = secret::code_id(&found.digest, found.attempt.codes);
        Code::of(self.deriver.secret(secret::SIGN_IN_CODE, &id))
    }

    async fn wrong(&self, found: &Found, visitor: &Visitor) -> Result<(), TableError> {
        let event = self.event(&found.user, Act::CodeRefused, visitor);
        audit::write(&self.table, &event.ending(Ending::Denied)).await
    }

    async fn right(
        &self,
        found: Found,
        visitor: &Visitor,
        is_trusted: bool,
    ) -> Result<(Arrival, Option<DeviceToken>), TableError> {
        let mut tx = attempts::finish(Tx::new(), &found);
        let user = &found.user.id;
        // A password that somebody else knows makes no device trusted.
        let is_trusted = is_trusted && !found.user.password_is_temporary;
        let device =
            is_trusted.then(|| DeviceToken::new(user.clone(), dice::bytes(self.dice.as_ref())));
        if let Some(token) = &device {
            let new = Device::new(user.clone(), visitor.name.clone(), self.clock.now());
            tx = devices::trust(tx, token, new);
            tx = tx.put_new(&self.event(&found.user, Act::DeviceTrusted, visitor));
        }
        let who = Arriving {
            user: found.user,
            login: &found.attempt.login,
            lane: &found.attempt.lane,
            visitor,
        };
        Ok((self.arrive(who, tx).await?, device))
    }
}

fn wrong_words(left: u32) -> String {
    let left = match left {
        1 => "resta un tentativo".to_owned(),
        n => format!("restano {n} tentativi su {TRIES_MAX}"),
    };
    format!("Il codice non è quello dell’ultimo messaggio: {left}.")
}

fn too_many(deps: &Deps, found: &Found) -> Alert {
    let until = found.codes.quota.take(deps.clock.now()).err();
    let when = until.map_or_else(
        || "puoi chiederne un altro ora".to_owned(),
        |at| {
            let wall = rome_datetime(at);
            let (hour, minute) = (wall.hour(), wall.minute());
            format!("il prossimo si può chiedere dopo le {hour:02}:{minute:02}")
        },
    );
    Alert::warning(format!(
        "Sono già stati chiesti molti codici per questo account: {when}."
    ))
}

fn page(found: &Found, form: Typed, alert: Option<Alert>) -> CodePage {
    CodePage {
        layout: Public::new(),
        form,
        to: found.user.email.masked(),
        alert,
    }
}

fn again(page: CodePage) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response()
}

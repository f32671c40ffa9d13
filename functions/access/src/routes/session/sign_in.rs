//! The sign-in page and its form.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{StatusCode, header};
use platform::web::ui::{Alert, Field};
use platform::web::{Fault, Page, PageError, Public, Typed};
use serde::Deserialize;

use super::Deps;
use super::arrive::{Arrival, with_cookies};
use super::attempt::{AttemptError, Outcome, Try};
use super::visitor::Visitor;
use crate::domain::local_path::LocalPath;
use crate::domain::login::Login;
use crate::domain::password::Password;
use crate::gate::cookie;

#[derive(Template)]
#[template(path = "routes/session/sign_in.html")]
struct SignInPage {
    layout: Public,
    form: Typed,
    next: LocalPath,
    alert: Option<Alert>,
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    next: String,
    /// A new password was just chosen.
    #[serde(default)]
    changed: String,
}

/// Read by itself: [`Typed`] trims what was typed, and a password may begin with a space.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub async fn show(Query(asked): Query<Asked>) -> impl IntoResponse {
    let next = LocalPath::parse_or_home(&asked.next);
    let done = "La nuova password è attiva: ora puoi accedere.";
    let alert = (!asked.changed.is_empty()).then(|| Alert::success(done));
    Page(page(Typed::new(), next, alert))
}

pub async fn submit(
    State(deps): State<Deps>,
    visitor: Visitor,
    Form(typed): Form<SignInForm>,
) -> Result<Response, PageError> {
    let next = LocalPath::parse_or_home(&typed.next);
    let mut form = Typed::new().with("email", typed.email.as_str());
    let login = form.parse("email", |text| {
        Login::parse(text)
            .ok_or("Scrivi un indirizzo e-mail, per esempio nome@ente.it, o il tuo nome utente.")
    });
    let password = Password::parse(&typed.password).ok();
    if password.is_none() {
        form.reject("password", "Scrivi la password.");
    }
    let (Some(login), Some(password)) = (login, password) else {
        return Ok(again(
            StatusCode::UNPROCESSABLE_ENTITY,
            page(form, next, None),
        ));
    };
    let typed = Try {
        login,
        password,
        next: next.clone(),
    };
    let outcome = deps.try_password(typed, &visitor).await?;
    tracing::info!(sign_in.outcome = outcome.word(), "sign in");
    answer(outcome, form, next)
}

fn answer(outcome: Outcome, form: Typed, next: LocalPath) -> Result<Response, PageError> {
    match outcome {
        Outcome::Arrived(arrival) => arrival.answer(&next, None),
        Outcome::Code(token) => {
            let to = Redirect::to("/panel/sign-in/code").into_response();
            with_cookies(to, [cookie::ATTEMPT.set(&token.reveal())])
        }
        Outcome::Refused => {
            let alert = Alert::danger("Indirizzo e-mail, nome utente o password non corretti.");
            let page = page(form, next, Some(alert));
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Outcome::Wait { seconds } => Ok(wait(seconds, form, next)),
    }
}

fn wait(seconds: u64, form: Typed, next: LocalPath) -> Response {
    let unit = if seconds == 1 { "secondo" } else { "secondi" };
    let text = format!(
        "Troppi tentativi per questo indirizzo: riprova tra {seconds} {unit}. Se è il tuo, con \
         «Password dimenticata?» puoi sempre rientrare."
    );
    let page = page(form, next, Some(Alert::warning(text)));
    let wait = [(header::RETRY_AFTER, seconds.to_string())];
    (wait, again(StatusCode::TOO_MANY_REQUESTS, page)).into_response()
}

/// After an attempt that is over: the page to begin again, with the reason.
pub(super) fn begin_again(next: &LocalPath) -> Result<Response, PageError> {
    let alert = Alert::warning(
        "Questo accesso non è più valido: è passato troppo tempo, o sono stati scritti troppi \
         codici sbagliati. Ricomincia da qui.",
    );
    let page = page(Typed::new(), next.clone(), Some(alert));
    let response = again(StatusCode::UNPROCESSABLE_ENTITY, page);
    with_cookies(response, [cookie::ATTEMPT.clear()])
}

fn page(form: Typed, next: LocalPath, alert: Option<Alert>) -> SignInPage {
    SignInPage {
        layout: Public::new(),
        form,
        next,
        alert,
    }
}

fn again(status: StatusCode, page: SignInPage) -> Response {
    (status, Page(page)).into_response()
}

impl Outcome {
    /// For the log: never who.
    const fn word(&self) -> &'static str {
        match self {
            Self::Arrived(Arrival::Session { .. }) => "signed_in",
            Self::Arrived(Arrival::OwnPassword(_)) => "own_password",
            Self::Arrived(Arrival::Nowhere) => "nowhere",
            Self::Code(_) => "code",
            Self::Refused => "refused",
            Self::Wait { .. } => "wait",
        }
    }
}

impl From<AttemptError> for PageError {
    fn from(error: AttemptError) -> Self {
        Fault::unavailable(error).into()
    }
}

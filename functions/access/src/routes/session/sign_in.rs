//! The sign-in page and its form.

use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use platform::web::ui::{Alert, Field};
use platform::web::{Fault, Page, PageError, Public, Typed};
use serde::Deserialize;

use super::Deps;
use super::attempt::{self, AttemptError, Outcome};
use crate::domain::email::Email;
use crate::domain::local_path::LocalPath;
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
    Page(page(Typed::new(), next, None))
}

pub async fn submit(
    State(deps): State<Deps>,
    headers: HeaderMap,
    Form(typed): Form<SignInForm>,
) -> Result<Response, PageError> {
    let next = LocalPath::parse_or_home(&typed.next);
    let mut form = Typed::new().with("email", typed.email.as_str());
    let email = form.parse("email", |text| {
        Email::parse(text).map_err(|_| "Scrivi un indirizzo e-mail, per esempio nome@ente.it.")
    });
    let password = Password::parse(&typed.password).ok();
    if password.is_none() {
        form.reject("password", "Scrivi la password.");
    }
    let (Some(email), Some(password)) = (email, password) else {
        return Ok(again(
            StatusCode::UNPROCESSABLE_ENTITY,
            page(form, next, None),
        ));
    };
    let before = cookie::read(&headers);
    let outcome = attempt::sign_in(&deps, &email, password, before.as_ref()).await?;
    tracing::info!(sign_in.outcome = outcome.word(), "sign in");
    answer(outcome, form, next)
}

fn answer(outcome: Outcome, form: Typed, next: LocalPath) -> Result<Response, PageError> {
    match outcome {
        Outcome::SignedIn(token) => {
            let cookie = cookie::set(&token).ok_or_else(|| Fault::internal("cookie"))?;
            let to = Redirect::to(next.as_str());
            Ok(([(header::SET_COOKIE, cookie)], to).into_response())
        }
        Outcome::Refused => {
            let alert = Alert::danger("Indirizzo e-mail o password non corretti.");
            let page = page(form, next, Some(alert));
            Ok(again(StatusCode::UNPROCESSABLE_ENTITY, page))
        }
        Outcome::Wait { seconds } => {
            let unit = if seconds == 1 { "secondo" } else { "secondi" };
            let text =
                format!("Troppi tentativi per questo indirizzo: riprova tra {seconds} {unit}.");
            let page = page(form, next, Some(Alert::warning(text)));
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            Ok((wait, again(StatusCode::TOO_MANY_REQUESTS, page)).into_response())
        }
    }
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
            Self::SignedIn(_) => "signed_in",
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

//! A new password, for who knows the present one.

use axum::Form;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, StatusCode, header};
use kernel::dice;
use platform::table::Tx;
use platform::web::ui::Alert;
use platform::web::{Fault, Page, PageError, Typed};

use super::{HERE, user_of};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::brake::{self, Lane, Verdict};
use crate::domain::password::{Password, PasswordHash};
use crate::gate::cookie;
use crate::routes::new_password::{self, NewPassword};
use crate::routes::session::Deps;
use crate::store::sign_in;
use crate::store::users::{self, Changed};

/// Whether the present password was right.
enum Known {
    Right,
    Wrong,
    Wait { seconds: u64 },
}

pub async fn submit(
    State(deps): State<Deps>,
    actor: Actor,
    during: Circumstances,
    headers: HeaderMap,
    Form(typed): Form<NewPassword>,
) -> Result<Response, PageError> {
    let user = user_of(&actor)?;
    let here = cookie::read(&headers).ok_or_else(Fault::forbidden)?;
    let found = users::by_id(&deps.table, user).await;
    let found = found
        .map_err(Fault::unavailable)?
        .ok_or_else(Fault::forbidden)?;
    let mut form = Typed::new();
    let password = typed.examine(&found.user, &mut form);
    let known = match &password {
        Some(_) => {
            deps.knows(&found.user, &typed.current, &here.digest())
                .await?
        }
        None => Known::Right,
    };
    match known {
        Known::Right => {}
        Known::Wrong => form.reject("current", "Non è la tua password attuale."),
        Known::Wait { seconds } => {
            let text = format!("Troppi tentativi: riprova tra {seconds} secondi.");
            let page = deps.security_page(&actor, &headers, form).await?;
            let page = Page(page.telling(Some(Alert::warning(text))));
            let wait = [(header::RETRY_AFTER, seconds.to_string())];
            return Ok((StatusCode::TOO_MANY_REQUESTS, wait, page).into_response());
        }
    }
    let Some(password) = password.filter(|_| form.is_clean()) else {
        let page = deps.security_page(&actor, &headers, form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let salt = dice::bytes(deps.dice.as_ref());
    let hash = tokio::task::spawn_blocking(move || PasswordHash::make(&password, salt)).await;
    let hash = hash.map_err(Fault::internal)?.map_err(Fault::internal)?;
    let chance = (deps.clock.as_ref(), deps.dice.as_ref());
    let tx = new_password::told(Tx::new(), chance, user);
    let tx = tx.put_new(&deps.own_event(&actor, Act::PasswordChanged, &during));
    let change = new_password::Change {
        found: &found,
        hash,
        kept: Some(&here),
        at: deps.clock.now(),
    };
    let done = new_password::write(&deps.table, change, tx).await;
    match done.map_err(Fault::unavailable)? {
        Changed::Done => Ok(Redirect::to(&format!("{HERE}?done=password")).into_response()),
        Changed::Moved | Changed::TooMany | Changed::LastAdministrator(_) => {
            let detail = "I tuoi dati sono cambiati nel frattempo: riprova.";
            Err(Fault::conflict("moved", detail).into())
        }
    }
}

impl Deps {
    /// Whether the person knows the present password. A stolen session must not guess it: tries are
    /// counted in a lane of their own.
    async fn knows(
        &self,
        user: &crate::domain::user::User,
        typed: &str,
        session: &str,
    ) -> Result<Known, PageError> {
        let (login, lane) = (user.email.digest(), Lane::session(session));
        let door = sign_in::door(&self.table, &login, &lane).await;
        let door = door.map_err(Fault::unavailable)?;
        let brake = match brake::judge(door.brake.as_ref(), self.clock.now()) {
            Verdict::Try(brake) => brake,
            Verdict::Wait { seconds } => return Ok(Known::Wait { seconds }),
        };
        let counted = sign_in::count_try(&self.table, (&login, &lane), &door, brake).await;
        if !counted.map_err(Fault::unavailable)? {
            return Ok(Known::Wait { seconds: 1 });
        }
        let (Ok(password), Some(hash)) = (Password::parse(typed), user.password.clone()) else {
            return Ok(Known::Wrong);
        };
        let matches = tokio::task::spawn_blocking(move || hash.matches(&password)).await;
        match matches.map_err(Fault::internal)? {
            true => Ok(Known::Right),
            false => Ok(Known::Wrong),
        }
    }
}

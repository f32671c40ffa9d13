//! The link: a new password, or the truth about a link that is no longer good.

use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::EventId;
use platform::table::Tx;
use platform::web::ui::Field;
use platform::web::{Fault, Page, PageError, Public, Typed};

use crate::domain::audit::{Act, AuditEvent, Circumstances};
use crate::domain::password::PasswordHash;
use crate::domain::recovery::{Recovery, RecoveryLink, Standing};
use crate::domain::secret;
use crate::domain::user::User;
use crate::routes::new_password::{self, NewPassword};
use crate::routes::session::Deps;
use crate::store::recoveries::{self as store, Found};
use crate::store::users::{self, Changed};

#[derive(Template)]
#[template(path = "routes/recover/choose.html")]
struct ChoosePage {
    layout: Public,
    form: Typed,
    token: String,
    /// For the browser's own store of passwords.
    email: String,
    is_first: bool,
}

#[derive(Template)]
#[template(path = "routes/recover/over.html")]
struct OverPage {
    layout: Public,
    token: String,
    is_used: bool,
}

/// 1 request; it changes nothing, since programs open links that stand in mails.
pub async fn show(
    State(deps): State<Deps>,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let found = deps.found(&token).await?;
    match deps.open(&found) {
        Ok(_) => Ok(Page(page(&found.user.user, token, Typed::new())).into_response()),
        Err(is_used) => Ok(over(token, is_used)),
    }
}

pub async fn submit(
    State(deps): State<Deps>,
    during: Circumstances,
    Path(token): Path<String>,
    Form(typed): Form<NewPassword>,
) -> Result<Response, PageError> {
    let found = deps.found(&token).await?;
    let recovery = match deps.open(&found) {
        Ok(recovery) => recovery,
        Err(is_used) => return Ok(over(token, is_used)),
    };
    let mut form = Typed::new();
    let Some(password) = typed.examine(&found.user.user, &mut form) else {
        let page = page(&found.user.user, token, form);
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let salt = dice::bytes(deps.dice.as_ref());
    let hash = tokio::task::spawn_blocking(move || PasswordHash::make(&password, salt)).await;
    let hash = hash.map_err(Fault::internal)?.map_err(Fault::internal)?;
    match deps.change(&found.user, recovery, hash, &during).await? {
        Changed::Done => Ok(Redirect::to("/panel/sign-in?changed=1").into_response()),
        // Used meanwhile, or the person was changed: the page tells.
        Changed::Moved | Changed::TooMany | Changed::LastAdministrator(_) => {
            Ok(Redirect::to(&format!("/panel/recover/{token}")).into_response())
        }
    }
}

impl Deps {
    /// A link of ours; all others look alike.
    pub(super) fn link(&self, token: &str) -> Result<RecoveryLink, Fault> {
        let is_ours = |link: &RecoveryLink| {
            self.deriver
                .is_secret(secret::RECOVERY_LINK, &link.id(), link.proof())
        };
        RecoveryLink::parse(token).filter(is_ours).ok_or_else(|| {
            Fault::not_found(
                "Questo collegamento non esiste: controlla di averlo copiato per intero.",
            )
        })
    }

    async fn found(&self, token: &str) -> Result<Found, Fault> {
        let link = self.link(token)?;
        let found = store::find(&self.table, &link).await;
        let found = found.map_err(Fault::unavailable)?;
        found.ok_or_else(|| Fault::not_found("Questo account non esiste più."))
    }

    /// The recovery, if its link is still good; else whether it was used.
    fn open(&self, found: &Found) -> Result<Recovery, bool> {
        let recovery = found.recovery.clone().ok_or(false)?;
        match recovery.standing(self.clock.now()) {
            Standing::Open => Ok(recovery),
            Standing::Used => Err(true),
            Standing::Expired => Err(false),
        }
    }

    /// The password, the used link, the end of sessions and trusted devices, the notice by mail.
    async fn change(
        &self,
        found: &users::Found,
        recovery: Recovery,
        hash: PasswordHash,
        during: &Circumstances,
    ) -> Result<Changed, Fault> {
        let now = self.clock.now();
        let used = Recovery {
            used_at: Some(now),
            ..recovery
        };
        let minted = (EventId::mint(self.clock.as_ref(), self.dice.as_ref()), now);
        let tx = store::finish(Tx::new(), used, &found.user.id);
        let tx = new_password::told(
            tx,
            (self.clock.as_ref(), self.dice.as_ref()),
            &found.user.id,
        );
        let who = new_password::who(&found.user);
        let event = AuditEvent::new(minted, who, Act::PasswordChanged).during(during);
        let tx = tx.put_new(&new_password::of_first(event, &found.user));
        let change = new_password::Change {
            found,
            hash,
            kept: None,
            at: now,
        };
        new_password::write(&self.table, change, tx)
            .await
            .map_err(Fault::unavailable)
    }
}

fn page(user: &User, token: String, form: Typed) -> ChoosePage {
    ChoosePage {
        layout: Public::new(),
        form,
        token,
        email: user.email.as_str().to_owned(),
        is_first: user.password_is_temporary,
    }
}

/// 410: it was there.
fn over(token: String, is_used: bool) -> Response {
    let layout = Public::new();
    let page = OverPage {
        layout,
        token,
        is_used,
    };
    (StatusCode::GONE, Page(page)).into_response()
}

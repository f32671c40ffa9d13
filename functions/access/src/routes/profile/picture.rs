//! One's own picture: taken in, drawn anew, kept.

use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::Bytes;
use http::StatusCode;
use platform::table::Tx;
use platform::web::{Fault, Page, PageError};
use sha2::{Digest, Sha256};

use super::{ProfileDeps, own_id, page};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::picture::{self, PictureError, UPLOAD_BYTES_MAX};
use crate::domain::user::User;
use crate::routes::faults::table_fault;
use crate::routes::{pictures, sending, welcome};
use crate::store::users::{self, Act as UserAct, Found, Sessions};

/// The form around the picture.
const FORM_BYTES_MAX: usize = UPLOAD_BYTES_MAX + 16 * 1024;

/// The one file of the form, at most 1 MB; empty where none was chosen.
pub(super) struct Upload(Result<Bytes, PictureError>);

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = PageError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, PageError> {
        DefaultBodyLimit::max(FORM_BYTES_MAX).apply(&mut request);
        let form = Multipart::from_request(request, state).await;
        let mut form = form.map_err(|refused: MultipartRejection| {
            let detail = "Il modulo non contiene un’immagine.";
            PageError::from(Fault::bad_request("unreadable_form", detail).cause(refused))
        })?;
        let Ok(Some(field)) = form.next_field().await else {
            return Ok(Self(Err(PictureError::Kind)));
        };
        Ok(Self(
            field.bytes().await.map_err(|_| PictureError::TooLarge),
        ))
    }
}

/// `GET /panel/profile/picture`
pub(super) async fn show(
    State(deps): State<ProfileDeps>,
    actor: Actor,
) -> Result<Response, PageError> {
    let user = deps.own(&actor).await?.user;
    let none = || Fault::not_found("Non c’è nessuna immagine.");
    user.picture.as_ref().ok_or_else(none)?;
    Ok(pictures::answer(&deps.objects, &user.id).await?)
}

/// `POST /panel/profile/picture`
pub(super) async fn submit(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    during: Circumstances,
    upload: Upload,
) -> Result<Response, PageError> {
    let found = deps.own(&actor).await?;
    let redrawn = match upload.0 {
        Ok(file) => tokio::task::spawn_blocking(move || picture::redraw(&file))
            .await
            .map_err(Fault::internal)?,
        Err(refused) => Err(refused),
    };
    let jpeg = match redrawn {
        Ok(jpeg) => jpeg,
        Err(refused) => {
            let mut form = page::names_of(&found.user);
            form.reject("picture", refused.italian());
            let page = page::page(&actor, &found.user, &form);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
        }
    };
    let name = hex::encode(&Sha256::digest(&jpeg)[..16]);
    deps.keep(&actor, jpeg).await?;
    deps.set(&actor, found, Some(name), &during).await?;
    Ok(Redirect::to("/panel/profile?done=picture").into_response())
}

/// `POST /panel/profile/picture/remove`
pub(super) async fn remove(
    State(deps): State<ProfileDeps>,
    actor: Actor,
    during: Circumstances,
) -> Result<Response, PageError> {
    let found = deps.own(&actor).await?;
    deps.set(&actor, found, None, &during).await?;
    // The bucket forgets older versions after a month.
    deps.keep(&actor, Vec::new()).await?;
    Ok(Redirect::to("/panel/profile?done=no-picture").into_response())
}

impl ProfileDeps {
    async fn keep(&self, actor: &Actor, jpeg: Vec<u8>) -> Result<(), Fault> {
        let key = pictures::key(own_id(actor)?);
        let kept = self.objects.put(&key, pictures::MEDIA_TYPE, jpeg).await;
        kept.map_err(Fault::unavailable)
    }

    /// The name of the new picture, which changes with it, or none.
    async fn set(
        &self,
        actor: &Actor,
        found: Found,
        name: Option<String>,
        during: &Circumstances,
    ) -> Result<(), Fault> {
        let user = User {
            picture: name,
            ..found.user.clone()
        };
        if user == found.user {
            return Ok(());
        }
        let chance = (self.clock.as_ref(), self.dice.as_ref());
        let event = sending::event(actor, Act::ProfileChanged, user.id.as_str(), during, chance);
        let by = actor.id.to_string();
        let act = UserAct::new(&by, self.clock.now())
            .sessions(Sessions::Keep)
            .with(Tx::new().put_new(&event));
        let done = users::change_in(&self.table, &found, user, act).await;
        welcome::finished(done.map_err(table_fault)?)
    }
}

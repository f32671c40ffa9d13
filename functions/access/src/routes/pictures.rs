//! Pictures of people as they are kept and served: small JPEGs that we made ourselves.

use axum::response::{IntoResponse, Response};
use http::header;
use kernel::ids::UserId;
use platform::objects::Objects;
use platform::web::Fault;

/// What we make is far smaller.
const BYTES_MAX: u64 = 256 * 1024;
pub(super) const MEDIA_TYPE: &str = "image/jpeg";

/// Where the picture of a person stands in the bucket: one place, so that a new one replaces the old.
pub(super) fn key(user: &UserId) -> String {
    format!("people/{user}.jpg")
}

/// Private to the one browser, and nothing but a picture whatever it holds.
pub(super) async fn answer(objects: &Objects, user: &UserId) -> Result<Response, Fault> {
    let found = objects.get(&key(user), BYTES_MAX).await;
    let bytes = found
        .map_err(Fault::unavailable)?
        .ok_or_else(|| Fault::not_found("Non c’è nessuna immagine."))?;
    let headers = [
        (header::CONTENT_TYPE, MEDIA_TYPE),
        (header::CACHE_CONTROL, "private, max-age=3600"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; sandbox",
        ),
    ];
    Ok((headers, bytes).into_response())
}

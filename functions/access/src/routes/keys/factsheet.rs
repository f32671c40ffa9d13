//! The sheet to hand to whoever writes the software: how a key is got, sent, renewed and kept.

mod sheet;
mod text;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header;

use super::KeysDeps;
use crate::domain::actor::Actor;

/// `GET /panel/access/keys/factsheet`: no request.
pub(super) async fn download(State(deps): State<KeysDeps>, actor: Actor) -> Response {
    let text = text::sheet(&deps.public_url, &actor.tenant_name, actor.tenant.as_str());
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (
            header::CONTENT_DISPOSITION,
            "inline; filename=\"scheda-chiavi-api.pdf\"",
        ),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, sheet::render(&text, &actor.tenant_name)).into_response()
}

//! The answer that shows a key, this once.

use askama::Template;
use axum::response::{IntoResponse, Response};
use platform::web::{Page, Panel};

use super::{HERE, words};
use crate::domain::actor::Actor;
use crate::domain::api_key::{ApiKey, ApiKeySecret};
use crate::panel::panel;

#[derive(Template)]
#[template(path = "routes/keys/shown.html")]
struct ShownPage {
    layout: Panel,
    label: String,
    key: String,
    ends: String,
    detail: String,
}

pub(super) fn page(actor: &Actor, secret: &ApiKeySecret, key: &ApiKey) -> Response {
    let layout = panel(actor, HERE)
        .crumb("Chiavi API", HERE)
        .here("La chiave");
    Page(view(layout, secret, key)).into_response()
}

fn view(layout: Panel, secret: &ApiKeySecret, key: &ApiKey) -> ShownPage {
    ShownPage {
        layout,
        label: key.label.as_str().to_owned(),
        key: secret.reveal(),
        ends: words::last_day(key),
        detail: format!("{HERE}/{}", key.id),
    }
}

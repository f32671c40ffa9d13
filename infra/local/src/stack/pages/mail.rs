//! `/_local/mail`: what would have been sent. One-time codes are read here.

use std::path::PathBuf;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use platform::web::{Page, Public};

use super::message::Message;

/// More are in the folder.
const SHOWN_MAX: usize = 200;

#[derive(Template)]
#[template(path = "stack/pages/mail_list.html")]
struct ListPage {
    layout: Public,
    messages: Vec<Message>,
}

#[derive(Template)]
#[template(path = "stack/pages/mail_message.html")]
struct MessagePage {
    layout: Public,
    message: Message,
}

pub(super) fn router(folder: PathBuf) -> Router {
    Router::new()
        .route("/_local/mail", get(list))
        .route("/_local/mail/{id}", get(show))
        .route("/_local/mail/{id}/{number}", get(download))
        .with_state(Arc::new(folder))
}

async fn list(State(folder): State<Arc<PathBuf>>) -> Page<ListPage> {
    Page(ListPage {
        layout: Public::new(),
        messages: Message::latest(&folder, SHOWN_MAX),
    })
}

async fn show(State(folder): State<Arc<PathBuf>>, Path(id): Path<String>) -> Response {
    let Some(message) = Message::read(&folder, &id) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let layout = Public::new();
    Page(MessagePage { layout, message }).into_response()
}

async fn download(
    State(folder): State<Arc<PathBuf>>,
    Path((id, number)): Path<(String, usize)>,
) -> Response {
    let message = Message::read(&folder, &id);
    let attachment = message.and_then(|message| message.attachments.into_iter().nth(number));
    let Some(attachment) = attachment else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, attachment.media_type.as_str()),
        (header::CONTENT_DISPOSITION, "attachment"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, attachment.content).into_response()
}

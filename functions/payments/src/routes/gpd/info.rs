//! `GET …/info`: whether the service is there.

use axum::Json;
use serde::Serialize;

/// GPD's `AppInfo`.
#[derive(Debug, Serialize)]
pub(super) struct AppInfo {
    name: &'static str,
    version: &'static str,
}

pub(super) async fn show() -> Json<AppInfo> {
    Json(AppInfo {
        name: "sportello",
        version: env!("CARGO_PKG_VERSION"),
    })
}

//! The template that bodies fill in.

use axum::extract::Query;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, header};
use platform::web::{Fault, PageError};
use serde::Deserialize;

use crate::domain::dues::{template_csv, template_xlsx};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    format: String,
}

/// `GET /panel/payments/imports/template?format=xlsx|csv`
pub(super) async fn download(Query(asked): Query<Asked>) -> Result<Response, PageError> {
    let (bytes, kind, name) = match asked.format.as_str() {
        "csv" => (
            template_csv(),
            "text/csv; charset=utf-8",
            "modello-dovuti.csv",
        ),
        _ => (
            template_xlsx().map_err(Fault::internal)?,
            XLSX,
            "modello-dovuti.xlsx",
        ),
    };
    let disposition = format!("attachment; filename=\"{name}\"");
    let disposition = HeaderValue::try_from(disposition).map_err(Fault::internal)?;
    let kind = HeaderValue::from_static(kind);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

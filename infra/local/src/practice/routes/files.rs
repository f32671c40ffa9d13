//! The files that a body would get from pagoPA and from its bank.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::super::problem::Problem;
use super::super::service::Practice;

/// `GET /_local/practice/flows/{flow_id}.xml`
pub async fn flow(
    State(practice): State<Arc<Practice>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let id = name.strip_suffix(".xml").unwrap_or(&name);
    let xml = practice
        .ledger
        .read(|state| state.flow(id).map(|flow| flow.xml()));
    Ok(file(
        "application/xml",
        id,
        "xml",
        xml.ok_or_else(unknown)?.into_bytes(),
    ))
}

/// `GET /_local/practice/statements/{id}.csv`
pub async fn statement(
    State(practice): State<Arc<Practice>>,
    Path(name): Path<String>,
) -> Result<Response, Problem> {
    let id = name.strip_suffix(".csv").unwrap_or(&name);
    let statement = practice.ledger.read(|state| {
        let mut all = state
            .settlements()
            .iter()
            .map(|settlement| &settlement.statement);
        all.find(|statement| statement.id == id).cloned()
    });
    let csv = statement.ok_or_else(unknown)?.csv();
    let csv = csv.map_err(|error| {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            format!("statement: {error}"),
        )
    })?;
    Ok(file("text/csv; charset=utf-8", id, "csv", csv))
}

fn file(content_type: &'static str, id: &str, extension: &str, body: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{id}.{extension}\"");
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    (headers, body).into_response()
}

fn unknown() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, "no such file")
}

//! What is taken away of a receipt: the document for people, the digital revenue stamps.

use access::Actor;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use platform::web::PageError;

use super::{Holes, Issuer, unknown};
use crate::domain::{documents, printing};
use crate::routes::pdf::pdf;
use crate::routes::positions::{PositionsDeps, stamp};
use crate::routes::words::table_fault;

/// `GET …/{receipt_id}/pdf`: see [`PositionsDeps::found`], and the settings.
pub(super) async fn document(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((nav, id)): Holes,
    issuer: Query<Issuer>,
) -> Result<Response, PageError> {
    let found = deps.found(&actor, (&nav, &id), &issuer).await?;
    let settings = deps.settings.get(&actor.tenant).await;
    let settings = settings.map_err(table_fault)?.ok_or_else(unknown)?;
    let document = printing::receipt(&found.receipt, found.position.as_ref(), &settings);
    let name = format!("ricevuta-{}.pdf", found.receipt.nav);
    Ok(pdf(&name, documents::receipt::render(&document)))
}

/// `GET …/{receipt_id}/stamps/{transfer}`: see [`PositionsDeps::found`].
pub(super) async fn stamp(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((nav, id, transfer)): Path<(String, String, String)>,
    issuer: Query<Issuer>,
) -> Result<Response, PageError> {
    let found = deps.found(&actor, (&nav, &id), &issuer).await?;
    let file = stamp::file(&found.receipt, &transfer);
    Ok(file.ok_or_else(unknown)?)
}

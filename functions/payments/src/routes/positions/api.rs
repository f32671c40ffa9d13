//! Notices and receipts for the body's own programmes.

use access::{Actor, Permission};
use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use jiff::civil::Date;
use kernel::ids::ImportId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use platform::web::{ApiError, Fault};
use serde::{Deserialize, Serialize};

use super::view::{PositionView, view};
use super::{PositionsDeps, detail};
use crate::domain::position::at_once;
use crate::domain::receipt::{Receipt, Standing, Told};
use crate::routes::words::table_fault;
use crate::store::receipts::shares;
use crate::store::{imports, positions, receipts};

/// `GET /api/creditors/{cf}/notices/{nav}` → `application/pdf`.
pub(super) async fn notice(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((_, nav)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    let nav = NoticeNumber::parse(&nav)
        .map_err(|error| Fault::bad_request("notice_number", error.italian()).cause(error))?;
    Ok(detail::notice_pdf(&deps, &actor, &nav).await?)
}

#[derive(Debug, Deserialize)]
pub(super) struct ReceiptsAsked {
    iuv: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Receipts {
    receipts: Vec<ReceiptView>,
}

#[derive(Debug, Serialize)]
struct ReceiptView {
    receipt_id: String,
    notice_number: String,
    iuv: String,
    amount_cents: Cents,
    fee_cents: Option<Cents>,
    paid_at: String,
    received_at: String,
    psp_id: String,
    psp_name: String,
    channel: String,
    payment_method: Option<String>,
    /// `idCart` of Checkout, where the payment came that way.
    payment_note: Option<String>,
    application_date: Option<Date>,
    transfer_date: Option<Date>,
    stand_in: bool,
    description: String,
    /// The body that issued the notice, where it is another one.
    issuer: Option<String>,
    standing: Standing,
    warnings: Vec<String>,
    #[serde(flatten)]
    told: Told,
}

/// `GET /api/creditors/{cf}/receipts?iuv=` → every receipt of the IUV, extra and orphan ones too, and
/// those of other bodies' notices in which this one has a share.
pub(super) async fn receipts(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Query(asked): Query<ReceiptsAsked>,
) -> Result<Json<Receipts>, ApiError> {
    let wrong = || Fault::bad_request("iuv", "Lo IUV ha 17 cifre.");
    let iuv = Iuv::parse(&asked.iuv).map_err(|_| wrong())?;
    let nav = NoticeNumber::from_iuv(&iuv).ok_or_else(wrong)?;
    // Without its position a receipt tells no service: who sees not all does not see it.
    let all = actor.scope(Permission::ReceiptsRead).is_whole();
    let seen = all || {
        let position = deps.by_nav(&actor, &nav, Permission::ReceiptsRead).await?;
        position.is_some()
    };
    let found = match seen {
        true => receipts::by_nav(&deps.table, &actor.tenant, &nav).await,
        false => Ok(Vec::new()),
    };
    let mut found = found.map_err(table_fault)?;
    if all {
        let shared = shares::by_nav(&deps.table, &actor.tenant, &nav).await;
        found.extend(shared.map_err(table_fault)?);
    }
    Ok(Json(Receipts {
        receipts: found.into_iter().map(receipt_view).collect(),
    }))
}

fn receipt_view(receipt: Receipt) -> ReceiptView {
    ReceiptView {
        receipt_id: receipt.receipt_id.to_string(),
        notice_number: receipt.nav.to_string(),
        iuv: receipt.iuv.to_string(),
        amount_cents: receipt.amount_cents,
        fee_cents: receipt.fee_cents,
        paid_at: receipt.paid_at.to_string(),
        received_at: receipt.received_at.to_string(),
        psp_id: receipt.psp_id,
        psp_name: receipt.psp_name,
        channel: receipt.channel,
        payment_method: receipt.payment_method,
        payment_note: receipt.payment_note,
        application_date: receipt.application_date,
        transfer_date: receipt.transfer_date,
        stand_in: receipt.stand_in,
        description: receipt.description,
        issuer: receipt.issuer,
        standing: receipt.standing,
        warnings: receipt.warnings,
        told: receipt.told,
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Paging {
    cursor: Option<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Positions {
    positions: Vec<PositionView>,
    /// The next chunk; absent at the end.
    next: Option<String>,
}

/// `GET /api/creditors/{cf}/imports/{id}/positions?cursor=` → the published positions of an
/// import, a chunk a page: 1 query and 1 batch.
pub(super) async fn of_import(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((_, id)): Path<(String, String)>,
    Query(paging): Query<Paging>,
) -> Result<Json<Positions>, ApiError> {
    let unknown = || Fault::not_found("Non c’è nessuna importazione con questo codice.");
    let id = ImportId::parse(&id).map_err(|_| unknown())?;
    let import = imports::read(&deps.table, &actor.tenant, &id)
        .await
        .map_err(table_fault)?;
    let reach = actor.scope(Permission::PositionsRead);
    let by = actor.id.to_string();
    import
        .filter(|import| import.is_reached(&reach, &by))
        .ok_or_else(unknown)?;
    let wrong = || Fault::bad_request("cursor", "Il segnaposto della pagina non è valido.");
    let cursor = paging.cursor.filter(|text| !text.is_empty());
    let place: usize = cursor
        .map_or(Ok(0), |text| text.parse())
        .map_err(|_| wrong())?;
    let chunks = imports::chunks_done(&deps.table, &actor.tenant, &id)
        .await
        .map_err(table_fault)?;
    let navs = chunks
        .get(place)
        .map(|chunk| chunk.navs.as_slice())
        .unwrap_or_default();
    let mut found = positions::by_navs(&deps.table, &actor.tenant, navs.iter())
        .await
        .map_err(table_fault)?;
    at_once(&mut found, deps.clock.now());
    let services = reach.services(false);
    let next = (place + 1 < chunks.len()).then(|| (place + 1).to_string());
    Ok(Json(Positions {
        positions: found
            .iter()
            .filter(|position| position.is_within(&services))
            .filter_map(view)
            .collect(),
        next,
    }))
}

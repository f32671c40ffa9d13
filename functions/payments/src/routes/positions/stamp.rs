//! The digital revenue stamp that came with a receipt: the signed XML (`MarcaDaBollo.xsd`), to be kept
//! with the document it was bought for.

use access::{Actor, Permission};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::time::italian_datetime;
use platform::web::{Fault, PageError};

use super::PositionsDeps;
use crate::domain::node::revenue_stamp;
use crate::domain::receipt::{Receipt, ToldTransfer};
use crate::routes::words::table_fault;
use crate::store::receipts;

/// `GET …/receipts/{receipt_id}/stamps/{transfer}`: 2 gets, 3 for a part of a plan.
pub(super) async fn download(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((nav, id, transfer)): Path<(String, String, String)>,
) -> Result<Response, PageError> {
    let nav = NoticeNumber::parse(&nav).map_err(|_| unknown())?;
    let id = ReceiptId::parse(&id).map_err(|_| unknown())?;
    let position = deps.by_nav(&actor, &nav, Permission::ReceiptsRead).await?;
    position.ok_or_else(unknown)?;
    let receipt = receipts::by_id(&deps.table, &actor.tenant, &nav, &id).await;
    let receipt = receipt.map_err(table_fault)?.ok_or_else(unknown)?;
    Ok(file(&receipt, &transfer).ok_or_else(unknown)?)
}

/// The stamp of a transfer, as a file.
pub fn file(receipt: &Receipt, transfer: &str) -> Option<Response> {
    let (nav, bytes) = (&receipt.nav, stamp(receipt, transfer)?);
    let headers = [
        (header::CONTENT_TYPE, "application/xml".to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"marca-da-bollo-{nav}-{transfer}.xml\""),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Some((headers, bytes).into_response())
}

/// What the stamp of a transfer says, or why it is none.
pub fn said(transfer: &ToldTransfer) -> Option<String> {
    let said = match revenue_stamp(&bytes(transfer)?) {
        Ok(stamp) => {
            let at = stamp.bought_at.parse().map(italian_datetime);
            format!(
                "numero {}, {} euro, venduta da {} il {}; impronta del documento {}",
                stamp.number,
                stamp.amount.replace('.', ","),
                stamp.seller,
                at.unwrap_or(stamp.bought_at),
                stamp.document_hash
            )
        }
        Err(why) => format!("l’allegato non è come dev’essere: {why}"),
    };
    Some(said)
}

fn stamp(receipt: &Receipt, transfer: &str) -> Option<Vec<u8>> {
    let is_it = |one: &&ToldTransfer| one.id.to_string() == transfer;
    bytes(receipt.told.transfers.iter().find(is_it)?)
}

/// Byte for byte as the node sent it.
fn bytes(transfer: &ToldTransfer) -> Option<Vec<u8>> {
    let of_alphabet = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let letters: String = transfer
        .stamp
        .as_ref()?
        .chars()
        .filter(of_alphabet)
        .collect();
    STANDARD.decode(letters).ok()
}

fn unknown() -> Fault {
    Fault::not_found("Non c’è nessuna marca da bollo con questi codici.")
}

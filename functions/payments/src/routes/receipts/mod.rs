//! Every receipt that came from the node: of notices of ours, also paid twice or unknown, and of other
//! bodies' notices in which ours has a share.

mod asked;
mod detail;
mod files;
mod list;

use access::{Actor, Permission};
use axum::extract::{Path, Query};
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::web::{Fault, Routes, encoded};
use serde::Deserialize;

use super::positions::PositionsDeps;
use super::words::table_fault;
use crate::domain::position::DebtPosition;
use crate::domain::receipt::{Receipt, Standing};
use crate::store::receipts;
use crate::store::receipts::shares;

const HERE: &str = "/panel/payments/receipts";

pub fn routes(deps: PositionsDeps) -> Routes {
    Routes::new()
        .get("/panel/payments/receipts", list::page)
        .post("/panel/payments/receipts", list::search)
        .get("/panel/payments/receipts/{nav}/{receipt_id}", detail::page)
        .get(
            "/panel/payments/receipts/{nav}/{receipt_id}/pdf",
            files::document,
        )
        .get(
            "/panel/payments/receipts/{nav}/{receipt_id}/stamps/{transfer}",
            files::stamp,
        )
        .with_state(deps)
}

/// The page of a receipt. Of another body's notice the address names the body: its numbers may be the
/// same as ours.
pub fn address(nav: &NoticeNumber, id: &ReceiptId, issuer: Option<&str>) -> String {
    within((nav, id, issuer), "")
}

fn of(receipt: &Receipt, file: &str) -> String {
    let issuer = receipt.issuer.as_deref();
    within((&receipt.nav, &receipt.receipt_id, issuer), file)
}

fn within((nav, id, issuer): (&NoticeNumber, &ReceiptId, Option<&str>), file: &str) -> String {
    let id = encoded(id.as_str());
    let issuer = issuer.map(|issuer| format!("?of={}", encoded(issuer)));
    format!("{HERE}/{nav}/{id}{file}{}", issuer.unwrap_or_default())
}

#[derive(Debug, Default, Deserialize)]
struct Issuer {
    of: Option<String>,
}

/// A receipt that the actor reaches, with the position of ours that it is about.
struct Found {
    receipt: Receipt,
    position: Option<DebtPosition>,
}

impl PositionsDeps {
    /// 2 gets, 3 for a part of a plan; 1 where there is no position. One without a position of ours tells no
    /// service: who sees not all does not see it.
    async fn found(
        &self,
        actor: &Actor,
        (nav, id): (&str, &str),
        Query(issuer): &Query<Issuer>,
    ) -> Result<Found, Fault> {
        let nav = NoticeNumber::parse(nav).map_err(|_| unknown())?;
        let id = ReceiptId::parse(id).map_err(|_| unknown())?;
        let creditor = &actor.tenant;
        let receipt = match &issuer.of {
            Some(issuer) => {
                let issuer = OrgFiscalCode::parse(issuer).map_err(|_| unknown())?;
                shares::by_id(&self.table, creditor, (issuer.as_str(), &nav), &id).await
            }
            None => receipts::by_id(&self.table, creditor, &nav, &id).await,
        };
        let receipt = receipt.map_err(table_fault)?.ok_or_else(unknown)?;
        let reach = actor.scope(Permission::ReceiptsRead);
        let position = match receipt.standing {
            Standing::Settles | Standing::Extra => {
                self.by_nav(actor, &nav, Permission::ReceiptsRead).await?
            }
            Standing::Orphan | Standing::Shared => None,
        };
        match position.is_some() || reach.services(false).is_all() {
            true => Ok(Found { receipt, position }),
            false => Err(unknown()),
        }
    }
}

/// The same answer for one that is unknown, of another creditor, or of a service that the actor does not
/// reach.
fn unknown() -> Fault {
    Fault::not_found("Non c’è nessuna ricevuta con questi codici.")
}

type Holes = Path<(String, String)>;

#[cfg(test)]
mod samples;

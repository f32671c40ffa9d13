//! One receipt: what it is to the body, and everything that the node said.

use access::{Actor, panel};
use askama::Template;
use axum::extract::{Path, Query, State};
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Badge, Facts, Table, Value};
use platform::web::{Page, PageError, Panel};

use super::list::badge;
use super::{Found, HERE, Holes, Issuer, of};
use crate::domain::receipt::Standing;
use crate::routes::positions::{PositionsDeps, told};
use crate::routes::words::table_fault;
use crate::store::flow_rows::ReportedTransfer;
use crate::store::receipts::shares;

const EXCEPTIONS: &str = "/panel/payments/exceptions";

#[derive(Template)]
#[template(path = "routes/receipts/detail.html")]
pub(super) struct DetailPage {
    layout: Panel,
    title: String,
    standing: Badge,
    explained: &'static str,
    /// Where it goes on: the position, or what waits for a person.
    onwards: Option<(&'static str, String)>,
    warnings: Vec<Alert>,
    pdf: String,
    facts: Facts,
    told: Facts,
    transfers: Option<Table>,
}

/// `GET /panel/payments/receipts/{nav}/{receipt_id}`: see [`PositionsDeps::found`], 1 query more for a
/// share.
pub(super) async fn page(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((nav, id)): Holes,
    issuer: Query<Issuer>,
) -> Result<Page<DetailPage>, PageError> {
    let found = deps.found(&actor, (&nav, &id), &issuer).await?;
    let reported = shares::reported(&deps.table, &found.receipt).await;
    let reported = reported.map_err(table_fault)?;
    let layout = panel(&actor, HERE);
    Ok(Page(detail_page(layout, &found, &reported)))
}

pub(super) fn detail_page(
    layout: Panel,
    found: &Found,
    reported: &[ReportedTransfer],
) -> DetailPage {
    let receipt = &found.receipt;
    let stamp = |transfer: u8| of(receipt, &format!("/stamps/{transfer}"));
    let told = told::told(receipt, stamp);
    let warnings = receipt.warnings.iter();
    DetailPage {
        layout: layout
            .crumb("Ricevute", HERE)
            .here(receipt.receipt_id.as_str()),
        title: format!("Ricevuta {}", receipt.receipt_id),
        standing: badge(receipt.standing),
        explained: receipt.standing.explained(),
        onwards: onwards(found),
        warnings: warnings.map(|text| Alert::warning(text.as_str())).collect(),
        pdf: of(receipt, "/pdf"),
        facts: facts(found, reported),
        told: told.facts,
        transfers: told.transfers,
    }
}

fn onwards(found: &Found) -> Option<(&'static str, String)> {
    match (&found.position, found.receipt.standing) {
        (Some(position), _) => {
            let href = format!("/panel/payments/positions/{}", position.nav);
            Some(("Vai alla posizione", href))
        }
        (None, Standing::Orphan) => Some(("Vai a «Da sistemare»", EXCEPTIONS.to_owned())),
        (None, Standing::Settles | Standing::Extra | Standing::Shared) => None,
    }
}

fn facts(found: &Found, reported: &[ReportedTransfer]) -> Facts {
    let receipt = &found.receipt;
    let flow = |one: &ReportedTransfer| {
        let href = format!("/panel/payments/matching/flows/{}", one.flow_id);
        Value::link(one.flow_id.as_str(), href)
    };
    let shared = receipt.standing == Standing::Shared;
    let share = receipt.share_cents().filter(|_| shared);
    let unreported = (shared && reported.is_empty()).then_some("Non ancora");
    let facts = Facts::new()
        .fact("Codice avviso", Value::mono(receipt.nav.grouped()))
        .fact("IUV", Value::mono(receipt.iuv.as_str()))
        .fact("Pagata il", italian_datetime(receipt.paid_at))
        .fact("Arrivata il", italian_datetime(receipt.received_at))
        .fact("Importo pagato", receipt.amount_cents)
        .maybe("Quota di questo ente", share)
        .fact("Debitore", receipt.debtor_name.as_str())
        .fact(
            "Codice fiscale o partita IVA",
            Value::mono(receipt.debtor_tax_code.as_str()),
        )
        .maybe("Rendicontata", unreported);
    reported.iter().fold(facts, |facts, one| {
        facts.fact("Rendicontata nel flusso", flow(one))
    })
}

//! What an exception most likely belongs to.

use futures::future::try_join_all;
use jiff::ToSpan;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Table, TableError};

use crate::domain::exceptions::{Exception, ExceptionKind};
use crate::domain::flow::{BankState, Flow};
use crate::domain::position::DebtPosition;
use crate::store::{archive, flows};

/// Positions of one person that are looked through.
const POSITIONS_MAX: u32 = 50;

/// The likely match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likely {
    /// A position of the same person with the same amount that is still to be paid.
    Position(NoticeNumber, String),
    /// A flow of the same amount, a day before or after.
    Flow(String),
}

/// For each exception of a page: 1 query for a payment without position, 1 for the bank's troubles.
pub async fn likely(
    table: &Table,
    creditor: &OrgFiscalCode,
    page: &[Exception],
) -> Result<Vec<Option<Likely>>, TableError> {
    try_join_all(page.iter().map(|one| of(table, creditor, one))).await
}

async fn of(
    table: &Table,
    creditor: &OrgFiscalCode,
    exception: &Exception,
) -> Result<Option<Likely>, TableError> {
    if !exception.is_open() {
        return Ok(None);
    }
    match exception.kind {
        ExceptionKind::OrphanReceipt => position(table, creditor, exception).await,
        ExceptionKind::BankFlowMissing => flow(table, creditor, exception).await,
        _ => Ok(None),
    }
}

async fn position(
    table: &Table,
    creditor: &OrgFiscalCode,
    exception: &Exception,
) -> Result<Option<Likely>, TableError> {
    let code = exception.about.tax_code.as_deref();
    let Some(code) = code.and_then(|code| TaxCode::parse(code).ok()) else {
        return Ok(None);
    };
    let found = archive::of_debtor(table, creditor, &code, POSITIONS_MAX).await?;
    let open = |position: &DebtPosition| {
        let part = position
            .installments()
            .find(|part| part.payment.is_none() && part.amount_cents == exception.amount_cents)?;
        Some(Likely::Position(part.nav.clone(), part.description.clone()))
    };
    Ok(found.iter().find_map(open))
}

async fn flow(
    table: &Table,
    creditor: &OrgFiscalCode,
    exception: &Exception,
) -> Result<Option<Likely>, TableError> {
    let (from, to) = (
        exception.on.saturating_sub(1.day()),
        exception.on.saturating_add(1.day()),
    );
    let found = flows::settled_between(table, creditor, (from, to)).await?;
    let same = |flow: &&Flow| {
        flow.amount_cents == exception.amount_cents && flow.bank == BankState::Waiting
    };
    let flow = found.iter().find(same);
    Ok(flow.map(|flow| Likely::Flow(flow.id.to_string())))
}

//! What an exception most likely belongs to.

use futures::future::try_join_all;
use jiff::ToSpan;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Table, TableError};

use crate::domain::exceptions::{Exception, ExceptionKind};
use crate::domain::flow::{BankState, Flow};
use crate::domain::position::DebtPosition;
use crate::store::{archive, exceptions, flows};

/// Positions of one person that are looked through.
const POSITIONS_MAX: u32 = 50;

/// A credit comes this many days after the settlement at most, weekend and holidays included, and
/// hardly before it.
const DAYS_AFTER: i64 = 5;
const DAYS_BEFORE: i64 = 1;

/// The likely match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Likely {
    /// A position of the same person with the same amount that is still to be paid.
    Position(NoticeNumber, String),
    /// The one flow of the same amount in these days that waits for its credit.
    Flow(FlowId),
    /// The one credit of the same amount in these days under the name of a flow that is not here.
    Credit(FlowId, Date),
}

impl Likely {
    /// The flow or the name that goes with the exception.
    pub fn flow(&self) -> Option<&FlowId> {
        match self {
            Self::Flow(id) | Self::Credit(id, _) => Some(id),
            Self::Position(..) => None,
        }
    }
}

/// For each exception of a page: 1 query for a payment without position or a missing flow; 1 for all
/// flows without credit.
pub async fn likely(
    table: &Table,
    creditor: &OrgFiscalCode,
    page: &[Exception],
) -> Result<Vec<Option<Likely>>, TableError> {
    let waits = |one: &Exception| one.is_open() && one.kind == ExceptionKind::NotCredited;
    let open = match page.iter().any(waits) {
        true => exceptions::open(table, creditor).await?,
        false => Vec::new(),
    };
    try_join_all(page.iter().map(|one| of(table, creditor, (one, &open)))).await
}

async fn of(
    table: &Table,
    creditor: &OrgFiscalCode,
    (exception, open): (&Exception, &[Exception]),
) -> Result<Option<Likely>, TableError> {
    if !exception.is_open() {
        return Ok(None);
    }
    match exception.kind {
        ExceptionKind::OrphanReceipt => position(table, creditor, exception).await,
        ExceptionKind::BankFlowMissing => flow(table, creditor, exception).await,
        ExceptionKind::NotCredited => Ok(credit(exception, open)),
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
        exception.on.saturating_sub(DAYS_AFTER.days()),
        exception.on.saturating_add(DAYS_BEFORE.days()),
    );
    let found = flows::settled_between(table, creditor, (from, to)).await?;
    let same = |flow: &Flow| {
        flow.amount_cents == exception.amount_cents && flow.bank == BankState::Waiting
    };
    let flow = only(found.into_iter().filter(same));
    Ok(flow.map(|flow| Likely::Flow(flow.id)))
}

fn credit(exception: &Exception, open: &[Exception]) -> Option<Likely> {
    let (from, to) = (
        exception.on.saturating_sub(DAYS_BEFORE.days()),
        exception.on.saturating_add(DAYS_AFTER.days()),
    );
    let same = |other: &&Exception| {
        other.kind == ExceptionKind::BankFlowMissing
            && other.amount_cents == exception.amount_cents
            && (from..=to).contains(&other.on)
    };
    let credit = only(open.iter().filter(same))?;
    Some(Likely::Credit(credit.id.flow()?, credit.on))
}

/// Of two that are alike none is likely.
fn only<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let one = found.next()?;
    found.next().is_none().then_some(one)
}

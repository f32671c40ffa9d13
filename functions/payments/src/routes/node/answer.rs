//! From a valid request to its outcome.

use kernel::tax::OrgFiscalCode;
use platform::table::TableError;

use super::NodeDeps;
use crate::domain::amount::Asking;
use crate::domain::node::{
    Asked, Demand, Fault, FaultCode, Notice, Payload, Request, Terms, ToldReceipt, demand_payload,
    demanded, get_payment, payable, verify,
};
use crate::domain::position::DebtPosition;
use crate::domain::receipt::Answer;
use crate::domain::settings::CreditorSettings;
use crate::store::demands::DemandError;
use crate::store::positions::Teller;
use crate::store::receipts::RecordError;
use crate::store::{demands, positions, receipts};

/// Why a valid request has no good outcome.
pub enum Trouble {
    /// What the creditor decides.
    Ko(Fault),
    /// The cause, for our log alone.
    Ours(String),
}

const INCOMPLETE: &str = "a position lacks what a payment needs";

pub async fn answer(deps: &NodeDeps, request: Request) -> Result<Payload, Trouble> {
    let Request { addressee, asked } = request;
    let creditor = addressee.creditor().ok_or(FaultCode::IdDominioErrato)?;
    let settings = deps.settings.get(&creditor).await?;
    addressee.check(settings.as_deref())?;
    match asked {
        Asked::Verify(notice) => {
            let (position, number) = find(deps, &creditor, &notice).await?;
            let part = payable(&position, &number, deps.clock.now())?;
            let part = deps.amounts.of(&position, part, Asking::Verify).await?;
            Ok(verify(&position, &part))
        }
        Asked::GetPayment(notice, terms) => get(deps, &creditor, &notice, terms).await,
        Asked::SendReceipt(told) => {
            let settings = settings.ok_or(FaultCode::IdDominioErrato)?;
            take(deps, &settings, &told).await
        }
        Asked::Demand(demand) => {
            let settings = settings.ok_or(FaultCode::IdDominioErrato)?;
            make(deps, &settings, &demand).await
        }
    }
}

async fn get(
    deps: &NodeDeps,
    creditor: &OrgFiscalCode,
    notice: &Notice,
    terms: Terms,
) -> Result<Payload, Trouble> {
    let (position, number) = find(deps, creditor, notice).await?;
    let stored = payable(&position, &number, deps.clock.now())?;
    let part = deps.amounts.of(&position, stored, Asking::Payment).await?;
    let payload = get_payment(&position, &part, terms).map_err(|fault| match fault.code {
        FaultCode::SystemError => Trouble::Ours(INCOMPLETE.to_owned()),
        _ => Trouble::Ko(fault),
    })?;
    if part.amount_cents != stored.amount_cents {
        deps.amounts.keep(&position, &part).await;
    }
    Ok(payload)
}

/// 2 gets where the same was asked a moment ago; else 2 gets, an update and a transaction.
async fn make(
    deps: &NodeDeps,
    settings: &CreditorSettings,
    demand: &Demand,
) -> Result<Payload, Trouble> {
    let demanded = demanded(settings, demand)?;
    let times = (&*deps.clock, &*deps.dice);
    let position = demands::answer(&deps.table, settings, &demanded, times).await?;
    let part = position.first();
    let part = part.ok_or_else(|| Trouble::Ours(INCOMPLETE.to_owned()))?;
    Ok(demand_payload(&position, part))
}

async fn find(
    deps: &NodeDeps,
    creditor: &OrgFiscalCode,
    notice: &Notice,
) -> Result<(DebtPosition, kernel::notice::NoticeNumber), Trouble> {
    let number = notice.number_of(creditor)?;
    let found = positions::by_nav(&deps.table, creditor, &number).await?;
    let position = found.ok_or(FaultCode::PagamentoSconosciuto)?;
    Ok((position, number))
}

async fn take(
    deps: &NodeDeps,
    settings: &CreditorSettings,
    told: &ToldReceipt,
) -> Result<Payload, Trouble> {
    if !told.is_paid() {
        tracing::warn!("a receipt with outcome KO: nothing to record");
        return Ok(Payload::default());
    }
    let teller = Teller {
        settings: Some(settings),
        clock: &*deps.clock,
        dice: &*deps.dice,
    };
    let receipt = told.receipt(&settings.fiscal_code, teller.now())?;
    match receipts::record(&deps.table, receipt, teller).await? {
        Answer::Ok => Ok(Payload::default()),
        Answer::Duplicate => Err(FaultCode::ReceiptDuplicata.into()),
        Answer::Unknown => Err(FaultCode::PagamentoSconosciuto.into()),
    }
}

impl From<Fault> for Trouble {
    fn from(fault: Fault) -> Self {
        Self::Ko(fault)
    }
}

impl From<FaultCode> for Trouble {
    fn from(code: FaultCode) -> Self {
        Self::Ko(code.into())
    }
}

impl From<TableError> for Trouble {
    fn from(error: TableError) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<RecordError> for Trouble {
    fn from(error: RecordError) -> Self {
        Self::Ours(error.to_string())
    }
}

impl From<DemandError> for Trouble {
    fn from(error: DemandError) -> Self {
        Self::Ours(error.to_string())
    }
}

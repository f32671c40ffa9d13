//! The lines of statements that name flows, and the judgement of flow and lines together.

use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::tax::OrgFiscalCode;
use platform::table::{
    Condition, Indexes, Item, Key, Query, Stored, Table, TableError, Tx, TxError, from_item,
};

use super::{exceptions, keys};
use crate::domain::accounting::{AccountingChange, AccountingRecord};
use crate::domain::exceptions::{Exception, of_flow};
use crate::domain::flow::{BankLine, Flow, settle};
use crate::domain::statement::SingleLine;

/// Lines that may name one flow: its credit, perhaps a few more, in as many statements as overlap.
/// With the flow's own item they fit one transaction.
const LINES_MAX: usize = 90;
/// Lines of one statement.
const STATEMENT_LINES_MAX: usize = crate::domain::statement::ROWS_MAX;
/// A flow whose lines changed under our hands this often means that something else is wrong.
const TRIES_MAX: usize = 10;

impl Stored for BankLine {
    const ENTITY: &'static str = "bank_line";

    fn key(&self) -> Key {
        let (date, amount) = (self.accounting_date, self.amount_cents.get());
        let movement = format!("{date}#{amount}#{}", self.occurrence);
        keys::bank_line(&self.creditor, &self.flow_id, &movement, &self.statement)
    }

    fn indexes(&self) -> Indexes {
        let line = keys::statement_line(&self.creditor, &self.statement, self.row);
        Indexes([Some(line), None, None, None])
    }
}

#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    #[error(transparent)]
    Table(#[from] TableError),
    #[error("the flow kept changing")]
    Busy,
    #[error("more than {LINES_MAX} bank lines name one flow")]
    TooManyLines,
}

/// A flow, if it is loaded, and the lines that name it.
#[derive(Debug)]
pub struct AtBank {
    pub flow: Option<Flow>,
    pub lines: Vec<BankLine>,
    /// How its credit was booked.
    pub record: Option<AccountingRecord>,
    pub changes: Vec<AccountingChange>,
    /// What a person was told of it.
    pub exception: Option<Exception>,
}

/// Flow and lines: 1 query.
pub async fn at_bank(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &FlowId,
) -> Result<AtBank, TableError> {
    let page = table
        .query_items(&Query::table(keys::flow_pk(creditor, id)))
        .await?;
    let mut found = AtBank {
        flow: None,
        lines: Vec::new(),
        record: None,
        changes: Vec::new(),
        exception: None,
    };
    for item in page.items {
        if is(&item, Flow::ENTITY) {
            found.flow = Some(from_item(item)?);
        } else if is(&item, BankLine::ENTITY) {
            found.lines.push(from_item(item)?);
        } else if is(&item, AccountingRecord::ENTITY) {
            found.record = Some(from_item(item)?);
        } else if is(&item, AccountingChange::ENTITY) {
            found.changes.push(from_item(item)?);
        } else if is(&item, Exception::ENTITY) {
            found.exception = Some(from_item(item)?);
        }
    }
    Ok(found)
}

fn is(item: &Item, entity: &str) -> bool {
    let found = item.get("entity").and_then(|value| value.as_s().ok());
    found.is_some_and(|found| found == entity)
}

/// The lines of one statement that name flows or payments of ours.
#[derive(Debug, Default)]
pub struct OfStatement {
    pub flows: Vec<BankLine>,
    pub singles: Vec<SingleLine>,
}

/// The lines of one statement with the verdicts of now: 1 query per 500.
pub async fn of_statement(
    table: &Table,
    creditor: &OrgFiscalCode,
    statement: &StatementId,
) -> Result<OfStatement, TableError> {
    let mut query = Query::gsi(1, keys::statement_lines_pk(creditor, statement));
    let mut found = OfStatement::default();
    while found.flows.len() + found.singles.len() < STATEMENT_LINES_MAX {
        let page = table.query_items(&query).await?;
        for item in page.items {
            if is(&item, SingleLine::ENTITY) {
                found.singles.push(from_item(item)?);
            } else {
                found.flows.push(from_item(item)?);
            }
        }
        let Some(next) = page.next else { break };
        query = query.after(Some(next));
    }
    Ok(found)
}

/// What a check of a statement says of one flow.
#[derive(Clone, Debug)]
pub struct Told<'a> {
    pub statement: &'a StatementId,
    /// Of this statement; lines of its earlier checks that are not among them go.
    pub lines: Vec<BankLine>,
}

/// Judges a flow and all the lines that name it, after adding what a statement tells; whichever
/// comes first, flow or statement, the other finds it. 1 query, and 1 transaction where something
/// changes: it holds only if the flow is still the one that was read.
pub async fn judge(
    table: &Table,
    (creditor, id): (&OrgFiscalCode, &FlowId),
    told: Option<&Told<'_>>,
    now: Timestamp,
) -> Result<(), SettleError> {
    for _ in 0..TRIES_MAX {
        let found = at_bank(table, creditor, id).await?;
        let tx = judgement((creditor, id), found, told, now)?;
        let Some(tx) = tx else { return Ok(()) };
        match table.commit(tx).await {
            Ok(()) => return Ok(()),
            Err(TxError::Conflict(_)) => {}
            Err(TxError::Table(error)) => return Err(error.into()),
        }
    }
    Err(SettleError::Busy)
}

/// What is to be written; nothing when all stands as it should.
fn judgement(
    (creditor, id): (&OrgFiscalCode, &FlowId),
    found: AtBank,
    told: Option<&Told<'_>>,
    now: Timestamp,
) -> Result<Option<Tx>, SettleError> {
    let (kept, void) = merged(&found.lines, told);
    if kept.len() + void.len() > LINES_MAX {
        return Err(SettleError::TooManyLines);
    }
    let settled = settle(kept, found.flow.as_ref().map(|flow| flow.amount_cents));
    let mut tx = Tx::new();
    for line in void {
        tx = tx.delete(line.key(), Condition::Exists);
    }
    for line in &settled.lines {
        if !found.lines.contains(line) {
            tx = tx.put(
                line,
                Condition::NewOrEquals("entity", BankLine::ENTITY.to_owned()),
            );
        }
    }
    let after = found.flow.clone().map(|flow| Flow {
        bank: settled.bank,
        ..flow
    });
    let trouble = of_flow((creditor, id), after.as_ref(), &settled.lines, now);
    tx = exceptions::judged(tx, (found.exception.as_ref(), trouble), now);
    let tx = match &found.flow {
        Some(flow) if flow.bank != settled.bank => {
            let (bank, version) = (settled.bank, flow.version + 1);
            let after = Flow {
                bank,
                version,
                updated_at: now,
                ..flow.clone()
            };
            tx.put_versioned(&after, flow.version)
        }
        _ if tx.is_empty() => return Ok(None),
        Some(flow) => tx.check(flow.key(), Condition::Version(flow.version)),
        None => tx.check(keys::flow(creditor, id), Condition::New),
    };
    Ok(Some(tx))
}

/// The lines that count from now on, and those of earlier checks that do not any more.
fn merged<'a>(
    before: &'a [BankLine],
    told: Option<&Told<'_>>,
) -> (Vec<BankLine>, Vec<&'a BankLine>) {
    let Some(told) = told else {
        return (before.to_vec(), Vec::new());
    };
    let of_others = |line: &&BankLine| line.statement != *told.statement;
    let mut lines: Vec<BankLine> = before.iter().filter(of_others).cloned().collect();
    lines.extend(told.lines.iter().cloned());
    let replaced = |line: &BankLine| told.lines.iter().any(|new| new.key() == line.key());
    let old = |line: &&BankLine| line.statement == *told.statement && !replaced(line);
    let void = before.iter().filter(old).collect();
    (lines, void)
}

//! The lines of statements that name one payment, and their judgement against its receipts.

use kernel::ids::StatementId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{
    Condition, Indexes, Item, Key, Query, Stored, Table, TableError, Tx, TxError, from_item,
};
use serde::{Deserialize, Serialize};

use super::bank_lines::SettleError;
use super::keys;
use crate::domain::receipt::Receipt;
use crate::domain::statement::{SingleLine, settle_singles};

/// Lines that may name one payment, with the head in one transaction.
const LINES_MAX: usize = 90;
const TRIES_MAX: usize = 10;

impl Stored for SingleLine {
    const ENTITY: &'static str = "single_line";

    fn key(&self) -> Key {
        let (date, amount) = (self.accounting_date, self.amount_cents.get());
        let movement = format!("{date}#{amount}#{}", self.occurrence);
        keys::single_line(&self.creditor, &self.nav, &movement, &self.statement)
    }

    fn indexes(&self) -> Indexes {
        let line = keys::statement_line(&self.creditor, &self.statement, self.row);
        Indexes([Some(line), None, None, None])
    }
}

/// Changes with every judgement, so that two statements never judge beside one another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct SingleHead {
    creditor: OrgFiscalCode,
    nav: NoticeNumber,
    version: u64,
}

impl Stored for SingleHead {
    const ENTITY: &'static str = "single_head";

    fn key(&self) -> Key {
        keys::single_head(&self.creditor, &self.nav)
    }
}

/// What stands at the bank and in the archive for one notice.
#[derive(Default)]
struct AtBank {
    head: Option<SingleHead>,
    lines: Vec<SingleLine>,
    receipts: Vec<Receipt>,
}

/// Judges the lines of a notice after adding those of a statement: 1 query, and 1 transaction where
/// something changes. Receipts that come later are seen by the next judgement.
pub async fn judge(
    table: &Table,
    (creditor, nav): (&OrgFiscalCode, &NoticeNumber),
    (statement, told): (&StatementId, &[SingleLine]),
) -> Result<(), SettleError> {
    for _ in 0..TRIES_MAX {
        let found = at_bank(table, creditor, nav).await?;
        let Some(tx) = judgement((creditor, nav), found, statement, told)? else {
            return Ok(());
        };
        match table.commit(tx).await {
            Ok(()) => return Ok(()),
            Err(TxError::Conflict(_)) => {}
            Err(TxError::Table(error)) => return Err(error.into()),
        }
    }
    Err(SettleError::Busy)
}

async fn at_bank(
    table: &Table,
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
) -> Result<AtBank, TableError> {
    let query = Query::table(keys::position_pk(creditor, nav));
    let mut found = AtBank::default();
    for item in table.query_items(&query).await?.items {
        match entity(&item) {
            SingleHead::ENTITY => found.head = Some(from_item(item)?),
            SingleLine::ENTITY => found.lines.push(from_item(item)?),
            Receipt::ENTITY => found.receipts.push(from_item(item)?),
            _ => {}
        }
    }
    Ok(found)
}

/// What kind of record an item is.
pub(super) fn entity(item: &Item) -> &str {
    let found = item.get("entity").and_then(|value| value.as_s().ok());
    found.map_or("", String::as_str)
}

fn judgement(
    (creditor, nav): (&OrgFiscalCode, &NoticeNumber),
    found: AtBank,
    statement: &StatementId,
    told: &[SingleLine],
) -> Result<Option<Tx>, SettleError> {
    let of_others = found
        .lines
        .iter()
        .filter(|line| line.statement != *statement);
    let lines: Vec<SingleLine> = of_others.chain(told).cloned().collect();
    let replaced = |line: &SingleLine| lines.iter().any(|new| new.key() == line.key());
    let void: Vec<Key> = found
        .lines
        .iter()
        .filter(|l| !replaced(l))
        .map(Stored::key)
        .collect();
    if lines.len() + void.len() > LINES_MAX {
        return Err(SettleError::TooManyLines);
    }
    let receipts = found.receipts.iter();
    let receipts: Vec<_> = receipts
        .map(|r| (r.receipt_id.clone(), r.amount_cents))
        .collect();
    let mut tx = void
        .into_iter()
        .fold(Tx::new(), |tx, key| tx.delete(key, Condition::Exists));
    for line in settle_singles(lines, &receipts) {
        if !found.lines.contains(&line) {
            let entity = SingleLine::ENTITY.to_owned();
            tx = tx.put(&line, Condition::NewOrEquals("entity", entity));
        }
    }
    if tx.is_empty() {
        return Ok(None);
    }
    let version = found.head.as_ref().map_or(0, |head| head.version);
    let head = SingleHead {
        creditor: creditor.clone(),
        nav: nav.clone(),
        version: version + 1,
    };
    Ok(Some(match version {
        0 => tx.put_new(&head),
        version => tx.put_versioned(&head, version),
    }))
}

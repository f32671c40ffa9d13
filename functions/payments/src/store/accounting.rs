//! Accounting records and presets in the table.

use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::tax::OrgFiscalCode;
use platform::table::{
    Condition, Cursor, Indexes, Key, Page, Query, Stored, Table, TableError, Tx, TxError, held,
};
use serde::{Deserialize, Serialize};

use super::idempotency::Done;
use super::keys;
use super::saved::{Saved, commit};
use crate::domain::accounting::{
    AccountingChange, AccountingDefaults, AccountingRecord, AccountingStep, DefaultTerms,
};
use crate::domain::flow::Flow;

/// Records of one export: a year of a body with some dozens of flows a day.
pub const EXPORT_MAX: usize = 20_000;
/// Records of one transaction, each with a check of its flow.
const BOOKED_AT_ONCE: usize = 45;

impl Stored for AccountingRecord {
    const ENTITY: &'static str = "accounting_record";

    fn key(&self) -> Key {
        keys::accounting(&self.creditor, &self.flow_id)
    }

    fn indexes(&self) -> Indexes {
        let date = self.terms.accounting_date;
        let list = keys::accounting_list(&self.creditor, date, &self.flow_id);
        Indexes([None, Some(list), None, None])
    }
}

impl Stored for AccountingChange {
    const ENTITY: &'static str = "accounting_change";

    fn key(&self) -> Key {
        keys::accounting_change(&self.creditor, &self.flow_id, self.version)
    }
}

impl Stored for AccountingDefaults {
    const ENTITY: &'static str = "accounting_defaults";

    fn key(&self) -> Key {
        keys::accounting_defaults(&self.creditor)
    }
}

/// What was preset before: append-only.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct DefaultsChange {
    /// After the change.
    now: AccountingDefaults,
    before: DefaultTerms,
}

impl Stored for DefaultsChange {
    const ENTITY: &'static str = "accounting_defaults_change";

    fn key(&self) -> Key {
        keys::accounting_defaults_change(&self.now.creditor, self.now.version)
    }
}

/// Writes a step, if its flow is still the one that was read: 1 transaction.
pub async fn save(
    table: &Table,
    step: &AccountingStep,
    flow: &Flow,
    done: Option<&Done>,
) -> Result<Saved, TableError> {
    let tx = Tx::new().check(flow.key(), Condition::Version(flow.version));
    let tx = match step {
        AccountingStep::New(record) => tx.put_new(&**record),
        AccountingStep::Changed(record, change) => tx
            .put_versioned(&**record, record.version - 1)
            .put_new(&**change),
        AccountingStep::AlreadyDone => return Ok(Saved::Done),
    };
    commit(table, tx, done).await
}

/// Writes new records with their flows unchanged, all or none of each 45: 1 transaction per 45.
/// `false`: some of them were booked or changed meanwhile.
pub async fn save_all(
    table: &Table,
    records: &[(AccountingRecord, Flow)],
) -> Result<bool, TableError> {
    for part in records.chunks(BOOKED_AT_ONCE) {
        let tx = part.iter().fold(Tx::new(), |tx, (record, flow)| {
            tx.check(flow.key(), Condition::Version(flow.version))
                .put_new(record)
        });
        match table.commit(tx).await {
            Ok(()) => {}
            Err(TxError::Conflict(_)) => return Ok(false),
            Err(TxError::Table(error)) => return Err(error),
        }
    }
    Ok(true)
}

/// The records of some flows: 1 batch per 100.
pub async fn of_flows(
    table: &Table,
    creditor: &OrgFiscalCode,
    flows: &[FlowId],
) -> Result<Vec<AccountingRecord>, TableError> {
    let keys: Vec<Key> = flows
        .iter()
        .map(|id| keys::accounting(creditor, id))
        .collect();
    table.get_many(&keys).await
}

/// The heads of some flows: 1 batch per 100.
pub async fn flows(
    table: &Table,
    creditor: &OrgFiscalCode,
    flows: &[FlowId],
) -> Result<Vec<Flow>, TableError> {
    let keys: Vec<Key> = flows.iter().map(|id| keys::flow(creditor, id)).collect();
    table.get_many(&keys).await
}

/// Records by accounting date, earliest first: 1 query.
pub async fn list(
    table: &Table,
    creditor: &OrgFiscalCode,
    days: (Date, Date),
    (after, limit): (Option<Cursor>, u32),
) -> Result<Page<AccountingRecord>, TableError> {
    table
        .query(&between(creditor, days).limit(limit).after(after))
        .await
}

/// All of them, for an export: 1 query per 500.
pub async fn all(
    table: &Table,
    creditor: &OrgFiscalCode,
    days: (Date, Date),
) -> Result<Vec<AccountingRecord>, TableError> {
    table.query_all(between(creditor, days), EXPORT_MAX).await
}

fn between(creditor: &OrgFiscalCode, (from, to): (Date, Date)) -> Query {
    let query = Query::gsi(2, keys::accounting_list_pk(creditor));
    // `~` sorts behind everything that a flow's name may hold.
    query.between(from.to_string(), format!("{to}#~"))
}

/// What the body has preset: 1 request.
pub async fn defaults(
    table: &Table,
    creditor: &OrgFiscalCode,
) -> Result<Option<AccountingDefaults>, TableError> {
    table.get(&keys::accounting_defaults(creditor)).await
}

/// Presets over those of `before`, with what they were: 1 transaction. `false`: somebody else was
/// faster.
pub async fn save_defaults(
    table: &Table,
    now: &AccountingDefaults,
    before: Option<&AccountingDefaults>,
) -> Result<bool, TableError> {
    let tx = match before {
        None => Tx::new().put_new(now),
        Some(before) => {
            let change = DefaultsChange {
                now: now.clone(),
                before: before.terms.clone(),
            };
            Tx::new()
                .put_versioned(now, before.version)
                .put_new(&change)
        }
    };
    held(table.commit(tx).await)
}

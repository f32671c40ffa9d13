//! Imports in the table, and the records of their finished chunks.

use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::ImportId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::outbox::OutboxItem;
use platform::table::{Condition, Indexes, Key, Query, Stored, Table, TableError, Tx, TxError};
use serde::{Deserialize, Serialize};

use super::idempotency::Done;
use super::{epochs, import_lists, keys, settings};
use crate::domain::import::{Import, ImportEpoch};

/// Most chunks of one import: 200,000 rows.
const CHUNKS_MAX: usize = 3_000;

impl Stored for Import {
    const ENTITY: &'static str = "import";

    fn key(&self) -> Key {
        keys::import(&self.creditor, &self.id)
    }

    fn indexes(&self) -> Indexes {
        Indexes([
            Some(keys::import_list(&self.creditor, self.created_at)),
            import_lists::service_list(self),
            Some(import_lists::maker_list(self)),
            None,
        ])
    }
}

/// What was confirmed: the same rows again are refused, unless "load again" was chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFingerprint {
    pub creditor: OrgFiscalCode,
    pub fingerprint: Fingerprint,
    pub import: ImportId,
    pub at: Timestamp,
}

impl Stored for ImportFingerprint {
    const ENTITY: &'static str = "import_fingerprint";

    fn key(&self) -> Key {
        keys::import_fingerprint(&self.creditor, self.fingerprint.as_str())
    }
}

/// One change of an import with all that belongs to it: 1 transaction.
pub struct Change<'a> {
    pub import: &'a Import,
    pub condition: Condition,
    /// The client's key, where one was sent.
    pub done: Option<&'a Done>,
    /// At the confirmation.
    pub guard: Option<&'a Guard>,
    /// What must follow.
    pub order: Option<&'a OutboxItem>,
}

/// What keeps the same rows from being published twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guard {
    pub fingerprint: ImportFingerprint,
    /// The creditor's epoch after this confirmation: the one before it must be the one that was read.
    pub epoch: ImportEpoch,
}

/// The import that published exactly these rows, if one did: 1 request.
pub async fn published_by(
    table: &Table,
    fingerprint: &ImportFingerprint,
) -> Result<Option<ImportId>, TableError> {
    let found: Option<ImportFingerprint> = table.get(&fingerprint.key()).await?;
    Ok(found.map(|found| found.import))
}

/// What became of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    Done,
    /// Somebody else changed the import meanwhile: read it again and decide again.
    Overtaken,
    /// The client's key was used meanwhile: its answer is to be found.
    KeyUsed,
    /// Another import published the same rows.
    PublishedBy(ImportId),
}

/// What became of a new import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Begun {
    /// As [`save`] tells it.
    Saved(Saved),
    /// The creditor is retired: it begins nothing new.
    Retired,
}

/// Writes a new import of a creditor that may begin one: 1 transaction.
pub async fn begin(table: &Table, change: Change<'_>) -> Result<Begun, TableError> {
    let tx = settings::not_retired(Tx::new(), &change.import.creditor);
    let error = match table.commit(put(tx, &change)).await {
        Ok(()) => return Ok(Begun::Saved(Saved::Done)),
        Err(TxError::Table(error)) => return Err(error),
        Err(conflict @ TxError::Conflict(_)) => conflict,
    };
    // What stands first in the transaction; a key that was used has its answer, retired or not.
    let key_used = change.done.is_some() && error.refused(2);
    if error.refused(0) && !key_used {
        return Ok(Begun::Retired);
    }
    Ok(Begun::Saved(if key_used {
        Saved::KeyUsed
    } else {
        Saved::Overtaken
    }))
}

pub async fn save(table: &Table, change: Change<'_>) -> Result<Saved, TableError> {
    let done_at = 1;
    let fingerprint_at = done_at + usize::from(change.done.is_some());
    let error = match table.commit(put(Tx::new(), &change)).await {
        Ok(()) => return Ok(Saved::Done),
        Err(TxError::Table(error)) => return Err(error),
        Err(conflict @ TxError::Conflict(_)) => conflict,
    };
    if change.done.is_some() && error.refused(done_at) {
        return Ok(Saved::KeyUsed);
    }
    match error.found::<ImportFingerprint>(fingerprint_at) {
        Some(other) if other.import != change.import.id => Ok(Saved::PublishedBy(other.import)),
        _ => Ok(Saved::Overtaken),
    }
}

fn put(tx: Tx, change: &Change<'_>) -> Tx {
    let mut tx = tx.put(change.import, change.condition.clone());
    if let Some(done) = change.done {
        tx = tx.put_new(done);
    }
    if let Some(guard) = change.guard {
        tx = tx.put_new(&guard.fingerprint);
        tx = tx.put(&guard.epoch, epochs::still(guard.epoch.version - 1));
    }
    match change.order {
        Some(order) => tx.outbox(order),
        None => tx,
    }
}

/// Written in the transaction of its positions: progress counts these, and a chunk that is done
/// is never done again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkDone {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    pub chunk: u64,
    pub navs: Vec<NoticeNumber>,
    /// Rows of the file in these positions.
    #[serde(default)]
    pub rows: u64,
    /// What they add up to.
    #[serde(default)]
    pub amount_cents: Cents,
    pub at: Timestamp,
}

impl Stored for ChunkDone {
    const ENTITY: &'static str = "chunk";

    fn key(&self) -> Key {
        keys::chunk(&self.creditor, &self.import, self.chunk)
    }
}

pub async fn read(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ImportId,
) -> Result<Option<Import>, TableError> {
    table.get(&keys::import(creditor, id)).await
}

/// The finished chunks, in order: 1 query per 500.
pub async fn chunks_done(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ImportId,
) -> Result<Vec<ChunkDone>, TableError> {
    let query = Query::table(keys::import_pk(creditor, id)).prefix(keys::chunk_prefix());
    table.query_all(query, CHUNKS_MAX).await
}

/// The finished chunks of a range, in order: 1 query per 500.
pub async fn chunks_in(
    table: &Table,
    creditor: &OrgFiscalCode,
    id: &ImportId,
    chunks: std::ops::Range<u64>,
) -> Result<Vec<ChunkDone>, TableError> {
    let sk = |chunk| keys::chunk(creditor, id, chunk).sk;
    let last = chunks.end.saturating_sub(1);
    let query = Query::table(keys::import_pk(creditor, id)).between(sk(chunks.start), sk(last));
    table.query_all(query, CHUNKS_MAX).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::ids::ServiceCode;
    use platform::table::{from_item, to_item};

    use crate::domain::dues::{
        ColumnRef, DateOrder, Decimal, Dialect, Encoding, Field, Format, MappedBy, Remark,
        Separator, System, Warned, WarningCode,
    };
    use crate::domain::import::{ExcludedRows, Findings, ImportFailure, Terms};

    #[test]
    fn an_import_with_everything_in_it_is_read_back() {
        let at: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let mut import = Import::new(creditor, id, "dovuti.csv".into(), "user:x".into(), at);
        let column = ColumnRef::Number(3);
        import
            .choices
            .mapping
            .set(Field::Amount, Some(column.clone()));
        import.choices.mapping.set(Field::Email, None);
        import.choices.dialect.decimal = Some(Decimal::Comma);
        import.failure = Some(ImportFailure {
            code: "empty".into(),
            reason: "Il file è vuoto.".into(),
            titles: vec!["CF".into()],
        });
        import.findings = Some(Findings {
            dialect: Dialect {
                format: Format::Csv,
                encoding: Some(Encoding::Windows1252),
                separator: Some(Separator::Tab),
                decimal: Decimal::Point,
                date: DateOrder::YearFirst,
            },
            header_row: 3,
            titles: vec!["CF".into(), String::new()],
            mapping: [
                (Field::Amount, column),
                (Field::TaxCode, ColumnRef::Header("CF".into())),
            ]
            .into(),
            system: Some(System::P4paV1_3),
            mapped_by: MappedBy::Learnt,
            warned: vec![Warned {
                warning: Remark {
                    column: "CAP".into(),
                    code: WarningCode::LeadingZerosRestored,
                    message: "Rimessi.".into(),
                },
                rows: 12,
                first_rows: vec![2, 3],
            }],
            service: ServiceCode::parse("MENSA").expect("a code"),
            accepted: Fingerprint::of(&[b"x"]),
            undated: 1,
            undescribed: 1,
            grouped: 2,
            services: Default::default(),
            epoch: 0,
        });
        import.terms = Some(Terms {
            description: "Quota 2026".into(),
            due_date: Some(jiff::civil::date(2026, 12, 31)),
            exclude_rows: ExcludedRows::parse("3, 5").expect("rows"),
            ..Terms::default()
        });
        let item = to_item(&import).expect("an item");
        assert_eq!(from_item::<Import>(item).expect("an import"), import);
    }
}

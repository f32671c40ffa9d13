//! What the engine leaves to its owner: an index on the stream's records, and forgetting old ones.
//!
//! The engine keeps every stream record for ever and asks for the highest sequence number before
//! each write, without an index. On a table with 100,000 writes that is a full scan of the whole
//! history for each write; one index makes it a look-up.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

const SETUP: &str = "
    PRAGMA busy_timeout = 5000;
    PRAGMA synchronous = NORMAL;
    CREATE INDEX IF NOT EXISTS sportello_stream_records
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));";

/// A second connection to the table's file, for the stream alone.
#[derive(Debug, Clone)]
pub(crate) struct StreamStore {
    path: PathBuf,
}

impl StreamStore {
    /// Prepares a file that the engine has opened before.
    pub fn prepare(path: &Path) -> rusqlite::Result<Self> {
        Connection::open(path)?.execute_batch(SETUP)?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// Forgets the records up to and including this sequence number, as stored by the engine.
    pub fn forget_until(&self, sequence: i64) -> rusqlite::Result<usize> {
        let file = Connection::open(&self.path)?;
        file.pragma_update(None, "busy_timeout", 5000)?;
        file.pragma_update(None, "synchronous", "NORMAL")?;
        let sql = "DELETE FROM _stream_records WHERE CAST(sequence_number AS INTEGER) <= ?1";
        file.execute(sql, [sequence])
    }
}

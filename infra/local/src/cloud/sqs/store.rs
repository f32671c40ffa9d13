//! The queues' contents, in a file of their own: what was accepted survives the death of the process.
//!
//! Should the file be lost, the outbox items of the table remain the truth and the sweeper
//! (`platform::outbox`) sends them again; that is the same recovery as in production.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use tokio::sync::Notify;

/// Receives after which a message goes to the dead-letter queue, as in the template.
pub const RECEIVES_MAX: i64 = 8;

/// A queue to make at start.
#[derive(Debug, Clone)]
pub struct QueueSpec {
    pub name: String,
    pub visibility_s: i64,
    /// Name of the queue for what keeps failing, and after how many receives.
    pub dead_letter: Option<(String, i64)>,
}

impl QueueSpec {
    /// A job's queue with its `<name>-dead` companion, as the template makes them.
    #[must_use]
    pub fn job(name: &str, visibility_s: i64) -> [Self; 2] {
        let dead = format!("{name}-dead");
        let spec = |name: &str, dead_letter| Self {
            name: name.into(),
            visibility_s,
            dead_letter,
        };
        [
            spec(&dead, None),
            spec(name, Some((dead.clone(), RECEIVES_MAX))),
        ]
    }
}

#[derive(Debug, Clone)]
pub(super) struct StoredMessage {
    pub id: i64,
    pub message_id: String,
    pub body: String,
    pub receives: i64,
    pub sent_at_ms: i64,
    pub first_received_at_ms: i64,
}

/// Counts that `GetQueueAttributes` shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Depth {
    pub visible: i64,
    pub in_flight: i64,
    pub visibility_s: i64,
}

pub(crate) struct QueueStore {
    file: Mutex<Connection>,
    arrivals: Mutex<HashMap<String, Arc<Notify>>>,
}

const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS queues (
        name TEXT PRIMARY KEY,
        visibility_s INTEGER NOT NULL,
        dead_letter TEXT,
        receives_max INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS messages (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        message_id TEXT NOT NULL DEFAULT (lower(hex(randomblob(16)))),
        queue TEXT NOT NULL REFERENCES queues(name),
        body TEXT NOT NULL,
        visible_at_ms INTEGER NOT NULL,
        receives INTEGER NOT NULL DEFAULT 0,
        sent_at_ms INTEGER NOT NULL,
        first_received_at_ms INTEGER
    ) STRICT;
    CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, visible_at_ms, id);
    -- A fresh process has no consumers: what was in flight is free again, and the receive that
    -- died with its process is not the message's fault.
    UPDATE messages SET visible_at_ms = 0, receives = receives - 1 WHERE receives > 0;";

impl QueueStore {
    pub fn open(path: &Path) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(SCHEMA)?;
        Ok(Self {
            file: Mutex::new(connection),
            arrivals: Mutex::default(),
        })
    }

    /// Makes the queue, or gives it these settings.
    pub fn create(&self, spec: &QueueSpec) -> rusqlite::Result<()> {
        let (dead, max) = spec.dead_letter.clone().unzip();
        self.lock().execute(
            "INSERT INTO queues (name, visibility_s, dead_letter, receives_max) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (name) DO UPDATE SET visibility_s = ?2, dead_letter = ?3, receives_max = ?4",
            params![spec.name, spec.visibility_s, dead, max],
        )?;
        Ok(())
    }

    pub(super) fn exists(&self, queue: &str) -> rusqlite::Result<bool> {
        let found = self
            .lock()
            .query_row("SELECT 1 FROM queues WHERE name = ?1", [queue], |_| Ok(()));
        Ok(found.optional()?.is_some())
    }

    /// All or none of the messages; answers their ids in order. Each is a body and a delay in seconds.
    pub(super) fn send(
        &self,
        queue: &str,
        messages: &[(&str, i64)],
        now_ms: i64,
    ) -> rusqlite::Result<Vec<String>> {
        let ids = self.transact(|tx| {
            let mut insert = tx.prepare_cached(
                "INSERT INTO messages (queue, body, visible_at_ms, sent_at_ms)
                 VALUES (?1, ?2, ?3, ?4) RETURNING message_id",
            )?;
            let mut one = |&(body, delay_s): &(&str, i64)| {
                let visible_at_ms = now_ms + delay_s * 1000;
                insert.query_row(params![queue, body, visible_at_ms, now_ms], |row| {
                    row.get(0)
                })
            };
            messages.iter().map(&mut one).collect()
        })?;
        self.arrivals(queue).notify_waiters();
        Ok(ids)
    }

    /// Takes up to `limit` visible messages; those that were received too often move aside first.
    pub(super) fn receive(
        &self,
        queue: &str,
        limit: i64,
        visibility_s: Option<i64>,
        now_ms: i64,
    ) -> rusqlite::Result<Vec<StoredMessage>> {
        self.transact(|tx| {
            let own: i64 = tx
                .prepare_cached("SELECT visibility_s FROM queues WHERE name = ?1")?
                .query_row([queue], |row| row.get(0))?;
            bury(tx, queue, now_ms)?;
            let visible_at_ms = now_ms + visibility_s.unwrap_or(own) * 1000;
            let mut take = tx.prepare_cached(
                "UPDATE messages SET visible_at_ms = ?3, receives = receives + 1,
                        first_received_at_ms = coalesce(first_received_at_ms, ?2)
                 WHERE id IN (SELECT id FROM messages WHERE queue = ?1 AND visible_at_ms <= ?2
                              ORDER BY visible_at_ms, id LIMIT ?4)
                 RETURNING id, message_id, body, receives, sent_at_ms, first_received_at_ms",
            )?;
            let rows = take.query_map(params![queue, now_ms, visible_at_ms, limit], message)?;
            let mut taken: Vec<StoredMessage> = rows.collect::<rusqlite::Result<_>>()?;
            taken.sort_by_key(|message| message.id);
            Ok(taken)
        })
    }

    /// Deletes a message if this receive is the last one; an older handle does nothing.
    pub(super) fn delete(&self, id: i64, receives: i64) -> rusqlite::Result<()> {
        self.lock()
            .prepare_cached("DELETE FROM messages WHERE id = ?1 AND receives = ?2")?
            .execute([id, receives])?;
        Ok(())
    }

    /// False when the message is no longer held by this receive.
    pub(super) fn set_visible_at(
        &self,
        queue: &str,
        (id, receives): (i64, i64),
        at_ms: i64,
    ) -> rusqlite::Result<bool> {
        let sql = "UPDATE messages SET visible_at_ms = ?3 WHERE id = ?1 AND receives = ?2";
        let changed = self.lock().execute(sql, [id, receives, at_ms])?;
        self.arrivals(queue).notify_waiters();
        Ok(changed == 1)
    }

    /// Wakes the long polls of the queue when something may have become visible.
    pub(super) fn arrivals(&self, queue: &str) -> Arc<Notify> {
        let mut arrivals = self.arrivals.lock().unwrap_or_else(PoisonError::into_inner);
        arrivals.entry(queue.to_owned()).or_default().clone()
    }

    /// When the next message of the queue becomes visible, if any is waiting.
    pub(super) fn next_visible_at(&self, queue: &str) -> rusqlite::Result<Option<i64>> {
        let sql = "SELECT min(visible_at_ms) FROM messages WHERE queue = ?1";
        self.lock()
            .prepare_cached(sql)?
            .query_row([queue], |row| row.get(0))
    }

    pub(super) fn depth(&self, queue: &str, now_ms: i64) -> rusqlite::Result<Depth> {
        let sql = "SELECT count(*) FILTER (WHERE visible_at_ms <= ?2),
                          count(*) FILTER (WHERE visible_at_ms > ?2),
                          (SELECT visibility_s FROM queues WHERE name = ?1)
                   FROM messages WHERE queue = ?1";
        self.lock().query_row(sql, params![queue, now_ms], |row| {
            Ok(Depth {
                visible: row.get(0)?,
                in_flight: row.get(1)?,
                visibility_s: row.get(2)?,
            })
        })
    }

    fn transact<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut file = self.lock();
        let tx = file.transaction()?;
        let done = work(&tx)?;
        tx.commit()?;
        Ok(done)
    }

    fn lock(&self) -> MutexGuard<'_, Connection> {
        // A panic inside rolls its transaction back, so the connection stays good.
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Moves the visible messages that had all their receives to the dead-letter queue.
fn bury(tx: &Transaction<'_>, queue: &str, now_ms: i64) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "UPDATE messages SET queue = q.dead_letter, receives = 0, visible_at_ms = ?2
         FROM queues q
         WHERE q.name = ?1 AND q.dead_letter IS NOT NULL
           AND messages.queue = ?1 AND visible_at_ms <= ?2 AND receives >= q.receives_max",
    )?
    .execute(params![queue, now_ms])?;
    Ok(())
}

fn message(row: &Row<'_>) -> rusqlite::Result<StoredMessage> {
    Ok(StoredMessage {
        id: row.get(0)?,
        message_id: row.get(1)?,
        body: row.get(2)?,
        receives: row.get(3)?,
        sent_at_ms: row.get(4)?,
        first_received_at_ms: row.get(5)?,
    })
}

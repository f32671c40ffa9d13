//! The brake on guessing: missed look-ups of a tax code are counted by the hour, and beyond a
//! limit that code waits. A hit costs nothing; the limit by address is the edge's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use kernel::tax::TaxCode;
use kernel::time::Clock;
use platform::table::{Table, TableError};
use sha2::Sha256;

use crate::store::keys;

/// Wrong pairs with one tax code in an hour. Somebody who mistypes needs a few.
const MISSES_MAX: u64 = 10;
const WINDOW: SignedDuration = SignedDuration::from_hours(1);
/// Codes that an instance remembers as braked; beyond it the oldest knowledge goes.
const REMEMBERED_MAX: usize = 10_000;

#[derive(Clone)]
pub(super) struct Brake {
    table: Table,
    clock: Arc<dyn Clock>,
    key: [u8; 32],
    /// Until when a code waits, as far as this instance knows: a hit must not cost a request.
    waiting: Arc<Mutex<HashMap<String, Timestamp>>>,
}

impl Brake {
    pub fn new(table: Table, clock: Arc<dyn Clock>, key: [u8; 32]) -> Self {
        Self {
            table,
            clock,
            key,
            waiting: Arc::default(),
        }
    }

    /// Whether this code waits: no request.
    pub fn waits(&self, code: &TaxCode) -> bool {
        let now = self.clock.now();
        self.lock()
            .get(&self.pseudonym(code))
            .is_some_and(|until| *until > now)
    }

    /// Counts a miss; true when the code now waits: 1 request.
    pub async fn miss(&self, code: &TaxCode) -> Result<bool, TableError> {
        let (now, name) = (self.clock.now(), self.pseudonym(code));
        let hour = now.strftime("%Y-%m-%dT%H").to_string();
        let until = now + WINDOW;
        let count = self
            .table
            .tally(&keys::misses(&name, &hour), until.as_second())
            .await?;
        if count <= MISSES_MAX {
            return Ok(false);
        }
        let mut waiting = self.lock();
        if waiting.len() >= REMEMBERED_MAX {
            waiting.retain(|_, until| *until > now);
        }
        if waiting.len() < REMEMBERED_MAX {
            waiting.insert(name, until);
        }
        Ok(true)
    }

    /// The code is never written down: a keyed hash of it is.
    fn pseudonym(&self, code: &TaxCode) -> String {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else {
            return String::new();
        };
        mac.update(code.as_str().as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Timestamp>> {
        self.waiting
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

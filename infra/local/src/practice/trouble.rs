//! Bad answers on demand.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Deserialize;

/// Bad answers that may be ordered at once.
const TIMES_MAX: usize = 100;

/// Bad answers of one API that are still to be given, each to a creditor.
#[derive(Debug)]
pub struct Trouble<K>(Mutex<VecDeque<(String, K)>>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order<K> {
    creditor: String,
    kind: K,
    times: usize,
}

impl<K> Default for Trouble<K> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Copy + PartialEq> Trouble<K> {
    pub fn add(&self, order: Order<K>) {
        let times = order.times.min(TIMES_MAX);
        let mut waiting = self.lock();
        waiting.extend(std::iter::repeat_n((order.creditor, order.kind), times));
    }

    /// The next one for a creditor, if it is one of these.
    pub fn next(&self, creditor: &str, kinds: &[K]) -> Option<K> {
        let mut waiting = self.lock();
        let (of, kind) = waiting.front()?;
        if of != creditor || !kinds.contains(kind) {
            return None;
        }
        waiting.pop_front().map(|(_, kind)| kind)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(String, K)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

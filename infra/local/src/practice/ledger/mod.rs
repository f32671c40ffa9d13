//! What the practice node remembers: an append-only journal in the data folder, replayed at start.

mod event;
mod state;

pub use event::{Cart, CartEnd, CartNotice, Event, Irregularity, ReturnUrls};
pub use state::{PaymentRecord, State};

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The journal and what follows from it.
pub struct Ledger {
    inner: Mutex<Inner>,
}

struct Inner {
    state: State,
    journal: Option<File>,
}

impl Ledger {
    /// Opens `journal.ndjson` in the folder, or a ledger in memory alone. A line that is no event
    /// (the last one, when the process was killed while writing it) is passed over.
    pub fn open(folder: Option<&Path>) -> io::Result<Self> {
        let mut state = State::default();
        let journal = folder
            .map(|folder| replay(folder, &mut state))
            .transpose()?;
        Ok(Self {
            inner: Mutex::new(Inner { state, journal }),
        })
    }

    /// Writes the event down, then lets it happen.
    pub fn record(&self, event: Event) -> io::Result<()> {
        self.decide(|_| ((), Some(event)))
    }

    /// Decides on the state as it is and writes down what was decided, with nobody in between.
    pub fn decide<T>(&self, decide: impl FnOnce(&State) -> (T, Option<Event>)) -> io::Result<T> {
        let mut inner = self.lock();
        let (answer, event) = decide(&inner.state);
        if let Some(event) = event {
            if let Some(journal) = &mut inner.journal {
                let mut line = serde_json::to_vec(&event)?;
                line.push(b'\n');
                journal.write_all(&line)?;
            }
            inner.state.apply(event);
        }
        Ok(answer)
    }

    pub fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.lock().state)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn replay(folder: &Path, state: &mut State) -> io::Result<File> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("journal.ndjson");
    let mut torn = false;
    if path.exists() {
        for line in BufReader::new(File::open(&path)?).split(b'\n') {
            match serde_json::from_slice(&line?) {
                Ok(event) => state.apply(event),
                Err(_) => torn = true,
            }
        }
    }
    let mut journal = OpenOptions::new().create(true).append(true).open(path)?;
    if torn {
        journal.write_all(b"\n")?;
    }
    Ok(journal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cart(id: &str) -> Event {
        let urls = ReturnUrls {
            ok: "a".into(),
            cancel: "b".into(),
            error: "c".into(),
        };
        let (notices, note) = (Vec::new(), None);
        Event::CartOpened {
            cart: Cart {
                id: id.to_owned(),
                notices,
                urls,
                note,
                end: None,
            },
        }
    }

    #[test]
    fn the_journal_survives_a_restart_and_a_torn_last_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let ledger = Ledger::open(Some(folder.path())).expect("opens");
        ledger.record(cart("one")).expect("writes");
        drop(ledger);
        let path = folder.path().join("journal.ndjson");
        let mut torn = OpenOptions::new().append(true).open(path).expect("exists");
        torn.write_all(b"{\"event\":\"cart_op").expect("writes");
        let ledger = Ledger::open(Some(folder.path())).expect("opens again");
        ledger.record(cart("two")).expect("writes");
        drop(ledger);
        let ledger = Ledger::open(Some(folder.path())).expect("opens a third time");
        assert!(ledger.read(|state| state.cart("one").is_some() && state.cart("two").is_some()));
    }
}

//! A flow as it is kept: its head, where its matching stands, which revision it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::idempotency::Fingerprint;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{BankState, FlowHead, Party, RowOutcome};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub creditor: OrgFiscalCode,
    pub id: FlowId,
    /// From 1: grows when a later flow of the same name replaces it.
    pub revision: u32,
    pub made_at: Timestamp,
    pub regulation: String,
    pub settled_on: Date,
    pub sender: Party,
    pub amount_cents: Cents,
    pub row_count: u32,
    /// Of everything that the flow says.
    pub fingerprint: Fingerprint,
    /// Where in the bucket its rows stand, [`CHUNK_ROWS`] a file.
    pub folder: String,
    pub state: FlowState,
    /// How many rows had each outcome, once it is matched.
    #[serde(default)]
    pub outcomes: BTreeMap<RowOutcome, u32>,
    #[serde(default)]
    pub bank: BankState,
    pub loaded_by: String,
    pub loaded_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// Rows that one message matches: some seconds of work, and a page of the REST API.
pub const CHUNK_ROWS: u32 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowState {
    /// Loaded; its rows are being compared with the receipts.
    Matching,
    /// Every row has its outcome.
    Ready,
    /// Came after a later one of the same name: kept, and without effect.
    Superseded,
}

/// What a flow that was just read is beside the one that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revision {
    /// Store it: new, or over the one of `before`.
    Store(Box<Flow>),
    /// The same flow again.
    Known,
    /// An earlier one than the one that is kept: to be kept beside it.
    Late(Box<Flow>),
    Refused(FlowRefusal),
}

/// Why a flow is not taken. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowRefusal {
    #[error(
        "È già stato caricato un flusso con lo stesso identificativo, la stessa data e altro contenuto."
    )]
    OtherContent,
}

impl FlowRefusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::OtherContent => "flow_content_differs",
        }
    }
}

/// A flow that was just read: what it says, the print of it, and where its rows were put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlowRead {
    pub head: FlowHead,
    pub fingerprint: Fingerprint,
    pub folder: String,
}

/// Decides whether a flow is new, a repetition, a later revision or a late one (by `dataOraFlusso`).
pub fn revise(
    before: Option<&Flow>,
    read: &FlowRead,
    creditor: &OrgFiscalCode,
    (by, at): (&str, Timestamp),
) -> Revision {
    let made_at = read.head.made_at;
    let first = (1, 1, BankState::Waiting);
    let stored = |(revision, version, bank)| Flow {
        bank,
        ..new(read, creditor, (revision, version), (by, at))
    };
    match before {
        None => Revision::Store(Box::new(stored(first))),
        Some(kept) if kept.fingerprint == read.fingerprint => Revision::Known,
        Some(kept) if kept.made_at > made_at => Revision::Late(Box::new(Flow {
            state: FlowState::Superseded,
            ..stored(first)
        })),
        Some(kept) if kept.made_at == made_at => Revision::Refused(FlowRefusal::OtherContent),
        Some(kept) => {
            let next = (kept.revision + 1, kept.version + 1, kept.bank);
            Revision::Store(Box::new(stored(next)))
        }
    }
}

fn new(
    read: &FlowRead,
    creditor: &OrgFiscalCode,
    (revision, version): (u32, u64),
    (by, at): (&str, Timestamp),
) -> Flow {
    let head = &read.head;
    Flow {
        creditor: creditor.clone(),
        id: head.id.clone(),
        revision,
        made_at: head.made_at,
        regulation: head.regulation.clone(),
        settled_on: head.settled_on,
        sender: head.sender.clone(),
        amount_cents: head.amount_cents,
        row_count: head.row_count,
        fingerprint: read.fingerprint.clone(),
        folder: read.folder.clone(),
        state: FlowState::Matching,
        outcomes: BTreeMap::new(),
        bank: BankState::Waiting,
        loaded_by: by.to_owned(),
        loaded_at: at,
        updated_at: at,
        version,
    }
}

impl Flow {
    /// Rows that found their receipt.
    pub fn matched(&self) -> u32 {
        self.outcomes
            .get(&RowOutcome::Matched)
            .copied()
            .unwrap_or(0)
    }

    /// Files of its rows.
    pub fn chunks(&self) -> u32 {
        self.row_count.div_ceil(CHUNK_ROWS)
    }

    /// The flow with the outcomes of all its chunks.
    pub fn ready<'o>(
        &self,
        chunks: impl IntoIterator<Item = &'o BTreeMap<RowOutcome, u32>>,
        at: Timestamp,
    ) -> Self {
        let mut after = self.clone();
        after.outcomes.clear();
        for (outcome, count) in chunks.into_iter().flatten() {
            *after.outcomes.entry(*outcome).or_default() += count;
        }
        after.state = FlowState::Ready;
        after.updated_at = at;
        after.version += 1;
        after
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{creditor, flow};
    use super::*;

    fn revised(before: Option<&Flow>, head: &FlowHead, content: &str) -> Revision {
        let at = "2026-11-21T10:00:00Z".parse().expect("a time");
        let read = FlowRead {
            head: head.clone(),
            fingerprint: Fingerprint::of(&[content.as_bytes()]),
            folder: content.to_owned(),
        };
        revise(before, &read, &creditor(), ("user:x", at))
    }

    #[test]
    fn a_later_flow_replaces_and_an_earlier_one_is_kept_beside() {
        let first = flow().head;
        let Revision::Store(kept) = revised(None, &first, "a") else {
            panic!("new")
        };
        assert_eq!(revised(Some(&kept), &first, "a"), Revision::Known);
        let other = revised(Some(&kept), &first, "b");
        assert_eq!(other, Revision::Refused(FlowRefusal::OtherContent));
        let mut later = first.clone();
        later.made_at += jiff::SignedDuration::from_secs(1);
        let Revision::Store(second) = revised(Some(&kept), &later, "c") else {
            panic!("a revision")
        };
        assert_eq!((second.revision, second.version), (2, kept.version + 1));
        let Revision::Late(late) = revised(Some(&second), &first, "a") else {
            panic!("late")
        };
        assert_eq!(late.state, FlowState::Superseded);
    }

    #[test]
    fn a_flow_is_cut_into_chunks() {
        let Revision::Store(mut flow) = revised(None, &flow().head, "a") else {
            panic!("new")
        };
        for (rows, chunks) in [(1, 1), (1_000, 1), (1_001, 2)] {
            flow.row_count = rows;
            assert_eq!(flow.chunks(), chunks);
        }
    }
}

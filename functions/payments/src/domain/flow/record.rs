//! A flow as it is kept: its head, where its matching stands, which revision it is.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::idempotency::Fingerprint;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{BankState, Party, ReportingFlow, RowOutcome};

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

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlowState {
    /// Loaded; its rows are being compared with the receipts.
    Matching,
    /// Every row has its outcome.
    Ready,
}

/// What a flow that was just read is beside the one that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revision {
    /// Store it: new, or over the one of `before`.
    Store(Box<Flow>),
    /// The same flow again.
    Known,
    Refused(FlowRefusal),
}

/// Why a flow is not taken. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FlowRefusal {
    #[error("È già stata caricata una versione più recente di questo flusso.")]
    Superseded,
    #[error(
        "È già stato caricato un flusso con lo stesso identificativo, la stessa data e altro contenuto."
    )]
    OtherContent,
}

impl FlowRefusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::Superseded => "flow_superseded",
            Self::OtherContent => "flow_content_differs",
        }
    }
}

/// Decides whether a flow is new, a repetition or a later revision (by `dataOraFlusso`).
pub fn revise(
    before: Option<&Flow>,
    read: &ReportingFlow,
    fingerprint: Fingerprint,
    creditor: &OrgFiscalCode,
    (by, at): (&str, Timestamp),
) -> Revision {
    let (revision, version, bank) = match before {
        None => (1, 1, BankState::Waiting),
        Some(kept) if kept.fingerprint == fingerprint => return Revision::Known,
        Some(kept) if kept.made_at > read.made_at => {
            return Revision::Refused(FlowRefusal::Superseded);
        }
        Some(kept) if kept.made_at == read.made_at => {
            return Revision::Refused(FlowRefusal::OtherContent);
        }
        Some(kept) => (kept.revision + 1, kept.version + 1, kept.bank),
    };
    Revision::Store(Box::new(Flow {
        creditor: creditor.clone(),
        id: read.id.clone(),
        revision,
        made_at: read.made_at,
        regulation: read.regulation.clone(),
        settled_on: read.settled_on,
        sender: read.sender.clone(),
        amount_cents: read.amount_cents,
        row_count: u32::try_from(read.rows.len()).unwrap_or(u32::MAX),
        fingerprint,
        state: FlowState::Matching,
        outcomes: BTreeMap::new(),
        bank,
        loaded_by: by.to_owned(),
        loaded_at: at,
        updated_at: at,
        version,
    }))
}

impl Flow {
    /// Rows that found their receipt.
    pub fn matched(&self) -> u32 {
        self.outcomes
            .get(&RowOutcome::Matched)
            .copied()
            .unwrap_or(0)
    }

    /// The flow with every row's outcome counted.
    pub fn ready(&self, outcomes: impl IntoIterator<Item = RowOutcome>, at: Timestamp) -> Self {
        let mut after = self.clone();
        after.outcomes.clear();
        for outcome in outcomes {
            *after.outcomes.entry(outcome).or_default() += 1;
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

    fn revised(before: Option<&Flow>, read: &ReportingFlow, content: &str) -> Revision {
        let at = "2026-11-21T10:00:00Z".parse().expect("a time");
        let print = Fingerprint::of(&[content.as_bytes()]);
        revise(before, read, print, &creditor(), ("user:x", at))
    }

    #[test]
    fn a_later_flow_replaces_and_an_earlier_one_does_not() {
        let first = flow();
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
        let earlier = revised(Some(&second), &first, "a");
        assert_eq!(earlier, Revision::Refused(FlowRefusal::Superseded));
    }
}

//! What is needed to book a flow, whoever asks.

use std::collections::BTreeMap;

use access::Actor;
use kernel::flow::FlowId;
use kernel::ids::StatementId;

use super::super::faults::MatchingFault;
use super::super::{MatchingDeps, Outcome, TRIES_MAX};
use crate::domain::accounting::{
    AccountingChange, AccountingDefaults, AccountingRecord, AccountingStep, AccountingTerms,
    DefaultTerms, book, matched_line,
};
use crate::domain::flow::{BankLine, Flow, LineMatch};
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{accounting, bank_lines, settings};

/// Flows that one press books: as many as 20 transactions take.
const AT_ONCE_MAX: usize = 900;

/// A flow, the bank's line of it, and how it was booked.
pub struct Booking {
    pub flow: Flow,
    pub line: Option<BankLine>,
    pub record: Option<AccountingRecord>,
    pub changes: Vec<AccountingChange>,
}

/// What a body presets, and its IBAN.
pub struct Presets {
    pub defaults: Option<AccountingDefaults>,
    pub iban: String,
}

impl Presets {
    pub fn terms(&self) -> DefaultTerms {
        let defaults = self.defaults.as_ref();
        defaults
            .map(|defaults| defaults.terms.clone())
            .unwrap_or_default()
    }

    /// The terms of a flow that nobody has touched.
    pub fn of(&self, booking: &Booking) -> Option<AccountingTerms> {
        self.terms()
            .of(&booking.flow, booking.line.as_ref(), &self.iban)
    }
}

impl MatchingDeps {
    /// 2 requests.
    pub async fn presets(&self, actor: &Actor) -> Result<Presets, MatchingFault> {
        let settings = settings::read(&self.table, &actor.tenant).await?;
        let iban = settings
            .map(|settings| settings.iban.to_string())
            .unwrap_or_default();
        let defaults = accounting::defaults(&self.table, &actor.tenant).await?;
        Ok(Presets { defaults, iban })
    }

    /// A flow with its line and record: 1 query.
    pub async fn booking(&self, actor: &Actor, id: &str) -> Result<Booking, MatchingFault> {
        let id = FlowId::parse(id).map_err(|_| MatchingFault::UnknownFlow)?;
        let found = bank_lines::at_bank(&self.table, &actor.tenant, &id).await?;
        Ok(Booking {
            flow: found.flow.ok_or(MatchingFault::UnknownFlow)?,
            line: matched_line(&found.lines).cloned(),
            record: found.record,
            changes: found.changes,
        })
    }

    /// Books a flow or changes how it was booked: 1 query and 1 transaction. `seen` is the version
    /// that the person saw; another one is a conflict, unless it says the same.
    pub async fn book(
        &self,
        actor: &Actor,
        id: &str,
        (terms, seen): (&AccountingTerms, Option<u64>),
        done: impl Fn(&AccountingRecord) -> Option<Done>,
    ) -> Result<Outcome<AccountingRecord>, MatchingFault> {
        let by = actor.id.to_string();
        for _ in 0..TRIES_MAX {
            let Booking {
                flow, line, record, ..
            } = self.booking(actor, id).await?;
            let now = (by.as_str(), self.clock.now());
            let step = book(record.as_ref(), &flow, line.as_ref(), terms.clone(), now)?;
            let kept = match (&step, record) {
                (AccountingStep::AlreadyDone, Some(record)) => {
                    if let Some(done) = done(&record) {
                        self.table.put_new(&done).await?;
                    }
                    return Ok(Outcome::Done(Box::new(record)));
                }
                (AccountingStep::New(record) | AccountingStep::Changed(record, _), before) => {
                    let version = before.map_or(0, |before| before.version);
                    if seen.is_some_and(|seen| seen != version) {
                        return Err(MatchingFault::BookedMeanwhile);
                    }
                    record.clone()
                }
                (AccountingStep::AlreadyDone, None) => return Err(MatchingFault::Busy),
            };
            let done = done(&kept);
            match accounting::save(&self.table, &step, &flow, done.as_ref()).await? {
                Saved::Done => return Ok(Outcome::Done(kept)),
                Saved::KeyUsed => return Ok(Outcome::KeyUsed),
                Saved::Overtaken => {}
            }
        }
        Err(MatchingFault::Busy)
    }

    /// The flows that a statement credits, in the order of the accounting date: 1 query per 500
    /// lines, 2 batches per 100 flows.
    pub async fn bookings(
        &self,
        actor: &Actor,
        statement: &StatementId,
    ) -> Result<Vec<Booking>, MatchingFault> {
        let lines = bank_lines::of_statement(&self.table, &actor.tenant, statement)
            .await?
            .flows;
        let matched = lines
            .into_iter()
            .filter(|line| line.verdict == LineMatch::Matched);
        let mut lines: BTreeMap<FlowId, BankLine> = BTreeMap::new();
        for line in matched {
            lines.entry(line.flow_id.clone()).or_insert(line);
        }
        let ids: Vec<FlowId> = lines.keys().cloned().collect();
        let flows = accounting::flows(&self.table, &actor.tenant, &ids).await?;
        let records = accounting::of_flows(&self.table, &actor.tenant, &ids).await?;
        let mut records: BTreeMap<FlowId, AccountingRecord> = records
            .into_iter()
            .map(|record| (record.flow_id.clone(), record))
            .collect();
        let mut bookings: Vec<Booking> = flows
            .into_iter()
            .map(|flow| Booking {
                line: lines.remove(&flow.id),
                record: records.remove(&flow.id),
                changes: Vec::new(),
                flow,
            })
            .collect();
        let order = |booking: &Booking| {
            booking
                .line
                .as_ref()
                .map(|line| (line.accounting_date, line.row))
        };
        bookings.sort_by_key(order);
        Ok(bookings)
    }

    /// Books what a statement credits and nobody has booked yet, in the order of the accounting
    /// date: as [`MatchingDeps::bookings`], and 1 transaction per 45 flows.
    pub async fn book_all(
        &self,
        actor: &Actor,
        statement: &StatementId,
        chosen: &DefaultTerms,
        iban: &str,
    ) -> Result<(), MatchingFault> {
        let by = actor.id.to_string();
        for _ in 0..TRIES_MAX {
            let now = self.clock.now();
            let open = self.bookings(actor, statement).await?.into_iter();
            let open = open
                .filter(|booking| booking.record.is_none())
                .take(AT_ONCE_MAX);
            let mut records = Vec::new();
            for booking in open {
                let line = booking.line.as_ref();
                let Some(terms) = chosen.of(&booking.flow, line, iban) else {
                    return Err(MatchingFault::NoAccount);
                };
                let step = book(None, &booking.flow, line, terms, (&by, now));
                // What is told otherwise since the list was read is left for a person.
                if let Ok(AccountingStep::New(record)) = step {
                    records.push((*record, booking.flow));
                }
            }
            if accounting::save_all(&self.table, &records).await? {
                return Ok(());
            }
        }
        Err(MatchingFault::Busy)
    }
}

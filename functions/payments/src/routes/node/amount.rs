//! The amount of this moment, asked of the body's software where it tells amounts.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use kernel::dice::Dice;
use kernel::ids::EventId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::Table;

use crate::domain::amount::{
    AmountAnswer, AmountHook, Asking, NotPayable, ToldAmount, asking, question,
};
use crate::domain::journal::{Call, Operation};
use crate::domain::node::FaultCode;
use crate::domain::position::{DebtPosition, Installment};
use crate::domain::webhook::Reach;
use crate::routes::software::{ASKED_MAX, Heard, Line, TOO_LATE, words};
use crate::store::amounts::{self, HookReader};
use crate::store::journal::Journal;

/// After so many failures in a row the software is left alone for a while, so that every payer does not
/// wait for what does not come.
const FAILURES_MAX: u32 = 3;
const REST: SignedDuration = SignedDuration::from_secs(60);
/// The addresses of the software are looked up again after this.
const LINE_KEPT: SignedDuration = SignedDuration::from_secs(60);

/// Asks for amounts. What it remembers is an instance's own.
#[derive(Clone)]
pub struct Amounts {
    table: Table,
    hooks: HookReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
    reach: Reach,
    journal: Journal,
    known: Arc<Mutex<HashMap<OrgFiscalCode, Known>>>,
}

/// What is remembered of a body's software.
#[derive(Clone, Default)]
struct Known {
    line: Option<(Timestamp, Line)>,
    failures: u32,
    rests_until: Option<Timestamp>,
}

impl Amounts {
    pub fn new(
        table: Table,
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        (reach, journal): (Reach, Journal),
    ) -> Self {
        Self {
            hooks: HookReader::new(table.clone(), clock.clone()),
            table,
            clock,
            dice,
            reach,
            journal,
            known: Arc::default(),
        }
    }

    /// Notes its questions there.
    #[must_use]
    pub fn noting(mut self, journal: Journal) -> Self {
        self.journal = journal;
        self
    }

    /// The part with the amount to be told: the stored one wherever the body's software says nothing
    /// that can be used.
    pub async fn of<'a>(
        &self,
        position: &DebtPosition,
        part: &'a Installment,
        operation: Asking,
    ) -> Result<Cow<'a, Installment>, FaultCode> {
        let stored = Ok(Cow::Borrowed(part));
        let hook = match self.hooks.get(&position.creditor).await {
            Ok(Some(hook)) => hook,
            Ok(None) => return stored,
            Err(error) => {
                tracing::warn!(error.cause = %error, "amount: as stored, the hook is unreadable");
                return stored;
            }
        };
        match self.answer(&hook, position, part, operation).await {
            Ok(AmountAnswer::AsStored) => stored,
            Ok(AmountAnswer::NotPayable(why)) => Err(fault(why)),
            Ok(AmountAnswer::Payable {
                amount_cents,
                due_date,
            }) => match asking(part, &position.creditor, amount_cents, due_date) {
                Some(other) => Ok(Cow::Owned(other)),
                None => {
                    tracing::warn!("amount: as stored, the transfers can not add up to the answer");
                    stored
                }
            },
            Err(why) => {
                tracing::warn!(amount.why = why, "amount: as stored");
                stored
            }
        }
    }

    /// Remembers what was told, so that the receipt is expected; without it the receipt is still taken.
    pub async fn keep(&self, position: &DebtPosition, part: &Installment) {
        let told = ToldAmount {
            creditor: position.creditor.clone(),
            nav: part.nav.clone(),
            amount_cents: part.amount_cents,
            told_at: self.clock.now(),
        };
        if let Err(error) = amounts::keep(&self.table, &told).await {
            tracing::warn!(error.cause = %error, "amount: what was told is not kept");
        }
    }

    async fn answer(
        &self,
        hook: &AmountHook,
        position: &DebtPosition,
        part: &Installment,
        operation: Asking,
    ) -> Result<AmountAnswer, String> {
        let now = self.clock.now();
        let known = self.lock().get(&hook.creditor).cloned().unwrap_or_default();
        if known.rests_until.is_some_and(|until| now < until) {
            return Err("the software failed several times: it is left alone".to_owned());
        }
        let id = EventId::mint(self.clock.as_ref(), self.dice.as_ref());
        let question = question((id, now), position, part, operation);
        let asked = async {
            let line = self.line(hook, known.line, now).await?;
            line.ask(&hook.secret, &question, now).await
        };
        let heard = tokio::time::timeout(ASKED_MAX, asked).await;
        let heard = heard.unwrap_or_else(|_| Err(TOO_LATE.to_owned()));
        self.tell(hook, part, (&words(&question), now), &heard)
            .await;
        let answer = heard.and_then(|heard| heard.answer());
        self.note(&hook.creditor, answer.is_ok());
        answer
    }

    /// One line of the journal: 1 put, which may fail.
    async fn tell(
        &self,
        hook: &AmountHook,
        part: &Installment,
        (asked, started): (&str, Timestamp),
        heard: &Result<Heard, String>,
    ) {
        let call = Call {
            operation: Operation::AskAmount,
            creditor: Some(&hook.creditor),
            notice: Some(&part.nav),
            what: "POST notice.amount",
            started,
            ended: self.clock.now(),
            status: heard.as_ref().ok().map(|heard| heard.status),
            trouble: heard.as_ref().err().map(String::as_str),
            request: asked.as_bytes(),
            answer: heard
                .as_ref()
                .map_or(&[][..], |heard| heard.body.as_slice()),
        };
        self.journal.note(&call).await;
    }

    async fn line(
        &self,
        hook: &AmountHook,
        open: Option<(Timestamp, Line)>,
        now: Timestamp,
    ) -> Result<Line, String> {
        if let Some((since, line)) = open
            && line.leads_to(&hook.url)
            && now.duration_since(since).abs() < LINE_KEPT
        {
            return Ok(line);
        }
        let line = Line::open(&hook.url, self.reach).await?;
        let mut known = self.lock();
        known.entry(hook.creditor.clone()).or_default().line = Some((now, line.clone()));
        Ok(line)
    }

    fn note(&self, creditor: &OrgFiscalCode, answered: bool) {
        let now = self.clock.now();
        let mut all = self.lock();
        let known = all.entry(creditor.clone()).or_default();
        known.failures = if answered { 0 } else { known.failures + 1 };
        known.rests_until = None;
        if known.failures >= FAILURES_MAX {
            known.rests_until = now.checked_add(REST).ok();
            known.failures = 0;
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<OrgFiscalCode, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What the node hears of it.
fn fault(why: NotPayable) -> FaultCode {
    match why {
        NotPayable::Paid => FaultCode::PagamentoDuplicato,
        NotPayable::Cancelled => FaultCode::PagamentoAnnullato,
        NotPayable::Expired => FaultCode::PagamentoScaduto,
        NotPayable::InProgress => FaultCode::PagamentoInCorso,
        NotPayable::Unknown => FaultCode::PagamentoSconosciuto,
    }
}

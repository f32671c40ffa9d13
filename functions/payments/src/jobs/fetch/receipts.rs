//! Receipts that flows tell and that never came are asked for, one by one, until pagoPA has them or a
//! month is over.
//!
//! pagoPA's API of receipts for creditors (OpenAPI `biz_events` 0.1) gives one by creditor, receipt id
//! (IUR) and IUV: what a row of a flow names. It is recorded like one that the node sends, and its row
//! is matched again. An answer about this receipt (there is none, or it is another one) puts off this
//! asking alone; one about the service (429, 5xx, the key, silence) ends the message and pauses all.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;
use platform::config::Secret;
use platform::jobs::{JobError, JobMessage};
use platform::outbox::OutboxItem;
use platform::table::Tx;

use super::caller::{Caller, FetchError};
use super::{FETCH_RECEIPTS_JOB, FetchDeps, FetchOrder};
use crate::domain::exceptions::{Exception, Search};
use crate::domain::fetch::ReceiptSource;
use crate::domain::journal::Operation;
use crate::domain::node::{AskedReceipt, fetched_receipt};
use crate::store::journal::Journal;
use crate::store::positions::Teller;
use crate::store::{exceptions, fetching, receipts, settings};

/// A receipt is a few KB: who takes longer is in trouble.
const TIMEOUT: Duration = Duration::from_secs(10);
/// Five signed stamps of 40 KB and every text at its longest.
const ANSWER_BYTES_MAX: usize = 512 * 1024;
/// Receipts that one message asks for; the next message goes on.
const ASKED_MAX: u32 = 25;
/// A message that has worked this long leaves the rest to the next one: the function has 300 s.
const WORK_MAX: SignedDuration = SignedDuration::from_secs(120);

#[derive(Clone)]
pub(super) struct ReceiptClient {
    caller: Caller,
}

impl ReceiptClient {
    pub(super) fn new(access: (&str, Secret), journal: &Journal) -> Self {
        let caller = Caller::new(access, (TIMEOUT, ANSWER_BYTES_MAX), journal);
        Self { caller }
    }

    async fn get(&self, asked: &AskedReceipt) -> Result<Vec<u8>, FetchError> {
        let path = [
            "organizations",
            asked.creditor.as_str(),
            "receipts",
            asked.id.as_str(),
            "paymentoptions",
            asked.iuv.as_str(),
        ];
        let asking = (Operation::ReadReceipt, &asked.creditor);
        self.caller.get(asking, &path, &[]).await
    }
}

/// What came of asking for one receipt.
enum Sought {
    Here,
    Missing(String),
    Trouble(FetchError),
}

pub(super) async fn run(deps: FetchDeps, message: JobMessage) -> Result<(), JobError> {
    let FetchOrder { creditor } = message.data()?;
    let start = deps.clock.now();
    let source = fetching::source(&deps.table, &creditor).await;
    let source = source.map_err(JobError::of)?;
    let source = source.unwrap_or_else(|| ReceiptSource::new(creditor.clone(), start));
    if !source.is_ready(start) {
        return Ok(());
    }
    let due = exceptions::due_searches(&deps.table, &creditor, (start, ASKED_MAX)).await;
    let due = due.map_err(JobError::of)?;
    let (mut got, mut source_after) = (BTreeSet::new(), None);
    for exception in &due {
        let now = deps.clock.now();
        if now.duration_since(start) > WORK_MAX {
            break;
        }
        let sought = deps.seek(exception).await?;
        let trouble = failed(&source, &sought, now);
        let after = told(exception, (&sought, trouble.as_ref()), now);
        let kept = exceptions::keep(&deps.table, &after).await;
        kept.map_err(JobError::of)?;
        if trouble.is_some() {
            source_after = trouble;
            break;
        }
        source_after = source.answered(now);
        let is_here = matches!(sought, Sought::Here);
        got.extend(super::heal::chunk(exception).filter(|_| is_here));
    }
    if let Some(after) = &source_after {
        let written = fetching::write_source(&deps.table, after).await;
        written.map_err(JobError::of)?;
    }
    for (flow, chunk) in got {
        deps.match_again(&creditor, flow, chunk).await?;
    }
    let is_well = source_after.is_none_or(|after| after.failures == 0);
    match is_well && due.len() == ASKED_MAX as usize {
        true => deps.send_on(&creditor).await,
        false => Ok(()),
    }
}

impl FetchDeps {
    /// Orders the asking where a receipt is to be asked for: 1 query, and 1 transaction then.
    pub(super) async fn order_receipts(&self, creditor: &OrgFiscalCode) -> Result<(), JobError> {
        let now = self.clock.now();
        let due = exceptions::due_searches(&self.table, creditor, (now, 1)).await;
        match due.map_err(JobError::of)?.is_empty() {
            true => Ok(()),
            false => self.send_on(creditor).await,
        }
    }

    async fn send_on(&self, creditor: &OrgFiscalCode) -> Result<(), JobError> {
        let order = FetchOrder {
            creditor: creditor.clone(),
        };
        let order = OutboxItem::new(FETCH_RECEIPTS_JOB, &order, &*self.clock, &*self.dice);
        let sent = self.table.commit(Tx::new().outbox(&order)).await;
        sent.map_err(JobError::of)
    }

    /// The receipt may have come meanwhile: then nobody is asked.
    async fn seek(&self, exception: &Exception) -> Result<Sought, JobError> {
        let Some(asked) = asked(exception) else {
            return Ok(Sought::Missing(
                "la riga non dice quale ricevuta".to_owned(),
            ));
        };
        if let Some(notice) = &exception.about.notice {
            let known = receipts::is_here(&self.table, &asked.creditor, notice, &asked.id).await;
            if known.map_err(JobError::of)? {
                return Ok(Sought::Here);
            }
        }
        match self.receipts.get(&asked).await {
            Ok(bytes) => self.take(&bytes, &asked).await,
            Err(FetchError::Refused { status: 404, .. }) => {
                Ok(Sought::Missing("pagoPA non ha questa ricevuta".to_owned()))
            }
            Err(error) if error.is_of_this_one() => Ok(Sought::Missing(error.reason())),
            Err(error) => {
                tracing::warn!(error = %error, "receipts not fetched");
                Ok(Sought::Trouble(error))
            }
        }
    }

    /// The way of a receipt that the node sends, from the schema to the one transaction: 1 get more.
    async fn take(&self, bytes: &[u8], asked: &AskedReceipt) -> Result<Sought, JobError> {
        let told = match fetched_receipt(bytes, asked) {
            Ok(told) => told,
            Err(why) => {
                tracing::warn!(error = %why, "an answer that is not the receipt");
                return Ok(Sought::Missing(why.to_string()));
            }
        };
        let receipt = match told.receipt(&asked.creditor, self.clock.now()) {
            Ok(receipt) => receipt,
            Err(fault) => return Ok(Sought::Missing(fault.description)),
        };
        let settings = settings::read(&self.table, &asked.creditor).await;
        let settings = settings.map_err(JobError::of)?;
        let teller = Teller {
            settings: settings.as_ref(),
            clock: &*self.clock,
            dice: &*self.dice,
        };
        let recorded = receipts::record(&self.table, receipt, teller).await;
        recorded.map(|_| Sought::Here).map_err(JobError::of)
    }
}

fn asked(exception: &Exception) -> Option<AskedReceipt> {
    let Search { iuv, .. } = exception.search.as_ref()?;
    Some(AskedReceipt {
        creditor: exception.creditor.clone(),
        iuv: iuv.clone(),
        id: exception.about.receipt_id.clone()?,
    })
}

fn failed(source: &ReceiptSource, sought: &Sought, now: Timestamp) -> Option<ReceiptSource> {
    match sought {
        Sought::Here | Sought::Missing(_) => None,
        Sought::Trouble(error) => Some(source.failed(&error.reason(), error.wait(), now)),
    }
}

fn told(
    exception: &Exception,
    (sought, source): (&Sought, Option<&ReceiptSource>),
    now: Timestamp,
) -> Exception {
    match sought {
        Sought::Here => exception.found(now),
        Sought::Missing(why) => exception.not_found(why, now),
        Sought::Trouble(error) => {
            let next = source.map_or(now, |source| source.next_at);
            exception.put_off(&error.reason(), next, now)
        }
    }
}

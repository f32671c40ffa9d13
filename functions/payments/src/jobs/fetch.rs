//! Flows are fetched from pagoPA, on schedule and when somebody looks at the list; what came late is
//! matched again.
//!
//! ```text
//! tick, access ─▸ fetch-flows ─▸ fetch-flow (one for each that is new) ─▸ match-flow
//!                             ├▸ fetch-receipts (those that flows tell and that never came) ─▸ match-flow
//!                             ╰▸ heal: rows that waited for a receipt, credits that are late
//! ```
//! What was listed is remembered before it is fetched, so nothing is missed and nothing is loaded
//! twice. A failure is kept with its reason and tried again after growing pauses; the message itself
//! is done, so that the queue does not hammer on pagoPA.

mod caller;
mod client;
mod heal;
mod one;
mod receipts;

use std::sync::Arc;

use jiff::Timestamp;
use kernel::dice::Dice;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::config::Secret;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::Objects;
use platform::outbox::OutboxItem;
use platform::table::{Table, TableError};
use serde::{Deserialize, Serialize};

use super::load_flow::FlowLoader;
use crate::domain::fetch::{Fetching, SeenFlow};
use crate::domain::journal::KeptDays;
use crate::store::journal::Journal;
use crate::store::{fetching, settings};

use caller::FetchError;
use client::FdrClient;
use receipts::ReceiptClient;

pub const FETCH_JOB: &str = "fetch-flows";
pub const FETCH_ONE_JOB: &str = "fetch-flow";
pub const FETCH_RECEIPTS_JOB: &str = "fetch-receipts";

/// Pages of one list: 50,000 flows.
const PAGES_MAX: u32 = 50;
const TRIES_MAX: u32 = 5;

#[derive(Clone)]
pub struct FetchDeps {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    client: FdrClient,
    receipts: ReceiptClient,
}

/// What the jobs are told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FetchOrder {
    pub creditor: OrgFiscalCode,
}

impl FetchDeps {
    /// Each API by its address without the paths of the OpenAPI file, as pagoPA's
    /// `https://…/fdr-org/service/v1` and `https://…/bizevents/service/v1`, and its key. `kept`: of the
    /// journal.
    pub fn new(
        (table, objects): (Table, Objects),
        (clock, dice): (Arc<dyn Clock>, Arc<dyn Dice>),
        (flows, receipts): ((&str, Secret), (&str, Secret)),
        kept: KeptDays,
    ) -> Self {
        let times = (Arc::clone(&clock), Arc::clone(&dice));
        let journal = Journal::new(table.clone(), times, kept);
        let client = FdrClient::new(flows, &journal);
        let receipts = ReceiptClient::new(receipts, &journal);
        Self {
            table,
            objects,
            clock,
            dice,
            client,
            receipts,
        }
    }
}

/// Adds the jobs of fetching.
pub fn register(jobs: Jobs, deps: FetchDeps) -> Jobs {
    let (other, third) = (deps.clone(), deps.clone());
    jobs.on(FETCH_JOB, move |message| run(deps.clone(), message))
        .on(FETCH_ONE_JOB, move |message| {
            one::run(other.clone(), message)
        })
        .on(FETCH_RECEIPTS_JOB, move |message| {
            receipts::run(third.clone(), message)
        })
}

/// The schedule: orders a run for every creditor that is due. 1 query per 500 creditors, 1 get and at
/// most 1 transaction for each.
pub async fn tick(table: &Table, clock: &dyn Clock, dice: &dyn Dice) -> Result<(), TableError> {
    for creditor in settings::list(table).await? {
        order(table, &creditor.fiscal_code, (clock, dice)).await?;
    }
    Ok(())
}

/// Orders a run for one creditor, at most every [`crate::domain::fetch::EVERY`], and tells where the
/// asking stood before: 1 get, and 1 transaction when it is time.
pub async fn order(
    table: &Table,
    creditor: &OrgFiscalCode,
    times: (&dyn Clock, &dyn Dice),
) -> Result<Option<Fetching>, TableError> {
    let order = FetchOrder {
        creditor: creditor.clone(),
    };
    fetching::order(table, creditor, (FETCH_JOB, &order), times).await
}

async fn run(deps: FetchDeps, message: JobMessage) -> Result<(), JobError> {
    let FetchOrder { creditor } = message.data()?;
    deps.heal(&creditor).await?;
    deps.order_receipts(&creditor).await?;
    let now = deps.clock.now();
    let state = fetching::read(&deps.table, &creditor).await;
    let state = state.map_err(JobError::of)?;
    let state = state.unwrap_or_else(|| Fetching::new(creditor.clone(), now));
    let found = deps.look(&creditor, state.since()).await?;
    for flow in fetching::due(&deps.table, &creditor, now)
        .await
        .map_err(JobError::of)?
    {
        deps.send(&flow).await?;
    }
    deps.close(&creditor, found).await
}

impl FetchDeps {
    /// Lists what was published and remembers it; gives the latest publication.
    async fn look(
        &self,
        creditor: &OrgFiscalCode,
        since: Option<Timestamp>,
    ) -> Result<Result<Option<Timestamp>, FetchError>, JobError> {
        let mut latest = None;
        for page in 1..=PAGES_MAX {
            let found = match self.client.flows(creditor, since, page).await {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            for listed in &found.data {
                let seen = SeenFlow::new(creditor, listed, self.clock.now());
                let order = OutboxItem::new(FETCH_ONE_JOB, &seen, &*self.clock, &*self.dice);
                fetching::remember(&self.table, &seen, &order)
                    .await
                    .map_err(JobError::of)?;
                latest = latest.max(Some(listed.published));
            }
            if page >= found.metadata.tot_page {
                break;
            }
        }
        Ok(Ok(latest))
    }

    async fn send(&self, flow: &SeenFlow) -> Result<(), JobError> {
        let order = OutboxItem::new(FETCH_ONE_JOB, flow, &*self.clock, &*self.dice);
        let tx = platform::table::Tx::new().outbox(&order);
        self.table.commit(tx).await.map_err(JobError::of)
    }

    async fn close(
        &self,
        creditor: &OrgFiscalCode,
        found: Result<Option<Timestamp>, FetchError>,
    ) -> Result<(), JobError> {
        if let Err(error) = &found {
            tracing::warn!(error = %error, "flows not fetched");
        }
        for _ in 0..TRIES_MAX {
            let now = self.clock.now();
            let kept = fetching::read(&self.table, creditor).await;
            let Some(kept) = kept.map_err(JobError::of)? else {
                return Ok(());
            };
            let after = match &found {
                Ok(seen) => kept.done(*seen, now),
                Err(error) => kept.failed(&error.reason(), error.wait(), now),
            };
            let written = fetching::write(&self.table, &after).await;
            if written.map_err(JobError::of)? {
                return Ok(());
            }
        }
        Err(JobError::of("the state of fetching kept changing"))
    }

    fn loader(&self) -> FlowLoader {
        FlowLoader {
            table: self.table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        }
    }
}

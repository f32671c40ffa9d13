//! The notices of an import as ZIP files: parts in lanes, a file each.
//!
//! ```text
//! wish ─▸ bundle-notices 0 ─▸ bundle-notices 4 ─▸ … ─▸ finish-bundle
//!      ├▸ bundle-notices 1 ─▸ …
//!      ╰▸ … LANES of them in parallel
//! ```
//! A part reads its positions, renders them into one file, and ends with one transaction: its record and the
//! order for the next part of its lane. Memory is that of one file, whatever the size of the import.

use std::collections::HashMap;
use std::sync::Arc;

use kernel::dice::Dice;
use kernel::ids::ImportId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage, Jobs};
use platform::objects::Objects;
use platform::outbox::OutboxItem;
use platform::table::{Table, Tx, TxError};
use serde::{Deserialize, Serialize};

use super::notice_zip::{self, Zipped};
use crate::domain::bundle::{Bundle, BundleState, LANES};
use crate::domain::position::DebtPosition;
use crate::store::bundles::{self, BundlePart};
use crate::store::settings::SettingsReader;
use crate::store::{files, imports, positions};

pub const PART_JOB: &str = "bundle-notices";
pub const FINISH_JOB: &str = "finish-bundle";

#[derive(Clone)]
pub struct BundleDeps {
    table: Table,
    objects: Objects,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl BundleDeps {
    pub fn new(table: Table, objects: Objects, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            objects,
            settings,
            clock,
            dice,
        }
    }
}

/// What the jobs are told: the bundle's run, and the part where it is one.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BundleOrder {
    pub creditor: OrgFiscalCode,
    pub import: ImportId,
    pub run: u32,
    #[serde(default)]
    pub part: u64,
}

/// The orders that begin a bundle: the first part of each lane.
pub fn first_orders(bundle: &Bundle, clock: &dyn Clock, dice: &dyn Dice) -> Vec<OutboxItem> {
    let order = |part| BundleOrder {
        creditor: bundle.creditor.clone(),
        import: bundle.import.clone(),
        run: bundle.run,
        part,
    };
    if bundle.parts == 0 {
        return vec![OutboxItem::new(FINISH_JOB, &order(0), clock, dice)];
    }
    let lanes = 0..LANES.min(bundle.parts);
    lanes
        .map(|part| OutboxItem::new(PART_JOB, &order(part), clock, dice))
        .collect()
}

/// Adds the jobs of bundles.
pub fn register(jobs: Jobs, deps: BundleDeps) -> Jobs {
    let other = deps.clone();
    jobs.on(PART_JOB, move |message| part(deps.clone(), message))
        .on(FINISH_JOB, move |message| finish(other.clone(), message))
}

/// Makes one file, once.
async fn part(deps: BundleDeps, message: JobMessage) -> Result<(), JobError> {
    let order: BundleOrder = message.data()?;
    let Some(bundle) = deps.preparing(&order).await? else {
        return Ok(());
    };
    let done = bundles::part(&deps.table, &bundle, order.part).await;
    if done.map_err(JobError::of)?.is_some() {
        return Ok(());
    }
    let zipped = deps.zipped(&order).await?;
    let record = BundlePart {
        creditor: order.creditor.clone(),
        import: order.import.clone(),
        run: order.run,
        part: order.part,
        notices: zipped.notices,
        closed: zipped.closed,
        size_bytes: zipped.bytes.len() as u64,
        at: deps.clock.now(),
    };
    let key = files::notices(&order.creditor, &order.import, order.run, order.part);
    let put = deps.objects.put(&key, files::ZIP, zipped.bytes).await;
    put.map_err(JobError::of)?;
    let tx = Tx::new()
        .put_new(&record)
        .outbox(&deps.next(&order, &bundle));
    match deps.table.commit(tx).await {
        Ok(()) => Ok(()),
        // The record was there: the part was made beside us, and its lane goes on.
        Err(conflict @ TxError::Conflict(_)) if conflict.refused(0) => Ok(()),
        Err(error) => Err(JobError::of(error)),
    }
}

/// Closes the bundle once every file is there; the last lane to come here finds it so.
async fn finish(deps: BundleDeps, message: JobMessage) -> Result<(), JobError> {
    let order: BundleOrder = message.data()?;
    let Some(bundle) = deps.preparing(&order).await? else {
        return Ok(());
    };
    let parts = bundles::parts(&deps.table, &bundle).await;
    if parts.map_err(JobError::of)?.len() as u64 != bundle.parts {
        return Ok(());
    }
    let Some(ready) = bundle.finish(deps.clock.now()) else {
        return Ok(());
    };
    // Somebody else closed it: nothing is left to do.
    let closed = deps.table.put_versioned(&ready, bundle.version).await;
    closed.map(|_| ()).map_err(JobError::of)
}

impl BundleDeps {
    /// The bundle, while this run of it is being made.
    async fn preparing(&self, order: &BundleOrder) -> Result<Option<Bundle>, JobError> {
        let bundle = bundles::read(&self.table, &order.creditor, &order.import).await;
        let current =
            |bundle: &Bundle| bundle.state == BundleState::Preparing && bundle.run == order.run;
        Ok(bundle.map_err(JobError::of)?.filter(current))
    }

    /// The file of a part. Rendering takes seconds: it runs beside the runtime.
    async fn zipped(&self, order: &BundleOrder) -> Result<Zipped, JobError> {
        let settings = self.settings.get(&order.creditor).await;
        let settings = settings.map_err(JobError::of)?;
        let settings = settings.ok_or_else(|| JobError::of("creditor without settings"))?;
        let positions = self.positions(order).await?;
        let made = tokio::task::spawn_blocking(move || notice_zip::zip(&positions, &settings));
        made.await.map_err(JobError::of)?.map_err(JobError::of)
    }

    /// The positions of a part, in the order of the import.
    async fn positions(&self, order: &BundleOrder) -> Result<Vec<DebtPosition>, JobError> {
        let chunks = Bundle::chunks(order.part);
        let (creditor, import) = (&order.creditor, &order.import);
        let chunks = imports::chunks_in(&self.table, creditor, import, chunks).await;
        let chunks = chunks.map_err(JobError::of)?;
        let navs: Vec<NoticeNumber> = chunks.into_iter().flat_map(|chunk| chunk.navs).collect();
        let found = positions::by_navs(&self.table, creditor, navs.iter()).await;
        let mut found = found.map_err(JobError::of)?;
        let places: HashMap<&str, usize> = navs.iter().map(NoticeNumber::as_str).zip(0..).collect();
        found.sort_by_key(|position| places.get(position.nav.as_str()).copied());
        let now = self.clock.now();
        let seen = found.iter().map(|position| position.at(now).into_owned());
        Ok(seen.collect())
    }

    /// The next part of the lane; after the last one, the end.
    fn next(&self, order: &BundleOrder, bundle: &Bundle) -> OutboxItem {
        let part = order.part + LANES;
        let next = BundleOrder {
            part,
            ..order.clone()
        };
        let job = if part < bundle.parts {
            PART_JOB
        } else {
            FINISH_JOB
        };
        OutboxItem::new(job, &next, &*self.clock, &*self.dice)
    }
}

//! Loading a flow, wherever it comes from: its rows go to the bucket in chunks, its head to the table
//! with the order to match it.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::objects::Objects;
use platform::outbox::OutboxItem;
use platform::table::{Table, TableError};

use super::{MATCH_JOB, MatchOrder, MatchStep};
use crate::domain::flow::{
    CHUNK_ROWS, Flow, FlowPrint, FlowRead, FlowRefusal, ReportingFlow, Revision, revise,
};
use crate::store::files::LinesError;
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{files, flows};

/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 3;

/// What loading a flow takes.
#[derive(Clone)]
pub struct FlowLoader {
    pub table: Table,
    pub objects: Objects,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
}

/// What became of a flow.
#[derive(Debug)]
pub enum Loaded {
    /// Stored now, or known before; late ones say so by their state.
    Flow(Box<Flow>),
    /// The client's key was used by the same request running beside this one.
    KeyUsed,
}

#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error(transparent)]
    Refused(#[from] FlowRefusal),
    /// Others changed it again and again while we tried.
    #[error("it keeps changing")]
    Busy,
    #[error(transparent)]
    Table(#[from] TableError),
    #[error(transparent)]
    Lines(#[from] LinesError),
}

impl FlowLoader {
    /// Loads a flow that is in memory: what it says goes to the bucket first, under a name of its
    /// content, so that a crash leaves nothing half done.
    pub async fn load(
        &self,
        creditor: &OrgFiscalCode,
        by: &str,
        (told, xml): (ReportingFlow, Option<&[u8]>),
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Loaded, LoadError> {
        let size = usize::try_from(CHUNK_ROWS).unwrap_or(usize::MAX);
        let mut print = FlowPrint::default();
        told.rows.chunks(size).for_each(|rows| print.chunk(rows));
        let fingerprint = print.finish(&told.head);
        let folder = files::flow_folder(creditor, &told.head.id, &fingerprint);
        if let Some(xml) = xml {
            let key = files::flow_xml(&folder);
            let put = self.objects.put(&key, "application/xml", xml.to_vec());
            put.await.map_err(LinesError::from)?;
        }
        for (chunk, rows) in (0..).zip(told.rows.chunks(size)) {
            files::put_lines(&self.objects, &files::flow_rows(&folder, chunk), rows).await?;
        }
        let read = FlowRead {
            head: told.head,
            fingerprint,
            folder,
        };
        self.store(creditor, by, &read, done).await
    }

    /// Stores a flow whose rows stand in their folder: 1 get and 1 transaction. `done` is made of the
    /// flow as it is stored.
    pub async fn store(
        &self,
        creditor: &OrgFiscalCode,
        by: &str,
        read: &FlowRead,
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Loaded, LoadError> {
        for _ in 0..TRIES_MAX {
            let before = flows::read(&self.table, creditor, &read.head.id).await?;
            let now = (by, self.clock.now());
            let (flow, saved) = match revise(before.as_ref(), read, creditor, now) {
                Revision::Refused(refusal) => return Err(refusal.into()),
                Revision::Known => return self.known(before, done).await,
                Revision::Late(flow) => {
                    let done = done(&flow);
                    let saved = flows::save_late(&self.table, &flow, done.as_ref()).await?;
                    (flow, saved)
                }
                Revision::Store(flow) => {
                    let (order, done) = (self.order(&flow), done(&flow));
                    let rest = (&order, done.as_ref());
                    let saved = flows::save(&self.table, &flow, before.as_ref(), rest).await?;
                    (flow, saved)
                }
            };
            match saved {
                Saved::Done => return Ok(Loaded::Flow(flow)),
                Saved::KeyUsed => return Ok(Loaded::KeyUsed),
                Saved::Overtaken => {}
            }
        }
        Err(LoadError::Busy)
    }

    fn order(&self, flow: &Flow) -> OutboxItem {
        let order = MatchOrder {
            creditor: flow.creditor.clone(),
            flow_id: flow.id.clone(),
            revision: flow.revision,
            step: MatchStep::Plan,
        };
        OutboxItem::new(MATCH_JOB, &order, &*self.clock, &*self.dice)
    }

    /// The same flow again: nothing is written but the client's key.
    async fn known(
        &self,
        kept: Option<Flow>,
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Loaded, LoadError> {
        let kept = kept.ok_or(LoadError::Busy)?;
        if let Some(done) = done(&kept) {
            self.table.put_new(&done).await?;
        }
        Ok(Loaded::Flow(Box::new(kept)))
    }
}

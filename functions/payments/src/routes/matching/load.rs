//! Loading a flow, whoever sends it.

use access::Actor;
use kernel::idempotency::Fingerprint;
use kernel::ids::StatementId;
use platform::outbox::OutboxItem;
use platform::web::limits::FLOW_BYTES_MAX;

use super::faults::MatchingFault;
use super::{MatchingDeps, Outcome, TRIES_MAX};
use crate::domain::flow::{Flow, ReportingFlow, Revision, read, revise};
use crate::jobs::{MATCH_JOB, MatchOrder};
use crate::store::idempotency::Done;
use crate::store::saved::Saved;
use crate::store::{files, flows};

impl MatchingDeps {
    /// Loads a flow: 1 get and 1 transaction. What it says goes to the bucket first, under a name
    /// of its content, so that a crash leaves nothing half done. `done` is made of the flow as it
    /// is stored.
    pub async fn load(
        &self,
        actor: &Actor,
        xml: &[u8],
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Outcome<Flow>, MatchingFault> {
        let creditor = &actor.tenant;
        let told = read(xml, creditor).map_err(MatchingFault::Faults)?;
        let content = content(&told)?;
        self.keep(actor, &told, (&content, xml)).await?;
        let by = actor.id.to_string();
        for _ in 0..TRIES_MAX {
            let before = flows::read(&self.table, creditor, &told.id).await?;
            let now = (by.as_str(), self.clock.now());
            let flow = match revise(before.as_ref(), &told, content.clone(), creditor, now) {
                Revision::Store(flow) => flow,
                Revision::Refused(refusal) => return Err(refusal.into()),
                Revision::Known => return self.known(before, done).await,
            };
            let order = MatchOrder {
                creditor: creditor.clone(),
                flow_id: flow.id.clone(),
                revision: flow.revision,
            };
            let order = OutboxItem::new(MATCH_JOB, &order, &*self.clock, &*self.dice);
            let done = done(&flow);
            let saved = flows::save(&self.table, &flow, before.as_ref(), (&order, done.as_ref()));
            match saved.await? {
                Saved::Done => return Ok(Outcome::Done(flow)),
                Saved::KeyUsed => return Ok(Outcome::KeyUsed),
                Saved::Overtaken => {}
            }
        }
        Err(MatchingFault::Busy)
    }

    async fn keep(
        &self,
        actor: &Actor,
        flow: &ReportingFlow,
        (content, xml): (&Fingerprint, &[u8]),
    ) -> Result<(), MatchingFault> {
        let key = files::flow_xml(&actor.tenant, &flow.id, content);
        self.objects
            .put(&key, "application/xml", xml.to_vec())
            .await?;
        let key = files::flow_rows(&actor.tenant, &flow.id, content);
        Ok(files::put_lines(&self.objects, &key, &flow.rows).await?)
    }

    /// The same flow again: nothing is written but the client's key.
    async fn known(
        &self,
        kept: Option<Flow>,
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Outcome<Flow>, MatchingFault> {
        let kept = kept.ok_or(MatchingFault::Busy)?;
        if let Some(done) = done(&kept) {
            self.table.put_new(&done).await?;
        }
        Ok(Outcome::Done(Box::new(kept)))
    }

    /// A flow that a person uploaded; the form for it bounds its size.
    pub async fn uploaded_flow(
        &self,
        actor: &Actor,
        id: &StatementId,
    ) -> Result<bytes::Bytes, MatchingFault> {
        let key = files::flow_upload(&actor.tenant, id);
        let found = self.objects.get(&key, FLOW_BYTES_MAX as u64).await?;
        found.ok_or(MatchingFault::NotUploaded)
    }
}

/// Of everything that a flow says, whatever the XML's form.
fn content(flow: &ReportingFlow) -> Result<Fingerprint, MatchingFault> {
    let told = serde_json::to_vec(flow).map_err(files::LinesError::from)?;
    Ok(Fingerprint::of(&[&told]))
}

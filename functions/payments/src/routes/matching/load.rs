//! Loading a flow, whoever sends it.

use access::Actor;
use kernel::ids::StatementId;
use platform::outbox::OutboxItem;
use platform::web::limits::FLOW_BYTES_MAX;

use super::faults::MatchingFault;
use super::{MatchingDeps, Outcome};
use crate::domain::fetch::Fetching;
use crate::domain::flow::{Flow, FlowFile, read};
use crate::jobs::fetch;
use crate::jobs::load_flow::{FlowLoader, Loaded};
use crate::jobs::{READ_FLOW_JOB, ReadFlowOrder};
use crate::store::idempotency::Done;
use crate::store::{files, flow_files};

impl MatchingDeps {
    /// Loads a flow: 1 get and 1 transaction. `done` is made of the flow as it is stored.
    pub async fn load(
        &self,
        actor: &Actor,
        xml: &[u8],
        done: impl Fn(&Flow) -> Option<Done>,
    ) -> Result<Outcome<Flow>, MatchingFault> {
        let creditor = &actor.tenant;
        let told = read(xml, creditor).map_err(MatchingFault::Faults)?;
        let by = actor.id.to_string();
        let loader = self.loader();
        match loader.load(creditor, &by, (told, Some(xml)), done).await? {
            Loaded::Flow(flow) => Ok(Outcome::Done(flow)),
            Loaded::KeyUsed => Ok(Outcome::KeyUsed),
        }
    }

    /// Has new flows fetched, if it is time. The page does not wait for them, nor for a failure. Where the
    /// asking stood before.
    pub async fn ask_for_flows(&self, actor: &Actor) -> Option<Fetching> {
        let times = (&*self.clock, &*self.dice);
        match fetch::order(&self.table, &actor.tenant, times).await {
            Ok(before) => before,
            Err(error) => {
                tracing::warn!(error = %error, "no fetching of flows was ordered");
                None
            }
        }
    }

    fn loader(&self) -> FlowLoader {
        FlowLoader {
            table: self.table.clone(),
            objects: self.objects.clone(),
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        }
    }

    /// Whether an uploaded flow is too large to be read while a person waits.
    pub async fn is_large_flow(
        &self,
        actor: &Actor,
        id: &StatementId,
    ) -> Result<bool, MatchingFault> {
        let key = files::flow_upload(&actor.tenant, id);
        let size = self.objects.size_bytes(&key).await?;
        Ok(size.ok_or(MatchingFault::NotUploaded)? > FLOW_BYTES_MAX as u64)
    }

    /// Has an uploaded flow read by a job; asked twice, it is read once.
    pub async fn read_later(&self, actor: &Actor, id: &StatementId) -> Result<(), MatchingFault> {
        let (by, now) = (actor.id.to_string(), self.clock.now());
        let file = FlowFile::new(&actor.tenant, id, by, now);
        let order = ReadFlowOrder {
            creditor: actor.tenant.clone(),
            upload: id.clone(),
        };
        let order = OutboxItem::new(READ_FLOW_JOB, &order, &*self.clock, &*self.dice);
        Ok(flow_files::begin(&self.table, &file, &order).await?)
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

//! Loading a flow, whoever sends it.

use access::Actor;
use kernel::ids::StatementId;
use platform::web::limits::FLOW_BYTES_MAX;

use super::faults::MatchingFault;
use super::{MatchingDeps, Outcome};
use crate::domain::flow::{Flow, read};
use crate::jobs::fetch;
use crate::jobs::load_flow::{FlowLoader, Loaded};
use crate::store::files;
use crate::store::idempotency::Done;

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

    /// Has new flows fetched, if it is time. The page does not wait for them, nor for a failure.
    pub async fn ask_for_flows(&self, actor: &Actor) {
        let times = (&*self.clock, &*self.dice);
        if let Err(error) = fetch::order(&self.table, &actor.tenant, times).await {
            tracing::warn!(error = %error, "no fetching of flows was ordered");
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

//! The notices of an import as files: who wishes them, how far they are, where they are downloaded.

pub(super) mod api;
pub(super) mod page;

use std::time::Duration;

use access::Actor;
use platform::table::{Condition, Tx};

use super::ImportsDeps;
use super::faults::ImportFault;
use crate::domain::bundle::{Bundle, Start, next_run};
use crate::domain::import::Import;
use crate::jobs::bundle_notices::first_orders;
use crate::store::bundles::{self, BundlePart};
use crate::store::files;
use crate::store::idempotency::Done;
use crate::store::saved::{self, Saved};

/// How long the address of a file is good.
const DOWNLOAD_VALID: Duration = Duration::from_secs(900);

/// A bundle with its finished files.
#[derive(Debug)]
pub(super) struct Files {
    pub bundle: Bundle,
    pub parts: Vec<BundlePart>,
}

impl ImportsDeps {
    /// The import's files, if somebody wished for them: 1 request, and 1 query where they are there.
    async fn files(&self, import: &Import) -> Result<Option<Files>, ImportFault> {
        let found = bundles::read(&self.table, &import.creditor, &import.id).await?;
        let Some(bundle) = found else { return Ok(None) };
        let parts = bundles::parts(&self.table, &bundle).await?;
        Ok(Some(Files { bundle, parts }))
    }

    /// Begins run `run`, or the next one: the decision and the first orders in 1 transaction.
    async fn prepare(
        &self,
        (actor, import): (&Actor, &Import),
        run: Option<u32>,
        done: Option<&Done>,
    ) -> Result<Saved, ImportFault> {
        let there = bundles::read(&self.table, &import.creditor, &import.id).await?;
        let run = run.unwrap_or_else(|| next_run(there.as_ref()));
        let by = (actor.id.to_string(), self.clock.now());
        let mut tx = Tx::new();
        match Bundle::start(there.as_ref(), run, import, (&by.0, by.1)) {
            Start::Refused(refusal) => return Err(refusal.into()),
            Start::AlreadyDone if done.is_none() => return Ok(Saved::Done),
            // The key is kept all the same, so that it always gets this answer.
            Start::AlreadyDone => {}
            Start::Begin(bundle) => {
                let condition = there
                    .as_ref()
                    .map_or(Condition::New, |there| Condition::Version(there.version));
                tx = tx.put(&*bundle, condition);
                for order in first_orders(&bundle, &*self.clock, &*self.dice) {
                    tx = tx.outbox(&order);
                }
            }
        }
        Ok(saved::commit(&self.table, tx, done).await?)
    }

    /// Where a browser downloads a file.
    async fn address(&self, part: &BundlePart, of: u64) -> Result<String, ImportFault> {
        let key = files::notices(&part.creditor, &part.import, part.run, part.part);
        let name = file_name(part, of);
        Ok(self
            .objects
            .presigned_get(&key, &name, DOWNLOAD_VALID)
            .await?)
    }
}

/// `avvisi-80047110152-01KA9B6N0M5VJ8G2Q4T7XW3ZRE-1-di-3.zip`
fn file_name(part: &BundlePart, of: u64) -> String {
    let (creditor, import, number) = (&part.creditor, &part.import, part.part + 1);
    format!("avvisi-{creditor}-{import}-{number}-di-{of}.zip")
}

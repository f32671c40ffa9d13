//! One flow is fetched, page by page: each page of a thousand payments is a chunk of its rows, so a
//! flow of any size needs the memory of one page.

use kernel::idempotency::Fingerprint;
use platform::jobs::{JobError, JobMessage};

use super::super::load_flow::{LoadError, Loaded};
use super::caller::FetchError;
use super::{FetchDeps, TRIES_MAX};
use crate::domain::fetch::{SeenFlow, SeenState};
use crate::domain::flow::{CHUNK_ROWS, Counted, FlowFault, FlowPrint, FlowRead, FlowRow};
use crate::store::{fetching, files};

/// Pages of one flow: a million payments, ten times over.
const PAGES_MAX: u32 = 10_000;

enum End {
    Loaded,
    Failed(FetchError),
}

pub(super) async fn run(deps: FetchDeps, message: JobMessage) -> Result<(), JobError> {
    let told: SeenFlow = message.data()?;
    let seen = fetching::seen(&deps.table, &told).await;
    let Some(seen) = seen.map_err(JobError::of)? else {
        return Ok(());
    };
    if seen.state == SeenState::Loaded {
        return Ok(());
    }
    let end = deps.fetch(&seen).await?;
    if let End::Failed(error) = &end {
        tracing::warn!(flow.id = seen.fdr, error = %error, "flow not fetched");
    }
    deps.keep(&seen, &end).await
}

impl FetchDeps {
    async fn fetch(&self, seen: &SeenFlow) -> Result<End, JobError> {
        match self.read(seen).await {
            Ok(Ok(read)) => {
                let by = "pagoPA";
                let loader = self.loader();
                match loader.store(&seen.creditor, by, &read, |_| None).await {
                    Ok(Loaded::Flow(_) | Loaded::KeyUsed) => Ok(End::Loaded),
                    // The same flow was loaded by hand, written in another way.
                    Err(LoadError::Refused(_)) => Ok(End::Loaded),
                    Err(error) => Err(JobError::of(error)),
                }
            }
            Ok(Err(error)) => Ok(End::Failed(error)),
            Err(error) => Err(error),
        }
    }

    async fn read(&self, seen: &SeenFlow) -> Result<Result<FlowRead, FetchError>, JobError> {
        let (creditor, listed) = (&seen.creditor, seen.listed());
        let head = match self.client.flow(creditor, &listed).await {
            Ok(flow) => flow.head(&listed, creditor).map_err(unsound),
            Err(error) => Err(error),
        };
        let head = match head {
            Ok(head) => head,
            Err(error) => return Ok(Err(error)),
        };
        let name = Fingerprint::of(&[
            listed.fdr.as_bytes(),
            listed.psp_id.as_bytes(),
            listed.revision.to_string().as_bytes(),
        ]);
        let folder = files::flow_staging(creditor, name.as_str());
        let (mut counted, mut print) = (Counted::default(), FlowPrint::default());
        for page in 1..=PAGES_MAX {
            let found = match self.client.payments(creditor, &listed, page).await {
                Ok(found) => found,
                Err(error) => return Ok(Err(error)),
            };
            let numbered = (counted.rows.saturating_add(1)..).zip(&found.data);
            let rows: Option<Vec<FlowRow>> = numbered
                .map(|(number, payment)| payment.row(number))
                .collect();
            let last = page >= found.metadata.tot_page;
            let whole = last || found.data.len() == CHUNK_ROWS as usize;
            let Some(rows) = rows.filter(|_| whole) else {
                let what = format!("la pagina {page} dei pagamenti non va bene");
                return Ok(Err(FetchError::Unsound(what)));
            };
            rows.iter().for_each(|row| counted.add(row));
            print.chunk(&rows);
            let key = files::flow_rows(&folder, page - 1);
            files::put_lines(&self.objects, &key, &rows)
                .await
                .map_err(JobError::of)?;
            if last {
                break;
            }
        }
        let faults = counted.faults(&head);
        if !faults.is_empty() {
            return Ok(Err(unsound(faults)));
        }
        let fingerprint = print.finish(&head);
        Ok(Ok(FlowRead {
            head,
            fingerprint,
            folder,
        }))
    }

    async fn keep(&self, seen: &SeenFlow, end: &End) -> Result<(), JobError> {
        let mut seen = seen.clone();
        for _ in 0..TRIES_MAX {
            let after = match end {
                End::Loaded => seen.loaded(),
                End::Failed(error) => seen.failed(&error.reason(), error.wait(), self.clock.now()),
            };
            let put = self.table.put_versioned(&after, seen.version).await;
            if put.map_err(JobError::of)? {
                return Ok(());
            }
            let now = fetching::seen(&self.table, &seen).await;
            match now.map_err(JobError::of)? {
                Some(now) if now.state == SeenState::Open => seen = now,
                Some(_) | None => return Ok(()),
            }
        }
        Err(JobError::of("the memory of the flow kept changing"))
    }
}

fn unsound(faults: Vec<FlowFault>) -> FetchError {
    let told = faults.into_iter().map(|fault| fault.message);
    FetchError::Unsound(told.collect::<Vec<_>>().join(" "))
}

//! Seals the log of activities, on a schedule.

use std::sync::Arc;

use access::jobs::seal::{SealDeps, tick};
use kernel::time::SystemClock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    boot.finish()?;
    let deps = SealDeps {
        table,
        objects,
        clock: Arc::new(SystemClock::new(None)),
    };
    let handler = |_: LambdaEvent<serde_json::Value>| async { Ok::<_, Error>(tick(&deps).await?) };
    lambda_runtime::run(service_fn(handler)).await
}

//! Bulks are let go: by the queue after their decision, by the schedule where somebody died.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::time::SystemClock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::jobs::bulks::{BulkDeps, register, tick};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let (jobs_table, jobs_clock) = (table.clone(), clock.clone());
    let deps = BulkDeps { table, clock };
    let jobs = register(Jobs::new(jobs_table, jobs_clock), deps.clone());
    let handler = |event: LambdaEvent<serde_json::Value>| async {
        if event.payload.get("Records").is_none() {
            tick(&deps).await?;
            return Ok(serde_json::Value::Null);
        }
        let batch: SqsEvent = serde_json::from_value(event.payload)?;
        Ok::<_, Error>(serde_json::to_value(jobs.handle(batch).await)?)
    };
    lambda_runtime::run(service_fn(handler)).await
}

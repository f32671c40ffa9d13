//! Flows and missing receipts are fetched from pagoPA: the schedule orders, the queue's messages fetch.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::domain::journal::KeptDays;
use payments::jobs::fetch::{FetchDeps, register, tick};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    let (url, key) = (boot.text("FDR_URL"), boot.secret("FDR_KEY"));
    let (receipts, receipts_key) = (boot.text("RECEIPTS_URL"), boot.secret("RECEIPTS_KEY"));
    let kept = KeptDays::parse(&boot.text("JOURNAL_DAYS")).unwrap_or_default();
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let times = (clock.clone(), dice.clone());
    let access = ((&*url, key), (&*receipts, receipts_key));
    let deps = FetchDeps::new((table.clone(), objects), (times.0, times.1), access, kept);
    let jobs = register(Jobs::new(table.clone(), clock.clone()), deps);
    let handler = |event: LambdaEvent<serde_json::Value>| async {
        if event.payload.get("Records").is_none() {
            tick(&table, &*clock, &*dice).await?;
            return Ok(serde_json::Value::Null);
        }
        let batch: SqsEvent = serde_json::from_value(event.payload)?;
        Ok::<_, Error>(serde_json::to_value(jobs.handle(batch).await)?)
    };
    lambda_runtime::run(service_fn(handler)).await
}

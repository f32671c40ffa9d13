//! Positions are told to ACA, GPD and App IO: the schedule orders what waits, the queue's messages tell.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::domain::journal::KeptDays;
use payments::jobs::push::{PushDeps, PushUrls, register, tick};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, seal_key) = (boot.table(), boot.key("SEAL_KEY"));
    let (aca, gpd, io) = (
        boot.text("ACA_URL"),
        boot.text("GPD_URL"),
        boot.text("IO_URL"),
    );
    let kept = KeptDays::parse(&boot.text("JOURNAL_DAYS")).unwrap_or_default();
    boot.finish()?;
    let urls = PushUrls { aca, gpd, io };
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let times = (clock.clone(), dice.clone());
    let deps = PushDeps::new(table.clone(), (times.0, times.1), &seal_key, (&urls, kept));
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

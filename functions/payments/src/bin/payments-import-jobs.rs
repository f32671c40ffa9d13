//! What follows an upload and a confirmation: checking, publishing.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::jobs::{check_import, compare_imports, publish};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let checks = check_import::CheckDeps::new(table.clone(), objects.clone(), clock.clone());
    let comparing =
        compare_imports::CompareDeps::new(table.clone(), objects.clone(), clock.clone());
    let publishing = publish::PublishDeps::new(table.clone(), objects, clock.clone(), dice);
    let jobs = check_import::register(Jobs::new(table, clock), checks);
    let jobs = compare_imports::register(jobs, comparing);
    let jobs = publish::register(jobs, publishing);
    let handler =
        |event: LambdaEvent<SqsEvent>| async { Ok::<_, Error>(jobs.handle(event.payload).await) };
    lambda_runtime::run(service_fn(handler)).await
}

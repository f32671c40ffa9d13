//! Messages to the software of bodies.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::domain::webhook::Reach;
use payments::jobs::webhooks::{WebhookDeps, register};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let (clock, reach) = (Arc::new(SystemClock::new(None)), Reach::Public);
    let dice = Arc::new(OsDice);
    let deps = WebhookDeps {
        table: table.clone(),
        clock: clock.clone(),
        dice,
        reach,
    };
    let jobs = register(Jobs::new(table, clock), deps);
    let handler =
        |event: LambdaEvent<SqsEvent>| async { Ok::<_, Error>(jobs.handle(event.payload).await) };
    lambda_runtime::run(service_fn(handler)).await
}

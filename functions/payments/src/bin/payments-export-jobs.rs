//! Writes exports, part by part.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::jobs::export::{ExportJobDeps, register};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let deps = ExportJobDeps {
        table: table.clone(),
        objects,
        clock: clock.clone(),
        dice: Arc::new(OsDice),
    };
    let jobs = register(Jobs::new(table, clock), deps);
    let handler =
        |event: LambdaEvent<SqsEvent>| async { Ok::<_, Error>(jobs.handle(event.payload).await) };
    lambda_runtime::run(service_fn(handler)).await
}

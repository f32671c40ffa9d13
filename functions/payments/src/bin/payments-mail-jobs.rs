//! Mail that follows a payment.

use std::sync::Arc;

use aws_lambda_events::event::sqs::SqsEvent;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::jobs::receipt_mail::{ReceiptMailDeps, register};
use platform::config::Boot;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, mailer) = (boot.table(), boot.mailer());
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let deps = ReceiptMailDeps::new(table.clone(), mailer, (clock.clone(), Arc::new(OsDice)));
    let jobs = register(Jobs::new(table, clock), deps);
    let handler =
        |event: LambdaEvent<SqsEvent>| async { Ok::<_, Error>(jobs.handle(event.payload).await) };
    lambda_runtime::run(service_fn(handler)).await
}

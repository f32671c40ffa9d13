//! Mails of access: codes, links, notices.

use std::sync::Arc;

use access::jobs::letters::{LetterDeps, register};
use aws_lambda_events::event::sqs::SqsEvent;
use kernel::time::SystemClock;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;
use platform::derive::Deriver;
use platform::jobs::Jobs;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, mailer) = (boot.table(), boot.mailer());
    let deriver = Deriver::new(&boot.key("SEAL_KEY"));
    let public_url = boot.text("PUBLIC_URL");
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let jobs = Jobs::new(table.clone(), clock.clone());
    let deps = LetterDeps {
        table,
        mailer,
        clock,
        deriver,
        public_url,
    };
    let jobs = register(jobs, deps);
    let handler =
        |event: LambdaEvent<SqsEvent>| async { Ok::<_, Error>(jobs.handle(event.payload).await) };
    lambda_runtime::run(service_fn(handler)).await
}

//! The sweeper, on a schedule: sends again what the stream missed.

use jiff::SignedDuration;
use kernel::time::{Clock, SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;
use platform::outbox::sweep;

/// What is younger may still be on its way.
const OLD: SignedDuration = SignedDuration::from_mins(2);

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let (table, queues) = (boot.table(), boot.queues());
    boot.finish()?;
    let clock = SystemClock::new(None);
    let handler = |_: LambdaEvent<serde_json::Value>| async {
        let before = clock.now() - OLD;
        let sent_again = sweep(&table, &queues, before).await?;
        tracing::info!(sent_again, "sweep");
        Ok::<_, Error>(sent_again)
    };
    lambda_runtime::run(service_fn(handler)).await
}

//! The dispatcher of the table's stream.

use aws_lambda_events::event::dynamodb::Event;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;
use platform::dispatcher::dispatch;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let queues = boot.queues();
    boot.finish()?;
    let handler = |event: LambdaEvent<Event>| async {
        Ok::<_, Error>(dispatch(&queues, event.payload).await)
    };
    lambda_runtime::run(service_fn(handler)).await
}

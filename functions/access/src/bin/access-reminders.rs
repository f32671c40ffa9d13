//! Reminders of keys that will end, ordered once a day.

use access::jobs::key_reminders::tick;
use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let clock = SystemClock::new(None);
    let handler = |_: LambdaEvent<serde_json::Value>| async {
        tick(&table, &clock, &OsDice).await?;
        Ok::<_, Error>(())
    };
    lambda_runtime::run(service_fn(handler)).await
}

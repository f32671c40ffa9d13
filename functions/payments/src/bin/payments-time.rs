//! What time changes of debt positions, written every 5 minutes.

use std::sync::Arc;

use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use payments::jobs::position_time::{TimeDeps, tick};
use platform::config::Boot;

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let times = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let deps = TimeDeps::new(table, (times.0, times.1));
    let handler = |_: LambdaEvent<serde_json::Value>| async {
        tick(&deps).await?;
        Ok::<_, Error>(())
    };
    lambda_runtime::run(service_fn(handler)).await
}

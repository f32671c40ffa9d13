//! EventBridge Scheduler, as far as it is used: call a function every so often.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::task::JoinHandle;

use super::stop::Stop;

/// A function that the schedule calls. A failed run is logged; the next comes at its time.
pub type ScheduledFunction = Arc<dyn Fn() -> BoxFuture<'static, anyhow::Result<()>> + Send + Sync>;

/// Calls the function at once and then at the interval, one run at a time.
#[must_use]
pub fn start(
    name: &'static str,
    interval: Duration,
    function: ScheduledFunction,
    stop: Stop,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        loop {
            if let Err(error) = function().await {
                tracing::warn!(error = format!("{error:#}"), name, "a scheduled run failed");
            }
            if stop.sleep(interval).await {
                return;
            }
        }
    })
}

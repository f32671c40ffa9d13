//! The tenants file of the installation: checked, planned and applied for the pipeline.

use std::sync::Arc;

use kernel::{dice::OsDice, time::SystemClock};
use lambda_runtime::{Error, LambdaEvent, service_fn};
use platform::config::Boot;
use setup::jobs::tenants::{Order, answer};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let deps = setup::Deps {
        table,
        clock: Arc::new(SystemClock::new(None)),
        dice: Arc::new(OsDice),
    };
    // Boxed: a plan is too deep a future for the compiler to lay out inside another.
    let handler = |event: LambdaEvent<Order>| async {
        Ok::<_, Error>(Box::pin(answer(&deps, event.payload)).await?)
    };
    lambda_runtime::run(service_fn(handler)).await
}

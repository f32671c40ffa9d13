//! The node's door: `/node`, on a domain of its own with mutual TLS.

use std::sync::Arc;

use kernel::dice::OsDice;
use kernel::time::SystemClock;
use lambda_http::Error;
use payments::routes::node::{NodeDeps, routes};
use platform::config::Boot;
use platform::web::{House, Origins};

#[tokio::main]
async fn main() -> Result<(), Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    boot.finish()?;
    let clock = Arc::new(SystemClock::new(None));
    let dice = Arc::new(OsDice);
    let deps = NodeDeps::new(table, clock, dice.clone());
    let origins = Origins::default();
    let router = routes(deps).into_router();
    lambda_http::run(House { origins, dice }.around(router)).await
}

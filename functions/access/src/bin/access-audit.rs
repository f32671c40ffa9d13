//! The log of activities, for administrators.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::audit::{Deps, routes};
use kernel::{dice::OsDice, time::SystemClock};
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let audit_key = boot.key("AUDIT_KEY");
    let origins = boot.origins();
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let router = gate.around(routes(Deps::new(table, clock, audit_key)).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

//! The back office: positions, notices, receipts.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::routes::positions::{PositionsDeps, routes};
use payments::routes::{description, receipts};
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let seal_key = boot.key("SEAL_KEY");
    let origins = boot.origins();
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = PositionsDeps::new(table, &seal_key, (clock, dice.clone()));
    let routes = routes(deps.clone()).merge(receipts::routes(deps));
    let router = gate.around(routes.merge(description::routes()).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

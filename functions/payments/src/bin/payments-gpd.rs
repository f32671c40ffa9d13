//! Positions for software that speaks with pagoPA's GPD.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::routes::gpd::{GpdDeps, routes};
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let origins = boot.origins();
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let router = gate.around(routes(GpdDeps::new(table, (clock, dice.clone()))).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

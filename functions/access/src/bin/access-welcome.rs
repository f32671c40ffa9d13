//! The first access of an invited person.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::welcome::{WelcomeDeps, routes};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::Boot;
use platform::derive::Deriver;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, origins) = (boot.table(), boot.origins());
    let deriver = Deriver::new(&boot.key("SEAL_KEY"));
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = WelcomeDeps {
        table,
        clock,
        dice: dice.clone(),
        deriver,
    };
    let router = gate.around(routes(deps).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

//! One's own profile.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::profile::{ProfileDeps, routes};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::Boot;
use platform::derive::Deriver;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, objects, origins) = (boot.table(), boot.objects(), boot.origins());
    let deriver = Deriver::new(&boot.key("SEAL_KEY"));
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = ProfileDeps::new(table, objects, (clock, dice.clone()), deriver);
    let router = gate.around(routes(deps).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

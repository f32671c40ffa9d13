//! What each person may do.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::permissions::{PermissionsDeps, routes};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
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
    let deps = PermissionsDeps {
        table,
        clock,
        dice: dice.clone(),
    };
    let router = gate.around(routes(deps).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

//! The door of the panel: sign-in, codes, recovery, sessions and devices, sign-out.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::{recover, security, session};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::Boot;
use platform::derive::Deriver;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let origins = boot.origins();
    let audit_key = boot.key("AUDIT_KEY");
    let deriver = Deriver::new(&boot.key("SEAL_KEY"));
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = session::Deps {
        table,
        clock,
        dice: dice.clone(),
        deriver,
    };
    let routes = recover::routes(deps.clone())
        .merge(security::routes(deps.clone()))
        .merge(session::routes(deps));
    let router = gate.around(routes.into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

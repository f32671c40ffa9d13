//! API keys, and the programmes that own some of them.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::keys::{KeysDeps, routes};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, public_url) = (boot.table(), boot.text("PUBLIC_URL"));
    let (origins, audit_key) = (boot.origins(), boot.key("AUDIT_KEY"));
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = KeysDeps {
        table,
        clock,
        dice: dice.clone(),
        public_url,
    };
    let router = gate.around(routes(deps).into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

//! The node's door: `/node`, on a domain of its own with mutual TLS.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::domain::journal::KeptDays;
use payments::routes::node::{NodeDeps, routes};
use platform::config::Boot;
use platform::web::{House, Origins};

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let audit_key = boot.key("AUDIT_KEY");
    let kept = KeptDays::parse(&boot.text("JOURNAL_DAYS")).unwrap_or_default();
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let deps = NodeDeps::new(table, clock, dice.clone()).keeping(kept);
    let router = gate.around(routes(deps).into_router());
    let origins = Origins::default();
    lambda_http::run(House { origins, dice }.around(router)).await
}

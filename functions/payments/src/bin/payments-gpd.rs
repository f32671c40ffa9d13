//! Positions for software that speaks with pagoPA's GPD.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::domain::journal::KeptDays;
use payments::routes::gpd::{GpdDeps, routes};
use payments::routes::heard::Hearing;
use payments::store::journal::Journal;
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let table = boot.table();
    let origins = boot.origins();
    let audit_key = boot.key("AUDIT_KEY");
    let kept = KeptDays::parse(&boot.text("JOURNAL_DAYS")).unwrap_or_default();
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let hearing = Hearing(Journal::new(
        table.clone(),
        (clock.clone(), dice.clone()),
        kept,
    ));
    let router = gate.around(routes(GpdDeps::new(table, (clock, dice.clone()))).into_router());
    lambda_http::run(hearing.around(House { origins, dice }.around(router))).await
}

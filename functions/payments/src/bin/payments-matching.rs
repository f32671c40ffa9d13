//! Matching: reporting flows and bank statements, for people and for programs.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::routes::matching::{MatchingDeps, routes};
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    let public_url = boot.text("PUBLIC_URL");
    let mut origins = boot.origins();
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    origins.upload.extend(objects.upload_origin());
    let house = House {
        origins,
        dice: dice.clone(),
    };
    let deps = MatchingDeps {
        table,
        objects,
        clock,
        dice,
        public_url,
    };
    lambda_http::run(house.around(gate.around(routes(deps).into_router()))).await
}

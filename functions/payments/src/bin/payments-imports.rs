//! Imports of dues, and connections with the software of bodies: the panel's pages and the machine API.

use std::sync::Arc;

use access::gate::Gate;
use kernel::{dice::OsDice, time::SystemClock};
use payments::domain::webhook::Reach;
use payments::routes::connections::{self, ConnectionsDeps};
use payments::routes::imports::{ImportsDeps, routes};
use payments::routes::outwards::{self, OutwardsDeps};
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, objects) = (boot.table(), boot.objects());
    let public_url = boot.text("PUBLIC_URL");
    let mut origins = boot.origins();
    let (audit_key, seal_key) = (boot.key("AUDIT_KEY"), boot.key("SEAL_KEY"));
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    origins.upload.extend(objects.upload_origin());
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let reach = Reach::Public;
    let connections = ConnectionsDeps {
        table: table.clone(),
        clock: clock.clone(),
        dice: dice.clone(),
        reach,
    };
    let times = (clock.clone(), dice.clone());
    let outwards = OutwardsDeps::new(table.clone(), &seal_key, (times.0, times.1));
    let deps = ImportsDeps::new(table, objects, (clock, dice.clone()), public_url);
    let rooms = routes(deps).merge(connections::routes(connections));
    let rooms = rooms.merge(outwards::routes(outwards));
    let router = gate.around(rooms.into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

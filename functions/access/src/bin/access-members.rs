//! Who belongs to an organisation, and who is invited.

use std::sync::Arc;

use access::gate::Gate;
use access::routes::{invitations, members};
use kernel::dice::OsDice;
use kernel::time::SystemClock;
use platform::config::Boot;
use platform::web::House;

#[tokio::main]
async fn main() -> Result<(), lambda_http::Error> {
    let mut boot = Boot::start().await;
    let (table, objects, origins) = (boot.table(), boot.objects(), boot.origins());
    let audit_key = boot.key("AUDIT_KEY");
    boot.finish()?;
    let (clock, dice) = (Arc::new(SystemClock::new(None)), Arc::new(OsDice));
    let gate = Gate::new(table.clone(), (clock.clone(), dice.clone()), audit_key);
    let invited = invitations::InvitationsDeps::new(table.clone(), clock.clone(), dice.clone());
    let here = members::MembersDeps::new(table, objects, clock, dice.clone());
    let routes = invitations::routes(invited).merge(members::routes(here));
    let router = gate.around(routes.into_router());
    lambda_http::run(House { origins, dice }.around(router)).await
}

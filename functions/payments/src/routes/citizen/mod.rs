//! The citizen's counter: find a notice, see it, pay it, get the receipt. It works without script,
//! and no number or tax code ever stands in an address.

mod brake;
mod checkout;
mod look_up;
mod show;
mod token;
mod ways;

use std::sync::Arc;

use axum::response::Redirect;
use kernel::dice::Dice;
use kernel::time::Clock;
use platform::config::{Boot, Secret};
use platform::seal::Sealer;
use platform::table::Table;
use platform::web::Routes;

use crate::domain::journal::KeptDays;
use crate::store::journal::Journal;
use crate::store::settings::SettingsReader;
use brake::Brake;

pub use checkout::{Checkout, CheckoutError};

/// What these routes use.
#[derive(Clone)]
pub struct CitizenDeps {
    table: Table,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
    sealer: Sealer,
    brake: Brake,
    checkout: Checkout,
    /// Where a browser finds us, without a final `/`.
    public_url: String,
}

/// What the routes need to be told; the environment in the cloud.
pub struct CitizenConfig {
    pub public_url: String,
    /// The base address of pagoPA's Checkout: `https://api.platform.pagopa.it/checkout/ec/v2`.
    pub checkout_url: String,
    pub checkout_key: Secret,
    /// The origin of the page where Checkout sends the citizen: `https://checkout.pagopa.it`.
    pub checkout_page: String,
    /// Encrypts the tokens of links and forms.
    pub token_key: [u8; 32],
    /// How long the journal of calls is kept.
    pub journal_days: KeptDays,
}

impl CitizenConfig {
    pub fn read(boot: &mut Boot) -> Self {
        Self {
            public_url: boot.text("PUBLIC_URL"),
            checkout_url: boot.text("CHECKOUT_URL"),
            checkout_key: boot.secret("CHECKOUT_KEY"),
            checkout_page: boot.text("CHECKOUT_PAGE"),
            token_key: boot.key("SEAL_KEY"),
            journal_days: KeptDays::parse(&boot.text("JOURNAL_DAYS")).unwrap_or_default(),
        }
    }
}

impl CitizenDeps {
    pub fn new(
        table: Table,
        config: CitizenConfig,
        clock: Arc<dyn Clock>,
        dice: Arc<dyn Dice>,
    ) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        let times = (Arc::clone(&clock), Arc::clone(&dice));
        let journal = Journal::new(table.clone(), times, config.journal_days);
        let sealer = Sealer::new(&config.token_key, Arc::clone(&clock), dice);
        let checkout = Checkout::new(config.checkout_url, config.checkout_key, journal);
        let brake = Brake::new(table.clone(), Arc::clone(&clock), config.token_key);
        let public_url = config.public_url;
        Self {
            table,
            settings,
            clock,
            sealer,
            brake,
            checkout,
            public_url,
        }
    }
}

pub fn routes(deps: CitizenDeps) -> Routes {
    Routes::new()
        .get("/pay", look_up::form)
        .get("/pay/", async || Redirect::permanent("/pay"))
        .post("/pay/notice", look_up::find)
        .post("/pay/notice/pdf", show::notice_pdf)
        .post("/pay/notice/checkout", show::to_checkout)
        .get("/pay/return/{token}", show::back)
        .post("/pay/receipt", show::receipt_pdf)
        .with_state(deps)
}

//! The node's door: one address, six operations told apart by `SOAPAction` (`paForNode.wsdl`).
//!
//! | operation | requests with warm settings |
//! |---|---|
//! | `paVerifyPaymentNotice`, `paGetPayment`, `paGetPaymentV2` | 1 get, 2 for a pointer |
//! | `paSendRT`, `paSendRTV2` | those and 1 transaction |
//! | `paDemandPaymentNotice` | 2 gets where the same was asked a moment ago; else 2 gets, 1 update and 1 transaction |
//! | payment options (REST) | 1 get, 2 for a pointer |
//!
//! Each call is noted in the journal besides: 1 put, which may fail without failing the call.
//!
//! Where the body's software tells amounts, it is asked at the first three; an amount that differs from
//! the stored one costs `paGetPayment` 1 put, and its receipt 1 get.

mod amount;
mod answer;
mod door;
mod options;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::domain::journal::KeptDays;
use crate::domain::webhook::Reach;
use crate::store::journal::Journal;
use crate::store::settings::SettingsReader;

use amount::Amounts;

/// What this route uses.
#[derive(Clone)]
pub struct NodeDeps {
    table: Table,
    settings: SettingsReader,
    journal: Journal,
    amounts: Amounts,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl NodeDeps {
    pub fn new(table: Table, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        let times = (Arc::clone(&clock), Arc::clone(&dice));
        let journal = Journal::new(table.clone(), times, KeptDays::default());
        let amounts = (Reach::Public, journal.clone());
        let amounts = Amounts::new(table.clone(), (clock.clone(), dice.clone()), amounts);
        Self {
            table,
            settings,
            journal,
            amounts,
            clock,
            dice,
        }
    }

    /// Keeps the journal of calls this long.
    #[must_use]
    pub fn keeping(mut self, kept: KeptDays) -> Self {
        self.journal = self.journal.keeping(kept);
        self.amounts = self.amounts.noting(self.journal.clone());
        self
    }

    /// One that may also ask software on this machine: of the local stack alone.
    #[must_use]
    pub fn reaching(mut self, reach: Reach) -> Self {
        let times = (self.clock.clone(), self.dice.clone());
        let rest = (reach, self.journal.clone());
        self.amounts = Amounts::new(self.table.clone(), times, rest);
        self
    }
}

pub fn routes(deps: NodeDeps) -> Routes {
    Routes::new()
        .post("/node", door::serve)
        .post(
            "/node/payment-options/organizations/{pa}/notices/{nav}",
            options::serve,
        )
        .with_state(deps)
}

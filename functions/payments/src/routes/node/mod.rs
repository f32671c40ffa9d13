//! The node's door: one address, six operations told apart by `SOAPAction` (`paForNode.wsdl`).
//!
//! | operation | requests with warm settings |
//! |---|---|
//! | `paVerifyPaymentNotice`, `paGetPayment`, `paGetPaymentV2` | 1 get, 2 for a pointer |
//! | `paSendRT`, `paSendRTV2` | those and 1 transaction |
//! | `paDemandPaymentNotice` | none |
//!
//! Each call is noted in the journal besides: 1 put, which may fail without failing the call.

mod answer;
mod door;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::domain::journal::KeptDays;
use crate::store::journal::Journal;
use crate::store::settings::SettingsReader;

/// What this route uses.
#[derive(Clone)]
pub struct NodeDeps {
    table: Table,
    settings: SettingsReader,
    journal: Journal,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl NodeDeps {
    pub fn new(table: Table, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        let times = (Arc::clone(&clock), Arc::clone(&dice));
        let journal = Journal::new(table.clone(), times, KeptDays::default());
        Self {
            table,
            settings,
            journal,
            clock,
            dice,
        }
    }

    /// Keeps the journal of calls this long.
    #[must_use]
    pub fn keeping(mut self, kept: KeptDays) -> Self {
        self.journal = self.journal.keeping(kept);
        self
    }
}

pub fn routes(deps: NodeDeps) -> Routes {
    Routes::new().post("/node", door::serve).with_state(deps)
}

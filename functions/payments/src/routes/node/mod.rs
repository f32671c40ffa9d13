//! The node's door: one address, six operations told apart by `SOAPAction` (`paForNode.wsdl`).
//!
//! | operation | requests with warm settings |
//! |---|---|
//! | `paVerifyPaymentNotice`, `paGetPayment`, `paGetPaymentV2` | 1 get, 2 for a pointer |
//! | `paSendRT`, `paSendRTV2` | those and 1 transaction |
//! | `paDemandPaymentNotice` | none |

mod answer;
mod door;

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::table::Table;
use platform::web::Routes;

use crate::store::settings::SettingsReader;

/// What this route uses.
#[derive(Clone)]
pub struct NodeDeps {
    table: Table,
    settings: SettingsReader,
    clock: Arc<dyn Clock>,
    dice: Arc<dyn Dice>,
}

impl NodeDeps {
    pub fn new(table: Table, clock: Arc<dyn Clock>, dice: Arc<dyn Dice>) -> Self {
        let settings = SettingsReader::new(table.clone(), Arc::clone(&clock));
        Self {
            table,
            settings,
            clock,
            dice,
        }
    }
}

pub fn routes(deps: NodeDeps) -> Routes {
    Routes::new().post("/node", door::serve).with_state(deps)
}

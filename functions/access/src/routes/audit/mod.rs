//! The log of activities, for administrators: searched, read in both directions, taken away as CSV.

mod asked;
mod export;
mod list;
mod names;
mod rows;

use std::sync::Arc;

use kernel::time::Clock;
use platform::table::{Table, TableError};
use platform::web::{Fault, Routes};

use crate::domain::audit::AuditKey;

pub(crate) const HERE: &str = "/panel/access/audit";

/// What these routes use.
#[derive(Clone)]
pub struct Deps {
    pub table: Table,
    pub clock: Arc<dyn Clock>,
    /// To find what events are about.
    pub key: AuditKey,
}

impl Deps {
    pub fn new(table: Table, clock: Arc<dyn Clock>, audit_key: [u8; 32]) -> Self {
        let key = AuditKey::new(audit_key);
        Self { table, clock, key }
    }
}

pub fn routes(deps: Deps) -> Routes {
    Routes::new()
        .get("/panel/access/audit", list::page)
        .post("/panel/access/audit", list::search)
        .get("/panel/access/audit/export", export::csv)
        .with_state(deps)
}

fn table_fault(error: TableError) -> Fault {
    Fault::unavailable(error)
}

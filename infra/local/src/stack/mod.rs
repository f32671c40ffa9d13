//! The whole of Sportello in one process: every router, job and schedule on an embedded cloud.

mod budgets;
mod clock;
mod door;
mod keepsake;
mod local_json;
mod mount;
mod options;
mod pages;
mod parts;
mod plans;
mod records;
mod running;
mod schedules;
mod tenants;
mod worker;

pub use budgets::BUDGETS;
pub use clock::LocalClock;
pub use local_json::{ApiKeyEntry, LocalJson, SignIn};
pub use options::{DataDir, StackOptions, demo_tenants};
pub use parts::Parts;
pub use running::Stack;
pub use tenants::{apply_tenants, check_file, plan_tenants};

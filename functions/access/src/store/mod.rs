//! What access keeps in the table.

pub mod api_keys;
pub mod attempts;
pub mod audit;
pub mod catalogue;
pub mod dashboard;
pub mod declared_keys;
pub mod devices;
pub mod forms;
pub mod invitations;
mod keys;
pub mod members;
pub mod organisations;
mod records;
pub mod recoveries;
pub mod remembered;
pub mod service_accounts;
pub mod sessions;
pub mod sign_in;
pub mod users;

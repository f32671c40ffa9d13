//! What access keeps in the table.

pub mod api_keys;
pub mod audit;
mod keys;
pub mod members;
pub mod organisations;
mod records;
pub mod remembered;
pub mod sessions;
pub mod sign_in;
pub mod users;

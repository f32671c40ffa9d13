//! The words of access and its decisions: pure, no clock, no chance, no I/O.

pub mod actor;
pub mod api_key;
pub mod brake;
pub mod email;
pub mod local_path;
pub mod menu;
pub mod password;
pub mod permission;
pub mod role;
pub mod session;
pub mod user;

//! The routes of access.

pub mod audit;
pub mod dashboard;
mod face;
mod faults;
pub mod invitations;
pub mod keys;
pub mod members;
mod new_password;
pub mod permissions;
mod pictures;
pub mod profile;
pub mod recover;
mod roles;
pub mod security;
mod sending;
pub mod session;
mod tabs;
mod visit;
pub mod welcome;

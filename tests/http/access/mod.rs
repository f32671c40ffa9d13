//! The gate and the door of the panel.

mod api_keys;
mod audit;
mod audit_page;
mod gate;
mod keys;
mod letters;
mod mails;
mod members_store;
mod pages;
mod seal;
mod sign_in;
mod sign_out;
mod world;

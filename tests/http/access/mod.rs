//! The gate and the door of the panel.

mod api_keys;
mod audit;
mod audit_page;
mod browser;
mod codes;
mod devices;
mod gate;
mod keys;
mod lanes;
mod letters;
mod mails;
mod matrix;
mod members_store;
mod organisations;
mod pages;
mod permissions;
mod recovery;
mod seal;
mod security;
mod sign_in;
mod sign_out;
mod world;

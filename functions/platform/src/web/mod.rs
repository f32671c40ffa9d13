//! The web plumbing: what every page and every machine answer has in common.
//!
//! A room registers its handlers with [`Routes`], answers with [`Page`], [`PageError`] or
//! [`ApiError`], reads forms with [`Typed`] and builds pages from [`layout`] and [`ui`]. Its
//! binary (and the local stack) wraps the router with [`House`].

mod address;
mod csrf;
mod dress;
mod edge;
mod error;
mod error_page;
pub mod fault;
mod form;
mod house;
mod html;
pub mod inspect;
pub mod layout;
pub mod limits;
mod negotiate;
mod pagopa;
mod problem;
mod reference;
pub mod routes;
mod security;
pub mod ui;

pub use address::encoded;
pub use edge::{EdgeKeys, Viewer};
pub use error::{ApiError, PageError};
pub use fault::Fault;
pub use form::Typed;
pub use house::{House, Origins};
pub use html::{Page, Reload};
pub use layout::{Frame, Help, MenuItem, Panel, Public};
pub use negotiate::{Htmx, wants_fragment};
pub use pagopa::speaks_pagopa;
pub use problem::Problem;
pub use reference::Reference;
pub use routes::Routes;

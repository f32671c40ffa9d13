//! The pieces of a page, typed: `{{ Field::text("notice_number", "Codice avviso").from(form) }}`.
//!
//! Each piece is a builder that a template prints as it is; texts given to it are escaped by it.
//! Look and classes are bootstrap-italia's, plus the few of `site/src/sportello.css`.

mod alert;
mod badge;
mod choice;
mod empty;
mod facts;
mod field;
mod glance;
mod icon;
mod pager;
mod progress;
mod table;
mod value;

#[cfg(test)]
mod static_site;
#[cfg(test)]
mod tests;

pub use alert::{Alert, Summary};
pub use badge::{Badge, Tone};
pub use choice::{Choice, Choices};
pub use empty::Empty;
pub use facts::Facts;
pub use field::Field;
pub use glance::Glance;
pub use icon::Icon;
pub use pager::Pager;
pub use progress::Progress;
pub use table::{Column, Order, Table};
pub use value::Value;

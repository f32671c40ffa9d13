//! The embedded cloud: what AWS gives in production, in this process and on loopback only.
//!
//! The functions reach it through the real AWS SDKs and the real protocols.

mod clock;
mod dynamodb;
mod folder;
mod s3;
mod sdk;
mod serve;
mod ses;
mod sqs;
mod start;
mod stop;
mod stream_store;

pub mod pollers;
pub mod schedule;
pub mod streams;

pub use dynamodb::{TABLE, create_table};
pub use folder::DataFolder;
pub(crate) use folder::write_atomically;
pub use s3::BUCKET;
pub use sdk::{ACCESS_KEY, REGION, SECRET_KEY, sdk_config};
pub(crate) use serve::{bind, serve, url_of};
pub use sqs::{QueueSpec, RECEIVES_MAX};
pub use start::{Cloud, Durability};
pub use stop::{Stop, StopHandle};

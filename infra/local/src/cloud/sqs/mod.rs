//! SQS: the AWS JSON protocol over queues in a file, with visibility, long poll and dead letters.

mod call;
mod operations;
mod refusal;
mod shapes;
mod store;

pub use store::{QueueSpec, RECEIVES_MAX};

pub(crate) use call::router;
pub(crate) use store::QueueStore;

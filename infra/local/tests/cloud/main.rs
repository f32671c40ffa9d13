//! The embedded cloud, seen through the real AWS SDKs.
#![expect(clippy::unwrap_used, reason = "tests")]

mod dynamodb;
mod mail;
mod objects;
mod queues;
mod restart;
mod streams;

use local::cloud::{Cloud, QueueSpec};

/// A job queue whose messages come back after a second.
async fn cloud() -> Cloud {
    let queues: Vec<QueueSpec> = QueueSpec::job("mail", 1).into();
    Cloud::temporary(&queues).await.unwrap()
}

//! The only room that knows AWS and HTTP plumbing.
//!
//! | room | what |
//! |---|---|
//! | [`table`] | the one DynamoDB table: typed records, conditions, transactions, paging |
//! | [`outbox`] | what must follow a write, written in the same transaction |
//! | [`dispatcher`] | the stream of the table → the queue of each job |
//! | [`jobs`] | messages of the queues → job functions, at least once |
//! | [`queues`], [`objects`], [`mail`] | SQS, S3, SES |
//! | [`seal`] | opaque tokens that carry personal data through a URL |
//! | [`config`], [`telemetry`] | the environment read once; one JSON line a request |
//! | [`web`], [`pdf`] | pages and documents |

// Templates of every crate name our pieces by the same path.
extern crate self as platform;

pub mod config;
pub mod derive;
pub mod dispatcher;
pub mod jobs;
pub mod mail;
pub mod objects;
pub mod outbox;
pub mod pdf;
pub mod queues;
pub mod seal;
pub mod table;
pub mod telemetry;
pub mod web;

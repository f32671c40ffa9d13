//! The table itself: every request that we send to DynamoDB is in `reads.rs` or `writes.rs`.

use std::sync::Arc;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;

use super::RequestCount;

/// The table, as a set of typed operations.
#[derive(Clone)]
pub struct Table {
    pub(super) client: Client,
    pub(super) name: Arc<str>,
    count: RequestCount,
}

impl Table {
    pub fn new(config: &SdkConfig, name: &str) -> Self {
        Self::counted(config, name, RequestCount::default())
    }

    /// A table whose requests are added to `count`.
    pub fn counted(config: &SdkConfig, name: &str, count: RequestCount) -> Self {
        let config = aws_sdk_dynamodb::config::Builder::from(config)
            .interceptor(count.clone())
            .build();
        Self {
            client: Client::from_conf(config),
            name: name.into(),
            count,
        }
    }

    pub fn count(&self) -> &RequestCount {
        &self.count
    }
}

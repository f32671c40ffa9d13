//! The queues of the jobs.

use std::collections::BTreeMap;

use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::error::DisplayErrorContext;

use crate::jobs::JobMessage;

#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    #[error("no queue for job {0}")]
    Unknown(String),
    #[error("queue request failed: {0}")]
    Request(String),
}

#[derive(Clone)]
pub struct Queues {
    client: Client,
    urls: BTreeMap<String, String>,
}

impl Queues {
    /// `urls`: job name → queue URL.
    pub fn new(config: &SdkConfig, urls: BTreeMap<String, String>) -> Self {
        Self {
            client: Client::new(config),
            urls,
        }
    }

    /// Puts a message on the queue of its job.
    pub async fn send(&self, message: &JobMessage) -> Result<(), QueueError> {
        let url = self.urls.get(&message.job);
        let url = url.ok_or_else(|| QueueError::Unknown(message.job.clone()))?;
        let body = serde_json::to_string(message).unwrap_or_default();
        let request = self.client.send_message().queue_url(url).message_body(body);
        match request.send().await {
            Ok(_) => Ok(()),
            Err(error) => Err(QueueError::Request(DisplayErrorContext(&error).to_string())),
        }
    }
}

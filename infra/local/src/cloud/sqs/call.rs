//! The AWS JSON protocol: which call, on which queue.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::refusal::{Answer, Refusal, answer};
use super::store::QueueStore;
use crate::cloud::stop::Stop;

/// SQS takes 1 MiB for a message, and the same for a batch.
pub(super) const PAYLOAD_SIZE_BYTES_MAX: usize = 1024 * 1024;
/// The payload inside JSON, every character escaped at worst.
const BODY_SIZE_BYTES_MAX: usize = PAYLOAD_SIZE_BYTES_MAX * 6;

#[derive(Clone)]
pub(super) struct Sqs {
    pub store: Arc<QueueStore>,
    /// `http://127.0.0.1:PORT`, which begins the queue URLs.
    pub url: Arc<str>,
    pub stop: Stop,
}

pub(crate) fn router(store: Arc<QueueStore>, url: &str, stop: Stop) -> Router {
    let url = url.into();
    Router::new()
        .route("/", post(dispatch))
        .layer(DefaultBodyLimit::max(BODY_SIZE_BYTES_MAX))
        .with_state(Sqs { store, url, stop })
}

async fn dispatch(State(sqs): State<Sqs>, headers: HeaderMap, body: Bytes) -> Response {
    let target = headers.get("x-amz-target").and_then(|v| v.to_str().ok());
    let operation = target.and_then(|target| target.strip_prefix("AmazonSQS."));
    let outcome = match operation.unwrap_or_default() {
        "GetQueueUrl" => parse(&body).and_then(|call| Ok(to_value(&sqs.url_of(&call)?))),
        "SendMessage" => sqs.on_queue(&body, Sqs::send),
        "SendMessageBatch" => sqs.on_queue(&body, Sqs::send_batch),
        "ReceiveMessage" => sqs.long_poll(&body).await,
        "DeleteMessage" => sqs.on_queue(&body, Sqs::delete),
        "DeleteMessageBatch" => sqs.on_queue(&body, Sqs::delete_batch),
        "ChangeMessageVisibility" => sqs.on_queue(&body, Sqs::change_visibility),
        "GetQueueAttributes" => sqs.on_queue(&body, Sqs::attributes),
        other => Err(Refusal::unsupported(other)),
    };
    match outcome {
        Ok(body) => answer(&body),
        Err(refusal) => refusal.into_response(),
    }
}

impl Sqs {
    fn on_queue<C: DeserializeOwned, A: Serialize>(
        &self,
        body: &Bytes,
        work: impl FnOnce(&Self, &str, C) -> Answer<A>,
    ) -> Answer<Value> {
        let queue = self.queue_of(body)?;
        Ok(to_value(&work(self, &queue, parse(body)?)?))
    }

    async fn long_poll(&self, body: &Bytes) -> Answer<Value> {
        let queue = self.queue_of(body)?;
        Ok(to_value(&self.receive(&queue, parse(body)?).await?))
    }

    /// The queue named by the last part of `QueueUrl`.
    fn queue_of(&self, body: &Bytes) -> Answer<String> {
        let call: Value = parse(body)?;
        let url = call["QueueUrl"].as_str().unwrap_or_default();
        let queue = url.rsplit('/').next().unwrap_or_default();
        match self.store.exists(queue)? {
            true => Ok(queue.to_owned()),
            false => Err(Refusal::no_queue()),
        }
    }
}

fn parse<C: DeserializeOwned>(body: &Bytes) -> Answer<C> {
    serde_json::from_slice(body).map_err(|error| Refusal::invalid(&error.to_string()))
}

fn to_value<A: Serialize>(answer: &A) -> Value {
    serde_json::to_value(answer).unwrap_or_default()
}

//! thirtyfour's own client would bring a second reqwest; ours does the same with the one we have.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use thirtyfour::error::{WebDriverError, WebDriverResult};
use thirtyfour::session::http::{Body, HttpClient};

/// A page that takes longer than this has hung.
const TIMEOUT: Duration = Duration::from_secs(60);

pub struct Http(reqwest::Client);

impl Http {
    pub fn new() -> Self {
        Self(
            reqwest::Client::builder()
                .timeout(TIMEOUT)
                .no_proxy()
                .build()
                .unwrap(),
        )
    }
}

#[async_trait::async_trait]
impl HttpClient for Http {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        let failed = |error: reqwest::Error| WebDriverError::HttpError(error.to_string());
        let (parts, body) = request.into_parts();
        let url = parts.uri.to_string();
        let mut request = self.0.request(parts.method, url).headers(parts.headers);
        if let Body::Json(json) = body {
            request = request.json(json);
        }
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut answer = Response::new(response.bytes().await.map_err(failed)?);
        *answer.status_mut() = status;
        Ok(answer)
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Self::new())
    }
}

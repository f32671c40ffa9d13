//! The environment, read once in `main`. Every missing name is told in one error.

use std::collections::BTreeMap;
use std::fmt;

use aws_config::{BehaviorVersion, SdkConfig};

use crate::mail::Mailer;
use crate::objects::Objects;
use crate::queues::Queues;
use crate::table::Table;
use crate::web::{EdgeKeys, Origins};

/// What a function needs to start, taken name by name from the environment.
///
/// ```no_run
/// # async fn begin() -> Result<(), platform::config::Missing> {
/// let mut boot = platform::config::Boot::start().await;
/// let table = boot.table();
/// let url = boot.text("PUBLIC_URL");
/// boot.finish()?; // names all that is missing
/// # Ok(()) }
/// ```
pub struct Boot {
    sdk: SdkConfig,
    missing: Vec<&'static str>,
}

/// Names that the environment should have held.
#[derive(Debug, thiserror::Error)]
#[error("missing or unreadable environment variables: {}", .0.join(", "))]
pub struct Missing(pub Vec<&'static str>);

/// A text that never prints.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Boot {
    /// Starts telemetry and reads the SDK's own configuration.
    pub async fn start() -> Self {
        crate::telemetry::start();
        let http = aws_smithy_http_client::Builder::new()
            .tls_provider(aws_smithy_http_client::tls::Provider::Rustls(
                aws_smithy_http_client::tls::rustls_provider::CryptoMode::Ring,
            ))
            .build_https();
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .http_client(http)
            .load()
            .await;
        Self {
            sdk,
            missing: Vec::new(),
        }
    }

    pub fn sdk(&self) -> &SdkConfig {
        &self.sdk
    }

    pub fn text(&mut self, name: &'static str) -> String {
        match std::env::var(name) {
            Ok(text) if !text.is_empty() => text,
            _ => {
                self.missing.push(name);
                String::new()
            }
        }
    }

    pub fn secret(&mut self, name: &'static str) -> Secret {
        Secret(self.text(name))
    }

    /// 32 bytes written as 64 hexadecimal digits.
    pub fn key(&mut self, name: &'static str) -> [u8; 32] {
        let mut key = [0; 32];
        let text = self.text(name);
        if !text.is_empty() && hex::decode_to_slice(&text, &mut key).is_err() {
            self.missing.push(name);
        }
        key
    }

    /// From `TABLE`.
    pub fn table(&mut self) -> Table {
        let name = self.text("TABLE");
        Table::new(&self.sdk, &name)
    }

    /// From `BUCKET`.
    pub fn objects(&mut self) -> Objects {
        let name = self.text("BUCKET");
        Objects::new(&self.sdk, &name)
    }

    /// From `QUEUES`, a JSON object of job name → queue URL.
    pub fn queues(&mut self) -> Queues {
        let text = self.text("QUEUES");
        let urls: BTreeMap<String, String> = serde_json::from_str(&text).unwrap_or_default();
        if urls.is_empty() && !text.is_empty() {
            self.missing.push("QUEUES");
        }
        Queues::new(&self.sdk, urls)
    }

    /// From `PUBLIC_URL` and `EDGE_KEY`: a function behind the edge.
    pub fn origins(&mut self) -> Origins {
        let mut origins = Origins::of(&self.text("PUBLIC_URL"));
        origins.edge = EdgeKeys::new(self.secret("EDGE_KEY"));
        origins
    }

    /// From `MAIL_FROM`.
    pub fn mailer(&mut self) -> Mailer {
        let from = self.text("MAIL_FROM");
        Mailer::new(&self.sdk, &from)
    }

    pub fn finish(self) -> Result<(), Missing> {
        if self.missing.is_empty() {
            Ok(())
        } else {
            Err(Missing(self.missing))
        }
    }
}

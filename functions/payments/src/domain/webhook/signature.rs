//! How a receiver knows that a message is ours.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The names of the headers: kind of event, id of the delivery, when it was signed, signature.
pub const HEADERS: [&str; 4] = [
    "x-sportello-event",
    "x-sportello-delivery",
    "x-sportello-timestamp",
    "x-sportello-signature",
];

const BYTES: usize = 32;
const PREFIX: &str = "whs_";

/// `whs_` and 64 hexadecimal digits; the key is the whole text. It never prints.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookSecret(String);

impl WebhookSecret {
    pub fn of_bytes(bytes: [u8; BYTES]) -> Self {
        Self(format!("{PREFIX}{}", hex::encode(bytes)))
    }

    /// Shown once to the person who made it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret(…)")
    }
}

/// `v1=` and the hexadecimal HMAC-SHA256, with the secret as key, of the seconds since 1970, a full stop
/// and the body as it is sent.
pub fn sign(secret: &WebhookSecret, at: Timestamp, body: &str) -> String {
    // A key of HMAC may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{}.{body}", at.as_second()).as_bytes());
    format!("v1={}", hex::encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/webhooks.md");

    /// What stands between the fences under a title of the document.
    fn block(title: &str) -> &'static str {
        let (_, rest) = PAGE.split_once(title).unwrap();
        let (_, rest) = rest.split_once("```").unwrap();
        let (_, rest) = rest.split_once('\n').unwrap();
        rest.split_once("\n```").unwrap().0
    }

    #[test]
    fn the_example_of_the_document_is_right() {
        let secret = WebhookSecret::of_bytes([0x5a; BYTES]);
        assert_eq!(block("#### Example: the secret"), secret.expose());
        let body = block("#### Example: the body");
        let headers = block("#### Example: the headers");
        let at = headers
            .lines()
            .find_map(|line| line.strip_prefix("x-sportello-timestamp: "));
        let at = Timestamp::from_second(at.unwrap().parse().unwrap()).unwrap();
        let signature = sign(&secret, at, body);
        let told = headers
            .lines()
            .find_map(|line| line.strip_prefix("x-sportello-signature: "));
        assert_eq!(told, Some(signature.as_str()));
        for name in HEADERS {
            assert!(headers.contains(name), "{name}");
        }
    }

    #[test]
    fn another_secret_time_or_body_is_another_signature() {
        let at = |seconds| Timestamp::from_second(seconds).unwrap();
        let [one, two] = [[1; BYTES], [2; BYTES]].map(WebhookSecret::of_bytes);
        let signature = sign(&one, at(1), "{}");
        assert_eq!(signature.len(), 3 + 64);
        assert_eq!(signature, sign(&one, at(1), "{}"));
        for other in [
            sign(&two, at(1), "{}"),
            sign(&one, at(2), "{}"),
            sign(&one, at(1), "{ }"),
        ] {
            assert_ne!(signature, other);
        }
        assert_eq!(format!("{one:?}"), "WebhookSecret(…)");
    }
}

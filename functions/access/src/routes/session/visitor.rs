//! What a browser brings along when somebody signs in.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header;
use http::request::Parts;
use platform::derive::Deriver;

use crate::domain::attempt::AttemptToken;
use crate::domain::audit::Circumstances;
use crate::domain::brake::Lane;
use crate::domain::device::{self, DeviceToken};
use crate::domain::known_browser::{self, KnownBrowser};
use crate::domain::session::SessionToken;
use crate::gate::cookie;

/// Nothing of it is proven yet.
pub struct Visitor {
    /// The session that ends when another one begins.
    pub before: Option<SessionToken>,
    pub attempt: Option<AttemptToken>,
    pub device: Option<DeviceToken>,
    browser: Option<KnownBrowser>,
    /// `Firefox su Windows`.
    pub name: String,
    pub during: Circumstances,
}

impl Visitor {
    /// The lane of the brake in which this browser's tries for an account are counted.
    pub fn lane(&self, login: &str, deriver: &Deriver) -> Lane {
        let known = self.browser.as_ref().filter(|browser| {
            let id = KnownBrowser::id_of(login, &browser.nonce);
            deriver.is_secret(known_browser::PURPOSE, &id, browser.proof())
        });
        let network = self.during.network.as_ref();
        match known {
            Some(browser) => Lane::browser(&browser.nonce),
            None => Lane::network(network.map(|network| network.as_str())),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let during = Circumstances::from_request_parts(parts, state).await?;
        let headers = &parts.headers;
        let agent = headers.get(header::USER_AGENT);
        let agent = agent.and_then(|agent| agent.to_str().ok());
        Ok(Self {
            before: cookie::read(headers),
            attempt: cookie::ATTEMPT.value(headers).and_then(AttemptToken::parse),
            device: cookie::DEVICE.value(headers).and_then(DeviceToken::parse),
            browser: cookie::BROWSER.value(headers).and_then(KnownBrowser::parse),
            name: device::name_of(agent.unwrap_or_default()),
            during,
        })
    }
}

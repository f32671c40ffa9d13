//! The cookies of the panel. The `__Host-` prefix makes browsers insist on `Secure`, `Path=/` and no
//! `Domain`; they take them over plain HTTP from the loopback address alone, where the local stack
//! lives.

use http::{HeaderMap, HeaderValue, header};

use crate::domain::session::{LIFE_S, SessionToken};
use crate::domain::{attempt, device, known_browser};

const FLAGS: &str = "Secure; HttpOnly; SameSite=Lax; Path=/";

/// A cookie of ours, and how long browsers keep it.
pub(crate) struct Cookie {
    name: &'static str,
    life_s: i64,
}

pub(crate) const SESSION: Cookie = Cookie {
    name: "__Host-session",
    life_s: LIFE_S,
};

/// Between password and code.
pub(crate) const ATTEMPT: Cookie = Cookie {
    name: "__Host-attempt",
    life_s: attempt::LIFE_S,
};

/// A device that its owner trusts.
pub(crate) const DEVICE: Cookie = Cookie {
    name: "__Host-device",
    life_s: device::LIFE_S,
};

/// A browser in which somebody has signed in before; it opens nothing.
pub(crate) const BROWSER: Cookie = Cookie {
    name: "__Host-browser",
    life_s: known_browser::LIFE_S,
};

impl Cookie {
    /// What the browser sent.
    pub fn value<'h>(&self, headers: &'h HeaderMap) -> Option<&'h str> {
        let lines = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok());
        let pairs = lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.split_once('='));
        let mut values = pairs
            .filter(|(name, _)| name.trim() == self.name)
            .map(|(_, value)| value.trim());
        values.next()
    }

    /// `Set-Cookie`; `None` only if the value were no header value.
    pub fn set(&self, value: &str) -> Option<HeaderValue> {
        let Self { name, life_s } = self;
        let line = format!("{name}={value}; {FLAGS}; Max-Age={life_s}");
        let mut value = HeaderValue::try_from(line).ok()?;
        value.set_sensitive(true);
        Some(value)
    }

    /// `Set-Cookie` that makes the browser forget.
    pub fn clear(&self) -> Option<HeaderValue> {
        HeaderValue::try_from(format!("{}=; {FLAGS}; Max-Age=0", self.name)).ok()
    }
}

/// The session's token that the browser sent, if it is one.
pub fn read(headers: &HeaderMap) -> Option<SessionToken> {
    SessionToken::parse(SESSION.value(headers)?)
}

#[cfg(test)]
mod tests {
    use kernel::ids::UserId;

    use super::*;

    const NAME: &str = SESSION.name;

    fn token() -> SessionToken {
        SessionToken::new(
            UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap(),
            [9; 32],
        )
    }

    fn cookies(line: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, HeaderValue::try_from(line).unwrap())])
    }

    #[test]
    fn the_cookie_is_found_among_others() {
        let line = format!("theme=dark; {NAME}={}; x=y", token().reveal());
        assert!(read(&cookies(&line)).is_some_and(|found| found == token()));
        assert!(read(&cookies("session=x; __Host-session=nonsense")).is_none());
        assert!(read(&HeaderMap::new()).is_none());
    }

    #[test]
    fn the_cookie_is_for_this_host_over_https_and_out_of_reach_of_scripts() {
        let line = SESSION.set(&token().reveal()).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-session="));
        assert!(line.ends_with("; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200"));
        let cleared = SESSION.clear().unwrap();
        assert!(cleared.to_str().unwrap().ends_with("Path=/; Max-Age=0"));
    }
}

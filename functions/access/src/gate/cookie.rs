//! The session cookie. The `__Host-` prefix makes browsers insist on `Secure`, `Path=/` and no
//! `Domain`; they take it over plain HTTP from the loopback address alone, where the local stack
//! lives.

use http::{HeaderMap, HeaderValue, header};

use crate::domain::session::{LIFE_S, SessionToken};

const NAME: &str = "__Host-session";
const FLAGS: &str = "Secure; HttpOnly; SameSite=Lax; Path=/";

/// The token that the browser sent, if it is one.
pub fn read(headers: &HeaderMap) -> Option<SessionToken> {
    let lines = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let pairs = lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.split_once('='));
    let mut values = pairs
        .filter(|(name, _)| name.trim() == NAME)
        .map(|(_, value)| value.trim());
    SessionToken::parse(values.next()?)
}

/// `Set-Cookie` of a new session; `None` only if a token were no header value.
pub fn set(token: &SessionToken) -> Option<HeaderValue> {
    let line = format!("{NAME}={}; {FLAGS}; Max-Age={LIFE_S}", token.reveal());
    let mut value = HeaderValue::try_from(line).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// `Set-Cookie` that makes the browser forget.
pub fn clear() -> Option<HeaderValue> {
    HeaderValue::try_from(format!("{NAME}=; {FLAGS}; Max-Age=0")).ok()
}

#[cfg(test)]
mod tests {
    use kernel::ids::UserId;

    use super::*;

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
        let line = set(&token()).unwrap();
        let line = line.to_str().unwrap();
        assert!(line.starts_with("__Host-session="));
        assert!(line.ends_with("; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200"));
        let cleared = clear().unwrap();
        assert!(cleared.to_str().unwrap().ends_with("Path=/; Max-Age=0"));
    }
}

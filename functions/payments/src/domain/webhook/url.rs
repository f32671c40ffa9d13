//! Where events are sent.

use serde::{Deserialize, Serialize};

/// Longer addresses are mistakes.
const CHARS_MAX: usize = 500;

/// What an installation may call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// `https` on the public Internet.
    Public,
    /// That, and `http` on this machine: the local stack alone.
    Loopback,
}

/// `https://host.example[:port][/path][?query]`. The host is a name whose last label is made of
/// letters, so that no reader of addresses takes it for a number; no user, no fragment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WebhookUrl(String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    #[error("L’indirizzo deve cominciare con https://.")]
    Scheme,
    #[error("Il nome del server non è valido: serve un nome di dominio, non un numero.")]
    Host,
    #[error("La porta non è valida.")]
    Port,
    #[error("L’indirizzo contiene caratteri non ammessi o è troppo lungo.")]
    Characters,
}

impl WebhookUrl {
    pub fn parse(text: &str, reach: Reach) -> Result<Self, UrlError> {
        let text = text.trim();
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '\\' | '#' | '"' | '<' | '>');
        if text.len() > CHARS_MAX || !text.chars().all(plain) {
            return Err(UrlError::Characters);
        }
        let (rest, local) = match (text.strip_prefix("https://"), reach) {
            (Some(rest), _) => (rest, false),
            (None, Reach::Loopback) => {
                (text.strip_prefix("http://").ok_or(UrlError::Scheme)?, true)
            }
            (None, Reach::Public) => return Err(UrlError::Scheme),
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        };
        if port.is_some_and(|port| !is_port(port)) {
            return Err(UrlError::Port);
        }
        let right = if local {
            matches!(host, "127.0.0.1" | "localhost")
        } else {
            is_name(host)
        };
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(UrlError::Host)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name to look up.
    pub fn host(&self) -> &str {
        self.authority().split(':').next().unwrap_or_default()
    }

    pub fn port(&self) -> u16 {
        let told = self.authority().split_once(':');
        let told = told.and_then(|(_, port)| port.parse().ok());
        told.unwrap_or(if self.is_secure() { 443 } else { 80 })
    }

    /// Not on this machine.
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    fn authority(&self) -> &str {
        let rest = self.0.split_once("://").map_or("", |(_, rest)| rest);
        rest.split(['/', '?']).next().unwrap_or_default()
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_name(host: &str) -> bool {
    let label = |label: &str| {
        let inner = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
        (1..=63).contains(&label.len())
            && label.bytes().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((rest, last)) = host.rsplit_once('.') else {
        return false;
    };
    let top = last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic());
    host.len() <= 253
        && (top || last.starts_with("xn--"))
        && label(last)
        && rest.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_https_with_a_name() {
        for good in [
            "https://albo.example",
            "https://albo.example:8443/pagamenti?ente=1",
            " https://a-b.c.xn--p1ai/x ",
        ] {
            let url = WebhookUrl::parse(good, Reach::Public).unwrap();
            assert!(url.is_secure());
        }
        let url = WebhookUrl::parse("https://albo.example:8443/x", Reach::Public).unwrap();
        assert_eq!((url.host(), url.port()), ("albo.example", 8443));
        let plain = WebhookUrl::parse("https://albo.example?x", Reach::Public).unwrap();
        assert_eq!((plain.host(), plain.port()), ("albo.example", 443));
    }

    #[test]
    fn whatever_another_reader_could_take_for_something_else_is_refused() {
        for wrong in [
            "",
            "http://albo.example",
            "ftp://albo.example",
            "https://",
            "https://localhost/",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.0.0.1/",
            "https://127.1/",
            "https://169.254.169.254/latest",
            "https://[::1]/",
            "https://albo.example@127.0.0.1/",
            "https://user:pass@albo.example/",
            "https://albo.example:0/",
            "https://albo.example:99999/",
            "https://albo.example:+1/",
            "https://albo.example\\@evil/",
            "https://albo.example#x",
            "https://albo..example/",
            "https://-albo.example/",
            "https://albo.example./",
            "https://albо.example/",
            "https://albo.exa mple/",
        ] {
            assert!(WebhookUrl::parse(wrong, Reach::Public).is_err(), "{wrong}");
        }
        let long = format!("https://albo.example/{}", "x".repeat(500));
        assert_eq!(
            WebhookUrl::parse(&long, Reach::Public),
            Err(UrlError::Characters)
        );
    }

    #[test]
    fn the_local_stack_may_call_its_own_machine_and_no_other_without_encryption() {
        let here = WebhookUrl::parse("http://127.0.0.1:4000/x", Reach::Loopback).unwrap();
        assert_eq!(
            (here.host(), here.port(), here.is_secure()),
            ("127.0.0.1", 4000, false)
        );
        assert!(WebhookUrl::parse("http://albo.example/", Reach::Loopback).is_err());
        assert!(WebhookUrl::parse("http://127.0.0.1:4000/x", Reach::Public).is_err());
    }
}

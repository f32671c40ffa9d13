//! A device that its owner trusts: there the password is enough.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::UserId;
use serde::{Deserialize, Serialize};

use super::token::Token;

#[derive(Clone, PartialEq, Eq)]
pub enum OfDevice {}

/// 256 bits in a cookie; stored as a digest.
pub type DeviceToken = Token<OfDevice>;

pub const LIFE_DAYS: i64 = 30;
pub const LIFE_S: i64 = LIFE_DAYS * 24 * 3600;
/// The last use is written when it is this much later.
const USE_STEP_S: i64 = 24 * 3600;
pub const NAME_CHARS_MAX: usize = 60;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    pub user: UserId,
    pub name: String,
    pub created_at: Timestamp,
    pub used_at: Timestamp,
}

impl Device {
    pub fn new(user: UserId, name: String, now: Timestamp) -> Self {
        Self {
            user,
            name,
            created_at: now,
            used_at: now,
        }
    }

    pub fn expires_at(&self) -> Timestamp {
        self.created_at + SignedDuration::from_secs(LIFE_S)
    }

    pub fn is_live(&self, now: Timestamp) -> bool {
        self.created_at <= now && now < self.expires_at()
    }

    /// The device as used now, where that is worth writing.
    pub fn used(&self, now: Timestamp) -> Option<Self> {
        let since = now.duration_since(self.used_at);
        let used_at = now;
        (since >= SignedDuration::from_secs(USE_STEP_S)).then(|| Self {
            used_at,
            ..self.clone()
        })
    }
}

/// What people call a device: 1 to 60 characters without control characters.
pub fn parse_name(text: &str) -> Option<String> {
    let name = text.trim();
    let fits = (1..=NAME_CHARS_MAX).contains(&name.chars().count());
    (fits && !name.chars().any(char::is_control)).then(|| name.to_owned())
}

/// A name made of the `User-Agent` header: `Firefox su Windows`.
pub fn name_of(agent: &str) -> String {
    // The more particular first: Edge calls itself Chrome, Chrome calls itself Safari.
    const BROWSERS: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let of = |list: &[(&str, &'static str)]| {
        let found = list.iter().find(|(word, _)| agent.contains(word));
        found.map(|(_, name)| *name)
    };
    match (of(&BROWSERS), of(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} su {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Browser sconosciuto".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_after_browser_and_system() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                "Firefox su Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0",
                "Edge su Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari su iPhone",
            ),
            ("curl/8.0", "Browser sconosciuto"),
            ("<script>Linux", "Linux"),
        ] {
            assert_eq!(name_of(agent), name);
        }
    }

    #[test]
    fn a_device_is_trusted_thirty_days_and_its_use_is_written_once_a_day() {
        let at = |hours: i64| Timestamp::from_second(1_800_000_000 + hours * 3600).unwrap();
        let user = UserId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").unwrap();
        let device = Device::new(user, "Firefox".to_owned(), at(0));
        assert!(device.is_live(at(30 * 24 - 1)) && !device.is_live(at(30 * 24)));
        assert_eq!(device.used(at(23)), None);
        assert_eq!(device.used(at(24)).unwrap().used_at, at(24));
    }

    #[test]
    fn a_name_is_short_and_plain() {
        assert_eq!(parse_name(" Portatile "), Some("Portatile".to_owned()));
        assert_eq!(parse_name(""), None);
        assert_eq!(parse_name("a\nb"), None);
        assert_eq!(parse_name(&"a".repeat(61)), None);
    }
}

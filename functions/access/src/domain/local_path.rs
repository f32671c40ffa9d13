//! Where to go after signing in: only a page of the panel, never another site.

use std::fmt;

/// `/panel` or a path below it, at most 300 characters of `[A-Za-z0-9/_.~%-]`, without a query:
/// filters may hold personal data, which stays out of addresses that are logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPath(String);

const LENGTH_MAX: usize = 300;
/// Pages for who is outside: signing in does not lead there.
const DOORS: [&str; 3] = ["/sign-in", "/sign-out", "/recover"];

impl LocalPath {
    pub fn home() -> Self {
        Self("/panel".to_owned())
    }

    /// The path, or home when it is none of ours.
    pub fn parse_or_home(text: &str) -> Self {
        Self::parse(text).unwrap_or_else(Self::home)
    }

    fn parse(text: &str) -> Option<Self> {
        let below = text.strip_prefix("/panel")?;
        let ours = text.len() <= LENGTH_MAX
            && (below.is_empty() || below.starts_with('/'))
            && !below.contains("//")
            && below
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"/_.~%-".contains(&b))
            && !DOORS.iter().any(|door| below.starts_with(door));
        ours.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_the_panel_is_kept() {
        for path in ["/panel", "/panel/payments/positions/300715700000000032"] {
            assert_eq!(LocalPath::parse_or_home(path).as_str(), path);
        }
    }

    #[test]
    fn everything_else_leads_home() {
        let long = format!("/panel/{}", "a".repeat(300));
        for path in [
            "",
            "/",
            "//evil.example",
            "https://evil.example/panel",
            "/panel//evil.example",
            "/panelx",
            "/panel\\evil",
            "/panel/a?b=c",
            "/panel/a\r\nSet-Cookie: x",
            "/panel/sign-in",
            "/panel/sign-in/code",
            "/panel/recover/x",
            "/panel/sign-out",
            &long,
        ] {
            assert_eq!(
                LocalPath::parse_or_home(path),
                LocalPath::home(),
                "{path:?}"
            );
        }
    }
}

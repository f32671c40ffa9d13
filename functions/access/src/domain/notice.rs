//! The privacy notice that people accept at their first access: the text of the site's own page, which
//! stands in one place.

use super::user::Accepted;

/// The page as the site is built from it.
const PAGE: &str = include_str!("../../../../site/src/pages/privacy.html");

/// The version that the page tells of itself, `2026-11-22`. Whoever changes what people agree to changes
/// this date: everybody is asked again.
pub fn version() -> &'static str {
    between(PAGE, "<time datetime=\"", "\"").unwrap_or_default()
}

/// The text without its heading, as HTML of ours.
pub fn text() -> &'static str {
    let content = between(PAGE, "{% block content %}", "{% endblock %}").unwrap_or_default();
    between(content, "</h1>", "</div>").unwrap_or_default()
}

/// Whether somebody has to be asked again. Whom a file made with a password has never been asked.
pub fn is_due(accepted: Option<&Accepted>) -> bool {
    accepted.is_some_and(|accepted| accepted.version != version())
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, rest) = text.split_once(from)?;
    Some(rest.split_once(to)?.0)
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn the_notice_is_the_whole_text_of_the_sites_page() {
        let text = text();
        assert!(text.contains("Regolamento (UE) 2016/679"));
        assert!(text.contains("reclamo al Garante"));
        assert!(text.contains(version()) && version().len() == 10);
        assert!(!text.contains("{%") && !text.contains("<h1"));
        assert_eq!(text.matches("<p").count(), text.matches("</p>").count());
    }

    #[test]
    fn another_text_is_another_version() {
        let digest = hex::encode(Sha256::digest(text()));
        let known = ("2026-11-22", "2dda4071064a865c");
        assert_eq!(
            (version(), &digest[..16]),
            known,
            "whoever changes the text decides whether people are asked again: the date in the page"
        );
    }

    #[test]
    fn only_who_accepted_another_version_is_asked_again() {
        let accepted = |version: &str| Accepted {
            version: version.to_owned(),
            at: "2026-01-01T00:00:00Z".parse().unwrap(),
        };
        assert!(is_due(Some(&accepted("2025-01-01"))));
        assert!(!is_due(Some(&accepted(version()))));
        assert!(!is_due(None));
    }
}

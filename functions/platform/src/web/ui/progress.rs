use askama::Template;
use askama::filters::HtmlSafe;

/// How far long work has come. With htmx it asks for itself again; without script the page does
/// (`layout.refresh_s`), and there is a link.
///
/// The route at `href` answers htmx with a [`Progress`] in a `Page` while work goes on and with
/// [`crate::web::Reload`] once it is over, and a browser without htmx with the page.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/progress.html")]
pub struct Progress {
    label: String,
    href: String,
    done: u64,
    of: u64,
}

impl HtmlSafe for Progress {}

/// Seconds between two questions.
const POLL_S: u32 = 2;

impl Progress {
    /// `label`: what goes on; `href`: where the fragment is asked for again.
    pub fn new(label: impl Into<String>, href: impl Into<String>, done: u64, of: u64) -> Self {
        Self {
            label: label.into(),
            href: href.into(),
            done: done.min(of),
            of,
        }
    }

    /// How much there is to do is not known yet.
    pub fn waiting(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, href, 0, 0)
    }

    fn is_over(&self) -> bool {
        self.of > 0 && self.done == self.of
    }

    fn percent(&self) -> u64 {
        let of = u128::from(self.of.max(1));
        u64::try_from(u128::from(self.done) * 100 / of).unwrap_or(100)
    }

    fn poll_s(&self) -> u32 {
        POLL_S
    }
}

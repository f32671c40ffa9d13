//! What is asked of every page that somebody passes through.

use crate::axe;
use crate::browser::{Browser, Screen, Scripts};

/// Looks at pages and remembers what is wrong, so that a journey tells all of it at its end.
pub struct Eyes {
    journey: &'static str,
    scripts: Scripts,
    seen: usize,
    faults: Vec<String>,
}

impl Eyes {
    pub fn new(journey: &'static str, scripts: Scripts) -> Self {
        Self {
            journey,
            scripts,
            seen: 0,
            faults: Vec::new(),
        }
    }

    /// The console, a picture and the width on every screen, and axe where scripts run. The window
    /// is a desk's again afterwards.
    pub async fn look(&mut self, browser: &Browser, page: &str) {
        self.seen += 1;
        let mut wrong = browser.complaints().await;
        // Chromium tells, sometimes, that the page itself was refused; the journey knows.
        wrong.retain(|said| !said.contains("the server responded with a status of 4"));
        for (screen, name) in Screen::ALL.into_iter().rev() {
            browser.hold(screen).await;
            browser
                .picture(&format!("{}-{:02}-{page}-{name}", self.journey, self.seen))
                .await;
            if browser.is_wider_than_its_screen().await {
                wrong.push(format!("scrolls sideways, {name}"));
            }
        }
        if self.scripts == Scripts::On {
            wrong.extend(axe::violations(browser).await);
        }
        self.faults
            .extend(wrong.into_iter().map(|fault| format!("{page}: {fault}")));
    }

    /// Everything wrong so far.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }
}

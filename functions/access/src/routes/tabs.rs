//! The two halves of "who belongs here": members, and people who are invited.

use askama::Template;
use askama::filters::HtmlSafe;

/// Which of them is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Members,
    Invitations,
}

#[derive(Clone, Copy, Debug, Template)]
#[template(path = "routes/tabs.html")]
pub(super) struct Tabs {
    open: Open,
}

impl HtmlSafe for Tabs {}

impl Tabs {
    pub(super) fn new(open: Open) -> Self {
        Self { open }
    }

    fn is_open(self, open: Open) -> bool {
        self.open == open
    }
}

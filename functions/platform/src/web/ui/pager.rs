use askama::Template;
use askama::filters::HtmlSafe;

/// The ways through a list that is paged by an opaque cursor: forward, and back to the start.
/// Nothing is printed where there is nowhere to go.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "web/templates/ui/pager.html")]
pub struct Pager {
    first: Option<String>,
    next: Option<String>,
}

impl HtmlSafe for Pager {}

impl Pager {
    /// `first`: the list without cursor, if this is not its first page; `next`: the same list
    /// with the next cursor, if there is more.
    pub fn new(first: Option<String>, next: Option<String>) -> Self {
        Self { first, next }
    }
}

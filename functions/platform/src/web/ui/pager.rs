use askama::Template;
use askama::filters::HtmlSafe;

use crate::table::Page;

/// The ways through a list that is paged by an opaque cursor: to the start, one page back, one on.
/// Nothing is printed where there is nowhere to go.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "web/templates/ui/pager.html")]
pub struct Pager {
    first: Option<String>,
    previous: Option<String>,
    next: Option<String>,
}

impl HtmlSafe for Pager {}

impl Pager {
    /// `first`: the list without cursor, if this is not its first page; `next`: the same list
    /// with the next cursor, if there is more.
    pub fn new(first: Option<String>, next: Option<String>) -> Self {
        Self {
            first,
            previous: None,
            next,
        }
    }

    /// The list with the cursor of the page before, if there is one.
    #[must_use]
    pub fn back(mut self, previous: Option<String>) -> Self {
        self.previous = previous;
        self
    }

    /// The ways around a page of the list at `here`, whose cursor goes in `after`.
    pub fn around<T>(page: &Page<T>, here: &str) -> Self {
        let joint = if here.contains('?') { '&' } else { '?' };
        let href =
            |cursor: &crate::table::Cursor| format!("{here}{joint}after={}", cursor.as_str());
        Self {
            first: (!page.is_first).then(|| here.to_owned()),
            previous: page.previous.as_ref().map(href),
            next: page.next.as_ref().map(href),
        }
    }

    /// The ways of a list whose rows are counted: this page begins at row `from`, a page has `size`;
    /// `href` leads to a row.
    pub fn counted(
        (from, size, rows): (u64, u64, u64),
        here: &str,
        href: impl Fn(u64) -> String,
    ) -> Self {
        let at = |row: u64| if row == 0 { here.to_owned() } else { href(row) };
        Self {
            first: (from > 0).then(|| here.to_owned()),
            previous: (from > 0).then(|| at(from.saturating_sub(size))),
            next: Some(from.saturating_add(size))
                .filter(|next| *next < rows)
                .map(at),
        }
    }
}

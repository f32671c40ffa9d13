use askama::Template;
use askama::filters::HtmlSafe;

/// A symbol of `site/dist/assets/img/sprite.svg`, for the eye only: `Icon::new("it-download")`.
///
/// The site's build copies into the sprite the symbols that it finds named in sources.
#[derive(Debug, Clone, Copy, Template)]
#[template(
    ext = "html",
    source = r##"<svg class="icon {{ size }}" aria-hidden="true" focusable="false"><use href="/assets/img/sprite.svg#{{ name }}"></use></svg>"##
)]
pub struct Icon {
    name: &'static str,
    size: &'static str,
}

impl HtmlSafe for Icon {}

impl Icon {
    /// Beside a line of text.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            size: "icon-sm",
        }
    }

    /// Beside a heading.
    #[must_use]
    pub fn large(mut self) -> Self {
        self.size = "icon-lg";
        self
    }
}

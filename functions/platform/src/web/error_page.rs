//! How a person sees an error.

use askama::Template;

use super::fault::{Fault, Severity};
use super::layout::{Frame, Panel, Public};
use super::reference::Reference;
use super::ui::Alert;

/// What both frames say.
struct Words<'a> {
    title: &'a str,
    detail: &'a str,
    status: u16,
    /// See [`Fault::is_unknown`].
    reference: Option<&'a str>,
    retryable: bool,
    back: (&'static str, &'static str),
}

#[derive(Template)]
#[template(path = "web/templates/error.html")]
struct Outside<'a> {
    layout: Public,
    words: Words<'a>,
}

#[derive(Template)]
#[template(path = "web/templates/error_panel.html")]
struct Inside<'a> {
    layout: Panel,
    words: Words<'a>,
}

/// The whole page: with the menu where we know who asks, else in the frame of the citizens.
pub(super) struct ErrorPage<'a> {
    words: Words<'a>,
    frame: Option<Frame>,
}

impl<'a> ErrorPage<'a> {
    pub fn new(
        fault: &'a Fault,
        reference: &'a Reference,
        (path, frame): (&str, Option<Frame>),
    ) -> Self {
        let in_panel = path == "/panel" || path.starts_with("/panel/");
        let back = if in_panel {
            ("/panel", "Torna al pannello")
        } else {
            ("/", "Torna alla pagina iniziale")
        };
        let words = Words {
            title: &fault.title,
            detail: &fault.detail,
            status: fault.status.as_u16(),
            reference: (!fault.is_unknown()).then_some(reference.as_str()),
            retryable: fault.retry_after_s.is_some(),
            back,
        };
        Self { words, frame }
    }

    pub fn render(self) -> askama::Result<String> {
        let words = self.words;
        match self.frame {
            Some(Frame(panel)) => Inside {
                layout: *panel,
                words,
            }
            .render(),
            None => Outside {
                layout: Public::new(),
                words,
            }
            .render(),
        }
    }
}

/// The alert that htmx puts at the top of the page in use.
pub(super) struct ErrorFragment(Alert);

impl ErrorFragment {
    pub fn new(fault: &Fault, reference: &Reference) -> Self {
        let text = if fault.is_unknown() {
            fault.detail.to_string()
        } else {
            format!("{} (codice {reference})", fault.detail)
        };
        let alert = match fault.severity {
            Severity::Error => Alert::danger(text),
            Severity::Info | Severity::Warning => Alert::warning(text),
        };
        Self(alert.title(fault.title.clone()))
    }

    pub fn render(&self) -> askama::Result<String> {
        self.0.render()
    }
}

use askama::Template;
use askama::filters::HtmlSafe;

use crate::web::form::Typed;

/// One field of a form with its label, help, error and what was typed.
///
/// `Field::text("tax_code", "Codice fiscale").help("16 caratteri").required().from(form)`.
/// The name is also the id: one page, one field of a name.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/field.html")]
pub struct Field {
    kind: &'static str,
    name: String,
    label: String,
    help: String,
    value: String,
    error: String,
    required: bool,
    mono: bool,
    length_max: Option<u16>,
    attributes: Vec<(&'static str, String)>,
}

impl HtmlSafe for Field {}

impl Field {
    /// One line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("text", name, label)
    }

    /// Digits with spaces, typed on a number pad: a notice number, an IBAN's account.
    pub fn digits(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("text", name, label)
            .with("inputmode", "numeric")
            .mono()
    }

    /// An amount in euro, typed as `12,50`.
    pub fn euro(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("text", name, label).with("inputmode", "decimal")
    }

    /// A date; the browser sends `2026-12-31`.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("date", name, label)
    }

    /// An e-mail address.
    pub fn email(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("email", name, label).with("autocomplete", "email")
    }

    /// A password; never given back to the page. `autocomplete`: `current-password` or
    /// `new-password`.
    pub fn password(name: impl Into<String>, label: impl Into<String>, autocomplete: &str) -> Self {
        Self::new("password", name, label).with("autocomplete", autocomplete)
    }

    /// Words to look for in a list.
    pub fn search(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("search", name, label)
    }

    /// Several lines.
    pub fn area(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new("textarea", name, label)
    }

    /// A file, `accept` as in HTML: `.csv,.xlsx`.
    pub fn file(name: impl Into<String>, label: impl Into<String>, accept: &str) -> Self {
        Self::new("file", name, label).with("accept", accept)
    }

    /// A sentence under the field.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// What the field holds now.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// What is wrong with it.
    #[must_use]
    pub fn error(mut self, error: impl Into<String>) -> Self {
        self.error = error.into();
        self
    }

    /// What was typed and what is wrong with it.
    #[must_use]
    pub fn from(mut self, form: &Typed) -> Self {
        if self.kind != "password" {
            form.value(&self.name).clone_into(&mut self.value);
        }
        form.error(&self.name)
            .unwrap_or_default()
            .clone_into(&mut self.error);
        self
    }

    /// Must be filled. The server decides; the browser's own bubbles stay off (`novalidate`).
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Letters of one width, for codes that are compared by eye.
    #[must_use]
    pub fn mono(mut self) -> Self {
        self.mono = true;
        self
    }

    /// At most so many characters.
    #[must_use]
    pub fn length_max(mut self, characters: u16) -> Self {
        self.length_max = Some(characters);
        self
    }

    /// One more attribute of the input: `("autocomplete", "one-time-code")`.
    #[must_use]
    pub fn with(mut self, attribute: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((attribute, value.into()));
        self
    }

    fn new(kind: &'static str, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            label: label.into(),
            help: String::new(),
            value: String::new(),
            error: String::new(),
            required: false,
            mono: false,
            length_max: None,
            attributes: Vec::new(),
        }
    }

    fn has_value(&self) -> bool {
        !self.value.is_empty() && self.kind != "password" && self.kind != "file"
    }

    /// The ids of help and error, for `aria-describedby`.
    fn described_by(&self) -> String {
        let id = |text: &str, suffix: &str| match text {
            "" => String::new(),
            _ => format!("{}-{suffix}", self.name),
        };
        format!("{} {}", id(&self.error, "error"), id(&self.help, "help"))
            .trim()
            .to_owned()
    }
}

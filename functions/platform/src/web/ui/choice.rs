use askama::Template;
use askama::filters::HtmlSafe;

use crate::web::form::Typed;

/// One thing to choose: what is sent, what is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl<V: Into<String>, L: Into<String>> From<(V, L)> for Choice {
    fn from((value, label): (V, L)) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Select,
    Radio,
    Check,
}

/// One of a list, or some: select, radio buttons, check boxes.
///
/// `Choices::select("state", "Stato").choice("PAID", "Pagata").from(form)`.
#[derive(Debug, Clone, Template)]
#[template(path = "web/templates/ui/choices.html")]
pub struct Choices {
    look: Look,
    name: String,
    label: String,
    help: String,
    error: String,
    required: bool,
    choices: Vec<Choice>,
    chosen: Vec<String>,
}

impl HtmlSafe for Choices {}

impl Choices {
    /// A drop-down list: for more than five choices.
    pub fn select(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Look::Select, name, label)
    }

    /// Radio buttons: exactly one of a few.
    pub fn radio(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Look::Radio, name, label)
    }

    /// Check boxes: any of a few. A single one: `Choices::check("again", "").choice("yes", "…")`.
    pub fn check(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Look::Check, name, label)
    }

    /// One more thing to choose.
    #[must_use]
    pub fn choice(mut self, value: impl Into<String>, label: impl Into<String>) -> Self {
        self.choices.push(Choice {
            value: value.into(),
            label: label.into(),
        });
        self
    }

    /// More things to choose.
    #[must_use]
    pub fn choices(mut self, more: impl IntoIterator<Item = impl Into<Choice>>) -> Self {
        self.choices.extend(more.into_iter().map(Into::into));
        self
    }

    /// What is chosen now.
    #[must_use]
    pub fn chosen(mut self, value: impl Into<String>) -> Self {
        self.chosen.push(value.into());
        self
    }

    /// What was chosen and what is wrong with it.
    #[must_use]
    pub fn from(mut self, form: &Typed) -> Self {
        self.chosen
            .extend(form.values(&self.name).map(str::to_owned));
        form.error(&self.name)
            .unwrap_or_default()
            .clone_into(&mut self.error);
        self
    }

    /// A sentence under the label.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// One must be chosen.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    fn new(look: Look, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            look,
            name: name.into(),
            label: label.into(),
            help: String::new(),
            error: String::new(),
            required: false,
            choices: Vec::new(),
            chosen: Vec::new(),
        }
    }

    fn is_select(&self) -> bool {
        self.look == Look::Select
    }

    /// A list with an empty choice has an answer already; browsers would stop the form at it.
    fn is_demanded(&self) -> bool {
        self.required && self.choices.iter().all(|choice| !choice.value.is_empty())
    }

    fn input(&self) -> &'static str {
        if self.look == Look::Radio {
            "radio"
        } else {
            "checkbox"
        }
    }

    fn is_on(&self, choice: &Choice) -> bool {
        self.chosen.contains(&choice.value)
    }

    /// The first input carries the field's id, so that links of the error summary reach it.
    fn id(&self, index: &usize) -> String {
        if *index == 0 {
            self.name.clone()
        } else {
            format!("{}-{index}", self.name)
        }
    }
}

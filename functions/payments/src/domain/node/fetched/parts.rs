//! An element put together from texts.

use super::super::xml::{Element, Name};
use crate::domain::json_amount::JsonAmount;

/// What is empty in the JSON is absent.
pub fn present(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.trim().is_empty())
}

/// The children of an element, in their order.
#[derive(Default)]
pub struct Parts(pub Vec<Element>);

impl Parts {
    pub fn leaf(self, name: &str, text: &str) -> Self {
        self.part(element(name, Vec::new(), text))
    }

    pub fn maybe(self, name: &str, text: Option<&str>) -> Self {
        match present(text) {
            Some(text) => self.leaf(name, text),
            None => self,
        }
    }

    pub fn amount(self, name: &str, amount: Option<JsonAmount>) -> Self {
        let text = amount.map(|amount| amount.0.decimal());
        self.maybe(name, text.as_deref())
    }

    pub fn part(self, part: Element) -> Self {
        self.parts(Some(part))
    }

    pub fn parts(mut self, part: Option<Element>) -> Self {
        self.0.extend(part);
        self
    }

    pub fn named(self, name: &str) -> Element {
        element(name, self.0, "")
    }
}

fn element(local: &str, children: Vec<Element>, text: &str) -> Element {
    let (namespace, local) = (None, local.to_owned());
    Element {
        name: Name { namespace, local },
        attributes: Vec::new(),
        children,
        text: text.to_owned(),
        cdata: false,
    }
}

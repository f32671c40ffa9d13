//! Writing XML: a text that grows by tags.

use quick_xml::escape::escape;

/// Grows a document in reading order; every text is escaped.
#[derive(Debug, Default)]
pub struct XmlText {
    text: String,
}

impl XmlText {
    pub fn document() -> Self {
        Self {
            text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>".to_owned(),
        }
    }

    /// `<name>text</name>`.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.text
            .push_str(&format!("<{name}>{}</{name}>", escape(text)));
    }

    pub fn leaf_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// `<name attributes>…</name>`; `name` may carry attributes after a blank.
    pub fn within(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.text.push_str(&format!("<{name}>"));
        inside(self);
        let end = name.split(' ').next().unwrap_or(name);
        self.text.push_str(&format!("</{end}>"));
    }

    pub fn finish(self) -> String {
        self.text
    }
}

//! Values to XML text.

use quick_xml::escape::escape;

/// Elements written one after the other; texts are escaped here and nowhere else.
#[derive(Debug, Default)]
pub struct Xml(String);

impl Xml {
    /// `<name>text</name>`. The text holds only characters of XML.
    pub fn leaf(&mut self, name: &str, text: &str) -> &mut Self {
        self.0
            .push_str(&format!("<{name}>{}</{name}>", escape(text)));
        self
    }

    /// As [`Xml::leaf`], or nothing.
    pub fn leaf_if(&mut self, name: &str, text: Option<impl AsRef<str>>) -> &mut Self {
        match text {
            Some(text) => self.leaf(name, text.as_ref()),
            None => self,
        }
    }

    /// `<name>…</name>` around what `inside` writes.
    pub fn nest(&mut self, name: &str, inside: impl FnOnce(&mut Self)) -> &mut Self {
        self.open(name, "");
        inside(self);
        self.close(name)
    }

    /// `<name attributes>`; `attributes` is written as it is.
    pub fn open(&mut self, name: &str, attributes: &str) -> &mut Self {
        let blank = if attributes.is_empty() { "" } else { " " };
        self.0.push_str(&format!("<{name}{blank}{attributes}>"));
        self
    }

    pub fn close(&mut self, name: &str) -> &mut Self {
        self.0.push_str(&format!("</{name}>"));
        self
    }

    /// What is XML already.
    pub fn raw(&mut self, xml: &str) -> &mut Self {
        self.0.push_str(xml);
        self
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut xml = Xml::default();
        xml.nest("a", |xml| {
            xml.leaf("b", "<&>\"'")
                .leaf_if("c", None::<&str>)
                .leaf_if("d", Some("è"));
        });
        let text = xml.into_text();
        let a = super::super::read(text.as_bytes()).unwrap();
        assert_eq!(a.text_at(&["b"]), Some("<&>\"'"));
        assert_eq!(a.text_at(&["c"]), None);
        assert_eq!(a.text_at(&["d"]), Some("è"));
    }
}

//! A document as a tree with resolved namespaces.

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::ResolveResult;

use super::{Deviation, Rule};

/// No message of the node is deeper than nine elements.
const DEPTH_MAX: usize = 32;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    pub namespace: Option<String>,
    pub local: String,
    /// Attributes other than namespace declarations, by their written name.
    pub attributes: Vec<String>,
    /// The element's own text, references resolved, blanks kept.
    pub text: String,
    pub children: Vec<Element>,
}

impl Element {
    /// The text of the first descendant at this path of local names.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.at(path).map(|found| found.text.as_str())
    }

    pub fn at(&self, path: &str) -> Option<&Element> {
        path.split('/').try_fold(self, |here, name| {
            here.children.iter().find(|c| c.local == name)
        })
    }

    pub fn is(&self, namespace: &str, local: &str) -> bool {
        self.local == local && self.namespace.as_deref() == Some(namespace)
    }
}

/// Parses a whole document; `DOCTYPE`, processing instructions and anything after the root are
/// deviations, comments are not.
pub fn parse(document: &str) -> Result<Element, Deviation> {
    let mut reader = NsReader::from_str(document.strip_prefix('\u{feff}').unwrap_or(document));
    reader.config_mut().check_comments = true;
    let mut growing = Growing::default();
    loop {
        let (namespace, event) = reader.read_resolved_event().map_err(broken)?;
        let namespace = resolved(namespace)?;
        match event {
            Event::Start(start) => growing.open(element(namespace, &start)?)?,
            Event::Empty(start) => {
                growing.open(element(namespace, &start)?)?;
                growing.close();
            }
            Event::End(_) => growing.close(),
            Event::Text(text) => growing.text(&text.xml10_content())?,
            Event::CData(text) => growing.text(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let text = format!("&{};", &*reference);
                growing.text(&quick_xml::escape::unescape(&text).map_err(broken)?)?;
            }
            Event::DocType(_) => return Err(Deviation::new("/", Rule::Doctype, "DOCTYPE found")),
            Event::PI(_) => {
                return Err(Deviation::new(
                    "/",
                    Rule::Unexpected,
                    "processing instruction found",
                ));
            }
            Event::Decl(_) | Event::Comment(_) => {}
            Event::Eof => return growing.finish(),
        }
    }
}

#[derive(Default)]
struct Growing {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Growing {
    fn open(&mut self, element: Element) -> Result<(), Deviation> {
        if self.root.is_some() || self.open.len() >= DEPTH_MAX {
            return Err(not_xml("a second root, or elements too deep"));
        }
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) {
        let Some(done) = self.open.pop() else { return };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(done),
            None => self.root = Some(done),
        }
    }

    fn text(&mut self, text: &str) -> Result<(), Deviation> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(not_xml("text outside the root element")),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, Deviation> {
        if !self.open.is_empty() {
            return Err(not_xml("the document ends inside an element"));
        }
        self.root.ok_or_else(|| not_xml("no root element"))
    }
}

fn element(namespace: Option<String>, start: &BytesStart<'_>) -> Result<Element, Deviation> {
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.as_namespace_binding().is_none() {
            attributes.push(attribute.key.as_ref().to_owned());
        }
    }
    let local = start.local_name().as_ref().to_owned();
    Ok(Element {
        namespace,
        local,
        attributes,
        ..Element::default()
    })
}

fn resolved(namespace: ResolveResult<'_>) -> Result<Option<String>, Deviation> {
    match namespace {
        ResolveResult::Bound(namespace) => Ok(Some(namespace.0.to_owned())),
        ResolveResult::Unbound => Ok(None),
        ResolveResult::Unknown(prefix) => Err(not_xml(format!("undeclared prefix {prefix}"))),
    }
}

fn broken(cause: impl std::fmt::Display) -> Deviation {
    not_xml(cause.to_string())
}

fn not_xml(detail: impl Into<String>) -> Deviation {
    Deviation::new("/", Rule::NotXml, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cdata_and_references_join_and_namespaces_resolve() {
        let root = parse("<a:x xmlns:a='urn:a' k='1'><y>&lt;1&#x41;<![CDATA[<2]]></y></a:x>");
        let root = root.expect("well-formed");
        assert!(root.is("urn:a", "x"));
        assert_eq!(root.attributes, ["k"]);
        assert_eq!(root.text_at("y"), Some("<1A<2"));
        assert_eq!(root.children[0].namespace, None);
    }

    #[test]
    fn what_is_no_plain_document_is_refused() {
        let rule = |text: &str| parse(text).map_err(|found| found.rule);
        assert_eq!(rule("<!DOCTYPE x><x/>"), Err(Rule::Doctype));
        assert_eq!(rule("<x>&evil;</x>"), Err(Rule::NotXml));
        assert_eq!(rule("<x></y>"), Err(Rule::NotXml));
        assert_eq!(rule("<x>"), Err(Rule::NotXml));
        assert_eq!(rule("<x/><y/>"), Err(Rule::NotXml));
        assert_eq!(rule("<p:x/>"), Err(Rule::NotXml));
        assert_eq!(rule("<x/>tail"), Err(Rule::NotXml));
        assert_eq!(rule(&"<x>".repeat(40)), Err(Rule::NotXml));
    }
}

//! Bytes to tree. The document comes from outside: everything is limited, nothing is fetched,
//! nothing is expanded but the five names of XML and numbered characters.

use quick_xml::Reader;
use quick_xml::events::{BytesDecl, BytesStart, Event};

use super::chars::{is_blank, is_ncname, is_xml_char, reference};
use super::tree::{Attribute, Element, Name};

/// The deepest part of a receipt is at depth 8, envelope included.
const DEPTH_MAX: usize = 32;
/// A receipt with every optional part, 5 transfers and all metadata has under 600 elements.
const ELEMENTS_MAX: usize = 4_000;
/// Namespaces, and the `xsi` attributes that some tools add.
const ATTRIBUTES_MAX: usize = 24;
/// Declarations in force at one place: each name is looked up among them.
const PREFIXES_MAX: usize = 48;
/// The longest namespace that we know has 68 bytes.
const ATTRIBUTE_BYTES_MAX: usize = 1_024;

const XML_NAMESPACE: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS_NAMESPACE: &str = "http://www.w3.org/2000/xmlns/";

/// Why bytes are not a document for us. Its words hold nothing of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlFault {
    #[error("not UTF-8")]
    Encoding,
    #[error("a DOCTYPE is not accepted")]
    Doctype,
    #[error("processing instructions are not accepted")]
    Instruction,
    #[error("the XML declaration is wrong or out of its place")]
    Declaration,
    #[error("a character that XML does not allow")]
    Character,
    #[error("a reference to an unknown entity")]
    Reference,
    #[error("a wrong name")]
    Name,
    #[error("a wrong, repeated or too long attribute, or too many of them")]
    Attribute,
    #[error("a namespace prefix that is not declared, or a wrong declaration, or too many of them")]
    Namespace,
    #[error("elements nested too deeply")]
    Depth,
    #[error("too many elements")]
    Elements,
    #[error("not well-formed")]
    Form,
}

/// Reads a whole document, in UTF-8, with or without byte order mark. Stricter than XML on
/// purpose: no `DOCTYPE`, no processing instruction, no prefix without a namespace.
pub fn read(bytes: &[u8]) -> Result<Element, XmlFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlFault::Encoding)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if !text.chars().all(is_xml_char) {
        return Err(XmlFault::Character);
    }
    // The reader would drop a second mark in silence.
    if text.starts_with('\u{FEFF}') {
        return Err(XmlFault::Form);
    }
    let mut reader = Reader::from_str(text);
    let mut tree = Tree::default();
    let mut first = true;
    loop {
        match reader.read_event().map_err(|_| XmlFault::Form)? {
            Event::Start(start) => tree.open(&start)?,
            Event::Empty(start) => {
                tree.open(&start)?;
                tree.close()?;
            }
            Event::End(_) => tree.close()?,
            Event::Text(text) if text.contains("]]>") => return Err(XmlFault::Form),
            Event::Text(text) => tree.text(&text.xml10_content())?,
            Event::GeneralRef(name) => {
                let c = reference(&name).ok_or(XmlFault::Reference)?;
                tree.inside()?.text.push(c);
            }
            Event::CData(data) => {
                let element = tree.inside()?;
                element.cdata = true;
                element.text.push_str(&data.xml10_content());
            }
            Event::Comment(comment) if comment.contains("--") || comment.ends_with('-') => {
                return Err(XmlFault::Form);
            }
            Event::Comment(_) => {}
            Event::Decl(declaration) if first => declared(&declaration)?,
            Event::Decl(_) => return Err(XmlFault::Declaration),
            Event::PI(_) => return Err(XmlFault::Instruction),
            Event::DocType(_) => return Err(XmlFault::Doctype),
            Event::Eof => return tree.end(),
        }
        first = false;
    }
}

/// `version`, then `encoding` if any, then `standalone` if any.
fn declared(declaration: &BytesDecl<'_>) -> Result<(), XmlFault> {
    let inside = BytesStart::from_content(declaration.to_string(), 3);
    let attributes = attributes_of(&inside).map_err(|_| XmlFault::Declaration)?;
    let mut rest = attributes.iter().map(|(n, v)| (n.as_str(), v.as_str()));
    let mut next = rest.next();
    if !next.is_some_and(|(name, value)| name == "version" && value.starts_with("1.")) {
        return Err(XmlFault::Declaration);
    }
    next = rest.next();
    if let Some(("encoding", encoding)) = next {
        if !["utf-8", "us-ascii"].contains(&encoding.to_ascii_lowercase().as_str()) {
            return Err(XmlFault::Encoding);
        }
        next = rest.next();
    }
    if let Some(("standalone", "yes" | "no")) = next {
        next = rest.next();
    }
    next.is_none().then_some(()).ok_or(XmlFault::Declaration)
}

/// The attributes of a tag as written, values resolved.
fn attributes_of(start: &BytesStart<'_>) -> Result<Vec<(String, String)>, XmlFault> {
    if !are_spaced(start.attributes_raw()) {
        return Err(XmlFault::Attribute);
    }
    let mut all = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|_| XmlFault::Attribute)?;
        if all.len() == ATTRIBUTES_MAX || attribute.value.len() > ATTRIBUTE_BYTES_MAX {
            return Err(XmlFault::Attribute);
        }
        all.push((attribute.key.as_ref().to_owned(), value(&attribute.value)?));
    }
    Ok(all)
}

/// Whether a blank stands after each value that another attribute follows.
fn are_spaced(raw: &str) -> bool {
    let (mut quote, mut closed) = (None, false);
    raw.chars().all(|c| {
        let good = !closed || c.is_ascii_whitespace();
        closed = quote == Some(c);
        match quote {
            Some(open) if open == c => quote = None,
            None if matches!(c, '"' | '\'') => quote = Some(c),
            _ => {}
        }
        good
    })
}

/// An attribute's value with its references resolved and its blanks normalised.
fn value(raw: &str) -> Result<String, XmlFault> {
    let mut value = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find(['&', '<', '\t', '\n', '\r']) {
        let (before, from) = rest.split_at(at);
        value.push_str(before);
        if let Some(reference_on) = from.strip_prefix('&') {
            let (name, after) = reference_on.split_once(';').ok_or(XmlFault::Reference)?;
            value.push(reference(name).ok_or(XmlFault::Reference)?);
            rest = after;
        } else if from.starts_with('<') {
            return Err(XmlFault::Attribute);
        } else {
            value.push(' ');
            rest = from.strip_prefix("\r\n").unwrap_or(&from[1..]);
        }
    }
    value.push_str(rest);
    Ok(value)
}

/// The tree while it grows.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
    /// Declared prefixes (`""` is the default namespace), innermost last.
    prefixes: Vec<(String, String)>,
    /// How many prefixes were declared outside of each open element.
    outside: Vec<usize>,
    elements: usize,
    root: Option<Element>,
}

impl Tree {
    fn open(&mut self, start: &BytesStart<'_>) -> Result<(), XmlFault> {
        self.elements += 1;
        match (self.open.len(), self.elements) {
            (DEPTH_MAX.., _) => return Err(XmlFault::Depth),
            (_, ELEMENTS_MAX..) => return Err(XmlFault::Elements),
            (0, _) if self.root.is_some() => return Err(XmlFault::Form),
            _ => {}
        }
        self.outside.push(self.prefixes.len());
        let mut plain = Vec::new();
        for (name, value) in attributes_of(start)? {
            match name.strip_prefix("xmlns:") {
                Some(prefix) => self.declare(prefix, value)?,
                None if name == "xmlns" => self.declare("", value)?,
                None => plain.push((name, value)),
            }
        }
        let mut attributes: Vec<Attribute> = Vec::with_capacity(plain.len());
        for (name, value) in plain {
            let name = self.resolve(&name, false)?;
            if attributes.iter().any(|earlier| earlier.name == name) {
                return Err(XmlFault::Attribute);
            }
            attributes.push(Attribute { name, value });
        }
        let name = self.resolve(start.name().as_ref(), true)?;
        self.open.push(Element {
            name,
            attributes,
            children: Vec::new(),
            text: String::new(),
            cdata: false,
        });
        Ok(())
    }

    fn declare(&mut self, prefix: &str, namespace: String) -> Result<(), XmlFault> {
        let reserved = [XML_NAMESPACE, XMLNS_NAMESPACE].contains(&namespace.as_str());
        let right = match prefix {
            "" => !reserved,
            "xml" => namespace == XML_NAMESPACE,
            "xmlns" => false,
            _ => is_ncname(prefix) && !namespace.is_empty() && !reserved,
        };
        if !right || self.prefixes.len() == PREFIXES_MAX {
            return Err(XmlFault::Namespace);
        }
        self.prefixes.push((prefix.to_owned(), namespace));
        Ok(())
    }

    fn resolve(&self, written: &str, is_element: bool) -> Result<Name, XmlFault> {
        let (prefix, local) = written.split_once(':').unwrap_or(("", written));
        if !is_ncname(local) || (written.contains(':') && !is_ncname(prefix)) {
            return Err(XmlFault::Name);
        }
        let declared = self
            .prefixes
            .iter()
            .rev()
            .find(|(known, _)| known == prefix);
        let namespace = match (prefix, declared) {
            ("xml", _) => Some(XML_NAMESPACE.to_owned()),
            ("", Some((_, namespace))) if is_element && !namespace.is_empty() => {
                Some(namespace.clone())
            }
            ("", _) => None,
            (_, Some((_, namespace))) => Some(namespace.clone()),
            (_, None) => return Err(XmlFault::Namespace),
        };
        let local = local.to_owned();
        Ok(Name { namespace, local })
    }

    fn text(&mut self, text: &str) -> Result<(), XmlFault> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if is_blank(text) => {}
            None => return Err(XmlFault::Form),
        }
        Ok(())
    }

    fn inside(&mut self) -> Result<&mut Element, XmlFault> {
        self.open.last_mut().ok_or(XmlFault::Form)
    }

    fn close(&mut self) -> Result<(), XmlFault> {
        let element = self.open.pop().ok_or(XmlFault::Form)?;
        self.prefixes.truncate(self.outside.pop().unwrap_or(0));
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn end(self) -> Result<Element, XmlFault> {
        let whole = self.open.is_empty();
        self.root.filter(|_| whole).ok_or(XmlFault::Form)
    }
}

#[cfg(test)]
mod tests;

//! From XML to elements, one after the other; of the document only the path is kept.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::super::read::StatementFault;

/// Elements inside one another: the deepest schema has 15 on the way to a remittance text.
const DEPTH_MAX: usize = 64;
/// Characters of one element's text, and of the path to it: both are held in memory.
const TEXT_CHARS_MAX: usize = 64 * 1024;
const PATH_CHARS_MAX: usize = 4 * 1024;

/// Who takes what is found. Paths are local names: `Document/BkToCstmrStmt/Stmt/Ntry/Amt`.
pub trait Reader {
    /// The first element.
    fn root(&mut self, namespace: &str, name: &str) -> Result<(), StatementFault>;
    fn attribute(&mut self, path: &str, name: &str, value: &str);
    /// An element without elements, with its text.
    fn leaf(&mut self, path: &str, text: &str);
    /// Every element, after what it holds.
    fn close(&mut self, path: &str) -> Result<(), StatementFault>;
}

/// Reads to the end.
pub fn walk(text: &str, into: &mut impl Reader) -> Result<(), StatementFault> {
    let mut reader = NsReader::from_str(text);
    let mut place = Place::default();
    loop {
        let event = reader.read_resolved_event();
        let step = match event {
            Err(_) => Err(None),
            Ok((namespace, event)) => place.step(&namespace, event, into),
        };
        match step {
            Ok(true) => return Ok(()),
            Ok(false) => {}
            Err(Some(fault)) => return Err(fault),
            Err(None) => {
                let line = line(text, reader.buffer_position());
                return Err(StatementFault::Malformed { line });
            }
        }
    }
}

/// `None` where the XML is broken.
type Stop = Option<StatementFault>;

#[derive(Default)]
struct Place {
    path: String,
    /// Where each open element's name begins in the path.
    open: Vec<usize>,
    text: String,
    /// The innermost open element has had no element inside.
    is_leaf: bool,
    over: bool,
}

impl Place {
    /// Whether the end was reached.
    fn step(
        &mut self,
        namespace: &ResolveResult<'_>,
        event: Event<'_>,
        into: &mut impl Reader,
    ) -> Result<bool, Stop> {
        match event {
            Event::Start(start) => self.open(namespace, &start, into)?,
            Event::Empty(start) => {
                self.open(namespace, &start, into)?;
                self.close(into)?;
            }
            Event::End(_) => self.close(into)?,
            Event::Text(text) => self.text(&text.xml10_content())?,
            Event::CData(data) => self.text(&data.xml10_content())?,
            Event::GeneralRef(name) => {
                let c = reference(&name).ok_or(None)?;
                self.text(c.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(Some(StatementFault::Doctype)),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            Event::Eof => return self.over.then_some(true).ok_or(None),
        }
        Ok(false)
    }

    fn open(
        &mut self,
        namespace: &ResolveResult<'_>,
        start: &BytesStart<'_>,
        into: &mut impl Reader,
    ) -> Result<(), Stop> {
        if self.open.len() >= DEPTH_MAX || self.over || self.path.len() > PATH_CHARS_MAX {
            return Err(None);
        }
        let local = start.local_name();
        let name: &str = local.as_ref();
        if self.open.is_empty() {
            let namespace: &str = match namespace {
                ResolveResult::Bound(namespace) => namespace.0,
                _ => "",
            };
            into.root(namespace, name).map_err(Some)?;
        }
        self.open.push(self.path.len());
        if !self.path.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        self.text.clear();
        self.is_leaf = true;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| None)?;
            let name: &str = attribute.key.as_ref();
            let value: &str = attribute.value.as_ref();
            into.attribute(&self.path, name, value);
        }
        Ok(())
    }

    fn close(&mut self, into: &mut impl Reader) -> Result<(), Stop> {
        if self.is_leaf {
            into.leaf(&self.path, self.text.trim());
        }
        self.is_leaf = false;
        into.close(&self.path).map_err(Some)?;
        let start = self.open.pop().ok_or(None)?;
        self.path.truncate(start);
        self.over = self.open.is_empty();
        Ok(())
    }

    fn text(&mut self, found: &str) -> Result<(), Stop> {
        if self.open.is_empty() && !found.trim().is_empty() {
            return Err(None);
        }
        if self.text.len() + found.len() > TEXT_CHARS_MAX {
            return Err(Some(StatementFault::TextTooLong));
        }
        if self.is_leaf {
            self.text.push_str(found);
        }
        Ok(())
    }
}

/// The five names of XML, and characters by number.
fn reference(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    let name: &str = name.as_ref();
    match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

fn line(text: &str, position: u64) -> u64 {
    let end = usize::try_from(position)
        .unwrap_or(usize::MAX)
        .min(text.len());
    let before = text.as_bytes().get(..end).unwrap_or_default();
    1 + before.iter().filter(|byte| **byte == b'\n').count() as u64
}

//! The open elements of a document, each held against its place in the schema.

use kernel::tax::OrgFiscalCode;
use quick_xml::events::BytesStart;

use super::super::FlowHead;
use super::super::fault::{Faults, FlowFaultCode};
use super::super::schema::{Element, FLOW, Kind, ROOT};
use super::draft::Draft;
use super::{Sink, Stop, broken, is_xml, strange};

/// A flow is four deep; what is deeper is no flow.
const DEPTH_MAX: usize = 32;
/// Names of others are shown up to here.
const SHOWN_MAX: usize = 40;
/// What tools add to say where the schema stands.
const HINTS: [&str; 2] = ["schemaLocation", "noNamespaceSchemaLocation"];

#[derive(Default)]
pub struct Frames {
    open: Vec<Frame>,
    draft: Draft,
    /// The text of the open leaf.
    text: String,
    /// The root was there and is closed.
    over: bool,
}

enum Frame {
    Group {
        name: &'static str,
        elements: &'static [Element],
        /// The place in `elements` that was reached.
        at: usize,
        /// Whether the element at that place was there.
        seen: bool,
        /// Number of the row, 0 for a group that is none.
        row: u32,
    },
    Leaf {
        element: &'static Element,
    },
    /// What the schema does not know: told once, its inside is passed over.
    Skipped,
}

impl Frames {
    pub fn open(
        &mut self,
        start: &BytesStart<'_>,
        ours: bool,
        faults: &mut Faults,
    ) -> Result<(), Stop> {
        if self.open.len() >= DEPTH_MAX || (self.open.is_empty() && self.over) {
            return Err(broken());
        }
        let local = start.local_name();
        let name: &str = local.as_ref();
        let frame = match self.open.last() {
            None if ours && name == ROOT => group(ROOT, FLOW, 0),
            None => {
                let message = "Il file non è un FlussoRiversamento di pagoPA.";
                return Err((FlowFaultCode::NotAFlow, message));
            }
            Some(Frame::Group { .. }) => self.child(name, ours, faults),
            Some(Frame::Leaf { .. }) => {
                self.unexpected(name, faults);
                Frame::Skipped
            }
            Some(Frame::Skipped) => Frame::Skipped,
        };
        self.open.push(frame);
        self.attributes(start, faults)
    }

    /// The frame of a child, after telling what is missing before it.
    fn child(&mut self, name: &str, ours: bool, faults: &mut Faults) -> Frame {
        let Some(Frame::Group {
            elements, at, seen, ..
        }) = self.open.last()
        else {
            return Frame::Skipped;
        };
        let (elements, reached, was_seen): (&'static [Element], _, _) = (elements, *at, *seen);
        let named = |element: &Element| ours && element.name == name;
        let repeats = |element: &Element| matches!(element.kind, Kind::Rows(_));
        let from = elements.get(reached).map_or(reached, |now| {
            reached + usize::from(was_seen && !repeats(now))
        });
        let ahead = elements.get(from..).unwrap_or_default();
        let Some(step) = ahead.iter().position(named) else {
            self.unexpected(name, faults);
            return Frame::Skipped;
        };
        let skipped = ahead.iter().take(step).enumerate();
        for (index, element) in skipped {
            let was_there = index == 0 && from == reached && was_seen;
            if element.required && !was_there {
                missing(&self.place(), element, faults);
            }
        }
        if let Some(Frame::Group { at, seen, .. }) = self.open.last_mut() {
            (*at, *seen) = (from + step, true);
        }
        match ahead.get(step) {
            Some(element) => self.enter(element),
            None => Frame::Skipped,
        }
    }

    fn enter(&mut self, element: &'static Element) -> Frame {
        match element.kind {
            Kind::Leaf(..) => {
                self.text.clear();
                Frame::Leaf { element }
            }
            Kind::Group(elements) => group(element.name, elements, 0),
            Kind::Rows(elements) => group(element.name, elements, self.draft.begin_row()),
        }
    }

    pub fn close(&mut self, sink: &mut Sink<'_>, faults: &mut Faults) {
        match self.open.last() {
            Some(Frame::Group {
                elements,
                at,
                seen,
                row,
                ..
            }) => {
                let rest = elements.get(at + usize::from(*seen)..).unwrap_or_default();
                for element in rest.iter().filter(|element| element.required) {
                    missing(&self.place(), element, faults);
                }
                if *row > 0 {
                    self.draft.end_row(sink, faults);
                }
            }
            Some(Frame::Leaf { element }) => {
                let element: &'static Element = element;
                self.value(element, faults);
            }
            Some(Frame::Skipped) | None => {}
        }
        self.open.pop();
        self.over = self.open.is_empty();
    }

    fn value(&mut self, element: &Element, faults: &mut Faults) {
        let Kind::Leaf(leaf, slot) = element.kind else {
            return;
        };
        if !leaf.accepts(&self.text) || !self.draft.set(slot, &self.text) {
            let message = format!(
                "Il valore di «{}» non va bene. {}",
                element.name,
                leaf.italian()
            );
            faults.add(self.place(), FlowFaultCode::Value, message);
        }
    }

    pub fn text(&mut self, found: &str, faults: &mut Faults) -> Result<(), Stop> {
        let blank = found.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
        if !found.chars().all(is_xml) {
            return Err(strange());
        }
        match self.open.last() {
            Some(Frame::Leaf { .. }) => self.text.push_str(found),
            Some(Frame::Group { .. }) if !blank => {
                let message = "C'è del testo dove possono stare soltanto elementi.";
                faults.add(self.place(), FlowFaultCode::Text, message);
            }
            None if !blank => return Err(broken()),
            Some(Frame::Group { .. } | Frame::Skipped) | None => {}
        }
        Ok(())
    }

    fn attributes(&mut self, start: &BytesStart<'_>, faults: &mut Faults) -> Result<(), Stop> {
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| broken())?;
            let name: &str = attribute.key.as_ref();
            let (prefix, local) = name.split_once(':').unwrap_or(("", name));
            let declares = prefix == "xmlns" || name == "xmlns";
            let hint = !prefix.is_empty() && HINTS.contains(&local);
            let passed_over = matches!(self.open.last(), Some(Frame::Skipped));
            if !declares && !hint && !passed_over {
                let message = format!("L'attributo «{}» non è previsto.", shown(name));
                faults.add(self.place(), FlowFaultCode::Attribute, message);
            }
        }
        Ok(())
    }

    pub fn is_closed(&self) -> bool {
        self.over
    }

    /// The head of the flow; `None` where parts of it are missing, which was told.
    pub fn finish(self, creditor: &OrgFiscalCode, faults: &mut Faults) -> Option<FlowHead> {
        self.draft.finish(creditor, faults)
    }

    /// `datiSingoliPagamenti[3]/singoloImportoPagato`
    pub fn place(&self) -> String {
        let names = self.open.iter().skip(1).filter_map(|frame| match frame {
            Frame::Group { name, row: 0, .. } => Some((*name).to_owned()),
            Frame::Group { name, row, .. } => Some(format!("{name}[{row}]")),
            Frame::Leaf { element } => Some(element.name.to_owned()),
            Frame::Skipped => None,
        });
        names.collect::<Vec<_>>().join("/")
    }

    fn unexpected(&self, name: &str, faults: &mut Faults) {
        let message = format!("«{}» qui non è previsto.", shown(name));
        faults.add(self.place(), FlowFaultCode::Unexpected, message);
    }
}

fn group(name: &'static str, elements: &'static [Element], row: u32) -> Frame {
    let (at, seen) = (0, false);
    Frame::Group {
        name,
        elements,
        at,
        seen,
        row,
    }
}

fn missing(place: &str, element: &Element, faults: &mut Faults) {
    let path = if place.is_empty() {
        element.name.to_owned()
    } else {
        format!("{place}/{}", element.name)
    };
    let message = format!("Manca «{}».", element.name);
    faults.add(path, FlowFaultCode::Missing, message);
}

fn shown(name: &str) -> String {
    name.chars().take(SHOWN_MAX).collect()
}

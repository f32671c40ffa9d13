//! The open elements of a document, each held against its place in the schema.

use quick_xml::events::BytesStart;

use super::super::fault::{Faults, FlowFaultCode};
use super::super::schema::{Element, FLOW, Kind, ROOT};
use super::draft::Draft;
use super::{Stop, broken};

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
        row: usize,
    },
    Leaf {
        element: &'static Element,
        text: String,
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
        let place = self.place();
        let Some(Frame::Group {
            elements, at, seen, ..
        }) = self.open.last_mut()
        else {
            return Frame::Skipped;
        };
        let elements: &'static [Element] = elements;
        let named = |element: &Element| ours && element.name == name;
        let repeats = |element: &Element| matches!(element.kind, Kind::Rows(_));
        let from = elements
            .get(*at)
            .map_or(*at, |now| *at + usize::from(*seen && !repeats(now)));
        let ahead = elements.get(from..).unwrap_or_default();
        let Some(step) = ahead.iter().position(named) else {
            self.unexpected(name, faults);
            return Frame::Skipped;
        };
        let skipped = ahead.iter().take(step).enumerate();
        for (index, element) in skipped {
            let was_there = index == 0 && from == *at && *seen;
            if element.required && !was_there {
                missing(&place, element, faults);
            }
        }
        (*at, *seen) = (from + step, true);
        match ahead.get(step) {
            Some(element) => self.enter(element),
            None => Frame::Skipped,
        }
    }

    fn enter(&mut self, element: &'static Element) -> Frame {
        match element.kind {
            Kind::Leaf(..) => Frame::Leaf {
                element,
                text: String::new(),
            },
            Kind::Group(elements) => group(element.name, elements, 0),
            Kind::Rows(elements) => group(element.name, elements, self.draft.begin_row()),
        }
    }

    pub fn close(&mut self, faults: &mut Faults) {
        let place = self.place();
        match self.open.pop() {
            Some(Frame::Group {
                elements, at, seen, ..
            }) => {
                let rest = elements.get(at + usize::from(seen)..).unwrap_or_default();
                for element in rest.iter().filter(|element| element.required) {
                    missing(&place, element, faults);
                }
            }
            Some(Frame::Leaf { element, text }) => self.value(element, &text, place, faults),
            Some(Frame::Skipped) | None => {}
        }
        self.over = self.open.is_empty();
    }

    fn value(&mut self, element: &Element, text: &str, place: String, faults: &mut Faults) {
        let Kind::Leaf(leaf, slot) = element.kind else {
            return;
        };
        if !leaf.accepts(text) || !self.draft.set(slot, text) {
            let message = format!(
                "Il valore di «{}» non va bene. {}",
                element.name,
                leaf.italian()
            );
            faults.add(place, FlowFaultCode::Value, message);
        }
    }

    pub fn text(&mut self, found: &str, faults: &mut Faults) -> Result<(), Stop> {
        let blank = found.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
        match self.open.last_mut() {
            Some(Frame::Leaf { text, .. }) => text.push_str(found),
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

    pub fn finish(self, _faults: &mut Faults) -> Option<Draft> {
        self.over.then_some(self.draft)
    }

    /// `datiSingoliPagamenti[3]/singoloImportoPagato`
    pub fn place(&self) -> String {
        let names = self.open.iter().skip(1).filter_map(|frame| match frame {
            Frame::Group { name, row: 0, .. } => Some((*name).to_owned()),
            Frame::Group { name, row, .. } => Some(format!("{name}[{row}]")),
            Frame::Leaf { element, .. } => Some(element.name.to_owned()),
            Frame::Skipped => None,
        });
        names.collect::<Vec<_>>().join("/")
    }

    fn unexpected(&self, name: &str, faults: &mut Faults) {
        let message = format!("«{}» qui non è previsto.", shown(name));
        faults.add(self.place(), FlowFaultCode::Unexpected, message);
    }
}

fn group(name: &'static str, elements: &'static [Element], row: usize) -> Frame {
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

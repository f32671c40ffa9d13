//! From XML to a flow, element by element: the document is never held as a tree, and its rows are
//! handed on one by one, so that memory stays flat whatever the size.

mod draft;
mod frames;
mod source;

use std::borrow::Cow;
use std::io::BufRead;

use kernel::tax::OrgFiscalCode;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::fault::{Faults, FlowFault, FlowFaultCode};
use super::schema::NAMESPACE;
use super::{FlowHead, ReportingFlow, RowText};
use frames::Frames;
use source::{Latin, Lines};

/// Gets each row that is whole.
type Sink<'s> = dyn FnMut(RowText<'_>) + 's;

/// Reads a flow for `creditor`, or tells every fault. After broken XML nothing more is read.
pub fn read(bytes: &[u8], creditor: &OrgFiscalCode) -> Result<ReportingFlow, Vec<FlowFault>> {
    let mut faults = Faults::default();
    let text = match text(bytes) {
        Ok(text) => text,
        Err((code, message)) => {
            faults.add(String::new(), code, message);
            return Err(faults.into_vec());
        }
    };
    let mut rows = Vec::new();
    let mut sink = |row: RowText<'_>| rows.extend(row.to_row());
    let head = through(text.as_bytes(), creditor, &mut sink, faults)?;
    Ok(ReportingFlow { head, rows })
}

/// Reads a flow of any size and hands on its rows as they come. Rows may have been handed on where
/// the answer is a list of faults: only a head makes them a flow.
pub fn read_stream(
    mut source: impl BufRead,
    creditor: &OrgFiscalCode,
    mut sink: impl FnMut(RowText<'_>),
) -> Result<FlowHead, Vec<FlowFault>> {
    let faults = Faults::default();
    // Where nothing can be read the reader says so.
    let latin = source.fill_buf().is_ok_and(says_latin);
    if latin {
        through(Latin::new(source), creditor, &mut sink, faults)
    } else {
        through(source, creditor, &mut sink, faults)
    }
}

fn through(
    source: impl BufRead,
    creditor: &OrgFiscalCode,
    sink: &mut Sink<'_>,
    mut faults: Faults,
) -> Result<FlowHead, Vec<FlowFault>> {
    let frames = walk(source, sink, &mut faults);
    let head = frames.and_then(|frames| frames.finish(creditor, &mut faults));
    match head {
        Some(head) if faults.is_empty() => Ok(head),
        _ => Err(faults.into_vec()),
    }
}

/// UTF-8, or Latin-1 where the declaration says so.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, (FlowFaultCode, &'static str)> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)),
        Err(_) if says_latin(bytes) => {
            encoding_rs::WINDOWS_1252
                .decode_without_bom_handling(bytes)
                .0
        }
        Err(_) => return Err(undecodable()),
    };
    if text.chars().any(|c| !is_xml(c)) {
        return Err(strange());
    }
    Ok(text)
}

/// What XML 1.0 lets stand in a document.
fn is_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

fn says_latin(bytes: &[u8]) -> bool {
    let top = bytes.get(..100).unwrap_or(bytes);
    let top = String::from_utf8_lossy(top).to_lowercase();
    let declaration = top.split("?>").next().unwrap_or_default();
    declaration.starts_with("<?xml")
        && (declaration.contains("iso-8859-1") || declaration.contains("windows-1252"))
}

/// Reads to the end, or to the first thing that makes going on senseless.
fn walk(source: impl BufRead, sink: &mut Sink<'_>, faults: &mut Faults) -> Option<Frames> {
    let mut reader = NsReader::from_reader(Lines::new(source));
    let mut frames = Frames::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let stop = match reader.read_resolved_event_into(&mut buffer) {
            Err(quick_xml::Error::Encoding(_)) => Err(undecodable()),
            Err(_) => Err(broken()),
            Ok((namespace, event)) => step(&mut frames, &namespace, event, sink, faults),
        };
        match stop {
            Ok(true) => return Some(frames),
            Ok(false) => {}
            Err((code, message)) => {
                let line = reader.get_ref().line();
                faults.add(frames.place(), code, format!("{message} (riga {line})"));
                return None;
            }
        }
    }
}

type Stop = (FlowFaultCode, &'static str);

/// Whether the end was reached.
fn step(
    frames: &mut Frames,
    namespace: &ResolveResult<'_>,
    event: Event<'_>,
    sink: &mut Sink<'_>,
    faults: &mut Faults,
) -> Result<bool, Stop> {
    let ours = matches!(namespace, ResolveResult::Bound(name) if name.0 == NAMESPACE);
    match event {
        Event::Start(start) => frames.open(&start, ours, faults)?,
        Event::Empty(start) => {
            frames.open(&start, ours, faults)?;
            frames.close(sink, faults);
        }
        Event::End(_) => frames.close(sink, faults),
        Event::Text(text) => frames.text(&text.xml10_content(), faults)?,
        Event::CData(data) => frames.text(&data.xml10_content(), faults)?,
        Event::GeneralRef(name) => {
            let c = reference(&name).ok_or_else(broken)?;
            frames.text(c.encode_utf8(&mut [0; 4]), faults)?;
        }
        Event::DocType(_) => {
            return Err((FlowFaultCode::Doctype, "Un DOCTYPE non è ammesso."));
        }
        Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        Event::Eof => return frames.is_closed().then_some(true).ok_or_else(broken),
    }
    Ok(false)
}

/// One of the five names that XML knows by itself, or a number.
fn reference(name: &BytesRef<'_>) -> Option<char> {
    match name.resolve_char_ref() {
        Ok(Some(c)) => Some(c),
        Ok(None) => quick_xml::escape::resolve_predefined_entity(name)?
            .chars()
            .next(),
        Err(_) => None,
    }
}

fn broken() -> Stop {
    (FlowFaultCode::Malformed, "Il file non è XML ben formato.")
}

fn strange() -> Stop {
    let message = "Il file contiene caratteri che XML non ammette.";
    (FlowFaultCode::Malformed, message)
}

fn undecodable() -> Stop {
    let message = "Il file non è scritto in UTF-8 né nella codifica che dichiara.";
    (FlowFaultCode::Encoding, message)
}

#[cfg(test)]
mod tests;

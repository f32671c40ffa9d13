//! From XML to a flow, element by element: the document is never held as a tree, whatever its size.

mod draft;
mod frames;

use std::borrow::Cow;

use kernel::tax::OrgFiscalCode;
use quick_xml::events::{BytesRef, Event};
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

use super::ReportingFlow;
use super::fault::{Faults, FlowFault, FlowFaultCode};
use super::schema::NAMESPACE;
use draft::Draft;
use frames::Frames;

/// Reads a flow for `creditor`, or tells every fault. After broken XML nothing more is read.
pub fn read(bytes: &[u8], creditor: &OrgFiscalCode) -> Result<ReportingFlow, Vec<FlowFault>> {
    let mut faults = Faults::default();
    let draft = match text(bytes) {
        Ok(text) => walk(&text, &mut faults),
        Err((code, message)) => {
            faults.add(String::new(), code, message);
            None
        }
    };
    let flow = draft.and_then(|draft| draft.finish(creditor, &mut faults));
    match flow {
        Some(flow) if faults.is_empty() => Ok(flow),
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
        Err(_) => {
            let message = "Il file non è scritto in UTF-8 né nella codifica che dichiara.";
            return Err((FlowFaultCode::Encoding, message));
        }
    };
    let good = |c: char| c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}');
    if text
        .chars()
        .any(|c| !good(c) && !matches!(c, '\t' | '\n' | '\r'))
    {
        let message = "Il file contiene caratteri che XML non ammette.";
        return Err((FlowFaultCode::Malformed, message));
    }
    Ok(text)
}

fn says_latin(bytes: &[u8]) -> bool {
    let top = bytes.get(..100).unwrap_or(bytes);
    let top = String::from_utf8_lossy(top).to_lowercase();
    let declaration = top.split("?>").next().unwrap_or_default();
    declaration.starts_with("<?xml")
        && (declaration.contains("iso-8859-1") || declaration.contains("windows-1252"))
}

/// Reads to the end, or to the first thing that makes going on senseless.
fn walk(text: &str, faults: &mut Faults) -> Option<Draft> {
    let mut reader = NsReader::from_str(text);
    let mut frames = Frames::default();
    loop {
        let event = reader.read_resolved_event();
        let stop = match event {
            Err(_) => Err(broken()),
            Ok((namespace, event)) => step(&mut frames, &namespace, event, faults),
        };
        match stop {
            Ok(true) => return frames.finish(faults),
            Ok(false) => {}
            Err((code, message)) => {
                let line = line(text, reader.buffer_position());
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
    faults: &mut Faults,
) -> Result<bool, Stop> {
    let ours = matches!(namespace, ResolveResult::Bound(name) if name.0 == NAMESPACE);
    match event {
        Event::Start(start) => frames.open(&start, ours, faults)?,
        Event::Empty(start) => {
            frames.open(&start, ours, faults)?;
            frames.close(faults);
        }
        Event::End(_) => frames.close(faults),
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

fn line(text: &str, position: u64) -> usize {
    let end = usize::try_from(position).unwrap_or(usize::MAX);
    let read = text.as_bytes().get(..end).unwrap_or(text.as_bytes());
    1 + read.iter().filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests;

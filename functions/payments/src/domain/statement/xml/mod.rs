//! Statements in XML: camt.053 and camt.054 of ISO 20022, and the treasurer's journal (OPI, giornale
//! di cassa). Read as a stream, whatever the size; a `DOCTYPE` is refused, and no entity is known but
//! the five of XML.

mod camt;
mod opi;
mod walk;

use std::borrow::Cow;

use kernel::money::Cents;

use super::dialect::StatementFormat;
use super::movement::{MovementText, UnreadCode, UnreadRow};
use super::read::{Reading, StatementFault};
use crate::domain::dues::{FileFailure, encoding};
use walk::{Reader, walk};

/// Whether the bytes begin like XML, in any encoding that we read.
pub fn looks_like(bytes: &[u8]) -> bool {
    let top = bytes.get(..512).unwrap_or(bytes);
    let text: String = match top {
        [0xff, 0xfe, rest @ ..] => encoding_rs::UTF_16LE.decode(rest).0.into_owned(),
        [0xfe, 0xff, rest @ ..] => encoding_rs::UTF_16BE.decode(rest).0.into_owned(),
        _ => String::from_utf8_lossy(top).into_owned(),
    };
    let text = text
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase();
    let mut name = text.strip_prefix('<').unwrap_or_default().chars();
    let begins = name
        .next()
        .is_some_and(|c| c.is_alphabetic() || matches!(c, '?' | '!' | '_'));
    let web = ["<!doctype html", "<html", "<table"];
    begins && !web.iter().any(|start| text.starts_with(start))
}

/// Reads a statement in XML.
pub fn read(bytes: &[u8]) -> Result<Reading, StatementFault> {
    let text = text(bytes)?;
    let mut document = Document::default();
    walk(&text, &mut document)?;
    let (format, found) = match document.kind {
        Kind::Camt(format, reader) => (format, reader.found),
        Kind::Opi(reader) => (StatementFormat::Opi, reader.found),
        Kind::Unknown => return Err(StatementFault::OtherXml),
    };
    if found.movements.is_empty() && found.unread.is_empty() {
        return Err(StatementFault::NoMovements);
    }
    Ok(Reading::of_xml(format, found.movements, found.unread))
}

/// UTF-8 or UTF-16, or Latin-1 where the declaration says so.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, StatementFault> {
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    if utf16 || std::str::from_utf8(bytes).is_ok() || says_latin(bytes) {
        let (text, _) = encoding::decode(bytes, None)?;
        return Ok(text);
    }
    let encoding = "UTF-8".to_owned();
    Err(FileFailure::OtherEncoding { encoding }.into())
}

fn says_latin(bytes: &[u8]) -> bool {
    let top = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).to_lowercase();
    let declaration = top.split("?>").next().unwrap_or_default();
    declaration.contains("iso-8859-1") || declaration.contains("windows-1252")
}

/// The document, once its first element has said what it is.
#[derive(Default)]
struct Document {
    kind: Kind,
}

#[derive(Default)]
enum Kind {
    #[default]
    Unknown,
    Camt(StatementFormat, camt::Camt),
    Opi(opi::Journal),
}

impl Reader for Document {
    fn root(&mut self, namespace: &str, name: &str) -> Result<(), StatementFault> {
        let message = namespace.strip_prefix("urn:iso:std:iso:20022:tech:xsd:");
        self.kind = match (message, name) {
            (Some(id), "Document") if id.starts_with("camt.053.") => {
                Kind::Camt(StatementFormat::Camt053, camt::Camt::default())
            }
            (Some(id), "Document") if id.starts_with("camt.054.") => {
                Kind::Camt(StatementFormat::Camt054, camt::Camt::default())
            }
            (None, "flusso_giornale_di_cassa") => Kind::Opi(opi::Journal::default()),
            _ => return Err(StatementFault::OtherXml),
        };
        Ok(())
    }

    fn attribute(&mut self, path: &str, name: &str, value: &str) {
        if let Kind::Camt(_, camt) = &mut self.kind {
            camt.attribute(path, name, value);
        }
    }

    fn leaf(&mut self, path: &str, text: &str) {
        match &mut self.kind {
            Kind::Camt(_, camt) => camt.leaf(path, text),
            Kind::Opi(journal) => journal.leaf(path, text),
            Kind::Unknown => {}
        }
    }

    fn close(&mut self, path: &str) -> Result<(), StatementFault> {
        let found = match &mut self.kind {
            Kind::Camt(_, camt) => {
                camt.close(path);
                &camt.found
            }
            Kind::Opi(journal) => {
                journal.close(path);
                &journal.found
            }
            Kind::Unknown => return Ok(()),
        };
        found
            .is_bounded()
            .then_some(())
            .ok_or(StatementFault::TooManyRows)
    }
}

/// What was read so far. Movements are numbered in their order: XML has no rows.
#[derive(Default)]
struct Found {
    movements: Vec<MovementText>,
    unread: Vec<UnreadRow>,
}

impl Found {
    fn row(&self) -> u32 {
        let rows = self.movements.len() + self.unread.len();
        u32::try_from(rows).unwrap_or(u32::MAX).saturating_add(1)
    }

    fn add(&mut self, movement: Result<MovementText, UnreadCode>) {
        let row = self.row();
        match movement {
            Ok(movement) => self.movements.push(MovementText { row, ..movement }),
            Err(code) => self.unread.push(UnreadRow { row, code }),
        }
    }

    fn is_bounded(&self) -> bool {
        self.movements.len() + self.unread.len() <= super::read::ROWS_MAX
    }
}

/// An amount of a schema: digits, a point, digits. More than two decimals only where they are zeros.
fn cents(text: &str) -> Option<Cents> {
    let text = text.trim();
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part = part.trim_end_matches('0');
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() > 13 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let whole = if whole.is_empty() { "0" } else { whole };
    Cents::parse_decimal(&format!("{whole}.{part:0<2}")).ok()
}

/// A date, or the day of a date with time as it is written.
fn date(text: &str) -> Option<jiff::civil::Date> {
    text.trim().get(..10)?.parse().ok()
}

#[cfg(test)]
mod official;
#[cfg(test)]
mod tests;

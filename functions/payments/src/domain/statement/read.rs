//! From a file to its movements.

use std::collections::BTreeMap;

use super::dialect::{StatementDialect, StatementFormat};
use super::mapping::{LayoutPrint, StatementChoice, StatementField};
use super::movement::{MovementText, UnreadRow};
use super::table::{Sample, Table};
use super::xml;
use crate::domain::dues::{ColumnRef, DialectChoice, FileFailure, Format, sniff};

/// Largest statement, bytes: a year of a busy account is under 5 MB.
pub const FILE_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Most movements of one statement: all of them are one answer of the machine API.
pub const ROWS_MAX: usize = 20_000;

/// What a file says.
#[derive(Clone, Debug)]
pub struct Reading {
    pub dialect: StatementDialect,
    /// Which column was taken for what; empty for XML.
    pub mapping: BTreeMap<StatementField, ColumnRef>,
    pub movements: Vec<MovementText>,
    pub unread: Vec<UnreadRow>,
}

impl Reading {
    pub(super) fn of_xml(
        format: StatementFormat,
        movements: Vec<MovementText>,
        unread: Vec<UnreadRow>,
    ) -> Self {
        Self {
            dialect: StatementDialect::of_xml(format),
            mapping: BTreeMap::new(),
            movements,
            unread,
        }
    }
}

/// What became of the reading.
#[derive(Clone, Debug)]
pub enum Read {
    Movements(Reading),
    /// A person has to say which column is what.
    Asked,
}

/// A file, before it is decided which column is what.
pub enum File {
    Read(Reading),
    Table(Table),
}

/// Why a file gives no movements. `Display` is the Italian sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    #[error(transparent)]
    File(#[from] FileFailure),
    #[error("Il file supera i {} MB: scarica un periodo più breve.", FILE_BYTES_MAX / 1024 / 1024)]
    TooBig,
    #[error("Il file ha più di {ROWS_MAX} movimenti: scarica un periodo più breve.")]
    TooManyRows,
    #[error(
        "Non trovo le colonne dell'estratto conto: servono la data contabile e l'importo, \
             oppure entrate e uscite."
    )]
    HeaderNotFound,
    #[error("La colonna {column} non c'è nel file: correggi la scelta delle colonne.")]
    ColumnNotFound { column: String },
    #[error("Nel file non c'è nessun movimento.")]
    NoMovements,
    #[error(
        "Il file XML non è un estratto conto che leggiamo: servono un camt.053 o camt.054, \
             oppure un giornale di cassa OPI."
    )]
    OtherXml,
    #[error("Il file XML non è ben formato (riga {line}): scaricalo di nuovo.")]
    Malformed { line: u64 },
    #[error("Il file XML contiene un DOCTYPE: per sicurezza non viene letto.")]
    Doctype,
    #[error("Il file XML contiene un testo troppo lungo: per sicurezza non viene letto.")]
    TextTooLong,
}

impl StatementFault {
    pub fn code(&self) -> &'static str {
        match self {
            Self::File(failure) => failure.code(),
            Self::TooBig => "too_big",
            Self::TooManyRows => "too_many_rows",
            Self::HeaderNotFound => "header_not_found",
            Self::ColumnNotFound { .. } => "column_not_found",
            Self::NoMovements => "no_movements",
            Self::OtherXml => "other_xml",
            Self::Malformed { .. } => "malformed",
            Self::Doctype => "doctype",
            Self::TextTooLong => "text_too_long",
        }
    }
}

impl File {
    /// Finds out what a file is, by its bytes. What the person chose of the dialect stands.
    pub fn open(bytes: &[u8], choice: &DialectChoice) -> Result<Self, StatementFault> {
        if bytes.len() > FILE_BYTES_MAX {
            return Err(StatementFault::TooBig);
        }
        if bytes.trim_ascii().is_empty() {
            return Err(FileFailure::Empty.into());
        }
        if xml::looks_like(bytes) {
            return xml::read(bytes).map(Self::Read);
        }
        let table = match sniff::format(bytes) {
            Ok(Format::Csv) => Table::csv(bytes, choice)?,
            Ok(Format::Xlsx) => Table::xlsx(bytes)?,
            Ok(Format::Json) => return Err(StatementFault::HeaderNotFound),
            Err(FileFailure::OldExcel) => Table::xls(bytes)?,
            Err(failure) => return Err(failure.into()),
        };
        Ok(Self::Table(table))
    }

    /// What the bank's files are known by, where columns may have been learnt.
    pub fn print(&self) -> Option<LayoutPrint> {
        match self {
            Self::Read(_) => None,
            Self::Table(table) => Some(table.print()),
        }
    }

    /// The first rows of a table, for people.
    pub fn sample(&self) -> Option<Sample> {
        match self {
            Self::Read(_) => None,
            Self::Table(table) => table.sample(),
        }
    }

    /// Reads the movements. What the person chose stands; the rest is found out.
    pub fn read(&self, choice: &StatementChoice) -> Result<Read, StatementFault> {
        let read = match self {
            Self::Read(reading) => Read::Movements(reading.clone()),
            Self::Table(table) => table.read(choice)?,
        };
        match &read {
            Read::Movements(reading) if reading.movements.len() > ROWS_MAX => {
                Err(StatementFault::TooManyRows)
            }
            Read::Movements(_) | Read::Asked => Ok(read),
        }
    }
}

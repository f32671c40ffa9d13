//! Why a whole file cannot be read: a closed list. A single bad row is never one of these
//! (see [`super::RowCode`]).

use super::field::Field;
use super::limits;
use serde::{Deserialize, Serialize};

/// What the bytes look like, when they are not a spreadsheet that we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lookalike {
    Pdf,
    Web,
    Word,
    Picture,
    Archive,
    Signed,
    Unknown,
}

impl Lookalike {
    fn italian(self) -> &'static str {
        match self {
            Lookalike::Pdf => "un documento PDF",
            Lookalike::Web => "una pagina web o un file XML",
            Lookalike::Word => "un documento di testo",
            Lookalike::Picture => "un'immagine",
            Lookalike::Archive => "un archivio compresso",
            Lookalike::Signed => "un file firmato digitalmente",
            Lookalike::Unknown => "un file di altro tipo",
        }
    }
}

/// A file that gives no rows at all. `Display` is the Italian sentence for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum FileFailure {
    #[error("Il file è vuoto.")]
    Empty,
    #[error(
        "Il file supera i {} MB: dividilo in più file.",
        limits::FILE_BYTES_MAX / 1024 / 1024
    )]
    TooBig,
    #[error(
        "Il contenuto è {}, non un foglio di calcolo: servono un file XLSX o CSV.",
        .looks_like.italian()
    )]
    NotASpreadsheet { looks_like: Lookalike },
    #[error("Il file è protetto da password: toglila e ricaricalo.")]
    PasswordProtected,
    #[error("Il file è nel vecchio formato di Excel (.xls): salvalo come .xlsx e ricaricalo.")]
    OldExcel,
    #[error("Il file è in un formato che non leggiamo (ODS o XLSB): salvalo come .xlsx.")]
    OtherSpreadsheet,
    #[error("Il file è danneggiato e non si apre: salvalo di nuovo e ricaricalo.")]
    Corrupt,
    #[error("Il file, una volta decompresso, è troppo grande: per sicurezza non viene aperto.")]
    InflatesTooMuch,
    #[error("Il file ha più di {} righe: dividilo in più file.", limits::ROWS_MAX)]
    TooManyRows,
    #[error("Il file ha più di {} colonne.", limits::COLUMNS_MAX)]
    TooManyColumns,
    #[error("Nel CSV le virgolette non si chiudono a partire dalla riga {row}.")]
    UnclosedQuotes { row: u32 },
    #[error(
        "Non trovo la riga con i nomi delle colonne nelle prime {} righe: \
         usa il modello o indica quale colonna contiene ciascun dato.",
        limits::HEADER_ROWS_MAX
    )]
    HeaderNotFound { titles: Vec<String> },
    #[error("Manca la colonna «{}»: aggiungila o indica quale colonna la contiene.", fields_italian(.fields))]
    ColumnsMissing {
        fields: Vec<Field>,
        titles: Vec<String>,
    },
    #[error("La colonna indicata per «{}» ({column}) non c'è nel file.", .field.italian())]
    ColumnNotFound {
        field: Field,
        column: String,
        titles: Vec<String>,
    },
    #[error("Il file ha soltanto i nomi delle colonne: sotto non c'è nessuna riga.")]
    HeaderOnly,
    #[error("Il file non è {format}: correggi la scelta del formato.")]
    OtherFormat { format: String },
    #[error("Il testo non è leggibile con la codifica {encoding}: correggi la scelta.")]
    OtherEncoding { encoding: String },
}

impl FileFailure {
    /// The stable code, as in `docs/dues-layout.md`.
    pub fn code(&self) -> &'static str {
        match self {
            FileFailure::Empty => "empty",
            FileFailure::TooBig => "too_big",
            FileFailure::NotASpreadsheet { .. } => "not_a_spreadsheet",
            FileFailure::PasswordProtected => "password_protected",
            FileFailure::OldExcel => "old_excel",
            FileFailure::OtherSpreadsheet => "other_spreadsheet",
            FileFailure::Corrupt => "corrupt",
            FileFailure::InflatesTooMuch => "inflates_too_much",
            FileFailure::TooManyRows => "too_many_rows",
            FileFailure::TooManyColumns => "too_many_columns",
            FileFailure::UnclosedQuotes { .. } => "unclosed_quotes",
            FileFailure::HeaderNotFound { .. } => "header_not_found",
            FileFailure::ColumnsMissing { .. } => "columns_missing",
            FileFailure::ColumnNotFound { .. } => "column_not_found",
            FileFailure::HeaderOnly => "header_only",
            FileFailure::OtherFormat { .. } => "other_format",
            FileFailure::OtherEncoding { .. } => "other_encoding",
        }
    }

    /// The titles found in the file, where a corrected mapping would help.
    pub fn titles(&self) -> &[String] {
        match self {
            FileFailure::HeaderNotFound { titles }
            | FileFailure::ColumnsMissing { titles, .. }
            | FileFailure::ColumnNotFound { titles, .. } => titles,
            _ => &[],
        }
    }
}

fn fields_italian(fields: &[Field]) -> String {
    let names: Vec<_> = fields.iter().map(|field| field.italian()).collect();
    names.join("», «")
}

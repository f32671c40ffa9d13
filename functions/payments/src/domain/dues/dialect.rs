//! How a file writes things, decided once per file, never per cell, and correctable by the person.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Csv,
    Xlsx,
    /// Of another system: see [`super::System::GovPayJson`].
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Encoding {
    #[serde(rename = "utf-8")]
    Utf8,
    /// UTF-8 with a byte order mark, as Excel saves "CSV UTF-8".
    #[serde(rename = "utf-8-bom")]
    Utf8Bom,
    #[serde(rename = "windows-1252")]
    Windows1252,
    /// "Testo Unicode" of Excel.
    #[serde(rename = "utf-16le")]
    Utf16Le,
    #[serde(rename = "utf-16be")]
    Utf16Be,
}

impl Encoding {
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf8Bom => "utf-8-bom",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
        }
    }
}

/// What stands between two cells of a CSV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Separator {
    #[serde(rename = ";")]
    Semicolon,
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = "\t")]
    Tab,
    #[serde(rename = "|")]
    Pipe,
}

impl Separator {
    pub const ALL: [Separator; 4] = [
        Separator::Semicolon,
        Separator::Comma,
        Separator::Tab,
        Separator::Pipe,
    ];

    pub fn byte(self) -> u8 {
        match self {
            Separator::Semicolon => b';',
            Separator::Comma => b',',
            Separator::Tab => b'\t',
            Separator::Pipe => b'|',
        }
    }
}

/// What stands before the cents. The other sign, if any, groups the thousands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Decimal {
    #[serde(rename = ",")]
    Comma,
    #[serde(rename = ".")]
    Point,
}

impl Decimal {
    pub fn sign(self) -> char {
        match self {
            Decimal::Comma => ',',
            Decimal::Point => '.',
        }
    }

    pub fn grouping(self) -> char {
        match self {
            Decimal::Comma => '.',
            Decimal::Point => ',',
        }
    }
}

/// The order of a date written with three numbers. A year in front is understood in every file.
/// Month first is never guessed: only a person can choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DateOrder {
    #[serde(rename = "dd/mm/yyyy")]
    DayFirst,
    #[serde(rename = "mm/dd/yyyy")]
    MonthFirst,
    /// Every date of the file has the year in front.
    #[serde(rename = "yyyy-mm-dd")]
    YearFirst,
}

/// How one file is written, as decided or as corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialect {
    pub format: Format,
    /// CSV only.
    pub encoding: Option<Encoding>,
    /// CSV only.
    pub separator: Option<Separator>,
    pub decimal: Decimal,
    pub date: DateOrder,
}

/// What the person decided about a file; the rest is found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DialectChoice {
    pub format: Option<Format>,
    pub encoding: Option<Encoding>,
    pub separator: Option<Separator>,
    pub decimal: Option<Decimal>,
    pub date: Option<DateOrder>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dialect_is_told_in_the_words_of_the_machine_api() {
        let dialect = Dialect {
            format: Format::Csv,
            encoding: Some(Encoding::Utf8Bom),
            separator: Some(Separator::Semicolon),
            decimal: Decimal::Comma,
            date: DateOrder::DayFirst,
        };
        assert_eq!(
            serde_json::to_string(&dialect).expect("plain data"),
            r#"{"format":"csv","encoding":"utf-8-bom","separator":";","decimal":",","date":"dd/mm/yyyy"}"#
        );
    }

    #[test]
    fn a_choice_names_only_what_it_changes() {
        let choice: DialectChoice =
            serde_json::from_str(r#"{"separator":"\t","decimal":"."}"#).expect("a choice");
        assert_eq!(choice.separator, Some(Separator::Tab));
        assert_eq!(choice.date, None);
        assert!(serde_json::from_str::<DialectChoice>(r#"{"decimals":"."}"#).is_err());
    }
}

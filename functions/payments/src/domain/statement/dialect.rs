//! How a statement was written.

use serde::{Deserialize, Serialize};

use crate::domain::dues::{DateOrder, Decimal, Encoding, Separator};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementFormat {
    Csv,
    Xlsx,
    Xls,
    #[serde(rename = "camt.053")]
    Camt053,
    #[serde(rename = "camt.054")]
    Camt054,
    Opi,
}

impl StatementFormat {
    pub fn italian(self) -> &'static str {
        match self {
            Self::Csv => "CSV",
            Self::Xlsx => "Excel (XLSX)",
            Self::Xls => "Excel 97-2003 (XLS)",
            Self::Camt053 => "ISO 20022 camt.053",
            Self::Camt054 => "ISO 20022 camt.054",
            Self::Opi => "Giornale di cassa OPI",
        }
    }

    /// Whether it has columns that a person may correct.
    pub fn has_columns(self) -> bool {
        match self {
            Self::Csv | Self::Xlsx | Self::Xls => true,
            Self::Camt053 | Self::Camt054 | Self::Opi => false,
        }
    }
}

/// As it was found out or corrected. XML says everything itself: there only the format is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementDialect {
    pub format: StatementFormat,
    #[serde(default)]
    pub encoding: Option<Encoding>,
    #[serde(default)]
    pub separator: Option<Separator>,
    #[serde(default)]
    pub decimal: Option<Decimal>,
    #[serde(default)]
    pub date: Option<DateOrder>,
}

impl StatementDialect {
    pub fn of_xml(format: StatementFormat) -> Self {
        Self {
            format,
            encoding: None,
            separator: None,
            decimal: None,
            date: None,
        }
    }
}

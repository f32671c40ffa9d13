//! Rows that a person leaves out at confirmation.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Most single rows that can be left out: they are kept on the import, whose item must stay far
/// under 400 KB. Who leaves out more mends the file.
pub const EXCLUDED_ROWS_MAX: usize = 5_000;

/// Physical rows of a file, in order, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u32>", into = "Vec<u32>")]
pub struct ExcludedRows(Vec<u32>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExcludedRowsError {
    #[error("Scrivi numeri di riga o intervalli separati da virgole, per esempio 12, 15-20.")]
    Form,
    #[error("Puoi escludere al più {EXCLUDED_ROWS_MAX} righe: togli le altre dal file.")]
    TooMany,
}

impl ExcludedRows {
    pub fn new(mut rows: Vec<u32>) -> Result<Self, ExcludedRowsError> {
        rows.sort_unstable();
        rows.dedup();
        if rows.first() == Some(&0) {
            return Err(ExcludedRowsError::Form);
        }
        if rows.len() > EXCLUDED_ROWS_MAX {
            return Err(ExcludedRowsError::TooMany);
        }
        Ok(Self(rows))
    }

    /// As people write them: `12, 15-20 31`.
    pub fn parse(text: &str) -> Result<Self, ExcludedRowsError> {
        let mut rows = Vec::new();
        for word in text
            .split([',', ';', ' ', '\n', '\r', '\t'])
            .filter(|word| !word.is_empty())
        {
            let (from, to) = word.split_once('-').unwrap_or((word, word));
            let number = |text: &str| text.parse::<u32>().map_err(|_| ExcludedRowsError::Form);
            let (from, to) = (number(from)?, number(to)?);
            if from > to {
                return Err(ExcludedRowsError::Form);
            }
            if (to - from) as usize > EXCLUDED_ROWS_MAX || rows.len() > EXCLUDED_ROWS_MAX {
                return Err(ExcludedRowsError::TooMany);
            }
            rows.extend(from..=to);
        }
        Self::new(rows)
    }

    pub fn contains(&self, row: u32) -> bool {
        self.0.binary_search(&row).is_ok()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for ExcludedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(u32::to_string).collect();
        f.write_str(&words.join(", "))
    }
}

impl TryFrom<Vec<u32>> for ExcludedRows {
    type Error = ExcludedRowsError;

    fn try_from(rows: Vec<u32>) -> Result<Self, ExcludedRowsError> {
        Self::new(rows)
    }
}

impl From<ExcludedRows> for Vec<u32> {
    fn from(rows: ExcludedRows) -> Self {
        rows.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_read_as_people_write_them() {
        let rows = ExcludedRows::parse("15-17, 3;3\n20").expect("rows");
        assert_eq!(rows.to_string(), "3, 15, 16, 17, 20");
        assert!(rows.contains(16) && !rows.contains(4));
        assert_eq!(ExcludedRows::parse(""), Ok(ExcludedRows::default()));
    }

    #[test]
    fn what_is_no_row_is_refused() {
        for text in ["x", "5-3", "0", "-3", "1-", "3.5"] {
            assert_eq!(
                ExcludedRows::parse(text),
                Err(ExcludedRowsError::Form),
                "{text}"
            );
        }
        assert_eq!(
            ExcludedRows::parse("1-4000000000"),
            Err(ExcludedRowsError::TooMany)
        );
        assert_eq!(
            ExcludedRows::parse("1-3000, 4000-7000"),
            Err(ExcludedRowsError::TooMany)
        );
    }
}

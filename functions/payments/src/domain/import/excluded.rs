//! Rows that a person leaves out at confirmation.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use serde::{Deserialize, Serialize};

use crate::domain::dues::limits::ROWS_MAX;

/// Most rows that can be left out: all of a file.
pub const EXCLUDED_ROWS_MAX: usize = ROWS_MAX as usize;

/// Most bytes that they take on the import's item, which must stay far under 400 KB. Half of
/// 200,000 rows, chosen by chance, are 33 KB.
const STORED_BYTES_MAX: usize = 100 * 1024;

/// What a bitmap is told from ranges by.
const BITMAP: &str = "b:";

/// Physical rows of a file, in order, each once.
///
/// Stored as ranges (`3,15-17`), or as a bitmap (`b:` and base64) where that is shorter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "String")]
pub struct ExcludedRows(Vec<(u32, u32)>);

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ExcludedRowsError {
    #[error("Scrivi numeri di riga o intervalli separati da virgole, per esempio 12, 15-20.")]
    Form,
    #[error("Le righe da escludere sono troppe: toglile dal file.")]
    TooMany,
}

impl ExcludedRows {
    pub fn new(rows: Vec<u32>) -> Result<Self, ExcludedRowsError> {
        Self::of_ranges(rows.into_iter().map(|row| (row, row)).collect())
    }

    /// As people write them: `12, 15-20 31`.
    pub fn parse(text: &str) -> Result<Self, ExcludedRowsError> {
        let mut ranges = Vec::new();
        for word in text
            .split([',', ';', ' ', '\n', '\r', '\t'])
            .filter(|word| !word.is_empty())
        {
            let (from, to) = word.split_once('-').unwrap_or((word, word));
            let number = |text: &str| text.parse::<u32>().map_err(|_| ExcludedRowsError::Form);
            ranges.push((number(from)?, number(to)?));
            if ranges.len() > EXCLUDED_ROWS_MAX {
                return Err(ExcludedRowsError::TooMany);
            }
        }
        Self::of_ranges(ranges)
    }

    /// These and those.
    pub fn with(&self, others: &Self) -> Result<Self, ExcludedRowsError> {
        Self::of_ranges(self.0.iter().chain(&others.0).copied().collect())
    }

    /// These without those.
    pub fn without(&self, others: &Self) -> Result<Self, ExcludedRowsError> {
        let mut left = Vec::new();
        for (from, to) in &self.0 {
            let mut next = *from;
            for (gone_from, gone_to) in others.0.iter().filter(|gone| gone.1 >= *from) {
                if gone_from > to {
                    break;
                }
                if *gone_from > next {
                    left.push((next, gone_from - 1));
                }
                next = next.max(gone_to.saturating_add(1));
            }
            if next <= *to {
                left.push((next, *to));
            }
        }
        Self::of_ranges(left)
    }

    pub fn contains(&self, row: u32) -> bool {
        let after = self.0.partition_point(|range| range.0 <= row);
        let before = after.checked_sub(1).and_then(|at| self.0.get(at));
        before.is_some_and(|range| row <= range.1)
    }

    pub fn len(&self) -> usize {
        self.0
            .iter()
            .map(|(from, to)| (to - from) as usize + 1)
            .sum()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// In order, those that touch made one.
    fn of_ranges(mut ranges: Vec<(u32, u32)>) -> Result<Self, ExcludedRowsError> {
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            if from == 0 || from > to {
                return Err(ExcludedRowsError::Form);
            }
            match joined.last_mut() {
                Some(last) if from <= last.1.saturating_add(1) => last.1 = last.1.max(to),
                _ => joined.push((from, to)),
            }
        }
        let count: u64 = joined
            .iter()
            .map(|(from, to)| u64::from(to - from) + 1)
            .sum();
        let rows = Self(joined);
        if count > EXCLUDED_ROWS_MAX as u64 || rows.stored().len() > STORED_BYTES_MAX {
            return Err(ExcludedRowsError::TooMany);
        }
        Ok(rows)
    }

    fn stored(&self) -> String {
        let ranges = self.ranges(",");
        let last = self.0.last().map_or(0, |range| range.1 as usize);
        let bitmap_bytes = last / 8 + 1;
        if ranges.len() <= BITMAP.len() + bitmap_bytes.div_ceil(3) * 4 {
            return ranges;
        }
        let mut bits = vec![0u8; bitmap_bytes];
        for row in self.0.iter().flat_map(|(from, to)| *from..=*to) {
            if let Some(byte) = bits.get_mut(row as usize / 8) {
                *byte |= 1 << (row % 8);
            }
        }
        format!("{BITMAP}{}", BASE64.encode(bits))
    }

    fn of_bitmap(text: &str) -> Result<Self, ExcludedRowsError> {
        let bits = BASE64.decode(text).map_err(|_| ExcludedRowsError::Form)?;
        let mut rows = Vec::new();
        for (at, byte) in (0u32..).zip(bits) {
            rows.extend(
                (0..8)
                    .filter(|bit| byte & (1 << bit) != 0)
                    .map(|bit| at * 8 + bit),
            );
        }
        Self::new(rows)
    }

    fn ranges(&self, between: &str) -> String {
        let word = |(from, to): &(u32, u32)| {
            if from == to {
                from.to_string()
            } else {
                format!("{from}-{to}")
            }
        };
        self.0.iter().map(word).collect::<Vec<_>>().join(between)
    }
}

impl fmt::Display for ExcludedRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.ranges(", "))
    }
}

/// As it stands on an item: the list is how it once stood.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    Text(String),
    Rows(Vec<u32>),
}

impl TryFrom<Stored> for ExcludedRows {
    type Error = ExcludedRowsError;

    fn try_from(stored: Stored) -> Result<Self, ExcludedRowsError> {
        match stored {
            Stored::Rows(rows) => Self::new(rows),
            Stored::Text(text) => match text.strip_prefix(BITMAP) {
                Some(bitmap) => Self::of_bitmap(bitmap),
                None => Self::parse(&text),
            },
        }
    }
}

impl From<ExcludedRows> for String {
    fn from(rows: ExcludedRows) -> Self {
        rows.stored()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn rows_are_read_as_people_write_them() {
        let rows = ExcludedRows::parse("15-17, 3;3\n20 18").expect("rows");
        assert_eq!(rows.to_string(), "3, 15-18, 20");
        assert!(rows.contains(16) && !rows.contains(4) && !rows.contains(21));
        assert_eq!(rows.len(), 6);
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
        for text in ["1-4000000000", "1-150000, 200000-270000"] {
            assert_eq!(ExcludedRows::parse(text), Err(ExcludedRowsError::TooMany));
        }
    }

    #[test]
    fn whatever_is_left_out_takes_little_room() {
        for step in [1, 2, 3, 50] {
            let rows = (2..=200_000).step_by(step).collect();
            let rows = ExcludedRows::new(rows).expect("in bounds");
            let json = serde_json::to_string(&rows).expect("plain data");
            assert!(json.len() < 40 * 1024, "{step}: {}", json.len());
            assert_eq!(
                serde_json::from_str::<ExcludedRows>(&json).expect("rows"),
                rows
            );
        }
    }

    #[test]
    fn rows_that_were_stored_as_a_list_are_read() {
        let rows: ExcludedRows = serde_json::from_str("[5,3,4]").expect("rows");
        assert_eq!(rows.to_string(), "3-5");
        assert!(serde_json::from_str::<ExcludedRows>("\"b:!\"").is_err());
    }

    proptest! {
        #[test]
        fn rows_behave_like_a_set(
            a in prop::collection::btree_set(1u32..60, 0..40),
            b in prop::collection::btree_set(1u32..60, 0..40)
        ) {
            let rows = |set: &BTreeSet<u32>| {
                ExcludedRows::new(set.iter().copied().collect()).expect("few")
            };
            let told = |rows: ExcludedRows| -> BTreeSet<u32> {
                (1..60).filter(|row| rows.contains(*row)).collect()
            };
            prop_assert_eq!(told(rows(&a)), a.clone());
            prop_assert_eq!(rows(&a).len(), a.len());
            prop_assert_eq!(told(rows(&a).with(&rows(&b)).expect("few")), &a | &b);
            prop_assert_eq!(told(rows(&a).without(&rows(&b)).expect("few")), &a - &b);
        }
    }
}

//! What is wrong with a tenants file, and where.

use std::fmt;

use serde::Serialize;

/// Some editors put it before the first character; it counts for none.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Most faults of one file: whoever has more declares something else.
pub const FAULTS_MAX: usize = 100;

/// Where something stands: line and column, in characters, both from 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// The first character of a file.
pub const BEGINNING: Place = Place { line: 1, column: 1 };

/// One fault: the place of the wrong key or value, what is wrong, how to put it right.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Fault {
    pub line: usize,
    pub column: usize,
    pub message: String,
    pub hint: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}\n  hint: {}",
            self.line, self.column, self.message, self.hint
        )
    }
}

/// A value and the place where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    pub place: Place,
    pub value: T,
}

/// Collects faults while a file is read, so that one run shows them all.
pub struct Faults<'t> {
    text: &'t str,
    /// Byte offsets at which lines begin.
    starts: Vec<usize>,
    list: Vec<Fault>,
}

impl<'t> Faults<'t> {
    pub fn of(text: &'t str) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(breaks.map(|(at, _)| at + 1))
            .collect();
        Self {
            text,
            starts,
            list: Vec::new(),
        }
    }

    /// The place of a byte offset.
    pub fn place(&self, offset: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied();
        let before = self.text.get(start.unwrap_or(0)..offset).unwrap_or("");
        let column = before.chars().filter(|c| *c != BYTE_ORDER_MARK).count() + 1;
        Place { line, column }
    }

    pub fn add(&mut self, at: Place, message: impl Into<String>, hint: impl Into<String>) {
        self.list.push(Fault {
            line: at.line,
            column: at.column,
            message: message.into(),
            hint: hint.into(),
        });
    }

    /// The first [`FAULTS_MAX`], in the order of the file.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        self.list.sort();
        self.list.dedup();
        self.list.truncate(FAULTS_MAX);
        self.list
    }
}

/// The known word that is nearest to a mistyped one, if any is near.
pub fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    let scored = known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate));
    scored
        .filter(|(score, _)| *score <= 3)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for ((to, above_left), above) in b.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or(0);
            let swap = above_left + usize::from(from != *to);
            next.push(swap.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_knows_its_line() {
        let faults = Faults::of("a = 1\n\nb = 2\n");
        assert_eq!(
            [0, 5, 6, 7, 12].map(|offset| faults.place(offset).line),
            [1, 1, 2, 3, 3]
        );
    }

    #[test]
    fn a_column_counts_characters_and_no_byte_order_mark() {
        let faults = Faults::of("\u{feff}à = 1\r\nb = è1\n");
        let (line, column) = (1, 3);
        assert_eq!(faults.place(6), Place { line, column });
        assert_eq!(faults.place(11), Place { line: 2, column: 1 });
    }

    #[test]
    fn a_mistyped_word_finds_its_neighbour() {
        let known = ["iban", "name", "segregation_code"];
        assert_eq!(nearest("ibann", &known), Some("iban"));
        assert_eq!(
            nearest("segregazione_code", &known),
            Some("segregation_code")
        );
        assert_eq!(nearest("something_else", &known), None);
    }

    #[test]
    fn distances_are_levenshteins() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", "abc"), 0);
    }
}

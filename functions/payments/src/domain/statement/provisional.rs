//! The number under which a treasurer keeps a credit until it is booked (numero di provvisorio,
//! numero della bolletta).

use std::fmt;

use serde::{Deserialize, Serialize};

/// `0033089` of 2026: digits, letters, `/`, `-` and `.`, 1 to 20, not all zeros; numbers begin anew
/// each year.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ProvisionalEntry {
    number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    year: Option<i16>,
}

const NUMBER_CHARS_MAX: usize = 20;

impl ProvisionalEntry {
    /// `None` for what is no number, or for the zeros that some write where there is none.
    pub fn parse(number: &str, year: Option<i16>) -> Option<Self> {
        let number = number.trim();
        let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '-' | '.');
        let is_number = number.chars().all(good) && number.len() <= NUMBER_CHARS_MAX;
        let some = number.contains(|c: char| c.is_ascii_alphanumeric() && c != '0');
        (is_number && some).then(|| Self {
            number: number.to_owned(),
            year: year.filter(|year| (1990..=2100).contains(year)),
        })
    }

    pub fn number(&self) -> &str {
        &self.number
    }

    pub fn year(&self) -> Option<i16> {
        self.year
    }

    /// Whether both name the same entry: zeros in front do not count.
    pub fn is_same(&self, other: &Self) -> bool {
        let bare = |entry: &Self| entry.number.trim_start_matches('0').to_owned();
        bare(self) == bare(other) && (self.year == other.year || self.year.is_none())
    }
}

impl fmt::Display for ProvisionalEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.year {
            Some(year) => write!(f, "{}/{year}", self.number),
            None => f.write_str(&self.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_it_is_written_and_zeros_are_none() {
        let entry = ProvisionalEntry::parse(" 0033089 ", Some(2026)).expect("a number");
        assert_eq!(
            (entry.number(), entry.to_string().as_str()),
            ("0033089", "0033089/2026")
        );
        for text in ["", "0000000", "12 34", "=1+1", "123456789012345678901"] {
            assert_eq!(ProvisionalEntry::parse(text, None), None, "{text}");
        }
        let same = ProvisionalEntry::parse("33089", Some(2026)).expect("a number");
        assert!(entry.is_same(&same));
        let other = ProvisionalEntry::parse("33089", Some(2025)).expect("a number");
        assert!(!entry.is_same(&other));
    }
}

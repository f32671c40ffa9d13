//! A mapping that a person corrected once, for the next file with the same titles.

use super::field::fold;
use super::mapping::MappingChoice;
use kernel::idempotency::Fingerprint;
use serde::{Deserialize, Serialize};

/// What the titles of a file are known to mean.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Learnt {
    /// Of the titles, as [`print`] makes it.
    pub titles: Fingerprint,
    pub mapping: MappingChoice,
}

/// What makes two rows of titles the same: their words and order, without case, accents and signs.
pub fn print(titles: &[String]) -> Fingerprint {
    let mut folded: Vec<String> = titles.iter().map(|title| fold(title)).collect();
    while folded.last().is_some_and(String::is_empty) {
        folded.pop();
    }
    let parts: Vec<&[u8]> = folded.iter().map(String::as_bytes).collect();
    Fingerprint::of(&parts)
}

/// How the columns of a file were found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MappedBy {
    /// By their titles.
    #[default]
    Titles,
    /// As a person corrected them for an earlier file.
    Learnt,
    /// As the request says.
    Chosen,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(titles: &[&str]) -> Fingerprint {
        print(
            &titles
                .iter()
                .map(|title| (*title).to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn titles_are_the_same_whatever_their_case_and_the_blanks_behind() {
        assert_eq!(
            titles(&["Città", "Quanto"]),
            titles(&["CITTA'", "quanto ", ""])
        );
        assert_ne!(titles(&["Città", "Quanto"]), titles(&["Quanto", "Città"]));
        assert_ne!(titles(&["ab", "c"]), titles(&["a", "bc"]));
    }
}

//! The name of a person: as it is shown, and as it is looked for.

use kernel::text::{fold_ascii, normalise_spaces};
use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

/// A longer one is no name, or would not fit a page.
const CHARS_MAX: usize = 60;

/// Name and surname, each 1 to 60 characters on one line, without `<`, `>` and digits. Kept as they were
/// typed but for their spaces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PersonName {
    given: String,
    family: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("not a person's name")]
pub struct PersonNameError;

impl PersonName {
    pub fn parse(given: &str, family: &str) -> Result<Self, PersonNameError> {
        Ok(Self {
            given: word(given)?,
            family: word(family)?,
        })
    }

    /// One of the two, tidied.
    pub fn parse_part(text: &str) -> Result<String, PersonNameError> {
        word(text)
    }

    pub fn given(&self) -> &str {
        &self.given
    }

    pub fn family(&self) -> &str {
        &self.family
    }

    /// `Ada Bianchi`.
    pub fn shown(&self) -> String {
        format!("{} {}", self.given, self.family)
    }
}

fn word(text: &str) -> Result<String, PersonNameError> {
    let tidy = normalise_spaces(text);
    let odd = |c: char| c.is_control() || c.is_ascii_digit() || "<>@:/\\".contains(c);
    if tidy.is_empty() || tidy.chars().count() > CHARS_MAX || tidy.chars().any(odd) {
        return Err(PersonNameError);
    }
    Ok(tidy)
}

impl<'de> Deserialize<'de> for PersonName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Plain {
            given: String,
            family: String,
        }
        let plain = Plain::deserialize(deserializer)?;
        Self::parse(&plain.given, &plain.family).map_err(serde::de::Error::custom)
    }
}

/// A name or what was typed to find one, so that case, accents and spaces do not count.
pub fn folded(text: &str) -> String {
    fold_ascii(&normalise_spaces(text)).to_lowercase()
}

/// The two orders in which people look for a name: surname first, name first. Of a name that was
/// told in one piece the last word counts as the surname.
pub fn orders(shown: &str, person: Option<&PersonName>) -> [String; 2] {
    let (given, family) = match person {
        Some(person) => (folded(&person.given), folded(&person.family)),
        None => {
            let all = folded(shown);
            match all.rsplit_once(' ') {
                Some((given, family)) => (given.to_owned(), family.to_owned()),
                None => (String::new(), all),
            }
        }
    };
    let join = |first: &str, then: &str| format!("{first} {then}").trim().to_owned();
    [join(&family, &given), join(&given, &family)]
}

/// At most two letters for the round badge of who has no picture: `AB`.
pub fn initials(shown: &str) -> String {
    let letter = |word: &str| word.chars().find(|c| c.is_alphabetic());
    let words: Vec<&str> = shown.split_whitespace().collect();
    let ends = match words.as_slice() {
        [] => return "?".to_owned(),
        [only] => vec![*only],
        [first, .., last] => vec![*first, *last],
    };
    let letters: String = ends.into_iter().filter_map(letter).collect();
    letters.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_tidied_and_shown_name_first() {
        let name = PersonName::parse("  Maria  Grazia ", "D'Angiò").unwrap();
        assert_eq!(name.shown(), "Maria Grazia D'Angiò");
        for wrong in ["", "  ", "<b>", "a@b.it", &"a".repeat(61)] {
            assert_eq!(PersonName::parse(wrong, "Rossi"), Err(PersonNameError));
            assert_eq!(PersonName::parse("Ada", wrong), Err(PersonNameError));
        }
    }

    #[test]
    fn a_name_is_found_by_either_of_its_ends_whatever_its_accents() {
        let name = PersonName::parse("Maria Grazia", "D'Angiò").unwrap();
        let both = orders(&name.shown(), Some(&name));
        assert!(both[0].starts_with(&folded("d'ANGIO")));
        assert!(both[1].starts_with(&folded("MARIA g")));
        assert_eq!(orders("Ada Bianchi", None), ["bianchi ada", "ada bianchi"]);
        assert_eq!(orders("Ada", None), ["ada", "ada"]);
    }

    #[test]
    fn initials_are_of_the_first_and_the_last_word() {
        assert_eq!(initials("Maria Grazia D'Angiò"), "MD");
        assert_eq!(initials("ada"), "A");
        assert_eq!(initials(""), "?");
    }
}

//! What an office knows of a due besides its money: whom it concerns, and where it is booked.

use super::field::fold;
use serde::{Deserialize, Serialize};

/// The kinds of persons that a register keeps apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonCategory {
    Professional,
    /// A company among professionals (*società tra professionisti*, STP).
    Company,
    /// A *praticante*.
    Trainee,
    Other,
}

impl PersonCategory {
    pub const ALL: [PersonCategory; 4] = [
        PersonCategory::Professional,
        PersonCategory::Company,
        PersonCategory::Trainee,
        PersonCategory::Other,
    ];

    /// As a person reads it, and as the template's example writes it.
    pub fn italian(self) -> &'static str {
        match self {
            PersonCategory::Professional => "Professionista",
            PersonCategory::Company => "Società",
            PersonCategory::Trainee => "Praticante",
            PersonCategory::Other => "Altro",
        }
    }

    /// The name in the machine API.
    pub fn name(self) -> &'static str {
        match self {
            PersonCategory::Professional => "professional",
            PersonCategory::Company => "company",
            PersonCategory::Trainee => "trainee",
            PersonCategory::Other => "other",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|category| category.name() == name)
    }

    /// The category that a cell means; `None` for a word of the body's own.
    pub fn of_words(words: &str) -> Option<Self> {
        match fold(words).as_str() {
            "professionista" | "professionisti" | "iscritto" | "iscritta" | "iscritti"
            | "professional" => Some(PersonCategory::Professional),
            "societa"
            | "stp"
            | "sta"
            | "societatraprofessionisti"
            | "societatraavvocati"
            | "company" => Some(PersonCategory::Company),
            "praticante" | "praticanti" | "tirocinante" | "tirocinanti" | "trainee" => {
                Some(PersonCategory::Trainee)
            }
            "altro" | "altri" | "other" => Some(PersonCategory::Other),
            _ => None,
        }
    }
}

/// Whether a due belongs to the accounts of its year or to those of years gone by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// *Competenza*.
    Current,
    /// *Residui*.
    Arrears,
}

impl Origin {
    pub const ALL: [Origin; 2] = [Origin::Current, Origin::Arrears];

    pub fn italian(self) -> &'static str {
        match self {
            Origin::Current => "Competenza",
            Origin::Arrears => "Residui",
        }
    }

    /// The name in the machine API.
    pub fn name(self) -> &'static str {
        match self {
            Origin::Current => "current",
            Origin::Arrears => "arrears",
        }
    }

    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.name() == name)
    }

    /// The origin that a cell means.
    pub fn of_words(words: &str) -> Option<Self> {
        match fold(words).as_str() {
            "competenza" | "c" | "comp" | "cp" | "current" => Some(Origin::Current),
            "residui" | "residuo" | "r" | "res" | "rs" | "arretrati" | "arrears" => {
                Some(Origin::Arrears)
            }
            _ => None,
        }
    }
}

/// Years that a due can be for: pagoPA's systems began after the first, and nobody bills beyond
/// the second.
const YEARS: std::ops::RangeInclusive<i16> = 1950..=2099;

/// A year: `2026`; of a school year or a season (`2025/2026`, `2025-26`) the first.
pub fn year(text: &str) -> Option<i16> {
    let (first, second) = text.split_once(['/', '-']).unwrap_or((text, ""));
    let (first, second) = (first.trim(), second.trim());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if first.len() != 4 || !digits(first) || !matches!(second.len(), 0 | 2 | 4) || !digits(second) {
        return None;
    }
    let year: i16 = first.parse().ok()?;
    let follows = match second.len() {
        0 => true,
        2 => second.parse::<i16>().ok()? == (year + 1) % 100,
        _ => second.parse::<i16>().ok()? == year + 1,
    };
    (follows && YEARS.contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn categories_and_origins_are_read_in_the_words_of_offices() {
        assert_eq!(
            PersonCategory::of_words("S.T.P."),
            Some(PersonCategory::Company)
        );
        assert_eq!(
            PersonCategory::of_words(" Praticante "),
            Some(PersonCategory::Trainee)
        );
        assert_eq!(PersonCategory::of_words("utenza domestica"), None);
        assert_eq!(Origin::of_words("COMPETENZA"), Some(Origin::Current));
        assert_eq!(Origin::of_words("Residui"), Some(Origin::Arrears));
        assert_eq!(Origin::of_words("2025"), None);
    }

    #[test]
    fn what_we_write_we_read() {
        for category in PersonCategory::ALL {
            assert_eq!(PersonCategory::of_words(category.italian()), Some(category));
            assert_eq!(PersonCategory::of_name(category.name()), Some(category));
            let json = serde_json::to_value(category).expect("a string");
            assert_eq!(json, category.name());
        }
        for origin in Origin::ALL {
            assert_eq!(Origin::of_words(origin.italian()), Some(origin));
            assert_eq!(Origin::of_name(origin.name()), Some(origin));
            assert_eq!(
                serde_json::to_value(origin).expect("a string"),
                origin.name()
            );
        }
    }

    #[test]
    fn a_year_has_four_digits_or_is_a_season() {
        for text in ["2026", "2026/2027", "2026-27", "2026 / 2027"] {
            assert_eq!(year(text), Some(2026), "{text}");
        }
        for text in [
            "26",
            "202",
            "20260",
            "2026/2028",
            "2026/2025",
            "0001",
            "2100",
            "",
            "/",
            "２０２６",
        ] {
            assert_eq!(year(text), None, "{text}");
        }
    }
}

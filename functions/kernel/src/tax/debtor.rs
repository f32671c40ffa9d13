//! Who owes: a person, a company, or nobody that is named.

use super::{CodiceFiscale, PartitaIva, TaxCodeError};
use crate::newtype::parsed_text;
use serde::{Deserialize, Serialize};

/// The tax code of a debtor or payer, as pagoPA's `entityUniqueIdentifierValue`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TaxCode {
    Person(CodiceFiscale),
    Legal(PartitaIva),
    /// `ANONIMO`: pagoPA allows it where the creditor does not know the debtor.
    Anonymous,
}

/// pagoPA's `entityUniqueIdentifierType`: natural (*fisica*) or legal (*giuridica*) person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SubjectKind {
    F,
    G,
}

const ANONYMOUS: &str = "ANONIMO";

impl TaxCode {
    /// Sixteen characters are a person, 11 digits a company or body, `ANONIMO` nobody.
    ///
    /// A provisional code has the same shape as a partita IVA and is read as [`TaxCode::Legal`];
    /// where the kind is known, use [`TaxCode::parse_as`].
    pub fn parse(text: &str) -> Result<Self, TaxCodeError> {
        let text = text.trim();
        if text.eq_ignore_ascii_case(ANONYMOUS) {
            return Ok(Self::Anonymous);
        }
        match text.chars().count() {
            11 => PartitaIva::parse(text).map(Self::Legal),
            _ => CodiceFiscale::parse(text).map(Self::Person),
        }
    }

    /// As [`TaxCode::parse`], but the 11 digits of somebody said to be a natural person are a
    /// provisional code.
    pub fn parse_as(kind: SubjectKind, text: &str) -> Result<Self, TaxCodeError> {
        match (kind, Self::parse(text)?) {
            (SubjectKind::F, Self::Legal(code)) => {
                CodiceFiscale::parse(code.as_str()).map(Self::Person)
            }
            (_, code) => Ok(code),
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Person(code) => code.as_str(),
            Self::Legal(code) => code.as_str(),
            Self::Anonymous => ANONYMOUS,
        }
    }

    /// `ANONIMO` counts as a natural person, as on pagoPA.
    pub fn kind(&self) -> SubjectKind {
        match self {
            Self::Person(_) | Self::Anonymous => SubjectKind::F,
            Self::Legal(_) => SubjectKind::G,
        }
    }
}

impl SubjectKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::F => "F",
            Self::G => "G",
        }
    }
}

parsed_text!(TaxCode, TaxCodeError);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_characters_are_a_person_eleven_digits_a_company() {
        let person = TaxCode::parse(" rssmra80a01h501u ").unwrap();
        assert_eq!(
            (person.as_str(), person.kind()),
            ("RSSMRA80A01H501U", SubjectKind::F)
        );
        let company = TaxCode::parse("15376371009").unwrap();
        assert_eq!(
            (company.as_str(), company.kind()),
            ("15376371009", SubjectKind::G)
        );
    }

    #[test]
    fn nobody_is_written_anonimo() {
        for text in ["ANONIMO", "anonimo", " Anonimo "] {
            assert_eq!(TaxCode::parse(text), Ok(TaxCode::Anonymous));
        }
        assert_eq!(TaxCode::Anonymous.to_string(), "ANONIMO");
        assert_eq!(TaxCode::Anonymous.kind(), SubjectKind::F);
        assert_eq!(
            TaxCode::parse("ANONYMOUS"),
            Err(TaxCodeError::Length { found: 9 })
        );
    }

    #[test]
    fn eleven_digits_of_a_natural_person_are_a_provisional_code() {
        let code = TaxCode::parse_as(SubjectKind::F, "15376371009").unwrap();
        assert!(matches!(&code, TaxCode::Person(person) if person.is_provisional()));
        let company = TaxCode::parse_as(SubjectKind::G, "15376371009").unwrap();
        assert!(matches!(company, TaxCode::Legal(_)));
        // A sole trader may be told as G with a personal code.
        let person = TaxCode::parse_as(SubjectKind::G, "RSSMRA80A01H501U").unwrap();
        assert!(matches!(person, TaxCode::Person(_)));
    }

    #[test]
    fn what_is_stored_is_the_text() {
        for text in ["RSSMRA80A01H501U", "15376371009", "ANONIMO"] {
            let code = TaxCode::parse(text).unwrap();
            let stored = serde_json::to_string(&code).unwrap();
            assert_eq!(stored, format!("\"{text}\""));
            assert_eq!(serde_json::from_str::<TaxCode>(&stored).unwrap(), code);
        }
        assert!(serde_json::from_str::<TaxCode>("\"RSSMRA80A01H501A\"").is_err());
    }

    /// Invented persons and companies: 60 right codes and 40 with one named fault each.
    #[test]
    fn the_hundred_examples_are_judged_as_they_say() {
        let table = include_str!("../../tests-data/codici_fiscali_examples.csv");
        let mut rows = csv::Reader::from_reader(table.as_bytes());
        let mut count = 0;
        for row in rows.records() {
            let row = row.unwrap();
            let [kind, code, born, place, valid, reason] =
                [0, 1, 5, 6, 9, 10].map(|column| row[column].to_owned());
            let parsed = TaxCode::parse(&code);
            count += 1;
            if valid == "S" {
                let parsed = parsed.unwrap_or_else(|fault| panic!("{code}: {fault}"));
                match &parsed {
                    TaxCode::Person(person) => {
                        assert_eq!(person.birth_place_code(), Some(place), "{code}, {born}");
                        assert!(
                            matches!(person.birth_place(), PlaceLookup::Known(_)),
                            "{code}"
                        );
                    }
                    _ => assert!(!kind.starts_with("persona"), "{code}"),
                }
            } else if reason == "codice_luogo_inesistente" {
                let TaxCode::Person(person) = parsed.unwrap() else {
                    panic!("{code}")
                };
                assert_eq!(person.birth_place(), PlaceLookup::Unknown);
            } else {
                assert_eq!(parsed.unwrap_err(), fault_of(&reason, &code), "{code}");
            }
        }
        assert_eq!(count, 100);
    }

    fn fault_of(reason: &str, code: &str) -> TaxCodeError {
        use TaxCodeError::{
            Character, CheckCharacter, CheckDigit, Date, Day, Length, Month, Zeros,
        };
        let found = code.chars().count();
        match reason {
            "lunghezza_15"
            | "lunghezza_17"
            | "piva_10_cifre"
            | "piva_12_cifre"
            | "piva_prefisso_estero" => Length { found },
            "vuoto_o_segnaposto" if found != 16 => Length { found },
            "vuoto_o_segnaposto" => Character { position: 1 },
            "carattere_di_controllo_errato" | "scambio_due_caratteri" => CheckCharacter,
            "mese_inesistente" => Month,
            "giorno_fuori_intervallo" => Day,
            "data_inesistente" | "giorno_29_febbraio_anno_non_bisestile" => Date,
            "piva_cifra_controllo" | "piva_scambio" => CheckDigit,
            "piva_tutti_zeri" => Zeros,
            // One wrong character, somewhere else in each example: the first that breaks the shape.
            _ => Character {
                position: first_out_of_shape(code),
            },
        }
    }

    fn first_out_of_shape(code: &str) -> usize {
        let shape = if code.len() == 11 {
            "99999999999"
        } else {
            "AAAAAA99A99A999A"
        };
        let fits = |(wanted, c): (char, char)| match wanted {
            'A' => c.is_ascii_uppercase(),
            _ if code.len() == 11 => c.is_ascii_digit(),
            _ => c.is_ascii_digit() || "LMNPQRSTUV".contains(c),
        };
        shape
            .chars()
            .zip(code.chars())
            .position(|pair| !fits(pair))
            .unwrap()
            + 1
    }

    use crate::places::PlaceLookup;
}

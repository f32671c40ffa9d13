//! Why a text is not a tax code.

use thiserror::Error;

/// Positions count from 1, as people do. The refused text is not repeated: it may name a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum TaxCodeError {
    #[error("tax code is empty")]
    Empty,
    #[error("tax code has {found} characters, neither 11 digits nor 16 characters")]
    Length { found: usize },
    #[error("tax code has a wrong character in place {position}")]
    Character { position: usize },
    #[error("tax code has no such month letter")]
    Month,
    #[error("tax code has a day outside 1-31 and 41-71")]
    Day,
    #[error("tax code has a date that is not in the calendar")]
    Date,
    #[error("tax code has a wrong check character")]
    CheckCharacter,
    #[error("numeric tax code has a wrong check digit")]
    CheckDigit,
    #[error("numeric tax code is all zeros")]
    Zeros,
}

impl TaxCodeError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Empty => "Il codice fiscale manca.".into(),
            Self::Length { found } => format!(
                "Il codice fiscale deve avere 16 caratteri, o 11 cifre se è numerico o una \
                 partita IVA: qui i caratteri sono {found}."
            ),
            Self::Character { position } => {
                format!("Il codice fiscale ha un carattere sbagliato in posizione {position}.")
            }
            Self::Month => "Il codice fiscale indica un mese di nascita che non esiste.".into(),
            Self::Day => "Il codice fiscale indica un giorno di nascita che non esiste.".into(),
            Self::Date => "Il codice fiscale indica una data di nascita che non esiste.".into(),
            Self::CheckCharacter => {
                "Il codice fiscale non è giusto: il carattere di controllo, l'ultimo, non torna."
                    .into()
            }
            Self::CheckDigit => {
                "Il codice numerico non è giusto: la cifra di controllo, l'ultima, non torna."
                    .into()
            }
            Self::Zeros => "Il codice fiscale non può essere fatto di soli zeri.".into(),
        }
    }
}

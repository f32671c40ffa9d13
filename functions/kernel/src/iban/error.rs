//! Why a text is not an IBAN.

use thiserror::Error;

/// Positions count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IbanError {
    #[error("IBAN is empty")]
    Empty,
    #[error("IBAN has {found} characters")]
    Length { found: usize },
    #[error("IBAN has a wrong character in place {position}")]
    Character { position: usize },
    #[error("IBAN fails its mod-97 check")]
    CheckDigits,
    #[error("IBAN fails the national check letter (CIN)")]
    Cin,
}

impl IbanError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Empty => "L'IBAN manca.".into(),
            Self::Length { found } => format!(
                "L'IBAN non ha la lunghezza giusta: i caratteri sono {found}, un IBAN italiano ne \
                 ha 27."
            ),
            Self::Character { position } => {
                format!("L'IBAN ha un carattere sbagliato in posizione {position}.")
            }
            Self::CheckDigits => {
                "L'IBAN non è giusto: le due cifre di controllo dopo la sigla del paese non \
                 tornano."
                    .into()
            }
            Self::Cin => {
                "L'IBAN non è giusto: il carattere di controllo nazionale (CIN), il quinto, non \
                 torna."
                    .into()
            }
        }
    }
}

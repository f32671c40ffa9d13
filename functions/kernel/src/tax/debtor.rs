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

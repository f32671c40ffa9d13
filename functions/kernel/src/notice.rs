//! Notice numbers (NAV) and IUVs.
//!
//! | aux digit | notice number | IUV | check digits |
//! |---|---|---|---|
//! | 0 | `0` application code (2), base (13), check (2) | last 15 | first 16 digits mod 93 |
//! | 1 | `1` base (17) | last 17 | none |
//! | 2 | `2` base (15), check (2) | last 17 | first 16 digits mod 93 |
//! | 3 | `3` segregation code (2), base (13), check (2) | last 17 | first 16 digits mod 93 |
//!
//! Source: pagoPA, Specifiche attuative (SACI), section on the notice number; `stNoticeNumber` is
//! `[0-9]{18}`. Only aux digit 3 is issued; 0, 1 and 2 are deprecated and still read.

use crate::newtype::parsed_text;
use thiserror::Error;

/// The 18 digits that a payer types: `300715700000000032`.
///
/// Its check digits may be wrong: a number that came in is looked up as it is, and pagoPA asks no
/// creditor to refuse it. One made by [`NoticeNumber::issue`] is always right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeNumber(String);

/// The identifier of a payment, unique for ever per creditor (`creditorReferenceId`):
/// `00715700000000032`.
///
/// Ours have 17 digits; others' may be any `stText35`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iuv(String);

/// Two digits that tell apart the stations of one creditor: `07`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SegregationCode(String);

/// The first digit of a notice number, which tells the layout of the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AuxDigit {
    Zero,
    One,
    Two,
    Three,
}

/// Why a text is not a notice number, or a number cannot be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum NoticeNumberError {
    #[error("notice number has {found} characters instead of 18 digits")]
    Length { found: usize },
    #[error("notice number has something else than a digit in place {position}")]
    Character { position: usize },
    #[error("notice number starts with {0}, which no layout has")]
    AuxDigit(char),
    #[error("base {0} of a notice number has more than 13 digits")]
    BaseTooLarge(u64),
}

/// Why a text is not an IUV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum IuvError {
    #[error("IUV has {found} characters instead of 1 to 35")]
    Length { found: usize },
    #[error("IUV has a control character in place {position}")]
    Character { position: usize },
}

/// Why a text is not a segregation code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[error("segregation code is not two digits")]
pub struct SegregationCodeError;

const NOTICE_NUMBER_LENGTH: usize = 18;
/// 10^13: bases of aux digit 3 have 13 digits.
pub const BASE_END: u64 = 10_000_000_000_000;
const CHECK_MODULUS: u64 = 93;
/// `stText35`.
const IUV_LENGTH_MAX: usize = 35;

impl NoticeNumber {
    /// `3`, segregation code, base, check digits. Refuses a base of more than 13 digits.
    pub fn issue(segregation: &SegregationCode, base: u64) -> Result<Self, NoticeNumberError> {
        if base >= BASE_END {
            return Err(NoticeNumberError::BaseTooLarge(base));
        }
        let head = format!("3{segregation}{base:013}");
        let check = remainder(&head);
        Ok(Self(format!("{head}{check:02}")))
    }

    /// Eighteen digits, the first 0 to 3. Blanks around and between the groups are dropped. The check
    /// digits are not judged: see [`NoticeNumber::has_valid_check_digits`].
    pub fn parse(text: &str) -> Result<Self, NoticeNumberError> {
        let number: String = text.split_whitespace().collect();
        let found = number.chars().count();
        if let Some(index) = number.chars().position(|c| !c.is_ascii_digit()) {
            return Err(NoticeNumberError::Character {
                position: index + 1,
            });
        }
        if found != NOTICE_NUMBER_LENGTH {
            return Err(NoticeNumberError::Length { found });
        }
        let number = Self(number);
        match number.0.chars().next() {
            Some('0'..='3') | None => Ok(number),
            Some(other) => Err(NoticeNumberError::AuxDigit(other)),
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn aux_digit(&self) -> AuxDigit {
        match self.0.as_bytes().first() {
            Some(b'0') => AuxDigit::Zero,
            Some(b'1') => AuxDigit::One,
            Some(b'2') => AuxDigit::Two,
            _ => AuxDigit::Three,
        }
    }

    /// The IUV in it: the last 15 digits for aux digit 0, the last 17 for the others.
    pub fn iuv(&self) -> Iuv {
        let start = if self.aux_digit() == AuxDigit::Zero {
            3
        } else {
            1
        };
        Iuv(self.0.get(start..).unwrap_or_default().to_owned())
    }

    /// The code of aux digit 3; `None` for the others (the code of aux digit 0 is an application's).
    pub fn segregation(&self) -> Option<SegregationCode> {
        match self.aux_digit() {
            AuxDigit::Three => self
                .0
                .get(1..3)
                .map(|code| SegregationCode(code.to_owned())),
            AuxDigit::Zero | AuxDigit::One | AuxDigit::Two => None,
        }
    }

    /// True for aux digit 1, which has none.
    pub fn has_valid_check_digits(&self) -> bool {
        let (head, check) = self.0.split_at(NOTICE_NUMBER_LENGTH - 2);
        match self.aux_digit() {
            AuxDigit::One => true,
            AuxDigit::Zero | AuxDigit::Two | AuxDigit::Three => {
                check == format!("{:02}", remainder(head))
            }
        }
    }

    /// As printed on a notice: `3007 1570 0000 0000 32`.
    pub fn grouped(&self) -> String {
        crate::text::grouped_by_four(&self.0)
    }

    /// The notice number with aux digit 3 of an IUV of 17 digits, as GPD does; `None` for another
    /// form. (An IUV does not tell its aux digit: one of 1 or 2 has 17 digits as well.)
    pub fn from_iuv(iuv: &Iuv) -> Option<Self> {
        let digits = iuv.0.bytes().all(|byte| byte.is_ascii_digit());
        (digits && iuv.0.len() == NOTICE_NUMBER_LENGTH - 1).then(|| Self(format!("3{}", iuv.0)))
    }
}

impl NoticeNumberError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Length { found } => {
                format!("Il numero avviso deve avere 18 cifre: qui i caratteri sono {found}.")
            }
            Self::Character { position } => format!(
                "Il numero avviso è fatto di sole cifre: il carattere in posizione {position} \
                 non lo è."
            ),
            Self::AuxDigit(_) => {
                "Il numero avviso deve cominciare con una cifra da 0 a 3.".to_owned()
            }
            Self::BaseTooLarge(_) => {
                "Il numero da assegnare all'avviso è troppo grande.".to_owned()
            }
        }
    }
}

impl Iuv {
    /// 1 to 35 characters, none a control character; blanks around are dropped.
    pub fn parse(text: &str) -> Result<Self, IuvError> {
        let text = text.trim();
        let found = text.chars().count();
        if found == 0 || found > IUV_LENGTH_MAX {
            return Err(IuvError::Length { found });
        }
        if let Some(index) = text.chars().position(char::is_control) {
            return Err(IuvError::Character {
                position: index + 1,
            });
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl IuvError {
    /// The sentence for a person.
    pub fn italian(&self) -> &'static str {
        match self {
            Self::Length { .. } => "Lo IUV deve avere da 1 a 35 caratteri.",
            Self::Character { .. } => "Lo IUV contiene un carattere non ammesso.",
        }
    }
}

impl SegregationCode {
    /// Two digits. Which of them a creditor may use is pagoPA's say (00–49 for partners).
    pub fn parse(text: &str) -> Result<Self, SegregationCodeError> {
        let text = text.trim();
        let good = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        good.then(|| Self(text.to_owned()))
            .ok_or(SegregationCodeError)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl SegregationCodeError {
    /// The sentence for a person.
    pub fn italian(&self) -> &'static str {
        "Il codice di segregazione è fatto di due cifre."
    }
}

/// The digits as one number, mod 93.
fn remainder(digits: &str) -> u64 {
    digits.bytes().fold(0, |rest, byte| {
        (rest * 10 + u64::from(byte - b'0')) % CHECK_MODULUS
    })
}

parsed_text!(NoticeNumber, NoticeNumberError);
parsed_text!(Iuv, IuvError);
parsed_text!(SegregationCode, SegregationCodeError);

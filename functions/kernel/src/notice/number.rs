//! The number on a notice.

use super::{Iuv, SegregationCode};
use crate::newtype::parsed_text;
use thiserror::Error;

/// The 18 digits that a payer types: `300715700000000032`.
///
/// Its check digits may be wrong: a number that came in is looked up as it is, and pagoPA asks no
/// creditor to refuse it. One made by [`NoticeNumber::issue`] is always right.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeNumber(String);

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

const LENGTH: usize = 18;
/// 10^13: bases of aux digit 3 have 13 digits.
pub const BASE_END: u64 = 10_000_000_000_000;
const CHECK_MODULUS: u64 = 93;
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
        if found != LENGTH {
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
        Iuv::in_notice(self.0.get(start..).unwrap_or_default())
    }

    /// The code of aux digit 3; `None` for the others (the code of aux digit 0 is an application's).
    pub fn segregation(&self) -> Option<SegregationCode> {
        match self.aux_digit() {
            AuxDigit::Three => self
                .0
                .get(1..3)
                .and_then(|code| SegregationCode::parse(code).ok()),
            AuxDigit::Zero | AuxDigit::One | AuxDigit::Two => None,
        }
    }

    /// True for aux digit 1, which has none.
    pub fn has_valid_check_digits(&self) -> bool {
        let (head, check) = self.0.split_at(LENGTH - 2);
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
        let iuv = iuv.as_str();
        let digits = iuv.bytes().all(|byte| byte.is_ascii_digit());
        (digits && iuv.len() == LENGTH - 1).then(|| Self(format!("3{iuv}")))
    }
}

impl NoticeNumberError {
    /// The sentence for a person.
    pub fn italian(&self) -> String {
        match self {
            Self::Length { found } => {
                format!("Il codice avviso deve avere 18 cifre: qui i caratteri sono {found}.")
            }
            Self::Character { position } => format!(
                "Il codice avviso è fatto di sole cifre: il carattere in posizione {position} \
                 non lo è."
            ),
            Self::AuxDigit(_) => {
                "Il codice avviso deve cominciare con una cifra da 0 a 3.".to_owned()
            }
            Self::BaseTooLarge(_) => {
                "Il numero da assegnare all'avviso è troppo grande.".to_owned()
            }
        }
    }
}

/// The digits as one number, mod 93.
fn remainder(digits: &str) -> u64 {
    digits.bytes().fold(0, |rest, byte| {
        (rest * 10 + u64::from(byte - b'0')) % CHECK_MODULUS
    })
}

parsed_text!(NoticeNumber, NoticeNumberError);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number(text: &str) -> NoticeNumber {
        NoticeNumber::parse(text).unwrap()
    }

    #[test]
    fn real_numbers_of_each_layout_verify() {
        for (text, iuv, segregation) in [
            ("300715700000000032", "00715700000000032", Some("00")),
            ("001340000013900808", "340000013900808", None),
            ("001340000013900909", "340000013900909", None),
            ("347164993070184562", "47164993070184562", Some("47")),
            ("382202100000000101", "82202100000000101", Some("82")),
        ] {
            let notice = number(text);
            assert!(notice.has_valid_check_digits(), "{text}");
            assert_eq!(notice.iuv().as_str(), iuv);
            assert_eq!(
                notice.segregation().as_ref().map(SegregationCode::as_str),
                segregation
            );
        }
    }

    #[test]
    fn a_number_with_wrong_check_digits_is_read_all_the_same() {
        // Samples printed in the documents of pagoPA: the right digits are 47 and 86.
        for (text, right) in [
            ("311111111112222222", "311111111112222247"),
            ("302012387654312384", "302012387654312386"),
        ] {
            assert!(!number(text).has_valid_check_digits());
            assert!(number(right).has_valid_check_digits());
        }
    }

    #[test]
    fn aux_digit_1_has_no_check_digits_and_2_has() {
        assert_eq!(number("123456789012345678").aux_digit(), AuxDigit::One);
        assert!(number("123456789012345678").has_valid_check_digits());
        // 2000000000000001 mod 93 = 3.
        assert_eq!(number("200000000000000103").aux_digit(), AuxDigit::Two);
        assert!(number("200000000000000103").has_valid_check_digits());
        assert!(!number("200000000000000104").has_valid_check_digits());
    }

    #[test]
    fn the_notice_of_the_facts_is_issued_from_its_parts() {
        let segregation = SegregationCode::parse("00").unwrap();
        let notice = NoticeNumber::issue(&segregation, 7_157_000_000_000).unwrap();
        assert_eq!(notice.as_str(), "300715700000000032");
        assert_eq!(notice.grouped(), "3007 1570 0000 0000 32");
        assert_eq!(number(&notice.grouped()), notice);
    }

    #[test]
    fn a_base_of_fourteen_digits_is_not_issued() {
        let segregation = SegregationCode::parse("07").unwrap();
        assert!(NoticeNumber::issue(&segregation, BASE_END - 1).is_ok());
        let refused = NoticeNumber::issue(&segregation, BASE_END);
        assert_eq!(refused, Err(NoticeNumberError::BaseTooLarge(BASE_END)));
    }

    #[test]
    fn each_fault_has_its_name() {
        use NoticeNumberError::{AuxDigit, Character, Length};
        for (text, fault) in [
            ("", Length { found: 0 }),
            ("30071570000000003", Length { found: 17 }),
            ("3007157000000000320", Length { found: 19 }),
            ("3007157000000000O2", Character { position: 17 }),
            ("30071570000000003٢", Character { position: 18 }),
            ("470000008800999051", AuxDigit('4')),
        ] {
            assert_eq!(NoticeNumber::parse(text), Err(fault), "{text}");
            assert!(fault.italian().ends_with('.'));
        }
    }

    #[test]
    fn only_an_iuv_of_17_digits_makes_a_notice_number() {
        let of = |text: &str| NoticeNumber::from_iuv(&Iuv::parse(text).unwrap());
        assert_eq!(of("00715700000000032"), Some(number("300715700000000032")));
        assert_eq!(of("340000013900808"), None);
        assert_eq!(of("RF45W9"), None);
        assert_eq!(of("0071570000000003A"), None);
    }

    proptest! {
        #[test]
        fn an_issued_number_is_right_and_tells_its_parts(code in 0..100_u8, base in 0..BASE_END) {
            let segregation = SegregationCode::parse(&format!("{code:02}")).unwrap();
            let notice = NoticeNumber::issue(&segregation, base).unwrap();
            prop_assert_eq!(notice.as_str().len(), 18);
            prop_assert!(notice.has_valid_check_digits());
            prop_assert_eq!(notice.segregation(), Some(segregation));
            prop_assert_eq!(NoticeNumber::from_iuv(&notice.iuv()), Some(notice.clone()));
            prop_assert_eq!(&notice.as_str()[3..16], format!("{base:013}"));
            let stored = serde_json::to_string(&notice).unwrap();
            prop_assert_eq!(serde_json::from_str::<NoticeNumber>(&stored).unwrap(), notice);
        }

        #[test]
        fn the_remainder_is_that_of_the_whole_number(head in 0..10_000_000_000_000_000_u64) {
            prop_assert_eq!(remainder(&format!("{head:016}")), head % 93);
        }

        #[test]
        fn any_18_digits_up_to_aux_3_are_read_and_written_the_same(text in "[0-3][0-9]{17}") {
            let notice = number(&text);
            prop_assert_eq!(notice.to_string(), text.clone());
            prop_assert!(text.ends_with(notice.iuv().as_str()));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "\\PC{0,24}") {
            let _ = NoticeNumber::parse(&text);
        }
    }
}

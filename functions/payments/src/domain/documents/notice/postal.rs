//! What the postal slip (*bollettino postale PA*, TD 896) says to machines: the code line and the Data Matrix.
//!
//! Source: pagoPA's print service, `generatePosteDataMatrix`, and the Data Matrix of its sample PDFs.

use kernel::money::Cents;
use kernel::text::{fold_ascii, normalise_spaces, truncate_chars};

use super::NoticeDoc;

/// The largest amount of ten digits of cents: above it a notice has no slip.
pub const AMOUNT_MAX: Cents = Cents::new(9_999_999_999);
const ACCOUNT_DIGITS: usize = 12;
const NAME_CHARS: usize = 40;
const SUBJECT_CHARS: usize = 110;

/// The postal account that a slip is paid to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    account: String,
    authorization: String,
}

impl Slip {
    /// `account` has 1 to 12 digits; `authorization` is Poste's, as it must be printed.
    pub fn parse(account: &str, authorization: &str) -> Option<Self> {
        let digits = account.bytes().all(|byte| byte.is_ascii_digit());
        (digits && (1..=ACCOUNT_DIGITS).contains(&account.len())).then(|| Self {
            account: format!("{account:0>ACCOUNT_DIGITS$}"),
            authorization: authorization.to_owned(),
        })
    }

    /// Twelve digits.
    pub fn account(&self) -> &str {
        &self.account
    }

    pub fn authorization(&self) -> &str {
        &self.authorization
    }

    /// `18` notice `12` account `10` cents `3896`: 50 digits. The amount is at most [`AMOUNT_MAX`].
    fn code_line(&self, notice: &NoticeDoc) -> String {
        let (nav, cents) = (notice.notice_number.as_str(), notice.amount.get());
        format!("18{nav}12{}10{cents:010}3896", self.account)
    }
}

/// The text of the Data Matrix; `None` where the amount has no room in it.
pub fn code_text(notice: &NoticeDoc, slip: &Slip) -> Option<String> {
    if !(Cents::new(1)..=AMOUNT_MAX).contains(&notice.amount) {
        return None;
    }
    Some(format!(
        "codfase=NBPA;{}1P1{:<11}{:<16}{:<NAME_CHARS$}{:<SUBJECT_CHARS$}{:12}A",
        slip.code_line(notice),
        notice.creditor.fiscal_code.as_str(),
        notice.debtor.tax_code.as_str(),
        plain(&notice.debtor.name, NAME_CHARS),
        plain(&notice.subject, SUBJECT_CHARS),
        "",
    ))
}

/// Capitals, digits and the signs of ASCII: what every reader of a post office can take.
fn plain(text: &str, chars_max: usize) -> String {
    let folded = fold_ascii(&normalise_spaces(text)).to_ascii_uppercase();
    truncate_chars(normalise_spaces(&folded).as_str(), chars_max).to_owned()
}

#[cfg(test)]
mod tests {
    /// Characters of the Data Matrix, always.
    const CODE_CHARS: usize = 256;

    use kernel::tax::TaxCode;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::documents::samples::{self, slip};

    #[test]
    fn the_code_of_the_sample_is_written_out() {
        let mut notice = samples::notice();
        notice.debtor.name = "Niccolò D’Agostino".to_owned();
        let text = code_text(&notice, &slip()).expect("payable");
        let (name, subject) = (
            "NICCOLO D'AGOSTINO",
            "MENSA SCOLASTICA, ANNO 2026/2027, PRIMA RATA",
        );
        let wanted = format!(
            "codfase=NBPA;18300715700000000032120012345678901000001500003896\
             1P180047110152RSSMRA80A41H501Y{name:40}{subject:110}{:12}A",
            ""
        );
        assert_eq!(text, wanted);
        assert_eq!(text.len(), CODE_CHARS);
    }

    #[test]
    fn an_account_has_up_to_12_digits() {
        let short = Slip::parse("1234567890", "").expect("digits");
        assert_eq!(short.account(), "001234567890");
        for wrong in ["", "1234567890123", "12 34", "12a"] {
            assert_eq!(Slip::parse(wrong, ""), None, "{wrong}");
        }
    }

    #[test]
    fn an_amount_beyond_ten_digits_has_no_slip() {
        let mut notice = samples::notice();
        notice.amount = AMOUNT_MAX;
        assert_eq!(
            code_text(&notice, &slip()).expect("payable").len(),
            CODE_CHARS
        );
        for amount in [Cents::new(10_000_000_000), Cents::ZERO, Cents::new(-1)] {
            notice.amount = amount;
            assert_eq!(code_text(&notice, &slip()), None);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn whatever_the_words_the_code_has_256_plain_characters_in_their_places(
            name in "\\PC{0,80}",
            subject in any::<String>(),
            cents in 1..=9_999_999_999_i64,
            anonymous in any::<bool>(),
        ) {
            let mut notice = samples::notice();
            (notice.debtor.name, notice.subject, notice.amount) = (name, subject, Cents::new(cents));
            if anonymous {
                notice.debtor.tax_code = TaxCode::Anonymous;
            }
            let text = code_text(&notice, &slip()).expect("payable");
            prop_assert_eq!(text.len(), CODE_CHARS);
            let plain = |byte: u8| (b' '..=b'~').contains(&byte) && !byte.is_ascii_lowercase();
            prop_assert!(text[13..].bytes().all(plain));
            prop_assert_eq!(&text[15..33], notice.notice_number.as_str());
            prop_assert_eq!(&text[35..47], "001234567890");
            prop_assert_eq!(text[49..59].parse::<i64>().ok(), Some(cents));
            prop_assert_eq!(&text[66..77], notice.creditor.fiscal_code.as_str());
            prop_assert_eq!(text[77..93].trim_end(), notice.debtor.tax_code.as_str());
            prop_assert_eq!(&text[243..], "            A");
            prop_assert!(platform::pdf::code::data_matrix(&text).is_ok());
        }
    }
}

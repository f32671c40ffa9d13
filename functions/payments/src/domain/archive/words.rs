//! The one box of the archive: what the words in it mean.

use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::TaxCode;

use super::fold::name_key;

/// What was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    Nothing,
    /// A notice number, or the IUV in one.
    Notice(NoticeNumber),
    Debtor(TaxCode),
    /// The beginning of a name, as the directory sorts it.
    Name(String),
    /// Digits that are none of these.
    Unclear,
}

/// Letters of a name that narrow the search enough.
const NAME_CHARS_MIN: usize = 2;

/// Reads the box: blanks between digits do not count. A tax code or VAT number counts with its
/// check character; digits of another length are a slip, not a name.
pub fn words(text: &str) -> Words {
    let close: String = text.split_whitespace().collect();
    if close.is_empty() {
        return Words::Nothing;
    }
    if let Ok(nav) = NoticeNumber::parse(&close) {
        return Words::Notice(nav);
    }
    let iuv = Iuv::parse(&close).ok();
    if let Some(nav) = iuv.as_ref().and_then(NoticeNumber::from_iuv) {
        return Words::Notice(nav);
    }
    if let Ok(code) = TaxCode::parse(&close) {
        return Words::Debtor(code);
    }
    let name = name_key(text);
    let is_number = close.chars().all(|c| c.is_ascii_digit());
    if is_number || name.chars().count() < NAME_CHARS_MIN {
        return Words::Unclear;
    }
    Words::Name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::notice::SegregationCode;

    #[test]
    fn each_kind_of_word_is_known() {
        let nav = NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), 1_234_567).unwrap();
        assert_eq!(words("  "), Words::Nothing);
        assert_eq!(words(&nav.grouped()), Words::Notice(nav.clone()));
        assert_eq!(words(nav.iuv().as_str()), Words::Notice(nav));
        let code = TaxCode::parse("RSSMRA80A01H501U").unwrap();
        assert_eq!(words(" rssmra80a01h501u "), Words::Debtor(code));
        assert_eq!(words("rossi ma"), Words::Name("ROSSI MA".to_owned()));
        for unclear in ["12", "123456789012345678901", "-", "x"] {
            assert_eq!(words(unclear), Words::Unclear, "{unclear}");
        }
    }
}

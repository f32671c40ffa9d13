//! A notice that shows how the true ones will look, and that nobody can pay: its number belongs to no
//! position and has wrong check digits, its code says `FAC-SIMILE`, it has no postal slip.

use kernel::notice::NoticeNumber;
use platform::pdf::{A4, Color, Document, Tag, Text};

use super::NoticeDoc;
use crate::domain::documents::frame::{HEADING, MARGIN};

/// What the code of a specimen says.
pub const WORD: &str = "FAC-SIMILE";
const NUMBER: &str = "300000000000000000";
const SENTENCE: &str = "FAC-SIMILE: anteprima di un avviso non ancora creato. Non si può pagare.";
const MARK: Color = Color::gray(0xde);
const MARK_PT: f32 = 84.0;
/// Where the marks stand, from the top.
const MARKS: [f32; 3] = [250.0, 470.0, 690.0];
const SENTENCE_BASELINE: f32 = 830.0;

/// The number of every specimen.
pub fn number() -> NoticeNumber {
    NoticeNumber::parse(NUMBER).expect("eighteen digits: a test reads them")
}

pub fn is_specimen(notice: &NoticeDoc) -> bool {
    notice.notice_number.as_str() == NUMBER
}

/// Draws the marks under what comes next.
pub(super) fn mark(doc: &mut Document) {
    let word = Text::new(WORD, HEADING.size(MARK_PT).color(MARK)).wrap(A4.0);
    let x = (A4.0 - word.width()) / 2.0;
    doc.artifact(|page| {
        for top in MARKS {
            page.block(&word, x.max(0.0), top);
        }
    });
    let sentence = Text::new(SENTENCE, HEADING);
    doc.tag(Tag::P, |page| {
        page.line(&sentence, MARGIN, SENTENCE_BASELINE);
    });
}

#[cfg(test)]
mod tests {
    use super::super::{qr_text, render};
    use super::*;
    use crate::domain::documents::samples;

    #[test]
    fn the_number_of_a_specimen_can_not_be_a_true_one() {
        assert!(!number().has_valid_check_digits());
        assert!(!is_specimen(&samples::notice()));
    }

    #[test]
    fn the_code_of_a_specimen_pays_nothing() {
        let mut notice = samples::notice();
        notice.notice_number = number();
        assert_eq!(qr_text(&notice), WORD);
        assert_ne!(render(&notice), render(&samples::notice()));
    }
}

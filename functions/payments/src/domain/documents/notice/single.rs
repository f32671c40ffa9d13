//! The module "DATI PER IL PAGAMENTO" of the whole amount: the code for apps and the same data for people.

use platform::pdf::{Area, Document, Face, Style, Text, code, mm};

use super::{NoticeDoc, qr_text};
use crate::domain::documents::frame::{
    BAND_HEIGHT, CODE_BOLD, CODE_SIDE, Column, HEADING, MARGIN, SMALL, SMALL_BOLD, SMALL_PT_MIN,
    band, labelled, labelled_right, paragraph,
};
use crate::domain::documents::words::{Speech, Words};

/// 33 modules a side, as pagoPA prescribes; it holds 62 bytes, the text has at most 53.
pub const QR_VERSION: code::QrVersion = code::QrVersion::Fixed(4);

const CODE_GAP: f32 = 17.0;
/// Where the data beside the code begin.
const DATA_X: f32 = 167.2;
const NOTICE_NUMBER_X: f32 = 267.15;
/// Room of the debtor's name beside the amount.
const NAME_WIDTH: f32 = 285.0;
const DATA_WIDTH: f32 = Column::WHOLE.right() - DATA_X;
/// The amount's large letters begin as high as the small label on their left.
const AMOUNT_RISE: f32 = 3.5;
/// Blank between two data.
const DATA_GAP: f32 = 5.0;
/// The codes' line, below the code's lower edge.
const TYPED_GAP: f32 = mm(4.6);

/// Draws the module and gives back where it ends: the next one begins 6 mm below at the nearest.
pub fn module(doc: &mut Document, top: f32, notice: &NoticeDoc, speech: Speech) -> f32 {
    doc.section(|doc| {
        let when = match notice.due_date {
            Some(day) => speech.dated(|words| words.single_by, day, HEADING),
            None => speech.text(|words| words.single, HEADING),
        };
        let title = speech.text(|words| words.data, HEADING);
        band(doc, Column::WHOLE, top, &title, Some(&when));
        let top = top + BAND_HEIGHT + CODE_GAP;
        let area = Area::new(MARGIN, top, CODE_SIDE, CODE_SIDE);
        let hint_end = qr(doc, notice, area, speech);
        let data_end = data(doc, notice, top, speech);
        let typed_top = (top + CODE_SIDE + TYPED_GAP).max(data_end + DATA_GAP);
        typed(doc, notice, typed_top, speech).max(hint_end)
    })
}

fn label(speech: Speech, pick: fn(&'static Words) -> &'static str) -> Text {
    speech.text(pick, SMALL)
}

fn qr(doc: &mut Document, notice: &NoticeDoc, area: Area, speech: Speech) -> f32 {
    let modules = code::qr(&qr_text(notice), QR_VERSION)
        .expect("18, 11 and at most 19 digits fit: a test draws the longest");
    let alternative = format!(
        "Codice QR per pagare l'avviso {} di {} euro",
        notice.notice_number.grouped(),
        notice.amount.italian()
    );
    doc.figure(&alternative, area, |page| page.modules(&modules, area));
    let hints = speech.paragraphs(SMALL, |words: &'static Words, style: Style| {
        let [before, bold, after] = words.scan;
        Text::new(before, style)
            .then(bold, style.face(Face::Bold))
            .then(after, style)
    });
    let top = area.y + area.height + TYPED_GAP;
    hints.iter().fold(top, |top, hint| {
        paragraph(doc, &hint.wrap(DATA_X - MARGIN - mm(5.0)), MARGIN, top)
    })
}

/// Who pays whom, how much and for what; gives back where it ends.
fn data(doc: &mut Document, notice: &NoticeDoc, top: f32, speech: Speech) -> f32 {
    let value = |text: &str, width: f32, lines_max: usize| {
        Text::new(text, SMALL_BOLD).fit(width, lines_max, SMALL_PT_MIN)
    };
    let name = value(&notice.debtor.name, NAME_WIDTH, 2);
    let end = labelled(doc, &label(speech, |words| words.to), &name, DATA_X, top);
    amount(doc, notice, top);
    let name = value(&notice.creditor.name, DATA_WIDTH, 2);
    let creditor = label(speech, |words| words.creditor_name);
    let end = labelled(doc, &creditor, &name, DATA_X, end + DATA_GAP);
    let (about, subject) = (
        label(speech, |words| words.subject),
        value(&notice.subject, DATA_WIDTH, 2),
    );
    labelled(doc, &about, &subject, DATA_X, end + DATA_GAP)
}

fn amount(doc: &mut Document, notice: &NoticeDoc, top: f32) {
    let amount = Text::new("Euro ", HEADING.face(Face::Regular))
        .then(&notice.amount.italian(), CODE_BOLD.size(12.0))
        .wrap(DATA_WIDTH);
    paragraph(
        doc,
        &amount,
        Column::WHOLE.right() - amount.width(),
        top - AMOUNT_RISE,
    );
}

/// What somebody types who has no camera; gives back where it ends.
fn typed(doc: &mut Document, notice: &NoticeDoc, top: f32, speech: Speech) -> f32 {
    let code = |text: &str, width: f32| Text::new(text, CODE_BOLD).fit(width, 1, SMALL_PT_MIN);
    if let Some(cbill) = &notice.cbill {
        let cbill = code(cbill, NOTICE_NUMBER_X - DATA_X - 8.0);
        labelled(
            doc,
            &label(speech, |words| words.cbill),
            &cbill,
            DATA_X,
            top,
        );
    }
    let x = if notice.cbill.is_some() {
        NOTICE_NUMBER_X
    } else {
        DATA_X
    };
    let number = code(&notice.notice_number.grouped(), DATA_WIDTH);
    let end = labelled(
        doc,
        &label(speech, |words| words.notice_code),
        &number,
        x,
        top,
    );
    let creditor = code(notice.creditor.fiscal_code.as_str(), DATA_WIDTH);
    let about = label(speech, |words| words.creditor_code);
    labelled_right(doc, &about, &creditor, Column::WHOLE.right(), top);
    end
}

#[cfg(test)]
mod tests {
    use kernel::money::Cents;

    use super::*;
    use crate::domain::documents::samples;

    #[test]
    fn the_code_of_the_largest_amount_fits() {
        let mut notice = samples::notice();
        notice.amount = Cents::MAX_PAYABLE;
        assert!(code::qr(&qr_text(&notice), QR_VERSION).is_ok());
        notice.amount = Cents::new(i64::MIN);
        assert!(code::qr(&qr_text(&notice), QR_VERSION).is_ok());
    }
}

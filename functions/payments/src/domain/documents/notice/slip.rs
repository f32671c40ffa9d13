//! The module "BOLLETTINO POSTALE PA". Its words are Poste's and stay Italian on every notice.

use kernel::time::italian_date;
use platform::pdf::{Area, Canvas, Color, Document, Face, Style, Tag, Text, code, mm};

use super::NoticeDoc;
use super::postal::{self, Slip};
use crate::domain::documents::frame::{
    BAND_HEIGHT, CODE_BOLD, CODE_SIDE, Column, HEADING, MARGIN, SMALL, SMALL_BOLD, SMALL_PT_MIN,
    band, labelled, labelled_right, paragraph,
};
use crate::domain::documents::marks;

/// Height of the module with the longest texts.
pub const HEIGHT: f32 = 198.0;
/// Where the data beside the marks begin.
const DATA_X: f32 = 167.2;
const TYPE_X: f32 = 328.1;
const TEXT_WIDTH: f32 = 121.0;
/// The frame around the Data Matrix and its distance from it.
const FRAME_GAP: f32 = mm(2.0);
const FRAME_SIDE: f32 = CODE_SIDE + 2.0 * FRAME_GAP;
const FRAME_X: f32 = Column::WHOLE.right() - FRAME_SIDE;
const FRAME_TOP: f32 = 78.0;
const CORNER: f32 = 13.0;
const FRAME_GRAY: Color = Color::gray(0xd0);
/// 70 % black, as Poste wants its authorisation printed.
const SEVENTY_PERCENT: Color = Color::gray(0x4d);
const DATA_WIDTH: f32 = FRAME_X - 10.0 - DATA_X;
const EURO_SIDE: f32 = 22.0;
/// Three lines of the smallest letters.
const ROW_HEIGHT_MAX: f32 = 19.9;
const ROW_GAP: f32 = 5.0;
const PLAIN: Style = HEADING.face(Face::Regular);
const TITLE: &str = "BOLLETTINO POSTALE PA";
const PAYABLE: &str = "Bollettino Postale pagabile in tutti gli Uffici Postali e sui canali fisici o \
    digitali abilitati di Poste Italiane e dell’Ente Creditore";
const TOO_MUCH: &str = "Per importi superiori a 99.999.999,99 euro il bollettino postale non è \
    previsto: paga con il codice QR o con gli altri dati qui sopra.";

/// Draws the module, or says why there is none.
///
/// `name` is what is paid with it: `Rata unica`, `Rata 2`.
pub fn module(doc: &mut Document, top: f32, (notice, name): (&NoticeDoc, &str), slip: &Slip) {
    let Some(text) = postal::code_text(notice, slip) else {
        let note = Text::new(TOO_MUCH, SMALL).wrap(Column::WHOLE.width);
        paragraph(doc, &note, MARGIN, top);
        return;
    };
    doc.section(|doc| {
        scissors(doc, top);
        title(doc, top, notice, name);
        account(doc, top + BAND_HEIGHT + 16.0, notice, slip);
        marks_column(doc, top + BAND_HEIGHT + 16.0, slip);
        let end = rows(doc, top + 81.0, notice);
        typed(doc, end.max(top + 135.0), notice);
        data_matrix(doc, top + FRAME_TOP, notice, &text);
    });
}

fn scissors(doc: &mut Document, top: f32) {
    let area = Area::new(Column::WHOLE.right() - 12.0, top - 10.5, 12.0, 9.0);
    doc.artifact(|page| page.drawing(&marks::SCISSORS, area));
}

fn title(doc: &mut Document, top: f32, notice: &NoticeDoc, name: &str) {
    let when = match notice.due_date {
        Some(day) => format!("{name} entro {}", italian_date(day)),
        None => name.to_owned(),
    };
    let (title, when) = (Text::new(TITLE, HEADING), Text::new(&when, HEADING));
    band(doc, Column::WHOLE, top, &title, Some(&when));
    let bank = Text::new("Banco", PLAIN).then("Posta", HEADING);
    doc.tag(Tag::P, |page| page.line(&bank, DATA_X, top + 15.2));
}

/// `€ sul C/C n. 001234567890   Euro 1.500,00`.
fn account(doc: &mut Document, top: f32, notice: &NoticeDoc, slip: &Slip) {
    let baseline = top + EURO_SIDE / 2.0 + 4.3;
    let ground = Area::new(DATA_X, top, EURO_SIDE, EURO_SIDE);
    let euro = Text::new("€", Style::new(Face::Bold, 17.0).color(Color::WHITE));
    doc.artifact(|page| {
        page.fill(ground, Color::BLACK);
        page.line(&euro, DATA_X + (EURO_SIDE - euro.width()) / 2.0, top + 17.0);
    });
    let number = Text::new("sul C/C n. ", PLAIN).then(slip.account(), CODE_BOLD.size(12.0));
    let amount = Text::new("Euro ", PLAIN).then(&notice.amount.italian(), CODE_BOLD.size(12.0));
    doc.tag(Tag::P, |page| {
        page.line(&number, DATA_X + EURO_SIDE + 6.4, baseline)
    });
    doc.tag(Tag::P, |page| {
        page.line_right(&amount, Column::WHOLE.right(), baseline);
    });
}

/// Whose slip this is, where it can be paid, and by what right it is printed.
fn marks_column(doc: &mut Document, top: f32, slip: &Slip) {
    let name = Text::new("Poste", HEADING.size(15.0)).then("italiane", PLAIN.size(15.0));
    let end = paragraph(doc, &name.wrap(TEXT_WIDTH), MARGIN, top);
    let circuit = Text::new("circuito bollettino postale ", SMALL).then("BancoPosta", SMALL_BOLD);
    paragraph(doc, &circuit.wrap(TEXT_WIDTH), MARGIN, end + 9.0);
    let payable = Text::new(PAYABLE, SMALL).wrap(TEXT_WIDTH);
    let end = paragraph(doc, &payable, MARGIN, top + 75.0);
    let style = Style::new(Face::Regular, 7.0).color(SEVENTY_PERCENT);
    let right = Text::new(slip.authorization(), style).fit(DATA_X - 6.0 - MARGIN, 4, SMALL_PT_MIN);
    paragraph(doc, &right, MARGIN, (end + 9.0).max(top + 128.0));
}

/// Who gets the money, who owes it, what for; gives back where the next row would begin.
fn rows(doc: &mut Document, top: f32, notice: &NoticeDoc) -> f32 {
    let mut top = top;
    for (label, value) in [
        ("Intestato a", &notice.creditor.name),
        ("Destinatario", &notice.debtor.name),
        ("Oggetto pagamento", &notice.subject),
    ] {
        let label = Text::new(label, SMALL);
        let indent = label.width() + 6.0;
        let value = Text::new(value, SMALL_BOLD.leading(1.1));
        let value = value.fit_box(DATA_WIDTH - indent, ROW_HEIGHT_MAX, SMALL_PT_MIN);
        let first = top + (value.height().min(11.0) - 11.0) / 2.0;
        let label = label.wrap(indent);
        doc.tag(Tag::P, |page| {
            page.block(&label, DATA_X, first);
            page.block(&value, DATA_X + indent, top);
        });
        top += value.height().max(11.0) + ROW_GAP;
    }
    top
}

fn typed(doc: &mut Document, top: f32, notice: &NoticeDoc) {
    let code = |text: &str| Text::new(text, CODE_BOLD).fit(150.0, 1, SMALL_PT_MIN);
    let number = code(&notice.notice_number.grouped());
    labelled(doc, &Text::new("Cod. Avviso", SMALL), &number, DATA_X, top);
    labelled(doc, &Text::new("Tipo", SMALL), &code("P1"), TYPE_X, top);
    let creditor = code(notice.creditor.fiscal_code.as_str());
    let label = Text::new("Cod. Fiscale Ente Creditore", SMALL);
    labelled_right(doc, &label, &creditor, FRAME_X - 10.0, top);
}

fn data_matrix(doc: &mut Document, top: f32, notice: &NoticeDoc, text: &str) {
    let area = Area::new(FRAME_X + FRAME_GAP, top + FRAME_GAP, CODE_SIDE, CODE_SIDE);
    doc.artifact(|page| {
        for (x, to_x) in [(FRAME_X, CORNER), (FRAME_X + FRAME_SIDE, -CORNER)] {
            for (y, to_y) in [(top, CORNER), (top + FRAME_SIDE, -CORNER)] {
                corner(page, (x, y), (to_x, to_y));
            }
        }
    });
    let modules =
        code::data_matrix(text).expect("256 characters of ASCII fit: a property holds it");
    let alternative = format!(
        "Codice Data Matrix del bollettino postale dell'avviso {}",
        notice.notice_number.grouped()
    );
    doc.figure(&alternative, area, |page| page.modules(&modules, area));
}

/// Two strokes that meet at (x, y).
fn corner(page: &mut Canvas, (x, y): (f32, f32), (to_x, to_y): (f32, f32)) {
    page.rule((x, y), (x + to_x, y), 2.0, FRAME_GRAY);
    page.rule((x, y - to_y.signum()), (x, y + to_y), 2.0, FRAME_GRAY);
}

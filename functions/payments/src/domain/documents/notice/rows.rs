//! The modules "Rata 1", "Rata 2", …: two or three beside each other, as pagoPA's "Rate multiple" has them.

use kernel::time::italian_date;
use platform::pdf::{Area, Block, Document, Face, Style, Tag, Text, code};

use super::single::QR_VERSION;
use super::{NoticeDoc, qr_text};
use crate::domain::documents::frame::{
    BAND_HEIGHT, CODE_BOLD, CODE_SIDE, Column, HEADING, SMALL, SMALL_BOLD, SMALL_PT_MIN, band,
    paragraph,
};
use crate::domain::documents::words::{Speech, Words};

const TOP_GAP: f32 = 12.0;
/// Blank between two data.
const DATA_GAP: f32 = 4.0;
const CODE_GAP: f32 = 8.0;
/// Room for the longest texts in the smallest letters.
const TEXT_HEIGHT: f32 = 30.0;
/// From the creditor's tax code to its CBILL code.
const CBILL_INDENT: f32 = 84.0;

/// How many modules stand beside each other: a notice never mixes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grid {
    Two,
    Three,
}

impl Grid {
    /// Two for two or four parts, else three: the fewest pages.
    pub fn of(parts: usize) -> Self {
        match parts {
            0..=2 | 4 => Self::Two,
            _ => Self::Three,
        }
    }

    pub fn columns(self) -> usize {
        match self {
            Self::Two => 2,
            Self::Three => 3,
        }
    }

    fn column(self, index: usize) -> Column {
        match (self, index) {
            (Self::Two, 0) => Column::LEFT,
            (Self::Two, _) => Column::RIGHT,
            (Self::Three, index) => Column::third(index),
        }
    }
}

/// A module that knows how high it is.
pub struct Card {
    column: Column,
    title: Text,
    code_text: String,
    alternative: String,
    /// The code's left upper corner.
    code: (f32, f32),
    data: Vec<Datum>,
    hints: Vec<(Block, f32)>,
    pub height: f32,
}

/// A value under its label; lengths from the module's left upper corner.
struct Datum {
    label: Block,
    value: Block,
    x: f32,
    y: f32,
}

/// Finds the places; nothing is drawn yet. `notice` speaks of this part alone.
pub fn card(grid: Grid, index: usize, title: Text, notice: &NoticeDoc, speech: Speech) -> Card {
    let column = grid.column(index);
    let top = BAND_HEIGHT + TOP_GAP;
    let mut stack = Stack {
        speech,
        data: Vec::new(),
        y: top,
    };
    // Of three, the code stands on the left and the large data beside it; of two, on the right of all.
    let narrow = column.width - CODE_SIDE - CODE_GAP;
    let (code_x, beside) = match grid {
        Grid::Two => (column.width - CODE_SIDE, 0.0),
        Grid::Three => (0.0, CODE_SIDE + CODE_GAP),
    };
    stack.large(|_| "Euro", &notice.amount.italian(), beside, narrow);
    if let Some(day) = notice.due_date {
        stack.large(
            |words| words.instalment_by,
            &italian_date(day),
            beside,
            narrow,
        );
    }
    let number_width = match grid {
        Grid::Two => narrow,
        Grid::Three => {
            stack.y = stack.y.max(top + CODE_SIDE + CODE_GAP);
            column.width
        }
    };
    stack.large(
        |words| words.notice_code,
        &notice.notice_number.grouped(),
        0.0,
        number_width,
    );
    if grid == Grid::Two && notice.due_date.is_none() {
        stack.y = stack.y.max(top + CODE_SIDE + CODE_GAP);
    }
    stack.codes(notice, column.width);
    stack.text(|words| words.subject, &notice.subject, column.width);
    stack.text(
        |words| words.creditor_name,
        &notice.creditor.name,
        column.width,
    );
    let (hints, height) = hints(stack.y + DATA_GAP, column.width, speech);
    Card {
        column,
        title,
        code_text: qr_text(notice),
        alternative: format!(
            "Codice QR per pagare l'avviso {} di {} euro",
            notice.notice_number.grouped(),
            notice.amount.italian()
        ),
        code: (code_x, top),
        data: stack.data,
        hints,
        height,
    }
}

type Pick = fn(&'static Words) -> &'static str;

struct Stack {
    speech: Speech,
    data: Vec<Datum>,
    y: f32,
}

impl Stack {
    fn put(&mut self, (pick, value): (Pick, Block), x: f32, width: f32) -> f32 {
        let label = self.speech.text(pick, SMALL).fit(width, 2, SMALL_PT_MIN);
        let height = label.height() + value.height();
        let y = self.y;
        self.data.push(Datum { label, value, x, y });
        height
    }

    fn large(&mut self, pick: Pick, value: &str, x: f32, width: f32) {
        let value = Text::new(value, CODE_BOLD).fit(width, 1, SMALL_PT_MIN);
        self.y += self.put((pick, value), x, width) + DATA_GAP;
    }

    fn text(&mut self, pick: Pick, value: &str, width: f32) {
        let value = Text::new(value, SMALL_BOLD).fit_box(width, TEXT_HEIGHT, SMALL_PT_MIN);
        self.y += self.put((pick, value), 0.0, width) + DATA_GAP;
    }

    /// The creditor's two codes, beside each other where their labels are short.
    fn codes(&mut self, notice: &NoticeDoc, width: f32) {
        let value = |text: &str| Text::new(text, CODE_BOLD).fit(width, 1, SMALL_PT_MIN);
        let creditor = value(notice.creditor.fiscal_code.as_str());
        let is_long = notice.second_language.is_some();
        let indent = if is_long { width } else { CBILL_INDENT };
        let mut height = self.put((|words| words.creditor_code, creditor), 0.0, indent);
        if let Some(cbill) = &notice.cbill {
            let cbill = value(cbill);
            if is_long {
                self.y += height + DATA_GAP;
            }
            let x = if is_long { 0.0 } else { indent };
            height = self
                .put((|words| words.cbill, cbill), x, width - x)
                .max(height);
        }
        self.y += height + DATA_GAP;
    }
}

fn hints(top: f32, width: f32, speech: Speech) -> (Vec<(Block, f32)>, f32) {
    let texts = speech.paragraphs(SMALL, |words: &'static Words, style: Style| {
        let [before, bold, after] = words.scan_above;
        Text::new(before, style)
            .then(bold, style.face(Face::Bold))
            .then(after, style)
    });
    let mut y = top;
    let mut blocks = Vec::new();
    for text in texts {
        let block = text.wrap(width);
        let height = block.height();
        blocks.push((block, y));
        y += height;
    }
    (blocks, y)
}

impl Card {
    pub fn draw(&self, doc: &mut Document, top: f32) {
        doc.section(|doc| {
            band(doc, self.column, top, &self.title, None);
            for datum in &self.data {
                let (x, y) = (self.column.x + datum.x, top + datum.y);
                doc.tag(Tag::P, |page| {
                    page.block(&datum.label, x, y);
                    page.block(&datum.value, x, y + datum.label.height());
                });
            }
            let modules = code::qr(&self.code_text, QR_VERSION)
                .expect("18, 11 and at most 19 digits fit: a test draws the longest");
            let corner = (self.column.x + self.code.0, top + self.code.1);
            let area = Area::new(corner.0, corner.1, CODE_SIDE, CODE_SIDE);
            doc.figure(&self.alternative, area, |page| page.modules(&modules, area));
            for (hint, y) in &self.hints {
                paragraph(doc, hint, self.column.x, top + y);
            }
        });
    }
}

/// `Rata 2`, or `Rata 2 di 6` where there are several plans.
pub fn instalment_title(place: usize, of: Option<usize>, speech: Speech) -> Text {
    speech.composed(HEADING, |text, words, style| match of {
        None => text.then(&format!("{} {place}", words.instalment), style),
        Some(of) => text.then(&format!("{} {place}/{of}", words.instalment), style),
    })
}

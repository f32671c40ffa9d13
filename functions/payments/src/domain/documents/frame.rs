//! The grid, the letters and the bands that every document shares.
//!
//! Measured on the official samples of pagoPA's print service (template `TemplateSingleInstalment`); margin,
//! code and logo as pagoPA's "Avviso di pagamento" 3.x prescribes.

use platform::pdf::{A4, Area, Block, Color, Document, Face, Style, Tag, Text, mm};

/// Blank border of the page; only the grounds of the bands run to its edge.
pub const MARGIN: f32 = mm(10.0);
/// Side of a QR code.
pub const CODE_SIDE: f32 = mm(25.0);
/// Side of the square that a creditor's logo is fitted into.
pub const LOGO_SIDE: f32 = mm(30.0);
/// Height of the gray band above a module.
pub const BAND_HEIGHT: f32 = 23.4;
/// White between two bands side by side.
const BAND_GAP: f32 = 5.4;
/// Where the band of the right column begins.
const RIGHT_BAND_X: f32 = 300.6;
/// Of the bands of three columns.
const THIRD_WIDTH: f32 = (A4.0 - 2.0 * BAND_GAP) / 3.0;
/// What an aside may take of its band.
const ASIDE_PART: f32 = 0.62;
const BAND_GRAY: Color = Color::gray(0xeb);

pub const SUBJECT: Style = Style::new(Face::Bold, 16.0).leading(1.2);
pub const SUBJECT_PT_MIN: f32 = 9.0;
pub const HEADING: Style = Style::new(Face::Bold, 10.0);
pub const AMOUNT: Style = Style::new(Face::Bold, 16.0);
pub const NAME: Style = Style::new(Face::Bold, 14.0).leading(1.2);
pub const ADDRESS: Style = Style::new(Face::Regular, 12.0).leading(1.3);
pub const SMALL: Style = Style::new(Face::Regular, 8.0).leading(1.38);
pub const SMALL_BOLD: Style = Style::new(Face::Bold, 8.0).leading(1.25);
/// Nothing is set smaller than this.
pub const SMALL_PT_MIN: f32 = 6.0;
pub const CODE: Style = Style::new(Face::Mono, 8.0);
/// A code that somebody types.
pub const CODE_BOLD: Style = Style::new(Face::MonoBold, 10.0).leading(1.6);

/// Where the texts of a module stand, and how far its band runs.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub x: f32,
    pub width: f32,
    band_x: f32,
    band_width: f32,
}

impl Column {
    pub const WHOLE: Self = Self {
        x: MARGIN,
        width: A4.0 - 2.0 * MARGIN,
        band_x: 0.0,
        band_width: A4.0,
    };
    pub const LEFT: Self = Self {
        x: MARGIN,
        width: RIGHT_BAND_X - BAND_GAP - 12.0 - MARGIN,
        band_x: 0.0,
        band_width: RIGHT_BAND_X - BAND_GAP,
    };
    pub const RIGHT: Self = Self {
        x: RIGHT_BAND_X + 22.5,
        width: A4.0 - MARGIN - RIGHT_BAND_X - 22.5,
        band_x: RIGHT_BAND_X,
        band_width: A4.0 - RIGHT_BAND_X,
    };

    /// One of three beside each other, from 0.
    pub const fn third(index: usize) -> Self {
        let band_x = index as f32 * (THIRD_WIDTH + BAND_GAP);
        let x = if index == 0 { MARGIN } else { band_x + 14.0 };
        let end = if index == 2 {
            A4.0 - MARGIN
        } else {
            band_x + THIRD_WIDTH - 12.0
        };
        Self {
            x,
            width: end - x,
            band_x,
            band_width: THIRD_WIDTH,
        }
    }

    pub const fn right(self) -> f32 {
        self.x + self.width
    }
}

/// The gray band above a module with its title, and at its right end an `aside` that is read after it. Both
/// shrink where they are too long to stand side by side.
pub fn band(doc: &mut Document, column: Column, top: f32, title: &Text, aside: Option<&Text>) {
    let ground = Area::new(column.band_x, top, column.band_width, BAND_HEIGHT);
    doc.artifact(|page| page.fill(ground, BAND_GRAY));
    let aside = aside.map(|aside| aside.fit(column.width * ASIDE_PART, 1, SMALL_PT_MIN));
    let aside_width = aside.as_ref().map_or(0.0, |aside| aside.width() + 10.0);
    let title = title.fit(column.width - aside_width, 1, SMALL_PT_MIN);
    let middle = |block: &Block| top + (BAND_HEIGHT - block.height()) / 2.0;
    doc.tag(Tag::H2, |page| page.block(&title, column.x, middle(&title)));
    if let Some(aside) = aside {
        let x = column.right() - aside.width();
        doc.tag(Tag::P, |page| page.block(&aside, x, middle(&aside)));
    }
}

/// A paragraph; gives back where it ends.
pub fn paragraph(doc: &mut Document, block: &Block, x: f32, top: f32) -> f32 {
    if block.line_count() > 0 {
        doc.tag(Tag::P, |page| page.block(block, x, top));
    }
    top + block.height()
}

/// A small label above its value, read as one paragraph; gives back where it ends.
pub fn labelled(doc: &mut Document, label: &Text, value: &Block, x: f32, top: f32) -> f32 {
    let label = label.wrap(Column::WHOLE.width);
    let below = top + label.height();
    doc.tag(Tag::P, |page| {
        page.block(&label, x, top);
        page.block(value, x, below);
    });
    below + value.height()
}

/// The same, both ending at `right`.
pub fn labelled_right(doc: &mut Document, label: &Text, value: &Block, right: f32, top: f32) {
    let label = label.wrap(Column::WHOLE.width);
    doc.tag(Tag::P, |page| {
        page.block(&label, right - label.width(), top);
        page.block(value, right - value.width(), top + label.height());
    });
}

/// What the eye should find first, below its small bold label.
pub fn large(doc: &mut Document, label: &Text, value: &Text, x: f32, top: f32) {
    let label = label.wrap(Column::WHOLE.width);
    let value = value.wrap(Column::WHOLE.width);
    doc.tag(Tag::P, |page| {
        page.block(&label, x, top);
        page.block(&value, x, top + label.height() - 1.0);
    });
}

//! The factsheet on paper: headings, paragraphs and lines of code, page after page.

use platform::pdf::{A4, Area, Block, Color, Document, Face, Info, Style, Tag, Text, mm};

use super::text::{Line, Section};

const MARGIN_MM: f32 = 18.0;
const BOTTOM_MM: f32 = 284.0;
const WIDTH_MM: f32 = 210.0 - 2.0 * MARGIN_MM;
const TITLE: Style = Style::new(Face::Bold, 18.0);
const SUBTITLE: Style = Style::new(Face::Regular, 11.0);
const HEADING: Style = Style::new(Face::Bold, 12.0);
const BODY: Style = Style::new(Face::Regular, 9.5).leading(1.3);
const CODE: Style = Style::new(Face::Mono, 9.0).leading(1.3);
const GROUND: Color = Color::gray(0xf2);
/// Points between two lines of text, and before a heading.
const GAP: f32 = 4.0;
const GAP_SECTION: f32 = 10.0;
const PADDING: f32 = 4.0;

pub(super) fn render(sections: &[Section], organisation: &str) -> Vec<u8> {
    let mut doc = Document::new(Info {
        title: "Chiavi API: scheda per chi le usa",
        author: organisation,
        subject: "Come si ottiene, si invia, si rinnova e si custodisce una chiave API di Sportello",
    });
    doc.add_page(A4);
    let mut pen = Pen {
        doc,
        y: mm(MARGIN_MM),
    };
    pen.text(Tag::H1, &Text::new("Chiavi API", TITLE));
    let who = format!("Scheda per chi scrive o configura il software di {organisation}");
    pen.text(Tag::P, &Text::new(&who, SUBTITLE));
    for section in sections {
        pen.section(section);
    }
    pen.doc.finish()
}

/// Where the next line goes.
struct Pen {
    doc: Document,
    y: f32,
}

impl Pen {
    fn section(&mut self, section: &Section) {
        self.y += GAP_SECTION;
        let heading = Text::new(section.title, HEADING).wrap(mm(WIDTH_MM));
        // A heading stays with the line that follows it.
        self.room(heading.height() + 3.0 * GAP_SECTION);
        self.place(Tag::H2, &heading);
        for line in &section.lines {
            match line {
                Line::Words(text) => self.text(Tag::P, &Text::new(text, BODY)),
                Line::Code(text) => self.code(text),
            }
        }
    }

    fn text(&mut self, tag: Tag, text: &Text) {
        let block = text.wrap(mm(WIDTH_MM));
        self.room(block.height());
        self.place(tag, &block);
    }

    fn code(&mut self, text: &str) {
        let width = mm(WIDTH_MM);
        let block = Text::new(text, CODE).wrap(width - 2.0 * PADDING);
        let height = block.height() + 2.0 * PADDING;
        self.room(height);
        let area = Area::new(mm(MARGIN_MM), self.y, width, height);
        self.doc.artifact(|page| page.fill(area, GROUND));
        let (x, y) = (mm(MARGIN_MM) + PADDING, self.y + PADDING);
        self.doc.tag(Tag::P, |page| page.block(&block, x, y));
        self.y += height + GAP;
    }

    fn place(&mut self, tag: Tag, block: &Block) {
        let y = self.y;
        self.doc
            .tag(tag, |page| page.block(block, mm(MARGIN_MM), y));
        self.y += block.height() + GAP;
    }

    /// Goes on to a new page where `height` has no room on this one.
    fn room(&mut self, height: f32) {
        if self.y + height > mm(BOTTOM_MM) {
            self.doc.add_page(A4);
            self.y = mm(MARGIN_MM);
        }
    }
}

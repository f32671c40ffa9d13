//! Who asks for money and who owes it, as the documents name them.

use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::pdf::{Area, Document, Picture, Style, Tag, Text};

use super::frame::{
    ADDRESS, BAND_HEIGHT, CODE, Column, HEADING, LOGO_SIDE, MARGIN, NAME, SMALL, SMALL_PT_MIN,
    SUBJECT, SUBJECT_PT_MIN, band, paragraph,
};
use super::marks;

/// The body that asks for money.
#[derive(Debug, Clone)]
pub struct Creditor {
    pub name: String,
    pub fiscal_code: OrgFiscalCode,
    pub office: Option<String>,
    /// Where to ask: site, telephone, opening hours; each begins a line. pagoPA allows 100 characters in all.
    pub info: Vec<String>,
    pub logo: Option<Picture>,
    pub marks: Marks,
}

/// A person or company.
#[derive(Debug, Clone)]
pub struct Party {
    pub name: String,
    pub tax_code: TaxCode,
    /// Lines of the postal address, perhaps none.
    pub address: Vec<String>,
}

/// Whether a document shows the mark of pagoPA or only names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Marks {
    #[default]
    Shown,
    Named,
}

const TEXT_X: f32 = 82.2;
const KIND_BASELINE: f32 = 37.0;
const SUBJECT_TOP: f32 = 66.0;

/// The head of a document: pagoPA, what kind of document this is, its subject, the creditor's logo.
pub fn header(doc: &mut Document, kind: &Text, subject: &str, creditor: &Creditor) {
    doc.section(|doc| {
        pagopa(doc, creditor.marks);
        doc.tag(Tag::P, |page| page.line(kind, TEXT_X, KIND_BASELINE));
        let logo_width = if creditor.logo.is_some() {
            LOGO_SIDE + MARGIN
        } else {
            0.0
        };
        let subject = Text::new(subject, SUBJECT);
        let subject = subject.fit(Column::WHOLE.width - logo_width, 2, SUBJECT_PT_MIN);
        doc.tag(Tag::H1, |page| page.block(&subject, MARGIN, SUBJECT_TOP));
        if let Some(logo) = &creditor.logo {
            draw_logo(doc, logo, &creditor.name);
        }
    });
}

fn pagopa(doc: &mut Document, marks: Marks) {
    match marks {
        Marks::Shown => {
            let area = Area::new(MARGIN, MARGIN, 42.5, 28.7);
            doc.figure("pagoPA", area, |page| page.drawing(&marks::PAGOPA, area));
        }
        Marks::Named => {
            let word = Text::new("pagoPA", HEADING);
            doc.tag(Tag::P, |page| page.line(&word, MARGIN, KIND_BASELINE));
        }
    }
}

fn draw_logo(doc: &mut Document, logo: &Picture, creditor: &str) {
    let (width, height) = logo.size_px();
    let corner = Area::new(
        Column::WHOLE.right() - LOGO_SIDE,
        MARGIN,
        LOGO_SIDE,
        LOGO_SIDE,
    );
    let area = corner.fitted_top_right(width as f32, height as f32);
    doc.figure(&format!("Logo di {creditor}"), area, |page| {
        page.picture(logo, area)
    });
}

/// From the top of a party's band to the next module. The longest texts shrink into the heights below, so that
/// the module ends before the next one whatever it says.
pub const PARTY_HEIGHT: f32 = 130.5;
const NAME_GAP: f32 = 12.0;
const NAME_HEIGHT: f32 = 38.0;
const OFFICE_HEIGHT: f32 = 24.0;
const LINE_GAP: f32 = 8.0;
const BOTTOM_GAP: f32 = 3.0;

/// The module "ENTE CREDITORE"; gives back where it ends.
pub fn creditor_module(doc: &mut Document, top: f32, title: &Text, creditor: &Creditor) -> f32 {
    let column = Column::LEFT;
    doc.section(|doc| {
        let code = Text::new(creditor.fiscal_code.as_str(), CODE);
        band(doc, column, top, title, Some(&code));
        let end = name(doc, column, top, &creditor.name);
        let office = Text::new(creditor.office.as_deref().unwrap_or_default(), ADDRESS);
        let office = office.fit_box(column.width, OFFICE_HEIGHT, SMALL_PT_MIN);
        let end = paragraph(doc, &office, column.x, end) + LINE_GAP / 2.0;
        lines(
            doc,
            column,
            end,
            &creditor.info,
            SMALL,
            top + PARTY_HEIGHT - BOTTOM_GAP,
        )
    })
}

/// The module that names a person: "DESTINATARIO" of a notice, for instance; gives back where it ends.
pub fn party_module(doc: &mut Document, top: f32, title: &Text, party: &Party) -> f32 {
    let column = Column::RIGHT;
    doc.section(|doc| {
        let code = match &party.tax_code {
            TaxCode::Anonymous => None,
            code => Some(Text::new(code.as_str(), CODE)),
        };
        band(doc, column, top, title, code.as_ref());
        let end = name(doc, column, top, &party.name);
        lines(
            doc,
            column,
            end,
            &party.address,
            ADDRESS,
            top + PARTY_HEIGHT - BOTTOM_GAP,
        )
    })
}

fn name(doc: &mut Document, column: Column, top: f32, name: &str) -> f32 {
    let name = Text::new(name, NAME).fit_box(column.width, NAME_HEIGHT, SMALL_PT_MIN);
    paragraph(doc, &name, column.x, top + BAND_HEIGHT + NAME_GAP) + LINE_GAP
}

/// Lines below each other that share the room down to `bottom`; gives back where they end.
fn lines(
    doc: &mut Document,
    column: Column,
    top: f32,
    lines: &[String],
    style: Style,
    bottom: f32,
) -> f32 {
    let share = (bottom - top) / (lines.len().max(1) as f32);
    let mut top = top;
    for line in lines {
        let line = Text::new(line, style).fit_box(column.width, share, SMALL_PT_MIN);
        top = paragraph(doc, &line, column.x, top);
    }
    top
}

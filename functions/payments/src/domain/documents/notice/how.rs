//! The modules "QUANTO E QUANDO PAGARE?" and "DOVE PAGARE?".

use jiff::civil::Date;
use kernel::time::italian_date;
use platform::pdf::{Area, Document, Drawing, Tag, Text};

use super::{NoticeDoc, Part, Whole};
use crate::domain::documents::frame::{
    AMOUNT, BAND_HEIGHT, Column, HEADING, SMALL, SMALL_BOLD, SMALL_PT_MIN, band, large, paragraph,
};
use crate::domain::documents::marks;
use crate::domain::documents::words::{Speech, Words};

const TEXT_GAP: f32 = 15.0;
/// With two languages every line counts.
const TEXT_GAP_TIGHT: f32 = 10.0;
/// From the amount's label to what follows.
const AMOUNT_HEIGHT: f32 = 43.0;
const AMOUNTS_GAP: f32 = 10.0;
/// Room for the titles of several amounts: two lines.
const TITLE_HEIGHT: f32 = 20.0;
const INFO_INDENT: f32 = 17.0;
const INFO_SIDE: f32 = 10.6;
const WHERE_TEXT_WIDTH: f32 = 198.0;
const ICON_WIDTH: f32 = 34.0;

/// Both modules side by side; gives back where the longer one ends.
pub fn modules(doc: &mut Document, top: f32, notice: &NoticeDoc, speech: Speech) -> f32 {
    let text_top = top
        + BAND_HEIGHT
        + if notice.second_language.is_some() {
            TEXT_GAP_TIGHT
        } else {
            TEXT_GAP
        };
    let left = when_module(doc, (top, text_top), notice, speech);
    let right = where_module(doc, (top, text_top), speech);
    left.max(right)
}

/// The amount, the day it is due, and that it may change.
fn when_module(
    doc: &mut Document,
    (top, text_top): (f32, f32),
    notice: &NoticeDoc,
    speech: Speech,
) -> f32 {
    let column = Column::LEFT;
    let title = match notice.due_date {
        Some(_) => speech.text(|words| words.how_much_and_when, HEADING),
        None => speech.text(|words| words.how_much, HEADING),
    };
    doc.section(|doc| {
        band(doc, column, top, &title, None);
        let end = match &notice.ways.whole {
            Whole::Either(parts) => amounts(doc, text_top, parts),
            Whole::One | Whole::Nothing => amount(doc, text_top, notice, speech),
        };
        let end = ways(doc, column, end, notice, speech);
        let end = info(doc, column, end, speech);
        match notice
            .valid_until
            .filter(|day| notice.due_date != Some(*day))
        {
            Some(day) => validity(doc, column, end, day, speech),
            None => end,
        }
    })
}

/// The whole amount and its day.
fn amount(doc: &mut Document, top: f32, notice: &NoticeDoc, speech: Speech) -> f32 {
    let column = Column::LEFT;
    let amount = Text::new(&format!("{} Euro", notice.amount.italian()), AMOUNT);
    let label = speech.text(|words| words.amount, SMALL_BOLD);
    large(doc, &label, &amount, column.x, top);
    if let Some(day) = notice.due_date {
        let day = Text::new(&italian_date(day), AMOUNT);
        let label = speech.text(|words| words.by, SMALL_BOLD);
        let x = column.right() - day.width().max(label.width());
        large(doc, &label, &day, x, top);
    }
    top + AMOUNT_HEIGHT
}

/// Several amounts, two a line, each below its title.
fn amounts(doc: &mut Document, top: f32, parts: &[Part]) -> f32 {
    let column = Column::LEFT;
    let width = (column.width - AMOUNTS_GAP) / 2.0;
    let mut top = top;
    for line in parts.chunks(2) {
        for (index, part) in line.iter().enumerate() {
            let label =
                Text::new(&part.title, SMALL_BOLD).fit_box(width, TITLE_HEIGHT, SMALL_PT_MIN);
            let amount = format!("{} Euro", part.amount.italian());
            let amount = Text::new(&amount, AMOUNT).fit(width, 1, SMALL_PT_MIN);
            let x = column.x + index as f32 * (width + AMOUNTS_GAP);
            doc.tag(Tag::P, |page| {
                page.block(&label, x, top + TITLE_HEIGHT - label.height());
                page.block(&amount, x, top + TITLE_HEIGHT);
            });
        }
        top += AMOUNT_HEIGHT + 4.0;
    }
    top
}

/// `Puoi pagare per intero oppure in 3 rate`, where there is something to choose.
fn ways(doc: &mut Document, column: Column, top: f32, notice: &NoticeDoc, speech: Speech) -> f32 {
    let of: Vec<usize> = notice
        .ways
        .plans
        .iter()
        .map(|plan| plan.parts.len())
        .collect();
    let is_either = matches!(notice.ways.whole, Whole::Either(_));
    let is_choice = !matches!(notice.ways.whole, Whole::Nothing);
    let mut end = top;
    if is_either {
        end = remark(
            doc,
            column,
            end,
            &speech.sentences(|words| words.either, SMALL),
        );
    }
    if of.iter().any(|count| *count > 1 || is_choice) {
        let sentences = speech.paragraphs(SMALL, |words, style| {
            let counts: Vec<String> = of.iter().map(ToString::to_string).collect();
            let counts = counts.join(&format!(" {} ", words.or));
            let start = if is_choice {
                words.whole_or_plan
            } else {
                words.plan
            };
            Text::new(&format!("{start} {counts} {}", words.instalments), style)
        });
        end = remark(doc, column, end, &sentences);
    }
    if end > top { end + 3.0 } else { end }
}

/// That the amount may change.
fn info(doc: &mut Document, column: Column, top: f32, speech: Speech) -> f32 {
    let sentences = speech.sentences(|words| words.may_change, SMALL);
    remark(doc, column, top, &sentences)
}

/// Sentences beside an icon.
fn remark(doc: &mut Document, column: Column, top: f32, sentences: &[Text]) -> f32 {
    let icon = Area::new(column.x, top + 0.5, INFO_SIDE, INFO_SIDE);
    doc.artifact(|page| page.drawing(&marks::INFO, icon));
    let (x, width) = (column.x + INFO_INDENT, column.width - INFO_INDENT);
    sentences.iter().fold(top, |top, sentence| {
        paragraph(doc, &sentence.wrap(width), x, top) + 2.0
    })
}

/// Until when the notice is meant to be paid.
fn validity(doc: &mut Document, column: Column, top: f32, day: Date, speech: Speech) -> f32 {
    let text = speech.dated(|words| words.valid_until, day, SMALL);
    let (x, width) = (column.x + INFO_INDENT, column.width - INFO_INDENT);
    paragraph(doc, &text.wrap(width), x, top) + 2.0
}

/// The two ways to pay: from the app or the computer, and in a shop, bank or post office.
fn where_module(doc: &mut Document, (top, text_top): (f32, f32), speech: Speech) -> f32 {
    let column = Column::RIGHT;
    doc.section(|doc| {
        let aside = speech.text(|words| words.go_to, SMALL);
        let aside = aside.then(" pagopa.gov.it", HEADING);
        let title = speech.text(|words| words.where_to_pay, HEADING);
        band(doc, column, top, &title, Some(&aside));
        let with_app: (Pick, Pick) = (|words| words.with_app, |words| words.with_app_ways);
        let around: (Pick, Pick) = (|words| words.around, |words| words.around_places);
        let end = way(doc, with_app, &marks::DEVICES, text_top, speech);
        way(doc, around, &marks::PLACES, end + 9.0, speech)
    })
}

type Pick = fn(&'static Words) -> &'static str;

fn way(
    doc: &mut Document,
    (title, text): (Pick, Pick),
    icon: &Drawing,
    top: f32,
    speech: Speech,
) -> f32 {
    let column = Column::RIGHT;
    let title = speech
        .text(title, HEADING)
        .fit(WHERE_TEXT_WIDTH, 1, SMALL_PT_MIN);
    doc.tag(Tag::H3, |page| page.block(&title, column.x, top));
    let sentences = speech.sentences(text, SMALL);
    let end = sentences
        .iter()
        .fold(top + title.height() + 1.0, |top, sentence| {
            paragraph(doc, &sentence.wrap(WHERE_TEXT_WIDTH), column.x, top)
        });
    let height = ICON_WIDTH * icon.height / icon.width;
    let icon_top = top + (end - top - height) / 2.0;
    let area = Area::new(column.right() - ICON_WIDTH, icon_top, ICON_WIDTH, height);
    doc.artifact(|page| page.drawing(icon, area));
    end
}

//! The fixed words of the notice, a table for each language, and how two of them stand together.
//!
//! The Italian ones are pagoPA's ("Avviso di pagamento" 3.x and the PDFs of its print service). A language is
//! added with a table here and a code in [`SecondLanguage`].

mod de;
mod fr;
mod it;
mod sl;

use jiff::civil::Date;
use kernel::time::italian_date;
use platform::pdf::{Face, Style, Text};

use crate::domain::settings::SecondLanguage;

/// Every fixed word of a notice in one language.
#[derive(Debug)]
pub struct Words {
    /// `AVVISO DI PAGAMENTO`
    pub kind: &'static str,
    pub creditor: &'static str,
    pub recipient: &'static str,
    pub how_much_and_when: &'static str,
    pub how_much: &'static str,
    pub amount: &'static str,
    pub by: &'static str,
    pub may_change: &'static str,
    /// Before the day.
    pub valid_until: &'static str,
    pub where_to_pay: &'static str,
    /// Before `pagopa.gov.it`.
    pub go_to: &'static str,
    pub with_app: &'static str,
    pub with_app_ways: &'static str,
    pub around: &'static str,
    pub around_places: &'static str,
    pub data: &'static str,
    pub single: &'static str,
    /// Before the day.
    pub single_by: &'static str,
    pub to: &'static str,
    pub creditor_name: &'static str,
    pub subject: &'static str,
    /// What stands before, in and after the bold letters.
    pub scan: [&'static str; 3],
    /// Before its number.
    pub instalment: &'static str,
    /// Above the day.
    pub instalment_by: &'static str,
    /// Before `3 rate`.
    pub whole_or_plan: &'static str,
    /// Before `3 rate`.
    pub plan: &'static str,
    pub instalments: &'static str,
    /// Between two numbers of instalments.
    pub or: &'static str,
    /// Several amounts of which one is to be paid.
    pub either: &'static str,
    /// As `scan`, where the data stand above.
    pub scan_above: [&'static str; 3],
    pub cbill: &'static str,
    pub notice_code: &'static str,
    pub creditor_code: &'static str,
}

/// Smaller letters of the second language's sentences.
const SECOND_PT: f32 = 0.9;

/// Italian, and a second language where the creditor has one.
#[derive(Debug, Clone, Copy)]
pub struct Speech {
    second: Option<(&'static Words, &'static str)>,
}

impl Speech {
    pub fn with(second: Option<SecondLanguage>) -> Self {
        let words = second.map(|language| match language {
            SecondLanguage::German => &de::WORDS,
            SecondLanguage::Slovene => &sl::WORDS,
            SecondLanguage::French => &fr::WORDS,
        });
        Self {
            second: words.zip(second.map(SecondLanguage::tag)),
        }
    }

    /// `Importo / Betrag`, the second in letters that are not bold.
    pub fn text(self, pick: impl Fn(&'static Words) -> &'static str, style: Style) -> Text {
        self.composed(style, |text, words, style| text.then(pick(words), style))
    }

    /// `entro il 31/12/2026 / bis 31/12/2026`.
    pub fn dated(
        self,
        pick: impl Fn(&'static Words) -> &'static str,
        day: Date,
        style: Style,
    ) -> Text {
        let day = italian_date(day);
        self.composed(style, |text, words, style| {
            text.then(&format!("{} {day}", pick(words)), style)
        })
    }

    /// Words that are put together in each language.
    pub fn composed(
        self,
        style: Style,
        compose: impl Fn(Text, &'static Words, Style) -> Text,
    ) -> Text {
        let text = compose(Text::default(), &it::WORDS, style);
        match self.second {
            None => text,
            Some((words, tag)) => {
                let style = lighter(style);
                compose(text.then(" / ", style), words, style.language(tag))
            }
        }
    }

    /// The same sentence in each language, a paragraph each.
    pub fn sentences(
        self,
        pick: impl Fn(&'static Words) -> &'static str,
        style: Style,
    ) -> Vec<Text> {
        self.paragraphs(style, |words, style| Text::new(pick(words), style))
    }

    /// Paragraphs of words that are not all in one style.
    pub fn paragraphs(
        self,
        style: Style,
        compose: impl Fn(&'static Words, Style) -> Text,
    ) -> Vec<Text> {
        let second = self.second.map(|(words, tag)| {
            let style = style.size(style.size_pt * SECOND_PT);
            compose(words, style.language(tag))
        });
        let mut all = vec![compose(&it::WORDS, style)];
        all.extend(second);
        all
    }
}

fn lighter(style: Style) -> Style {
    match style.face {
        Face::Bold => style.face(Face::Regular),
        _ => style,
    }
}

//! The notice to pay (*avviso di pagamento*), A4: one amount, instalments, or a choice of both.
//!
//! Modules, their order and their fixed sentences are those of pagoPA's "Avviso di pagamento" 3.x and of the PDFs
//! of its print service: head, parties, how much and where, the whole amount and its postal slip, the instalments
//! two or three beside each other, the slip of each. A module that
//! finds no room goes to a new page, which has the head again.

mod how;
mod postal;
mod rows;
mod single;
mod slip;
pub mod specimen;
mod ways;

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use platform::pdf::{A4, Document, Info, Text, mm};

use super::frame::{BAND_HEIGHT, Column, HEADING, MARGIN, band};
use super::parties::{Creditor, PARTY_HEIGHT, Party, creditor_module, header, party_module};
use super::words::Speech;
use crate::domain::settings::SecondLanguage;
use rows::{Card, Grid};

pub use ways::{Part, Plan, Ways, Whole};

pub use postal::{AMOUNT_MAX as SLIP_AMOUNT_MAX, Slip, code_text as slip_text};

/// What a notice says. Lengths as pagoPA allows them (subject 140, names 140 and 70 characters) stay readable;
/// longer texts are cut with `…`.
#[derive(Debug, Clone)]
pub struct NoticeDoc {
    pub creditor: Creditor,
    /// The creditor's code at the CBILL consortium; without it the notice has no such field.
    pub cbill: Option<String>,
    pub debtor: Party,
    /// What the money is for (*oggetto del pagamento*).
    pub subject: String,
    pub amount: Cents,
    pub due_date: Option<Date>,
    /// The end of validity: a hint, printed where it is not the due date; nobody refuses a payment for it.
    pub valid_until: Option<Date>,
    pub notice_number: NoticeNumber,
    /// Where the creditor has a postal account.
    pub slip: Option<Slip>,
    /// Every fixed sentence stands in this language, too.
    pub second_language: Option<SecondLanguage>,
    /// What else can be paid than the amount at once.
    pub ways: Ways,
}

/// Upper edges of the modules, from the top of the page.
const PARTIES_TOP: f32 = 124.2;
const HOW_TOP: f32 = PARTIES_TOP + PARTY_HEIGHT;
const SINGLE_TOP: f32 = 398.7;
const SLIP_TOP: f32 = 572.0;
/// Of a page that begins with the slip.
const NEXT_PAGE_TOP: f32 = PARTIES_TOP;
/// White between two modules, at least.
const MODULE_GAP: f32 = mm(6.0);
/// White between the title of the data and the first instalments.
const PARTS_GAP: f32 = 5.4;
const WHOLE_NAME: &str = "Rata unica";
/// White above a band that follows text.
const BAND_GAP: f32 = 10.0;

/// The notice as PDF.
pub fn render(notice: &NoticeDoc) -> Vec<u8> {
    let speech = Speech::with(notice.second_language);
    let mut doc = Document::new(Info {
        title: &format!("Avviso di pagamento {}", notice.notice_number.grouped()),
        author: &notice.creditor.name,
        subject: &notice.subject,
    });
    begin_page(&mut doc, notice, speech);
    let (creditor, recipient) = (
        speech.text(|words| words.creditor, HEADING),
        speech.text(|words| words.recipient, HEADING),
    );
    let left = creditor_module(&mut doc, PARTIES_TOP, &creditor, &notice.creditor);
    let right = party_module(&mut doc, PARTIES_TOP, &recipient, &notice.debtor);
    // Two languages need what the parties leave.
    let how_top = match notice.second_language {
        Some(_) => (left.max(right) + BAND_GAP).min(HOW_TOP),
        None => HOW_TOP,
    };
    let end = how::modules(&mut doc, how_top, notice, speech);
    let mut flow = Flow {
        doc,
        notice,
        speech,
        top: single_top(notice, end),
    };
    flow.whole();
    flow.cards();
    flow.slips();
    flow.doc.finish()
}

/// Modules below each other, page after page.
struct Flow<'a> {
    doc: Document,
    notice: &'a NoticeDoc,
    speech: Speech,
    top: f32,
}

impl Flow<'_> {
    /// Where a module of this height stands.
    fn room(&mut self, height: f32) -> f32 {
        if self.top + height > A4.1 - MARGIN {
            begin_page(&mut self.doc, self.notice, self.speech);
            self.top = NEXT_PAGE_TOP;
        }
        self.top
    }

    /// What is paid at once, with its slip.
    fn whole(&mut self) {
        if !matches!(self.notice.ways.whole, Whole::One) {
            let title = self.speech.text(|words| words.data, HEADING);
            band(&mut self.doc, Column::WHOLE, self.top, &title, None);
            self.top += BAND_HEIGHT + PARTS_GAP;
            return;
        }
        let end = single::module(&mut self.doc, self.top, self.notice, self.speech);
        self.top = end + MODULE_GAP;
        if let Some(slip) = &self.notice.slip {
            self.top = self.top.max(SLIP_TOP);
            let top = self.room(slip::HEIGHT);
            slip::module(&mut self.doc, top, (self.notice, WHOLE_NAME), slip);
            self.top = top + slip::HEIGHT + MODULE_GAP;
        }
    }

    fn cards(&mut self) {
        let ways = &self.notice.ways;
        let grid = Grid::of(ways.parts().count());
        if let Whole::Either(parts) = &ways.whole {
            let titled = parts
                .iter()
                .map(|part| (Text::new(&part.title, HEADING), part));
            self.rows(grid, titled.collect());
        }
        let is_one = ways.plans.len() == 1;
        for plan in &ways.plans {
            let of = (!is_one).then_some(plan.of);
            let title = |part: &Part| rows::instalment_title(part.place, of, self.speech);
            let titled = plan.parts.iter().map(|part| (title(part), part)).collect();
            self.rows(grid, titled);
        }
    }

    fn rows(&mut self, grid: Grid, parts: Vec<(Text, &Part)>) {
        for row in parts.chunks(grid.columns()) {
            let card = |(index, (title, part)): (usize, &(Text, &Part))| {
                let alone = self.notice.of_part(part);
                rows::card(grid, index, title.clone(), &alone, self.speech)
            };
            let cards: Vec<Card> = row.iter().enumerate().map(card).collect();
            let height = cards.iter().map(|card| card.height).fold(0.0, f32::max);
            let top = self.room(height);
            cards.iter().for_each(|card| card.draw(&mut self.doc, top));
            self.top = top + height + MODULE_GAP;
        }
    }

    fn slips(&mut self) {
        for part in self.notice.ways.parts() {
            let Some(slip) = &part.slip else { continue };
            let name = match part.title.as_str() {
                "" => format!("Rata {}", part.place),
                title => title.to_owned(),
            };
            let alone = self.notice.of_part(part);
            let top = self.room(slip::HEIGHT);
            slip::module(&mut self.doc, top, (&alone, &name), slip);
            self.top = top + slip::HEIGHT + MODULE_GAP;
        }
    }
}

fn single_top(notice: &NoticeDoc, end: f32) -> f32 {
    match notice.second_language {
        Some(_) => end + BAND_GAP,
        None => SINGLE_TOP,
    }
}

fn begin_page(doc: &mut Document, notice: &NoticeDoc, speech: Speech) {
    doc.add_page(A4);
    if specimen::is_specimen(notice) {
        specimen::mark(doc);
    }
    let kind = speech.text(|words| words.kind, HEADING);
    header(doc, &kind, &notice.subject, &notice.creditor);
}

/// What the QR code says: `PAGOPA|002|<notice number>|<creditor>|<cents>`.
pub fn qr_text(notice: &NoticeDoc) -> String {
    if specimen::is_specimen(notice) {
        return specimen::WORD.to_owned();
    }
    format!(
        "PAGOPA|002|{}|{}|{}",
        notice.notice_number.as_str(),
        notice.creditor.fiscal_code.as_str(),
        notice.amount.get()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::documents::{Marks, samples};

    /// Whoever prints a hundred thousand pays by the byte.
    const BYTES_MAX: usize = 40_000;

    #[test]
    fn the_code_says_notice_creditor_and_cents() {
        let wanted = "PAGOPA|002|300715700000000032|80047110152|150000";
        assert_eq!(qr_text(&samples::notice()), wanted);
    }

    #[test]
    fn the_same_notice_is_the_same_file() {
        assert_eq!(render(&samples::notice()), render(&samples::notice()));
        let mut other = samples::notice();
        other.amount = Cents::new(150_001);
        assert_ne!(render(&samples::notice()), render(&other));
    }

    #[test]
    fn a_notice_is_small() {
        let mut with_slip = samples::notice();
        with_slip.slip = Some(samples::slip());
        for notice in [samples::notice(), samples::longest_notice(), with_slip] {
            let bytes = render(&notice);
            assert!(bytes.len() <= BYTES_MAX, "{} bytes", bytes.len());
        }
    }

    #[test]
    fn a_notice_without_what_may_be_absent_is_drawn() {
        let mut notice = samples::notice();
        notice.cbill = None;
        notice.due_date = None;
        notice.creditor.office = None;
        notice.creditor.info.clear();
        notice.creditor.marks = Marks::Named;
        notice.debtor.address.clear();
        assert!(render(&notice).len() < render(&samples::notice()).len());
    }
}

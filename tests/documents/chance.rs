//! Documents by seed: every text between nothing and the longest that pagoPA allows.

use jiff::civil::date;
use kernel::dice::{Dice, SeededDice};
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::TaxCode;
use payments::domain::documents::Marks;
use payments::domain::documents::notice::NoticeDoc;
use payments::domain::settings::SecondLanguage;

use crate::samples;

const WORDS: &[&str] = &[
    "TARI",
    "2026/2027",
    "Comune",
    "di",
    "Forlì",
    "perché",
    "MANUTENZIONE",
    "straordinaria",
    "n.",
    "12",
    "Đorđević",
    "dell'acquedotto",
    "già",
    "Precipitevolissimevolmente",
    "S.p.A.",
    "e",
    "Süd",
    "UNIVERSITÀ",
    "WWWW",
    "(saldo)",
    "contributo",
    "ordine",
    "professionale",
    "Ławniczak",
    "a",
    "XVIII",
    "fi",
    "AVAVAV",
    "—",
    "€",
    "&",
    "\"acqua\"",
];

pub struct Chance(SeededDice);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(SeededDice::new(seed))
    }

    /// 0 to `end`, without it.
    fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    /// One to `chars_max` characters, half of the times nearly as many as may be.
    fn text(&self, chars_max: usize) -> String {
        let aim = match self.below(2) {
            0 => chars_max,
            _ => 1 + self.below(chars_max as u64) as usize,
        };
        let mut text = WORDS[self.below(WORDS.len() as u64) as usize].to_owned();
        while text.chars().count() < aim {
            text += " ";
            text += WORDS[self.below(WORDS.len() as u64) as usize];
        }
        let text: String = text.chars().take(chars_max).collect();
        text.trim().to_owned()
    }

    fn maybe<T>(&self, value: impl FnOnce() -> T) -> Option<T> {
        (self.below(4) > 0).then(value)
    }

    fn texts(&self, count_max: u64, chars_max: usize) -> Vec<String> {
        (0..self.below(count_max + 1))
            .map(|_| self.text(chars_max))
            .collect()
    }

    pub fn notice(&self) -> NoticeDoc {
        let mut notice = samples::notice();
        notice.creditor.name = self.text(140);
        notice.creditor.office = self.maybe(|| self.text(140));
        notice.creditor.info = self.texts(2, 50);
        notice.creditor.marks = self.maybe(|| Marks::Shown).unwrap_or(Marks::Named);
        notice.cbill = self.maybe(|| "AB1CD".to_owned());
        notice.debtor.name = self.text(70);
        notice.debtor.address = self.texts(3, 70);
        if self.below(4) == 0 {
            notice.debtor.tax_code = TaxCode::parse("ANONIMO").unwrap();
        }
        notice.subject = self.text(140);
        notice.amount = Cents::new(1 + self.below(99_999_999_999) as i64);
        notice.due_date =
            self.maybe(|| date(2026, 1 + self.below(12) as i8, 1 + self.below(28) as i8));
        notice.valid_until = self.maybe(|| date(2027, 1, 1 + self.below(28) as i8));
        let segregation = SegregationCode::parse("07").unwrap();
        notice.notice_number =
            NoticeNumber::issue(&segregation, self.below(10_000_000_000_000)).unwrap();
        notice
    }

    /// With a postal slip, perhaps in two languages, in lengths of pagoPA's print service.
    pub fn postal_notice(&self) -> NoticeDoc {
        let mut notice = self.notice();
        notice.creditor.name = self.text(100);
        notice.amount = Cents::new(1 + self.below(9_999_999_999) as i64);
        notice.slip = samples::postal_notice().slip;
        notice.second_language = match self.below(8) {
            language @ 0..3 => Some(SecondLanguage::ALL[language as usize]),
            _ => None,
        };
        notice
    }
}

//! What happens to a few positions in a run, drawn from its seed.

use jiff::{SignedDuration, Timestamp};
use kernel::ids::{Iupd, ReceiptId};
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use payments::domain::position::{Installment, PaymentOption};

use crate::chance::Chance;
use crate::samples;
use crate::subject::Told;

/// Everything begins within this time.
const BEGIN_MS: u64 = 400;
/// Numbers that a position may ever have.
const NUMBERS: u64 = 8;

pub struct Script {
    /// Of 100 requests to the table so many go wrong.
    pub mishaps_percent: u64,
    /// Of 100 acts so many end in the middle.
    pub crashes_percent: u64,
    pub files: Vec<File>,
    pub acts: Vec<Timed>,
}

/// A position and all it may become.
#[derive(Clone)]
pub struct File {
    pub iupd: Iupd,
    pub shape: Shape,
    base: u64,
    /// Milliseconds from the beginning of the run.
    valid_ms: Option<u64>,
    due_ms: Option<u64>,
    expires: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Whole,
    Plan(u64),
    WholeOrPlan(u64),
    /// Two amounts of which one is to be paid.
    Fine,
}

#[derive(Clone, Debug)]
pub enum Act {
    Create {
        publish: bool,
    },
    Publish,
    /// New content; which one.
    Update {
        content: u64,
        publish: bool,
    },
    Invalidate,
    Delete,
    /// The body says that this one of its numbers was paid.
    PayOutside(u64),
    Fee(u64),
    Receipt(Told),
    /// The job that writes what time has changed.
    Wake,
}

pub struct Timed {
    pub file: usize,
    pub act: Act,
    pub at_ms: u64,
    /// The actor of its history: no two acts share one.
    pub name: String,
}

impl File {
    pub fn number(&self, index: u64) -> NoticeNumber {
        samples::notice(self.base + index)
    }

    /// The ways to pay of a content: 0 as made, 1 with other amounts, 2 with an instalment less, 3 with one
    /// more.
    pub fn options(&self, content: u64) -> Vec<PaymentOption> {
        let cents = if content == 1 { 3_500 } else { 3_000 };
        let count = |count: u64| match content {
            2 => count - 1,
            3 => count + 1,
            _ => count,
        };
        let whole = |index, cents| self.option(&[(index, cents)]);
        let plan = |parts: u64| {
            let parts: Vec<_> = (0..parts).map(|part| (2 + part, cents)).collect();
            self.option(&parts)
        };
        match self.shape {
            Shape::Whole => vec![whole(0, cents)],
            Shape::Plan(parts) => vec![plan(count(parts))],
            Shape::WholeOrPlan(parts) => vec![whole(0, cents * 2), plan(count(parts))],
            Shape::Fine => vec![whole(0, cents), whole(1, cents * 2)],
        }
    }

    fn option(&self, parts: &[(u64, i64)]) -> PaymentOption {
        let sample = samples::position(&self.number(0), Cents::new(1), start());
        let mut option = sample.options[0].clone();
        option.validity_date = self.valid_ms.map(at);
        option.switch_to_expired = self.expires;
        let part = option.installments[0].clone();
        let part = |(index, cents): &(u64, i64)| {
            let (nav, amount) = (self.number(*index), Cents::new(*cents));
            let mut part = Installment {
                iuv: nav.iuv(),
                nav,
                amount_cents: amount,
                due_at: self.due_ms.map(at),
                ..part.clone()
            };
            part.transfers[0].amount_cents = amount;
            part
        };
        option.installments = parts.iter().map(part).collect();
        option
    }
}

fn start() -> Timestamp {
    "2026-06-01T08:00:00Z".parse().unwrap()
}

fn at(ms: u64) -> Timestamp {
    start() + SignedDuration::from_millis(i64::try_from(ms).unwrap())
}

impl Script {
    pub fn of(seed: u64, chance: &Chance) -> Self {
        let mut script = Self {
            mishaps_percent: chance.of(&[0, 5, 20, 40]),
            crashes_percent: chance.of(&[0, 10, 30]),
            files: Vec::new(),
            acts: Vec::new(),
        };
        for number in 0..=chance.below(2) {
            script.file(seed * 1_000 + number * 20, chance);
        }
        // Somebody else's position claims a number of the first.
        if chance.percent(30) {
            script.file(seed * 1_000 + 3, chance);
        }
        for at_ms in [100, 200, 300, 450] {
            script.act(0, Act::Wake, at_ms);
        }
        script
    }

    /// So many times the same at the same moment, on a published position.
    pub fn crowd(shape: Shape, act: impl Fn(&File) -> Act) -> Self {
        let mut script = Self {
            mishaps_percent: 5,
            crashes_percent: 10,
            files: Vec::new(),
            acts: Vec::new(),
        };
        let file = File {
            iupd: Iupd::parse("LIFE-crowd").unwrap(),
            shape,
            base: 1_000,
            valid_ms: None,
            due_ms: None,
            expires: false,
        };
        script.files.push(file.clone());
        let publish = !matches!(act(&file), Act::Publish);
        script.act(0, Act::Create { publish }, 0);
        for _ in 0..100 {
            script.act(0, act(&file), 100);
        }
        script
    }

    fn file(&mut self, base: u64, chance: &Chance) {
        let index = self.files.len();
        let shape = chance.of(&[
            Shape::Whole,
            Shape::Plan(2),
            Shape::Plan(3),
            Shape::WholeOrPlan(2),
            Shape::WholeOrPlan(4),
            Shape::Fine,
        ]);
        let valid_ms = chance.percent(30).then(|| 40 + chance.below(120));
        let due_ms = chance.percent(50).then(|| 250 + chance.below(150));
        self.files.push(File {
            iupd: Iupd::parse(&format!("LIFE-{base}-{index}")).unwrap(),
            shape,
            base,
            valid_ms,
            due_ms,
            expires: due_ms.is_some() && chance.percent(60),
        });
        let publish = chance.percent(70);
        self.act(index, Act::Create { publish }, chance.below(20));
        for _ in 0..3 + chance.below(6) {
            let act = Self::draw(&self.files[index], chance);
            self.act(index, act, 20 + chance.below(BEGIN_MS));
        }
        for number in 0..chance.below(4) {
            self.receipt(index, number, chance);
        }
    }

    fn draw(file: &File, chance: &Chance) -> Act {
        let publish = chance.percent(70);
        match chance.below(12) {
            0 | 1 => Act::Publish,
            2..=4 => Act::Update {
                content: chance.below(4),
                publish,
            },
            5 => Act::Invalidate,
            6 => Act::Delete,
            7 | 8 => Act::PayOutside(Self::payable(file, chance)),
            9 => Act::Fee(Self::payable(file, chance)),
            10 => Act::Wake,
            _ => Act::Create { publish },
        }
    }

    /// One of the numbers it has from the beginning.
    fn payable(file: &File, chance: &Chance) -> u64 {
        match file.shape {
            Shape::Whole => 0,
            Shape::Plan(parts) => 2 + chance.below(parts),
            Shape::WholeOrPlan(parts) => match chance.below(3) {
                0 => 0,
                _ => 2 + chance.below(parts),
            },
            Shape::Fine => chance.below(2),
        }
    }

    /// A receipt, late, doubled, for another amount or for a number that nobody has.
    fn receipt(&mut self, file: usize, number: u64, chance: &Chance) {
        let index = match chance.below(10) {
            0 => NUMBERS - 1,
            _ => Self::payable(&self.files[file], chance),
        };
        let told = Told {
            nav: self.files[file].number(index),
            id: ReceiptId::parse(&format!("L{file}-{number}")).unwrap(),
            amount: Cents::new(chance.of(&[3_000, 6_000, 1])),
        };
        for _ in 0..1 + chance.below(3) {
            self.act(
                file,
                Act::Receipt(told.clone()),
                20 + chance.below(BEGIN_MS * 2),
            );
        }
    }

    fn act(&mut self, file: usize, act: Act, at_ms: u64) {
        let name = format!("act-{}", self.acts.len());
        self.acts.push(Timed {
            file,
            act,
            at_ms,
            name,
        });
    }

    /// Every receipt once, in a fixed order.
    pub fn receipts(&self) -> Vec<Told> {
        let told = |timed: &'_ Timed| match &timed.act {
            Act::Receipt(told) => Some(told.clone()),
            _ => None,
        };
        let mut all: Vec<Told> = self.acts.iter().filter_map(told).collect();
        all.sort();
        all.dedup();
        all
    }
}

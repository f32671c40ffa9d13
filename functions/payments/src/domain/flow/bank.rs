//! What the bank says of a flow: the credits that name it, in all the statements that were loaded.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use crate::domain::statement::ProvisionalEntry;

/// What a line of a statement is to the flow that it names; `none` for every other line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineMatch {
    Matched,
    MissingFlow,
    AmountDiffers,
    /// Another movement has credited the same flow.
    Duplicate,
    /// Names no flow, or was taken back by the bank.
    None,
}

impl LineMatch {
    pub fn italian(self) -> &'static str {
        match self {
            Self::Matched => "Abbinato",
            Self::MissingFlow => "Flusso mancante",
            Self::AmountDiffers => "Importo diverso",
            Self::Duplicate => "Doppio",
            Self::None => "Nessun flusso",
        }
    }
}

/// Where a flow stands at the bank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BankState {
    /// No credit has been seen yet.
    #[default]
    Waiting,
    Matched,
    AmountDiffers,
    /// Credited more than once.
    Duplicate,
}

impl BankState {
    pub fn italian(self) -> &'static str {
        match self {
            Self::Waiting => "In attesa dell'accredito",
            Self::Matched => "Accreditato",
            Self::AmountDiffers => "Accredito di altro importo",
            Self::Duplicate => "Accreditato più volte",
        }
    }
}

/// A line of a statement that names a flow, as it is kept: found by the flow's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BankLine {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    pub statement: StatementId,
    /// The check of the statement that found it: lines of an earlier check are void.
    pub check: u32,
    /// Physical row of the file.
    pub row: u32,
    pub accounting_date: Date,
    /// Negative where the bank takes a credit back.
    pub amount_cents: Cents,
    /// Tells equal movements of one statement apart, from 1.
    pub occurrence: u32,
    /// The treasurer's number of the credit, or of the one that is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<ProvisionalEntry>,
    #[serde(rename = "match")]
    pub verdict: LineMatch,
}

/// What makes two lines of two statements the same movement of the account: day, amount, and which of
/// its equals.
pub(crate) type Movement = (Date, Cents, u32);

impl BankLine {
    pub fn movement(&self) -> Movement {
        (self.accounting_date, self.amount_cents, self.occurrence)
    }
}

/// The lines of one flow with their verdicts, and what they mean for the flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    pub lines: Vec<BankLine>,
    pub bank: BankState,
}

/// Judges all the lines of one flow against its total; `None` while the flow is not loaded.
///
/// The same movement in two statements is one credit. A debit takes back one credit of its amount:
/// neither counts. Of the credits left, one is the flow's: the first of its amount, else the first;
/// the others are duplicates.
pub fn settle(mut lines: Vec<BankLine>, total: Option<Cents>) -> Settled {
    let told = lines
        .iter()
        .map(|line| (line.movement(), line.provisional.as_ref()));
    let credits = standing(told);
    let exact = credits.iter().find(|(_, amount, _)| Some(*amount) == total);
    let chosen = exact.or(credits.first()).copied();
    for line in &mut lines {
        let movement = line.movement();
        line.verdict = if !credits.contains(&movement) {
            LineMatch::None
        } else if Some(movement) != chosen {
            LineMatch::Duplicate
        } else if total.is_none() {
            LineMatch::MissingFlow
        } else if exact.is_some() {
            LineMatch::Matched
        } else {
            LineMatch::AmountDiffers
        };
    }
    let bank = match (credits.len(), exact) {
        (0, _) => BankState::Waiting,
        (1, Some(_)) => BankState::Matched,
        (1, None) => BankState::AmountDiffers,
        (_, _) => BankState::Duplicate,
    };
    Settled { lines, bank }
}

/// The credits that were not taken back, earliest first.
pub(crate) fn standing<'a>(
    lines: impl Iterator<Item = (Movement, Option<&'a ProvisionalEntry>)>,
) -> Vec<Movement> {
    let mut entries: BTreeMap<Movement, Option<&ProvisionalEntry>> = BTreeMap::new();
    for (movement, told) in lines {
        let entry = entries.entry(movement).or_default();
        *entry = entry.or(told);
    }
    let (debits, credits): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|((_, amount, _), _)| *amount < Cents::ZERO);
    let mut credits = credits;
    for ((date, amount, _), entry) in debits {
        let undone = credits
            .iter()
            .enumerate()
            .filter(|(_, ((_, credit, _), _))| credit.get() == -amount.get())
            .max_by_key(|(_, ((day, _, occurrence), own))| {
                (
                    is_same(entry, *own),
                    *day <= date,
                    *day,
                    Reverse(*occurrence),
                )
            });
        if let Some((at, _)) = undone {
            credits.remove(at);
        }
    }
    credits.into_iter().map(|(movement, _)| movement).collect()
}

/// A treasurer says by the number which credit is taken back.
fn is_same(one: Option<&ProvisionalEntry>, other: Option<&ProvisionalEntry>) -> bool {
    matches!((one, other), (Some(one), Some(other)) if one.is_same(other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn line(statement: u8, day: i8, amount: i64, occurrence: u32) -> BankLine {
        let id = format!("01KA9B6N0M5VJ8G2Q4T7XW3ZR{statement}");
        BankLine {
            creditor: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            flow_id: FlowId::parse("2026-11-20PSP-1").expect("a flow"),
            statement: StatementId::parse(&id).expect("an id"),
            check: 1,
            row: 2,
            accounting_date: jiff::civil::date(2026, 11, day),
            amount_cents: Cents::new(amount),
            occurrence,
            provisional: None,
            verdict: LineMatch::None,
        }
    }

    fn judged(lines: &[BankLine], total: Option<i64>) -> (Vec<LineMatch>, BankState) {
        let settled = settle(lines.to_vec(), total.map(Cents::new));
        let verdicts = settled.lines.iter().map(|line| line.verdict).collect();
        (verdicts, settled.bank)
    }

    #[test]
    fn a_credit_is_the_flow_s_when_the_amount_is_the_same() {
        use BankState::*;
        let one = [line(1, 20, 500, 1)];
        assert_eq!(judged(&one, Some(500)), (vec![LineMatch::Matched], Matched));
        assert_eq!(
            judged(&one, Some(501)),
            (vec![LineMatch::AmountDiffers], AmountDiffers)
        );
        assert_eq!(judged(&one, None).0, [LineMatch::MissingFlow]);
        assert_eq!(judged(&[], Some(500)), (vec![], Waiting));
    }

    #[test]
    fn the_same_movement_in_two_statements_is_one_credit() {
        let twice = [line(1, 20, 500, 1), line(2, 20, 500, 1)];
        let matched = vec![LineMatch::Matched; 2];
        assert_eq!(judged(&twice, Some(500)), (matched, BankState::Matched));
    }

    #[test]
    fn a_second_movement_is_a_duplicate_and_the_right_amount_wins() {
        use LineMatch::{Duplicate, Matched, MissingFlow};
        let equal = [line(1, 20, 500, 1), line(1, 20, 500, 2)];
        assert_eq!(
            judged(&equal, Some(500)),
            (vec![Matched, Duplicate], BankState::Duplicate)
        );
        let later = [line(1, 20, 400, 1), line(2, 22, 500, 1)];
        assert_eq!(judged(&later, Some(500)).0, [Duplicate, Matched]);
        assert_eq!(judged(&later, None).0, [MissingFlow, Duplicate]);
    }

    #[test]
    fn a_credit_that_the_bank_takes_back_does_not_count() {
        use LineMatch::{Matched, None};
        let undone = [
            line(1, 20, 500, 1),
            line(1, 21, -500, 1),
            line(1, 22, 500, 1),
        ];
        assert_eq!(
            judged(&undone, Some(500)),
            (vec![None, None, Matched], BankState::Matched)
        );
        assert_eq!(judged(&undone[..2], Some(500)).1, BankState::Waiting);
    }

    #[test]
    fn a_treasurer_says_by_number_which_credit_is_taken_back() {
        use LineMatch::{Matched, None};
        let numbered = |day, amount, number: &str| BankLine {
            provisional: ProvisionalEntry::parse(number, Some(2026)),
            ..line(1, day, amount, 1)
        };
        let lines = [
            numbered(20, 500, "0033089"),
            numbered(21, 500, "33090"),
            numbered(22, -500, "33089"),
        ];
        assert_eq!(judged(&lines, Some(500)).0, [None, Matched, None]);
    }

    proptest! {
        #[test]
        fn one_movement_at_most_is_the_flow_s(
            found in prop::collection::vec((1u8..4, 1i8..4, -3i64..4, 1u32..3), 0..8),
            total in prop::option::of(1i64..4),
        ) {
            let lines: Vec<_> = found.into_iter().map(|(s, d, a, o)| line(s, d, a, o)).collect();
            let settled = settle(lines, total.map(Cents::new));
            let chosen: BTreeSet<_> = settled
                .lines
                .iter()
                .filter(|l| !matches!(l.verdict, LineMatch::Duplicate | LineMatch::None))
                .map(BankLine::movement)
                .collect();
            prop_assert!(chosen.len() <= 1);
            let again = settle(settled.lines.clone(), total.map(Cents::new));
            prop_assert_eq!(again, settled);
        }
    }
}

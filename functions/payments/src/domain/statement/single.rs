//! Credits of one payment (`/RFB/`, `/RFS/`), the old way of settling: each against the receipt of its
//! IUV and amount.

use jiff::civil::Date;
use kernel::ids::{ReceiptId, StatementId};
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::ProvisionalEntry;
use crate::domain::flow::{LineMatch, Movement, standing};

/// A line of a statement that names a payment of ours, as it is kept: found by the notice's number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SingleLine {
    pub creditor: OrgFiscalCode,
    pub nav: NoticeNumber,
    pub iuv: Iuv,
    pub statement: StatementId,
    pub row: u32,
    pub accounting_date: Date,
    /// Negative where the bank takes a credit back.
    pub amount_cents: Cents,
    /// Tells equal movements of one statement apart, from 1.
    pub occurrence: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<ProvisionalEntry>,
    #[serde(rename = "match")]
    pub verdict: LineMatch,
    /// The payment that was credited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_id: Option<ReceiptId>,
}

impl SingleLine {
    pub fn movement(&self) -> Movement {
        (self.accounting_date, self.amount_cents, self.occurrence)
    }
}

/// Judges all the lines of one notice against its receipts. Each receipt is credited once: the same
/// movement in two statements is one credit, a debit takes one back, and what is left over is a
/// double. `none` where no receipt has come.
pub fn settle_singles(
    mut lines: Vec<SingleLine>,
    receipts: &[(ReceiptId, Cents)],
) -> Vec<SingleLine> {
    let told = lines
        .iter()
        .map(|line| (line.movement(), line.provisional.as_ref()));
    let credits = standing(told);
    let mut open: Vec<&(ReceiptId, Cents)> = receipts.iter().collect();
    for credit in credits.iter().copied() {
        let at = open.iter().position(|(_, amount)| *amount == credit.1);
        let receipt = at.map(|at| open.remove(at).0.clone());
        for line in lines.iter_mut().filter(|line| line.movement() == credit) {
            line.receipt_id.clone_from(&receipt);
            line.verdict = LineMatch::Matched;
        }
    }
    for line in &mut lines {
        let is_credit = credits.contains(&line.movement());
        line.verdict = match (is_credit, line.receipt_id.is_some() && is_credit) {
            (true, true) => LineMatch::Matched,
            (true, false) if !open.is_empty() => LineMatch::AmountDiffers,
            (true, false) if !receipts.is_empty() => LineMatch::Duplicate,
            (true, false) | (false, _) => LineMatch::None,
        };
        if line.verdict != LineMatch::Matched {
            line.receipt_id = None;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(statement: u8, amount: i64, occurrence: u32) -> SingleLine {
        let nav = NoticeNumber::parse("300715700000000032").expect("a number");
        SingleLine {
            creditor: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            iuv: nav.iuv(),
            nav,
            statement: StatementId::parse(&format!("01KA9B6N0M5VJ8G2Q4T7XW3ZR{statement}"))
                .expect("an id"),
            row: 2,
            accounting_date: jiff::civil::date(2026, 11, 20),
            amount_cents: Cents::new(amount),
            occurrence,
            provisional: None,
            verdict: LineMatch::None,
            receipt_id: None,
        }
    }

    fn judged(lines: &[SingleLine], receipts: &[i64]) -> Vec<LineMatch> {
        let receipt = |(at, amount): (usize, &i64)| {
            (
                ReceiptId::parse(&format!("R{at}")).expect("an id"),
                Cents::new(*amount),
            )
        };
        let receipts: Vec<_> = receipts.iter().enumerate().map(receipt).collect();
        let settled = settle_singles(lines.to_vec(), &receipts);
        assert_eq!(settle_singles(settled.clone(), &receipts), settled, "again");
        settled.iter().map(|line| line.verdict).collect()
    }

    #[test]
    fn a_credit_is_the_receipt_s_of_its_amount() {
        use LineMatch::{AmountDiffers, Duplicate, Matched, None};
        assert_eq!(judged(&[line(1, 3_000, 1)], &[3_000]), [Matched]);
        assert_eq!(judged(&[line(1, 3_000, 1)], &[3_001]), [AmountDiffers]);
        assert_eq!(judged(&[line(1, 3_000, 1)], &[]), [None]);
        let twice = [line(1, 3_000, 1), line(1, 3_000, 2)];
        assert_eq!(judged(&twice, &[3_000]), [Matched, Duplicate]);
        assert_eq!(
            judged(&twice, &[3_000, 3_000]),
            [Matched, Matched],
            "paid twice"
        );
        let overlap = [line(1, 3_000, 1), line(2, 3_000, 1)];
        assert_eq!(
            judged(&overlap, &[3_000]),
            [Matched, Matched],
            "one movement"
        );
        let undone = [line(1, 3_000, 1), line(1, -3_000, 1)];
        assert_eq!(judged(&undone, &[3_000]), [None, None]);
    }
}

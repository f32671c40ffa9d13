//! What is wrong between a flow and the bank.

use jiff::civil::{Date, Weekday};
use jiff::{Timestamp, ToSpan};
use kernel::flow::FlowId;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;

use super::{About, Exception, ExceptionId, ExceptionKind};
use crate::domain::flow::{BankLine, BankState, Flow, LineMatch};

/// The credit comes by the end of the next working day (facts, FdR); a person looks after three.
pub const WORKING_DAYS_MAX: u32 = 3;

/// The last day on which a credit is not late.
pub fn credit_due(settled_on: Date) -> Date {
    let (mut day, mut left) = (settled_on, WORKING_DAYS_MAX);
    while left > 0 {
        day = day.saturating_add(1.day());
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
    }
    day
}

/// The trouble of a flow, or of a name that is no flow here, with the lines that name it.
pub fn of_flow(
    (creditor, id): (&OrgFiscalCode, &FlowId),
    flow: Option<&Flow>,
    lines: &[BankLine],
    now: Timestamp,
) -> Option<Exception> {
    let verdict = |wanted: LineMatch| lines.iter().find(|line| line.verdict == wanted);
    let found = |kind, on, amount_cents, expected_cents| Exception {
        creditor: creditor.clone(),
        id: ExceptionId::of_bank(id),
        kind,
        on,
        amount_cents,
        expected_cents,
        about: About {
            flow_id: Some(id.clone()),
            ..About::default()
        },
        opened_at: now,
        search: None,
        settled: None,
        events: Vec::new(),
        version: 1,
    };
    let of_line = |kind, line: &BankLine, expected: Option<Cents>| {
        found(kind, line.accounting_date, line.amount_cents, expected)
    };
    let Some(flow) = flow else {
        let line = verdict(LineMatch::MissingFlow)?;
        return Some(of_line(ExceptionKind::BankFlowMissing, line, None));
    };
    let total = Some(flow.amount_cents);
    match flow.bank {
        BankState::Matched => None,
        BankState::AmountDiffers => {
            let line = verdict(LineMatch::AmountDiffers)?;
            Some(of_line(ExceptionKind::BankAmount, line, total))
        }
        BankState::Duplicate => {
            let line = verdict(LineMatch::Duplicate)?;
            Some(of_line(ExceptionKind::BankRepeated, line, None))
        }
        BankState::Waiting if rome_date(now) > credit_due(flow.settled_on) => {
            let (on, amount) = (flow.settled_on, flow.amount_cents);
            Some(found(ExceptionKind::NotCredited, on, amount, None))
        }
        BankState::Waiting => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn three_working_days_pass_over_the_weekend() {
        // A Friday.
        assert_eq!(credit_due(date(2026, 11, 20)), date(2026, 11, 25));
        assert_eq!(credit_due(date(2026, 11, 16)), date(2026, 11, 19));
    }
}

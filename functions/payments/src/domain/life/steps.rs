//! The steps of a position's life, each with its day or with what is missing.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::time::rome_date;

use super::bank_days::deadlines;
use crate::domain::flow::LineMatch;
use crate::domain::position::{DebtPosition, Installment, PositionState};
use crate::domain::receipt::Receipt;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    Created,
    Notified,
    Paid,
    Receipt,
    Flow,
    Bank,
}

/// How far a step is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reached {
    /// It happened, on this day.
    On(Date),
    /// It has yet to happen, by this day where one is known.
    Awaited(Option<Date>),
    /// It should have happened by this day.
    Late(Date),
    /// Its turn comes after another step.
    Later,
    /// Nobody told us.
    Untold,
    /// It will not happen any more.
    Never,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub kind: StepKind,
    pub reached: Reached,
    /// The flow or the bank line behind the step.
    pub flow: Option<FlowId>,
    pub statement: Option<(StatementId, u32)>,
    /// The bank's credit is not that of the flow.
    pub differs: bool,
}

/// A transfer in a reporting flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InFlow {
    pub flow: FlowId,
    pub at: Timestamp,
}

/// A line of a statement that names a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtBank {
    pub flow: FlowId,
    pub statement: StatementId,
    pub row: u32,
    pub on: Date,
    pub verdict: LineMatch,
}

/// What is known of a part beside its position.
#[derive(Clone, Copy, Debug)]
pub struct LifeInput<'a> {
    pub receipts: &'a [Receipt],
    /// The flows that reported transfers of the part.
    pub flows: &'a [InFlow],
    pub lines: &'a [AtBank],
    pub today: Date,
}

/// The steps of the whole position: made, notified.
pub fn life(position: &DebtPosition) -> [Step; 2] {
    let created = Reached::On(rome_date(position.created_at));
    [
        step(StepKind::Created, created),
        step(StepKind::Notified, Reached::Untold),
    ]
}

/// The steps of one payable part: paid, receipt, flow, bank.
pub fn life_of_part(position: &DebtPosition, part: &Installment, told: LifeInput<'_>) -> [Step; 4] {
    let Some(payment) = &part.payment else {
        let later = |kind| step(kind, after_payment(position));
        return [
            step(StepKind::Paid, awaited_payment(position, part, told.today)),
            later(StepKind::Receipt),
            later(StepKind::Flow),
            later(StepKind::Bank),
        ];
    };
    let settles = |receipt: &&Receipt| receipt.settles() && payment.is_of(&receipt.receipt_id);
    let receipt = told.receipts.iter().find(settles);
    let by = deadlines(payment.paid_at);
    [
        step(StepKind::Paid, Reached::On(rome_date(payment.paid_at))),
        step(
            StepKind::Receipt,
            receipt.map_or(Reached::Untold, |r| Reached::On(rome_date(r.received_at))),
        ),
        flow(told, by.flow),
        bank(told, by.credit),
    ]
}

fn flow(told: LifeInput<'_>, by: Date) -> Step {
    let Some(last) = told.flows.iter().max_by_key(|flow| flow.at) else {
        return step(StepKind::Flow, awaited(by, told.today));
    };
    Step {
        flow: Some(last.flow.clone()),
        ..step(StepKind::Flow, Reached::On(rome_date(last.at)))
    }
}

/// The bank's line is found by the flow that it names: none before the flow is known.
fn bank(told: LifeInput<'_>, by: Date) -> Step {
    let of_flow = |line: &&AtBank| told.flows.iter().any(|flow| flow.flow == line.flow);
    let counts = |line: &&AtBank| line.verdict != LineMatch::None;
    let mut lines = told.lines.iter().filter(of_flow).filter(counts);
    let exact = lines
        .clone()
        .find(|line| line.verdict == LineMatch::Matched);
    let Some(line) = exact.or_else(|| lines.next()) else {
        return step(StepKind::Bank, awaited(by, told.today));
    };
    Step {
        flow: Some(line.flow.clone()),
        statement: Some((line.statement.clone(), line.row)),
        differs: line.verdict != LineMatch::Matched,
        ..step(StepKind::Bank, Reached::On(line.on))
    }
}

fn awaited(by: Date, today: Date) -> Reached {
    if by < today {
        Reached::Late(by)
    } else {
        Reached::Awaited(Some(by))
    }
}

fn awaited_payment(position: &DebtPosition, part: &Installment, today: Date) -> Reached {
    if position.state == PositionState::Invalid {
        return Reached::Never;
    }
    match part.due_date {
        Some(due) if due < today => Reached::Late(due),
        due => Reached::Awaited(due),
    }
}

fn after_payment(position: &DebtPosition) -> Reached {
    if position.state == PositionState::Invalid {
        Reached::Never
    } else {
        Reached::Later
    }
}

fn step(kind: StepKind, reached: Reached) -> Step {
    Step {
        kind,
        reached,
        flow: None,
        statement: None,
        differs: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::{pay, samples};
    use crate::domain::receipt::Standing;
    use crate::domain::receipt::samples::receipt;
    use jiff::civil::date;

    const STATEMENT: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";

    fn reached(steps: [Step; 4]) -> [Reached; 4] {
        steps.map(|step| step.reached)
    }

    fn told<'a>(today: Date, receipts: &'a [Receipt]) -> LifeInput<'a> {
        LifeInput {
            receipts,
            flows: &[],
            lines: &[],
            today,
        }
    }

    #[test]
    fn what_is_not_paid_is_awaited_and_then_late() {
        let mut position = samples::position();
        position.options[0].installments[0].due_date = Some(date(2026, 6, 30));
        let at = |position: &DebtPosition, today| {
            reached(life_of_part(
                position,
                position.first().unwrap(),
                told(today, &[]),
            ))
        };
        let due = Some(date(2026, 6, 30));
        let later = Reached::Later;
        assert_eq!(
            at(&position, date(2026, 6, 30)),
            [Reached::Awaited(due), later.clone(), later.clone(), later]
        );
        assert_eq!(
            at(&position, date(2026, 7, 1))[0],
            Reached::Late(date(2026, 6, 30))
        );
        position.state = PositionState::Invalid;
        assert_eq!(
            at(&position, date(2026, 7, 1)),
            [const { Reached::Never }; 4]
        );
    }

    #[test]
    fn each_missing_step_of_a_payment_has_its_day() {
        let valid = samples::position();
        let paid = pay(&valid, &valid.nav, samples::payment("A"), valid.updated_at)
            .unwrap()
            .position;
        let part = paid.first().unwrap();
        let receipts = [Receipt {
            standing: Standing::Settles,
            ..receipt("A")
        }];
        // Paid on Monday 1 June 2026 at noon.
        let on_time = reached(life_of_part(&paid, part, told(date(2026, 6, 2), &receipts)));
        assert_eq!(on_time[0], Reached::On(date(2026, 6, 1)));
        assert!(matches!(on_time[1], Reached::On(_)));
        assert_eq!(on_time[2], Reached::Awaited(Some(date(2026, 6, 3))));
        assert_eq!(on_time[3], Reached::Awaited(Some(date(2026, 6, 2))));
        let late = reached(life_of_part(&paid, part, told(date(2026, 6, 4), &[])));
        assert_eq!(late[1], Reached::Untold);
        assert_eq!(late[2], Reached::Late(date(2026, 6, 3)));
        assert_eq!(late[3], Reached::Late(date(2026, 6, 2)));
    }

    #[test]
    fn the_bank_is_found_by_the_flow() {
        let valid = samples::position();
        let paid = pay(&valid, &valid.nav, samples::payment("A"), valid.updated_at)
            .unwrap()
            .position;
        let flow = crate::domain::flow::samples::flow().head.id;
        let line = |verdict| AtBank {
            flow: flow.clone(),
            statement: StatementId::parse(STATEMENT).unwrap(),
            row: 7,
            on: date(2026, 6, 2),
            verdict,
        };
        let lines = [line(LineMatch::Duplicate), line(LineMatch::Matched)];
        let in_flow = [InFlow {
            flow: flow.clone(),
            at: "2026-06-03T10:00:00Z".parse().unwrap(),
        }];
        let told = LifeInput {
            receipts: &[],
            flows: &in_flow,
            lines: &lines,
            today: date(2026, 6, 10),
        };
        let [_, _, by_flow, at_bank] = life_of_part(&paid, paid.first().unwrap(), told);
        assert_eq!(by_flow.flow.as_ref(), Some(&flow));
        assert_eq!(at_bank.reached, Reached::On(date(2026, 6, 2)));
        assert!(!at_bank.differs);
        let only = [line(LineMatch::AmountDiffers)];
        let told = LifeInput {
            lines: &only,
            ..told
        };
        let [.., at_bank] = life_of_part(&paid, paid.first().unwrap(), told);
        assert!(at_bank.differs && at_bank.statement.is_some());
    }
}

//! The check of an uploaded statement: its movements are read, those that name flows are judged
//! with them.
//!
//! A repeated run writes the same rows and lines again. A run that another check has overtaken
//! does nothing.

mod reading;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::Date;
use kernel::dice::Dice;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::jobs::{JobError, JobMessage};
use platform::outbox::OutboxItem;
use platform::table::Condition;
use serde::{Deserialize, Serialize};

use super::matching::MatchingJobDeps;
use crate::domain::flow::{BankLine, LineMatch};
use crate::domain::statement::{
    Command, Decision, Findings, KnownFlows, Read, Reading, RemittanceInfo, SingleLine, Statement,
    StatementFailure, StatementFault, StatementRow, StatementState, rows,
};
use crate::store::bank_lines::{self, SettleError, Told};
use crate::store::{files, flows, single_lines, statements};
use reading::Outcome;

pub const CHECK_STATEMENT_JOB: &str = "check-statement";

/// A credit comes some days after the settlement date of its flow, and hardly before it.
const DAYS_AROUND: i64 = 31;
/// Lines of one statement that may name the same flow: its credit, what was taken back, a double or
/// two. What comes after them is told as a double without being kept.
const LINES_OF_A_FLOW_MAX: usize = 20;

/// What the job is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckStatementOrder {
    pub creditor: OrgFiscalCode,
    pub statement: StatementId,
    /// The number of the check: a later one makes this one void.
    pub check: u32,
}

impl CheckStatementOrder {
    /// Has the check that this statement is in done.
    pub fn of(statement: &Statement, clock: &dyn Clock, dice: &dyn Dice) -> OutboxItem {
        let order = Self {
            creditor: statement.creditor.clone(),
            statement: statement.id.clone(),
            check: statement.check,
        };
        OutboxItem::new(CHECK_STATEMENT_JOB, &order, clock, dice)
    }
}

pub(super) async fn run(deps: MatchingJobDeps, message: JobMessage) -> Result<(), JobError> {
    let order: CheckStatementOrder = message.data()?;
    let Some(statement) = deps.checking(&order).await? else {
        return Ok(());
    };
    let check = statement.check;
    let command = match deps.reading(&statement).await? {
        Ok(outcome) => deps.understood(&statement, outcome).await?,
        Err(fault) => failed(check, &fault),
    };
    // What an earlier check of the file told does not count any more.
    if !matches!(command, Command::Found { .. }) && statement.check > 1 {
        deps.judge(&statement, &[]).await?;
    }
    let Decision::Changed(after) = statement.decide(command, deps.clock.now()) else {
        return Ok(());
    };
    let condition = Condition::Version(statement.version);
    let saved = statements::save(&deps.table, &after, condition, (None, None)).await;
    saved.map(|_| ()).map_err(JobError::of)
}

fn failed(check: u32, fault: &StatementFault) -> Command {
    let (code, reason) = (fault.code().to_owned(), fault.to_string());
    let failure = StatementFailure { code, reason };
    Command::Fail { check, failure }
}

impl MatchingJobDeps {
    /// The statement, while this check of it is wanted.
    async fn checking(&self, order: &CheckStatementOrder) -> Result<Option<Statement>, JobError> {
        let statement = statements::read(&self.table, &order.creditor, &order.statement).await;
        let wanted = |statement: &Statement| {
            statement.state == StatementState::Checking && statement.check == order.check
        };
        Ok(statement.map_err(JobError::of)?.filter(wanted))
    }

    /// What follows of a file that could be read, or whose columns have to be named.
    async fn understood(
        &self,
        statement: &Statement,
        outcome: Outcome,
    ) -> Result<Command, JobError> {
        let (creditor, id, check) = (&statement.creditor, &statement.id, statement.check);
        if let Some(sample) = outcome.sample {
            let key = files::statement_sample(creditor, id, check);
            let kept = files::put_lines(&self.objects, &key, &[sample]).await;
            kept.map_err(JobError::of)?;
        }
        Ok(match outcome.read {
            Err(fault) => failed(check, &fault),
            Ok(Read::Asked) => Command::Ask { check },
            Ok(Read::Movements(reading)) => Command::Found {
                check,
                findings: self.keep(statement, reading).await?,
                is_learnt: outcome.is_learnt,
            },
        })
    }

    /// Keeps rows and bank lines, and has every flow that is named judged.
    async fn keep(&self, statement: &Statement, reading: Reading) -> Result<Findings, JobError> {
        let (creditor, id, check) = (&statement.creditor, &statement.id, statement.check);
        let known = self.known(creditor, &reading).await?;
        let rows = rows(reading.movements, &known, &statement.named);
        let key = files::statement_rows(creditor, id, check);
        files::put_lines(&self.objects, &key, &rows)
            .await
            .map_err(JobError::of)?;
        let key = files::statement_unread(creditor, id, check);
        files::put_lines(&self.objects, &key, &reading.unread)
            .await
            .map_err(JobError::of)?;
        self.judge(statement, &rows).await?;
        let count = |wanted: fn(&RemittanceInfo) -> bool| {
            narrow(rows.iter().filter(|row| wanted(&row.remittance)).count())
        };
        Ok(Findings {
            dialect: reading.dialect,
            mapping: reading.mapping,
            rows: narrow(rows.len()),
            cumulative: count(|info| matches!(info, RemittanceInfo::Cumulative(_))),
            single: count(|info| matches!(info, RemittanceInfo::Single(_))),
            unread: narrow(reading.unread.len()),
        })
    }

    async fn judge(&self, statement: &Statement, rows: &[StatementRow]) -> Result<(), JobError> {
        let (creditor, id) = (&statement.creditor, &statement.id);
        let mut lines = lines(statement, rows);
        let earlier = bank_lines::of_statement(&self.table, creditor, id).await;
        let earlier = earlier.map_err(JobError::of)?;
        self.judge_singles(statement, rows, &earlier.singles)
            .await?;
        let named: BTreeSet<FlowId> = earlier
            .flows
            .into_iter()
            .map(|line| line.flow_id)
            .chain(lines.keys().cloned())
            .collect();
        for flow_id in named {
            let lines = lines.remove(&flow_id).unwrap_or_default();
            let told = Told {
                statement: id,
                lines,
            };
            let now = self.clock.now();
            let judged =
                bank_lines::judge(&self.table, (creditor, &flow_id), Some(&told), now).await;
            match judged {
                // So many statements tell of this flow that another one adds nothing.
                Err(SettleError::TooManyLines) => {
                    tracing::warn!(flow.id = %flow_id, "too many bank lines");
                }
                judged => judged.map_err(JobError::of)?,
            }
        }
        Ok(())
    }

    /// As for flows, of the notices of ours that are named one by one.
    async fn judge_singles(
        &self,
        statement: &Statement,
        rows: &[StatementRow],
        earlier: &[SingleLine],
    ) -> Result<(), JobError> {
        let mut lines = singles(statement, rows);
        let before = earlier.iter().map(|line| line.nav.clone());
        let named: BTreeSet<NoticeNumber> = before.chain(lines.keys().cloned()).collect();
        for nav in named {
            let lines = lines.remove(&nav).unwrap_or_default();
            let told = (&statement.id, lines.as_slice());
            let judged = single_lines::judge(&self.table, (&statement.creditor, &nav), told).await;
            match judged {
                Err(SettleError::TooManyLines) => tracing::warn!("too many lines of one payment"),
                judged => judged.map_err(JobError::of)?,
            }
        }
        Ok(())
    }

    /// The flows of the statement's days.
    async fn known(
        &self,
        creditor: &OrgFiscalCode,
        reading: &Reading,
    ) -> Result<KnownFlows, JobError> {
        let days = || {
            reading
                .movements
                .iter()
                .map(|movement| movement.accounting_date)
        };
        let (Some(first), Some(last)) = (days().min(), days().max()) else {
            return Ok(KnownFlows::default());
        };
        let flows = flows::settled_between(&self.table, creditor, around(first, last)).await;
        let flows = flows.map_err(JobError::of)?;
        Ok(KnownFlows::of(flows.into_iter().map(|flow| flow.id)))
    }
}

fn around(first: Date, last: Date) -> (Date, Date) {
    (
        first.saturating_sub(DAYS_AROUND.days()),
        last.saturating_add(DAYS_AROUND.days()),
    )
}

/// The lines that name flows, by flow. Equal movements are told apart by their order.
fn lines(statement: &Statement, rows: &[StatementRow]) -> BTreeMap<FlowId, Vec<BankLine>> {
    let mut by_flow: BTreeMap<FlowId, Vec<BankLine>> = BTreeMap::new();
    for row in rows {
        let RemittanceInfo::Cumulative(flow_id) = &row.remittance else {
            continue;
        };
        let lines = by_flow.entry(flow_id.clone()).or_default();
        if lines.len() >= LINES_OF_A_FLOW_MAX {
            continue;
        }
        let same = |line: &&BankLine| {
            (line.accounting_date, line.amount_cents) == (row.accounting_date, row.amount_cents)
        };
        let occurrence = 1 + narrow(lines.iter().filter(same).count());
        lines.push(BankLine {
            creditor: statement.creditor.clone(),
            flow_id: flow_id.clone(),
            statement: statement.id.clone(),
            check: statement.check,
            row: row.row,
            accounting_date: row.accounting_date,
            amount_cents: row.amount_cents,
            occurrence,
            provisional: row.provisional.clone(),
            verdict: LineMatch::None,
        });
    }
    by_flow
}

/// The lines that name payments of ours, by notice.
fn singles(
    statement: &Statement,
    rows: &[StatementRow],
) -> BTreeMap<NoticeNumber, Vec<SingleLine>> {
    let mut by_nav: BTreeMap<NoticeNumber, Vec<SingleLine>> = BTreeMap::new();
    for row in rows {
        let RemittanceInfo::Single(iuv) = &row.remittance else {
            continue;
        };
        let Some(nav) = NoticeNumber::from_iuv(iuv) else {
            continue;
        };
        let lines = by_nav.entry(nav.clone()).or_default();
        if lines.len() >= LINES_OF_A_FLOW_MAX {
            continue;
        }
        let same = |line: &&SingleLine| {
            (line.accounting_date, line.amount_cents) == (row.accounting_date, row.amount_cents)
        };
        let occurrence = 1 + narrow(lines.iter().filter(same).count());
        lines.push(SingleLine {
            creditor: statement.creditor.clone(),
            nav,
            iuv: iuv.clone(),
            statement: statement.id.clone(),
            row: row.row,
            accounting_date: row.accounting_date,
            amount_cents: row.amount_cents,
            occurrence,
            provisional: row.provisional.clone(),
            verdict: LineMatch::None,
            receipt_id: None,
        });
    }
    by_nav
}

fn narrow(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

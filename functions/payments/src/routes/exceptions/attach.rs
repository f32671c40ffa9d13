//! A credit is the likely flow's, whatever the bank wrote: one press names the flow at its row, and the
//! statement is read again.

use kernel::flow::FlowId;
use platform::table::{Condition, Stored, Tx};

use super::ExceptionsDeps;
use super::faults::ExceptionFault;
use crate::domain::exceptions::{Exception, ExceptionKind};
use crate::domain::flow::{BankLine, BankState, Flow, LineMatch};
use crate::domain::statement::{Command, Decision};
use crate::jobs::CheckStatementOrder;
use crate::store::{bank_lines, flows, statements};

/// Statements that tell the same movement; others are seen when they are read again.
const STATEMENTS_MAX: usize = 5;

impl ExceptionsDeps {
    /// Names the flow at the row of the credit, if it still waits for one of this amount: 1 get, 1
    /// query and 1 get a statement. `other` is the flow where the credit is the trouble, and the name
    /// that the bank wrote where the flow is.
    pub(super) async fn attached(
        &self,
        mut tx: Tx,
        exception: &Exception,
        other: &str,
    ) -> Result<Tx, ExceptionFault> {
        let gone = || ExceptionFault::NotAttached;
        let other = FlowId::parse(other).map_err(|_| gone())?;
        let own = exception.id.flow().ok_or_else(gone)?;
        let (written, id) = match exception.kind {
            ExceptionKind::BankFlowMissing => (own, other),
            ExceptionKind::NotCredited => (other, own),
            _ => return Err(gone()),
        };
        let flow = flows::read(&self.table, &exception.creditor, &id).await?;
        let flow = flow.filter(|flow| flow.bank == BankState::Waiting);
        let flow = flow.ok_or_else(gone)?;
        let lines = self.credit(&flow, &written).await?;
        if lines.is_empty() {
            return Err(gone());
        }
        for line in lines {
            tx = self.named(tx, &line, &flow).await?;
        }
        Ok(tx.check(flow.key(), Condition::Version(flow.version)))
    }

    /// The credit of the flow's amount under a name that is no flow here: a line a statement.
    async fn credit(&self, flow: &Flow, name: &FlowId) -> Result<Vec<BankLine>, ExceptionFault> {
        let found = bank_lines::at_bank(&self.table, &flow.creditor, name).await?;
        let same = |line: &BankLine| {
            line.verdict == LineMatch::MissingFlow && line.amount_cents == flow.amount_cents
        };
        let lines = found.lines.into_iter().filter(same);
        Ok(lines.take(STATEMENTS_MAX).collect())
    }

    async fn named(&self, tx: Tx, line: &BankLine, flow: &Flow) -> Result<Tx, ExceptionFault> {
        let kept = statements::read(&self.table, &line.creditor, &line.statement).await?;
        let kept = kept.ok_or(ExceptionFault::NotAttached)?;
        let (row, flow_id) = (line.row, Some(flow.id.clone()));
        let command = Command::Name { row, flow_id };
        match kept.decide(command, self.clock.now()) {
            Decision::Changed(after) => {
                let order = CheckStatementOrder::of(&after, &*self.clock, &*self.dice);
                Ok(tx.put_versioned(&*after, kept.version).outbox(&order))
            }
            // Named a moment ago, at the other end of the same trouble.
            Decision::AlreadyDone if kept.named.get(&row) == Some(&flow.id) => Ok(tx),
            Decision::AlreadyDone => Err(ExceptionFault::NotAttached),
        }
    }
}

//! One press settles an exception.

use access::Actor;
use axum::extract::State;
use axum::response::Redirect;
use kernel::event::PositionChange;
use kernel::notice::NoticeNumber;
use platform::outbox::OutboxItem;
use platform::table::{Condition, TableError, Tx, TxError};
use platform::web::{PageError, Typed};

use super::ExceptionsDeps;
use super::faults::ExceptionFault;
use super::list::HERE;
use crate::domain::exceptions::{Decision, Exception, ExceptionId, Remedy, SettleRefusal};
use crate::domain::flow::{CHUNK_ROWS, FlowState};
use crate::domain::history::HistoryEntry;
use crate::domain::position::{Payment, pay};
use crate::domain::receipt::Receipt;
use crate::jobs::{MATCH_JOB, MatchOrder, MatchStep};
use crate::store::{exceptions, flows, positions, receipts, settings};

/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 3;

/// `POST /panel/payments/exceptions/settle`: 1 get and 1 transaction; linking reads position, receipt and
/// settings too, attaching flow, credit and statement. Pressed twice, it is settled once.
pub(super) async fn press(
    State(deps): State<ExceptionsDeps>,
    actor: Actor,
    form: Typed,
) -> Result<Redirect, PageError> {
    let id = ExceptionId::parse(form.value("exception")).ok_or(ExceptionFault::Unknown)?;
    let remedy = Remedy::parse(form.value("remedy")).ok_or(SettleRefusal::NotOffered);
    let remedy = remedy.map_err(ExceptionFault::from)?;
    deps.settle(&actor, &id, (remedy, &form)).await?;
    Ok(Redirect::to(HERE))
}

impl ExceptionsDeps {
    async fn settle(
        &self,
        actor: &Actor,
        id: &ExceptionId,
        (remedy, form): (Remedy, &Typed),
    ) -> Result<(), ExceptionFault> {
        let by = actor.id.to_string();
        for _ in 0..TRIES_MAX {
            let kept = exceptions::read(&self.table, &actor.tenant, id).await?;
            let kept = kept.ok_or(ExceptionFault::Unknown)?;
            let notice = form.value("notice");
            let note = match remedy {
                Remedy::Linked => notice,
                Remedy::Attached => form.value("match"),
                _ => form.value("note"),
            };
            let after = match kept.settle(remedy, note, (&by, self.clock.now())) {
                Decision::Changed(after) => after,
                Decision::AlreadyDone => return Ok(()),
                Decision::Refused(refusal) => return Err(refusal.into()),
            };
            let mut tx = Tx::new().put_versioned(&*after, kept.version);
            if remedy == Remedy::Linked {
                tx = self.linked(tx, &kept, notice, &by).await?;
            }
            if remedy == Remedy::Attached {
                tx = self.attached(tx, &kept, form.value("match")).await?;
            }
            match self.table.commit(tx).await {
                Ok(()) => return Ok(()),
                Err(TxError::Conflict(_)) => {}
                Err(TxError::Table(error)) => return Err(error.into()),
            }
        }
        Err(ExceptionFault::Busy)
    }

    /// The position becomes paid by the payment that had none, and who listens is told. Receipt and payment
    /// lead to each other: flows tell the number that the receipt came for.
    async fn linked(
        &self,
        tx: Tx,
        exception: &Exception,
        notice: &str,
        by: &str,
    ) -> Result<Tx, ExceptionFault> {
        let digits: String = notice.chars().filter(|c| !c.is_whitespace()).collect();
        let nav = NoticeNumber::parse(&digits).map_err(|_| ExceptionFault::NoPosition)?;
        let creditor = &exception.creditor;
        let about = &exception.about;
        let named = about.notice.as_ref().zip(about.receipt_id.as_ref());
        let (from, id) = named.ok_or(ExceptionFault::NoReceipt)?;
        let receipt = receipts::by_id(&self.table, creditor, from, id).await?;
        let receipt = receipt.ok_or(ExceptionFault::NoReceipt)?;
        let position = positions::by_nav(&self.table, creditor, &nav).await?;
        let position = position.ok_or(ExceptionFault::NoPosition)?;
        let payment = Payment {
            receipt_id: Some(receipt.receipt_id.clone()),
            amount_cents: receipt.amount_cents,
            paid_at: receipt.paid_at,
            psp_name: receipt.psp_name.clone(),
            method: receipt.payment_method.clone(),
            fee_cents: receipt.fee_cents,
            notice: Some(receipt.nav.clone()),
        };
        let now = self.clock.now();
        let paid = pay(&position, &nav, payment, now).map_err(ExceptionFault::NotLinked)?;
        let after = paid.position;
        let history = HistoryEntry {
            creditor: creditor.clone(),
            nav: after.nav.clone(),
            version: after.version,
            at: now,
            actor: by.to_owned(),
            from: position.state.as_str().to_owned(),
            to: after.state.as_str().to_owned(),
            note: format!("Collegato il pagamento ricevuto con il numero {from}."),
        };
        let linked = Receipt {
            linked_to: Some(nav),
            ..receipt
        };
        let tx = tx
            .put_versioned(&after, position.version)
            .put_new(&history)
            .put(&linked, Condition::Exists);
        let tx = self.matched_again(tx, exception).await?;
        let settings = settings::read(&self.table, creditor).await?;
        let times = (&*self.clock, &*self.dice);
        Ok(match settings {
            Some(settings) => positions::tell(tx, &settings, &after, PositionChange::Paid, times),
            None => tx,
        })
    }

    /// A flow that reported the payment before it was linked has its row matched once more: 1 get.
    async fn matched_again(&self, tx: Tx, exception: &Exception) -> Result<Tx, TableError> {
        let about = &exception.about;
        let Some((flow_id, row)) = about.flow_id.as_ref().zip(about.row) else {
            return Ok(tx);
        };
        let flow = flows::read(&self.table, &exception.creditor, flow_id).await?;
        let Some(flow) = flow.filter(|flow| flow.state == FlowState::Ready) else {
            return Ok(tx);
        };
        let order = MatchOrder {
            creditor: flow.creditor,
            flow_id: flow.id,
            revision: flow.revision,
            step: MatchStep::Again(row.saturating_sub(1) / CHUNK_ROWS),
        };
        Ok(tx.outbox(&OutboxItem::new(
            MATCH_JOB,
            &order,
            &*self.clock,
            &*self.dice,
        )))
    }
}

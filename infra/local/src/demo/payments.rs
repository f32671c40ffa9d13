//! Payments in: some notices are paid at the practice node, not always smoothly, and each must
//! end with one receipt.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use kernel::money::Cents;
use serde_json::json;

use super::answers::{Paid, Position, Receipts};
use super::story::Outsider;

/// One position in three is paid, at least one and at most this many.
const PAID_MAX: usize = 12;
/// How the payments go, in turn; all of these end with one receipt.
const MODES: [&str; 4] = ["regular", "lost_answer", "doubled", "late"];
/// A late receipt comes after this.
const LATE_MS: u64 = 700;
/// Longest wait for a receipt.
const RECEIPT_WAIT_MAX: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
pub struct Payments {
    /// Paid in this run.
    pub paid: u64,
    /// Of the chosen ones, paid in an earlier run.
    pub paid_before: u64,
    pub amount: Cents,
    pub receipts: u64,
}

/// The positions that the demo pays: the same ones in every run.
pub fn chosen(positions: &[Position]) -> &[Position] {
    let count = (positions.len() / 3)
        .clamp(1, PAID_MAX)
        .min(positions.len());
    positions.get(..count).unwrap_or(positions)
}

pub async fn pay(outsider: &Outsider<'_>, positions: &[Position]) -> Result<Payments> {
    let chosen = chosen(positions);
    let mut payments = Payments::default();
    outsider
        .progress
        .step("Pago alcuni avvisi", chosen.len() as u64);
    let mut receipts = Vec::new();
    for (position, mode) in chosen.iter().zip(MODES.iter().cycle()) {
        match position.state.as_str() {
            "PAID" | "REPORTED" => payments.paid_before += 1,
            _ => {
                receipts.push((position, pay_one(outsider, position, mode).await?));
                payments.paid += 1;
                payments.amount = sum(payments.amount, position.amount_cents)?;
            }
        }
        outsider.progress.advance();
    }
    outsider
        .progress
        .step("Aspetto le ricevute", receipts.len() as u64);
    for (position, receipt_id) in receipts {
        receipt(outsider, position, &receipt_id).await?;
        payments.receipts += 1;
        outsider.progress.advance();
    }
    Ok(payments)
}

async fn pay_one(outsider: &Outsider<'_>, position: &Position, mode: &str) -> Result<String> {
    let order = json!({
        "creditor": outsider.api.creditor(),
        "notice_number": position.notice_number,
        "mode": mode,
        "delay_ms": LATE_MS,
    });
    let paid: Paid = outsider
        .api
        .practice_post("pay", &order)
        .await?
        .json()
        .await?;
    Ok(paid.receipt_id)
}

/// Waits for the receipt, which must be the only one and of the right amount.
async fn receipt(outsider: &Outsider<'_>, position: &Position, receipt_id: &str) -> Result<()> {
    let (number, since) = (&position.notice_number, Instant::now());
    loop {
        let path = format!("receipts?iuv={}", position.iuv);
        let found: Receipts = outsider.api.get(&path).await?;
        match found.receipts.as_slice() {
            [] if since.elapsed() > RECEIPT_WAIT_MAX => bail!("no receipt for {number}"),
            [] => tokio::time::sleep(POLL).await,
            [only] if only.receipt_id != receipt_id => bail!("another receipt for {number}"),
            [only] if only.amount_cents != position.amount_cents => {
                bail!("the receipt for {number} has another amount")
            }
            [_] => return Ok(()),
            many => bail!("{} receipts for {number}", many.len()),
        }
    }
}

fn sum(one: Cents, other: Cents) -> Result<Cents> {
    one.checked_add(other)
        .ok_or_else(|| anyhow::anyhow!("the amounts do not fit"))
}

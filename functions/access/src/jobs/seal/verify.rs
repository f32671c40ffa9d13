//! Holds the log of an organisation against its sealed files.

use jiff::{SignedDuration, Timestamp};
use kernel::tax::OrgFiscalCode;

use super::{SealDeps, SealError, hours};
use crate::domain::audit::{Fault, Report, Verifier, day_at};
use crate::store::audit::chain::{self, Chain, Verified};
use crate::store::audit::{KEPT_DAYS, day};

/// An organisation with events is verified this often.
const EVERY: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Faults that the page tells; the command tells all.
const TOLD_MAX: usize = 20;

/// Recomputes the chain and compares it with the log, event by event: 4 queries a day that the log still
/// holds, 1 request and 1 file a block.
pub async fn verify(deps: &SealDeps, tenant: Option<&OrgFiscalCode>) -> Result<Report, SealError> {
    let known = chain::read(&deps.table, tenant).await?;
    let now = deps.clock.now();
    let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
    let forgotten = now.checked_sub(kept).unwrap_or_default();
    let mut verifier = Verifier::new(Chain::before(None, tenant), forgotten);
    for number in 1..=known.as_ref().map_or(0, |chain| chain.blocks) {
        let noted = chain::block(&deps.table, tenant, number).await?;
        let is_last = |chain: &&Chain| chain.blocks == number;
        let last = known.as_ref().filter(is_last).map(|chain| &chain.head);
        let head = noted.as_ref().map(|block| &block.head).or(last);
        match (deps.text(tenant, number).await?, head) {
            (Some(text), head) => verifier.block(text.lines(), head),
            (None, Some(head)) => {
                verifier.missing_block(noted.as_ref().map(|block| block.until), head);
            }
            (None, None) => verifier.missing_block(None, &Chain::before(None, tenant).head),
        }
    }
    let first = known.as_ref().and_then(|chain| chain.days.first().copied());
    let mut date = first.unwrap_or_else(|| day_at(now)).min(day_at(now));
    // A month more, where somebody may have put what never was.
    date = date.checked_sub(jiff::Span::new().days(31)).unwrap_or(date);
    while date <= day_at(now) {
        for placed in day(&deps.table, tenant, date).await? {
            match &placed.event {
                Some(event) => verifier.event(&placed.place, event),
                None => drop(verifier.held(&placed.place, [0; 32])),
            }
        }
        let Ok(tomorrow) = date.tomorrow() else { break };
        date = tomorrow;
    }
    Ok(verifier.report())
}

/// Verifies where it is time, and keeps what was found for the page. A fault is an error of the log,
/// which has an alarm.
pub(super) async fn if_due(
    deps: &SealDeps,
    tenant: Option<&OrgFiscalCode>,
) -> Result<(), SealError> {
    let now = deps.clock.now();
    let Some(chain) = chain::read(&deps.table, tenant).await? else {
        return Ok(());
    };
    if !is_due(&chain, now) {
        return Ok(());
    }
    let report = verify(deps, tenant).await?;
    for fault in &report.faults {
        tracing::error!(audit.fault = %fault, "the log of activities was touched");
    }
    let first = report.faults.iter().take(TOLD_MAX).map(Fault::italian);
    let found = Verified {
        at: now,
        blocks: report.blocks,
        events: report.events,
        faults: report.faults.len() as u64,
        first: first.collect(),
    };
    Ok(chain::verified(&deps.table, chain, found).await?)
}

fn is_due(chain: &Chain, now: Timestamp) -> bool {
    let last = chain.verified.as_ref().map(|verified| verified.at);
    last.is_none_or(|at| now >= at + EVERY || now + hours(1) < at)
}

//! Payments in the order in which they were made, each with the part that it settled.

use std::collections::HashMap;

use kernel::flow::FlowId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Key, Table, TableError, from_item};

use super::paid::{leg, positions_of};
use super::{Place, slice};
use crate::domain::archive::Filter;
use crate::domain::position::{DebtPosition, Installment, TransferState};
use crate::domain::receipt::Receipt;
use crate::store::flow_rows::ReportedTransfer;
use crate::store::keys;

/// Receipts of one partition in a round.
const RECEIPTS_MAX: u32 = 100;

/// A payment and the position that it settled, in whole or in part.
pub struct PaidPart {
    pub receipt: Receipt,
    pub position: DebtPosition,
    pub flow: Option<FlowId>,
}

impl PaidPart {
    pub fn part(&self) -> Option<&Installment> {
        self.position.installment(self.receipt.part())
    }
}

/// The payments behind `place`, oldest first, of the positions that are looked for, and where the
/// walk is then: 8 queries, a batch for each 100 positions and each 100 reported transfers.
pub async fn payments(
    table: &Table,
    creditor: &OrgFiscalCode,
    filter: &Filter,
    place: Option<Place>,
) -> Result<(Vec<PaidPart>, Option<Place>), TableError> {
    let from = place.unwrap_or_default();
    let leg = leg(creditor, filter.paid, false);
    let slice = slice(table, &leg, from.sk.as_deref(), RECEIPTS_MAX).await?;
    let mut receipts: Vec<Receipt> = Vec::with_capacity(slice.items.len());
    for (_, item) in slice.items {
        receipts.push(from_item(item)?);
    }
    receipts.retain(Receipt::settles);
    let navs: Vec<&NoticeNumber> = receipts.iter().map(Receipt::part).collect();
    let positions = positions_of(table, creditor, &navs).await?;
    let mut found = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        let position = positions.get(receipt.part()).filter(|p| filter.accepts(p));
        found.extend(position.map(|position| PaidPart {
            position: position.clone(),
            receipt,
            flow: None,
        }));
    }
    let flows = flows_of(table, &found).await?;
    for paid in &mut found {
        paid.flow = flows.get(paid.receipt.part()).cloned();
    }
    Ok((found, slice.reached.map(|sk| from.behind(sk))))
}

/// The flow of each part that has one: of the creditor's first transfer that is reported.
async fn flows_of(
    table: &Table,
    paid: &[PaidPart],
) -> Result<HashMap<NoticeNumber, FlowId>, TableError> {
    let keys: Vec<_> = paid
        .iter()
        .filter_map(|paid| reported_key(&paid.position, paid.receipt.part()))
        .collect();
    let found: Vec<ReportedTransfer> = table.get_many(&keys).await?;
    Ok(found.into_iter().map(|r| (r.nav, r.flow_id)).collect())
}

/// Where it stands which flow reported the creditor's first reported transfer of a part.
pub(super) fn reported_key(position: &DebtPosition, nav: &NoticeNumber) -> Option<Key> {
    let part = position.installment(nav)?;
    let own = part.transfers.iter().find(|transfer| {
        transfer.state == TransferState::Reported && transfer.org == position.creditor
    })?;
    let (creditor, position) = (&position.creditor, &position.nav);
    Some(keys::reported_transfer(creditor, position, nav, own.id))
}

//! Receipts by the moment of payment: all of them, or those of one kind.

use std::collections::HashMap;

use access::Extent;
use kernel::flow::FlowId;
use kernel::ids::{ReceiptId, ServiceCode};
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use platform::table::{Item, Key, Table, TableError, from_item};

use super::paid::{self, positions_of};
use super::payments::reported_key;
use super::{Leg, Pages, Place, ROUNDS_MAX, slice};
use crate::domain::archive::Days;
use crate::domain::position::DebtPosition;
use crate::domain::receipt::{Receipt, ReceiptKind, Standing};
use crate::store::flow_rows::ReportedTransfer;
use crate::store::keys;
use crate::store::receipts::shares;

/// Receipts of one partition in a round of an export.
const EXPORTED_MAX: u32 = 100;

/// What is looked for.
pub struct ReceiptSearch<'a> {
    pub creditor: &'a OrgFiscalCode,
    pub kind: Option<ReceiptKind>,
    pub paid: Days,
    /// What whoever asks may see: receipts of positions for these services. Those without a position of ours
    /// are seen by who reaches all services.
    pub within: Extent<ServiceCode>,
    pub size: usize,
}

/// A page of receipts, the latest payment first.
#[derive(Debug, Default)]
pub struct ReceiptPage {
    pub receipts: Vec<Receipt>,
    pub next: Option<Place>,
    pub previous: Option<Place>,
    /// Whether the search paused before the page was full.
    pub paused: bool,
}

/// 8 queries, and 1 batch where stand-ins are asked for; for who does not reach all services at most 8
/// rounds of them, with a batch for the positions.
pub async fn receipt_page(
    table: &Table,
    search: &ReceiptSearch<'_>,
    place: Option<Place>,
) -> Result<ReceiptPage, TableError> {
    let begins = place.is_none();
    let start = place.unwrap_or_default();
    let back = start.back;
    // One more than the page to know whether there is another, one for the place itself.
    let limit = u32::try_from(search.size + 2).unwrap_or(EXPORTED_MAX);
    let (mut at, mut kept) = (Some(start), Vec::new());
    for _ in 0..ROUNDS_MAX {
        let Some(from) = at.take() else { break };
        let (found, reached) = round(table, search, &from, (!back, limit)).await?;
        kept.extend(found);
        at = reached;
        if kept.len() > search.size {
            break;
        }
    }
    let pages = Pages::of(kept, at, (begins, back, search.size));
    Ok(ReceiptPage {
        receipts: pages.items,
        next: pages.next,
        previous: pages.previous,
        paused: pages.paused,
    })
}

type Round = (Vec<(Place, Receipt)>, Option<Place>);

async fn round(
    table: &Table,
    search: &ReceiptSearch<'_>,
    from: &Place,
    (descending, limit): (bool, u32),
) -> Result<Round, TableError> {
    let leg = leg(search, descending);
    let slice = slice(table, &leg, from.sk.as_deref(), limit).await?;
    let mut items = slice.items;
    if search.kind == Some(ReceiptKind::StandIn) {
        items = whole(table, items).await?;
    }
    let mut found = Vec::with_capacity(items.len());
    for (sk, item) in items {
        found.push((from.behind(sk), from_item::<Receipt>(item)?));
    }
    if !search.within.is_all() {
        let navs: Vec<&NoticeNumber> = found.iter().map(|(_, receipt)| &receipt.nav).collect();
        let positions = positions_of(table, search.creditor, &navs).await?;
        found.retain(|(_, receipt)| {
            let position = positions.get(&receipt.nav);
            let position = position.filter(|_| has_position(receipt));
            position.is_some_and(|position| position.is_within(&search.within))
        });
    }
    Ok((found, slice.reached.map(|sk| from.behind(sk))))
}

/// Whether it is about a position of ours.
fn has_position(receipt: &Receipt) -> bool {
    match receipt.standing {
        Standing::Settles | Standing::Extra => receipt.issuer.is_none(),
        Standing::Orphan | Standing::Shared => false,
    }
}

fn leg(search: &ReceiptSearch<'_>, descending: bool) -> Leg {
    let creditor = search.creditor;
    let standing = |standing: Standing| {
        let pk = |shard| keys::receipt_standing_pk(creditor, standing.as_str(), shard);
        (2, (0..keys::SHARDS).map(pk).collect())
    };
    let (index, partitions): (u8, Vec<String>) = match search.kind {
        None => return paid::leg(creditor, search.paid, descending),
        Some(ReceiptKind::Extra) => standing(Standing::Extra),
        Some(ReceiptKind::Orphan) => standing(Standing::Orphan),
        Some(ReceiptKind::Shared) => standing(Standing::Shared),
        Some(ReceiptKind::StandIn) => {
            let pk = |shard| keys::receipt_stand_in_pk(creditor, shard);
            (4, (0..keys::SHARDS).map(pk).collect())
        }
    };
    Leg {
        index,
        partitions,
        range: keys::instants(search.paid),
        descending,
    }
}

/// The records behind the keys that the index has: 1 batch for each 100.
async fn whole(
    table: &Table,
    items: Vec<(String, Item)>,
) -> Result<Vec<(String, Item)>, TableError> {
    let keys: Vec<Key> = items.iter().filter_map(|(_, item)| key(item)).collect();
    let found = table.get_many_items(&keys).await?;
    let mut found: HashMap<Key, Item> = found
        .into_iter()
        .filter_map(|item| Some((key(&item)?, item)))
        .collect();
    let whole = |(sk, item): (String, Item)| Some((sk, found.remove(&key(&item)?)?));
    Ok(items.into_iter().filter_map(whole).collect())
}

fn key(item: &Item) -> Option<Key> {
    let of = |name: &str| item.get(name)?.as_s().ok().cloned();
    Some(Key::new(of("pk")?, of("sk")?))
}

/// A receipt with the flow that reported the body's part of it.
pub struct ReceiptLine {
    pub receipt: Receipt,
    pub flow: Option<FlowId>,
}

/// The receipts behind `place` of payments on these days, the oldest first, and where the walk is then: 8 queries,
/// a batch for each 100 positions and each 100 reported transfers.
pub async fn receipt_lines(
    table: &Table,
    search: &ReceiptSearch<'_>,
    place: Option<Place>,
) -> Result<(Vec<ReceiptLine>, Option<Place>), TableError> {
    let from = place.unwrap_or_default();
    let (found, reached) = round(table, search, &from, (false, EXPORTED_MAX)).await?;
    let receipts: Vec<Receipt> = found.into_iter().map(|(_, receipt)| receipt).collect();
    let settled = receipts.iter().filter(|receipt| receipt.settles());
    let navs: Vec<&NoticeNumber> = settled.map(Receipt::part).collect();
    let positions = positions_of(table, search.creditor, &navs).await?;
    let keys: Vec<Key> = receipts
        .iter()
        .flat_map(|receipt| reported_at(receipt, &positions))
        .collect();
    let reported: Vec<ReportedTransfer> = table.get_many(&keys).await?;
    let flows: HashMap<(NoticeNumber, ReceiptId), FlowId> = reported
        .into_iter()
        .map(|one| ((one.nav, one.receipt_id), one.flow_id))
        .collect();
    let line = |receipt: Receipt| {
        let about = (receipt.part().clone(), receipt.receipt_id.clone());
        let flow = flows.get(&about).cloned();
        ReceiptLine { receipt, flow }
    };
    let lines = receipts.into_iter().map(line).collect();
    Ok((lines, reached))
}

fn reported_at(receipt: &Receipt, positions: &HashMap<NoticeNumber, DebtPosition>) -> Vec<Key> {
    if !receipt.settles() {
        return shares::reported_keys(receipt);
    }
    let position = positions.get(receipt.part());
    let key = position.and_then(|position| reported_key(position, receipt.part()));
    key.into_iter().collect()
}

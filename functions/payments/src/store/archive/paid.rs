//! Positions in the order of their payments, along the receipts.

use std::collections::HashMap;

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use platform::table::{Stored, Table, TableError, from_item};

use super::{Leg, Place, Round, Search, slice};
use crate::domain::archive::{Days, Walk};
use crate::domain::position::{DebtPosition, Payment};
use crate::domain::receipt::Receipt;
use crate::store::keys;
use crate::store::positions::seen::current;
use crate::store::positions::{PositionPointer, is};

/// Receipts of one round: their positions are read in batches of 100.
const RECEIPTS_MAX: u32 = 100;

/// The receipts of payments on these days.
pub fn leg(creditor: &OrgFiscalCode, days: Days, descending: bool) -> Leg {
    Leg {
        index: 3,
        partitions: (0..keys::SHARDS)
            .map(|shard| keys::paid_pk(creditor, shard))
            .collect(),
        range: keys::instants(days),
        descending,
    }
}

/// 8 queries, then a batch for each 100 positions and one for those behind pointers.
pub(super) async fn round(
    table: &Table,
    search: &Search<'_>,
    from: &Place,
    limit: u32,
) -> Result<Round, TableError> {
    let descending = !matches!(search.walk, Walk::Paid { descending: false });
    let leg = leg(search.creditor, search.filter.paid, descending ^ from.back);
    let slice = slice(table, &leg, from.sk.as_deref(), limit.min(RECEIPTS_MAX)).await?;
    let mut receipts: Vec<(String, Receipt)> = Vec::with_capacity(slice.items.len());
    for (sk, item) in slice.items {
        receipts.push((sk, from_item(item)?));
    }
    receipts.retain(|(_, receipt)| receipt.settles());
    let navs: Vec<&NoticeNumber> = receipts.iter().map(|(_, receipt)| receipt.part()).collect();
    let positions = positions_of(table, search.creditor, &navs).await?;
    let mut found = Vec::new();
    for (sk, receipt) in receipts {
        let position = positions.get(receipt.part());
        // A plan that was paid in several parts stands where its first payment on the way does.
        let first = position.and_then(|p| first_payment(p, search.filter.paid, descending));
        if let Some(position) = position
            && first.is_some_and(|payment| payment.is_of(&receipt.receipt_id))
        {
            found.push((from.behind(sk), position.clone()));
        }
    }
    Ok((found, slice.reached.map(|sk| from.behind(sk))))
}

fn first_payment(position: &DebtPosition, days: Days, descending: bool) -> Option<&Payment> {
    let payments = position
        .installments()
        .filter_map(|part| part.payment.as_ref())
        .filter(|payment| payment.receipt_id.is_some());
    let on_these_days = payments.filter(|payment| days.hold(rome_date(payment.paid_at)));
    let order = |payment: &&Payment| (payment.paid_at, payment.receipt_id.clone());
    if descending {
        on_these_days.max_by_key(order)
    } else {
        on_these_days.min_by_key(order)
    }
}

/// The positions that have parts with these numbers, by number: a batch for each 100, and one more
/// for those found by pointers.
pub async fn positions_of(
    table: &Table,
    creditor: &OrgFiscalCode,
    navs: &[&NoticeNumber],
) -> Result<HashMap<NoticeNumber, DebtPosition>, TableError> {
    let mut wanted: Vec<NoticeNumber> = navs.iter().map(|nav| (*nav).clone()).collect();
    wanted.sort();
    wanted.dedup();
    let mut found = HashMap::new();
    for _ in 0..2 {
        let keys: Vec<_> = wanted
            .iter()
            .map(|nav| keys::position(creditor, nav))
            .collect();
        let (mut behind, mut items) = (Vec::new(), Vec::new());
        for item in table.get_many_items(&keys).await? {
            if is(&item, PositionPointer::ENTITY) {
                behind.push(from_item::<PositionPointer>(item)?.position);
            } else {
                items.push(item);
            }
        }
        for position in current(table, items).await? {
            let parts: Vec<_> = position
                .installments()
                .map(|part| part.nav.clone())
                .collect();
            found.extend(parts.into_iter().map(|nav| (nav, position.clone())));
        }
        behind.retain(|nav| !found.contains_key(nav));
        behind.sort();
        behind.dedup();
        wanted = behind;
        if wanted.is_empty() {
            break;
        }
    }
    Ok(found)
}

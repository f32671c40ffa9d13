//! The list of imports, for who sees them all and for who does not.

use access::{Extent, Reach};
use kernel::tax::OrgFiscalCode;
use platform::table::{Cursor, Key, Page, Query, Table, TableError, from_item};

use super::archive::{Leg, slice};
use super::keys;
use crate::domain::import::Import;

/// Services whose lists are read together; who reaches more is shown their own imports and those of
/// several services alone.
const SERVICES_MAX: usize = 16;
/// Rounds until a page is full: imports of several services may all be out of reach.
const ROUNDS_MAX: usize = 4;

/// The imports of a creditor, newest first: 1 query.
pub async fn all(
    table: &Table,
    creditor: &OrgFiscalCode,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Import>, TableError> {
    let query = Query::gsi(1, keys::import_list_pk(creditor))
        .descending()
        .limit(limit);
    table.query(&query.after(after)).await
}

/// Those that `by` reaches, newest first, along the lists of the services, of several services, and of
/// what `by` made: a query each, in parallel.
pub async fn reached(
    table: &Table,
    (creditor, by): (&OrgFiscalCode, &str),
    reach: &Reach,
    after: Option<Cursor>,
    limit: u32,
) -> Result<Page<Import>, TableError> {
    let mut at = after.map(|cursor| cursor.text());
    let mut found: Vec<Import> = Vec::new();
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut over = false;
    for _ in 0..ROUNDS_MAX {
        let round = round(table, legs((creditor, by), reach), at.as_deref(), limit).await?;
        found.extend(round.0.into_iter().filter(|it| it.is_reached(reach, by)));
        over = round.1.is_none();
        at = round.1;
        if over || found.len() > size {
            break;
        }
    }
    if found.len() > size {
        found.truncate(size);
        over = false;
        at = found
            .last()
            .map(|import| keys::import_list(creditor, import.created_at).sk);
    }
    Ok(Page {
        items: found,
        next: at.filter(|_| !over).map(|at| Cursor::of_text(&at)),
    })
}

fn legs((creditor, by): (&OrgFiscalCode, &str), reach: &Reach) -> [Leg; 2] {
    let services = match reach.services(false) {
        Extent::Only(services) if services.len() <= SERVICES_MAX => services,
        Extent::Only(_) | Extent::All => Default::default(),
    };
    let of_services = services
        .iter()
        .map(|service| keys::import_service_pk(creditor, Some(service)))
        .chain([keys::import_service_pk(creditor, None)]);
    let leg = |index, partitions| Leg {
        index,
        partitions,
        range: keys::whole(),
        descending: true,
    };
    [
        leg(2, of_services.collect()),
        leg(3, vec![keys::import_maker_pk(creditor, by)]),
    ]
}

/// One stretch of the merged lists, each import once, and how far it goes.
async fn round(
    table: &Table,
    legs: [Leg; 2],
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<Import>, Option<String>), TableError> {
    let [services, own] = legs;
    let (services, own) = futures::future::try_join(
        slice(table, &services, after, limit),
        slice(table, &own, after, limit),
    )
    .await?;
    // As far as both have been read.
    let reached = services.reached.into_iter().chain(own.reached).max();
    let mut items = services.items;
    items.extend(own.items);
    items.retain(|(sk, _)| reached.as_ref().is_none_or(|end| sk >= end));
    items.sort_by(|(a, _), (b, _)| b.cmp(a));
    let mut imports: Vec<Import> = Vec::with_capacity(items.len());
    for (_, item) in items {
        let import: Import = from_item(item)?;
        if imports.iter().all(|there| there.id != import.id) {
            imports.push(import);
        }
    }
    Ok((imports, reached))
}

/// Whether an import stands in the list of a service, of several, or in none: nothing is known of it.
pub(super) fn service_list(import: &Import) -> Option<Key> {
    let Extent::Only(services) = import.services()? else {
        return None;
    };
    let mut services = services.iter();
    let only = services.next().filter(|_| services.next().is_none());
    let pk = keys::import_service_pk(&import.creditor, only);
    Some(Key::new(
        pk,
        keys::import_list(&import.creditor, import.created_at).sk,
    ))
}

/// The list of what somebody made.
pub(super) fn maker_list(import: &Import) -> Key {
    Key::new(
        keys::import_maker_pk(&import.creditor, &import.created_by),
        keys::import_list(&import.creditor, import.created_at).sk,
    )
}

//! The list of imports, for who sees them all and for who does not.

use access::{Extent, Reach};
use kernel::tax::OrgFiscalCode;
use platform::table::{Cursor, Key, Page, Query, Table, TableError, from_item};

use super::archive::{Leg, slice};
use super::keys;
use crate::domain::import::{Import, ImportFilter};

/// Services whose lists are read together; who reaches more is shown their own imports and those of
/// several services alone.
const SERVICES_MAX: usize = 16;
/// Rounds until a page is full: imports of several services may all be out of reach.
const ROUNDS_MAX: usize = 4;

/// What is looked for, from where on, and how many a page.
pub type Part<'a> = (&'a ImportFilter, Option<Cursor>, u32);

/// The imports of a creditor that fit, newest first: 1 query, at most 4 where not all fit; then the page
/// stops where they came.
pub async fn all(
    table: &Table,
    creditor: &OrgFiscalCode,
    (filter, after, limit): Part<'_>,
) -> Result<Page<Import>, TableError> {
    let query = Query::gsi(1, keys::import_list_pk(creditor)).descending();
    let query = query.limit(limit).after(after);
    if filter.is_empty() {
        return table.query(&query).await;
    }
    let fits = |import: &Import| filter.accepts(import);
    table.query_fitting(&query, ROUNDS_MAX, fits).await
}

/// Those that `by` reaches and that fit, newest first, along the lists of the services, of several
/// services, and of what `by` made: a query each, in parallel.
pub async fn reached(
    table: &Table,
    (creditor, by): (&OrgFiscalCode, &str),
    reach: &Reach,
    (filter, after, limit): Part<'_>,
) -> Result<Page<Import>, TableError> {
    let begins = after.is_none();
    let back = after.as_ref().is_some_and(Cursor::looks_back);
    let legs = legs((creditor, by), reach, back);
    let fits = |import: &Import| import.is_reached(reach, by) && filter.accepts(import);
    let mut at = after.map(|cursor| cursor.text());
    let mut found: Vec<Import> = Vec::new();
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    for _ in 0..ROUNDS_MAX {
        let (imports, reached) = round(table, &legs, at.as_deref(), limit).await?;
        found.extend(imports.into_iter().filter(fits));
        at = reached;
        if at.is_none() || found.len() > size {
            break;
        }
    }
    let place = |import: &Import| keys::import_list(creditor, import.created_at).sk;
    if found.len() > size {
        found.truncate(size);
        at = found.last().map(place);
    }
    let on = at.map(|at| Cursor::of_text(&at));
    let near = found.first().map(|first| Cursor::of_text(&place(first)));
    if back {
        found.reverse();
    }
    Ok(match back {
        true => Page {
            items: found,
            is_first: on.is_none(),
            previous: on.map(|on| on.turned()),
            next: near,
        },
        false => Page {
            items: found,
            is_first: begins,
            previous: near.filter(|_| !begins).map(|near| near.turned()),
            next: on,
        },
    })
}

fn legs((creditor, by): (&OrgFiscalCode, &str), reach: &Reach, back: bool) -> [Leg; 2] {
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
        descending: !back,
    };
    [
        leg(2, of_services.collect()),
        leg(3, vec![keys::import_maker_pk(creditor, by)]),
    ]
}

/// One stretch of the merged lists, each import once, and how far it goes.
async fn round(
    table: &Table,
    [services, own]: &[Leg; 2],
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<Import>, Option<String>), TableError> {
    let descending = own.descending;
    let (services, own) = futures::future::try_join(
        slice(table, services, after, limit),
        slice(table, own, after, limit),
    )
    .await?;
    // As far as both have been read.
    let ends = services.reached.into_iter().chain(own.reached);
    let reached = if descending { ends.max() } else { ends.min() };
    let mut items = services.items;
    items.extend(own.items);
    let within = |sk: &String, end| if descending { sk >= end } else { sk <= end };
    items.retain(|(sk, _)| reached.as_ref().is_none_or(|end| within(sk, end)));
    items.sort_by(|(a, _), (b, _)| if descending { b.cmp(a) } else { a.cmp(b) });
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

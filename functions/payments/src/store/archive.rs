//! The archive: pages of positions along one index, each position once.

mod import;
mod paid;
mod payments;
mod slices;

use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Cursor, Query, Table, TableError, from_item};

use super::keys;
use super::positions::sound;
use crate::domain::archive::{Filter, Walk};
use crate::domain::position::DebtPosition;

pub use payments::{PaidPart, payments};
pub use slices::{Leg, Slice, slice};

/// Rounds of queries for one page; a search that has found too little by then says how far it came.
pub const ROUNDS_MAX: usize = 8;
/// Positions of one partition that a round looks at where not every one is looked for.
const LOOK_MAX: u32 = 500;

/// What a page is made of.
pub struct Search<'a> {
    pub creditor: &'a OrgFiscalCode,
    pub filter: &'a Filter,
    pub walk: &'a Walk,
    pub size: usize,
}

/// A page of the archive.
#[derive(Debug)]
pub struct Found {
    pub positions: Vec<DebtPosition>,
    /// Where to go on; absent when everything has been looked at.
    pub next: Option<Place>,
    /// Whether the search paused before the page was full: there may be more, or not.
    pub paused: bool,
}

/// How far a walk has come: in which leg, behind which sort key.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    leg: usize,
    sk: Option<String>,
}

impl Place {
    pub fn cursor(&self) -> Cursor {
        Cursor::of_text(&format!(
            "{}#{}",
            self.leg,
            self.sk.as_deref().unwrap_or_default()
        ))
    }

    pub fn parse(cursor: &str) -> Result<Self, TableError> {
        let text = Cursor::parse(cursor)?.text();
        let (leg, sk) = text.split_once('#').ok_or(TableError::Cursor)?;
        Ok(Self {
            leg: leg.parse().map_err(|_| TableError::Cursor)?,
            sk: Some(sk.to_owned()).filter(|sk| !sk.is_empty()),
        })
    }

    /// The day in the sort key where the walk stands, if it has one.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        self.sk.as_deref()?.get(..10)?.parse().ok()
    }

    fn behind(&self, sk: String) -> Self {
        Self {
            leg: self.leg,
            sk: Some(sk),
        }
    }
}

/// One round: positions with their places, and how far the walk is then.
type Round = (Vec<(Place, DebtPosition)>, Option<Place>);

/// A page of positions behind `place`: rounds of at most 8 queries in parallel, one where every
/// position on the way is looked for.
pub async fn page(
    table: &Table,
    search: &Search<'_>,
    place: Option<Place>,
) -> Result<Found, TableError> {
    let (mut at, mut kept) = (Some(place.unwrap_or_default()), Vec::new());
    let mut rounds = 0;
    while let Some(from) = at.take().filter(|_| kept.len() <= search.size) {
        if rounds == ROUNDS_MAX {
            at = Some(from);
            break;
        }
        rounds += 1;
        let (found, reached) = round(table, search, &from).await?;
        kept.extend(found.into_iter().filter(|(_, p)| search.filter.accepts(p)));
        at = reached;
        if kept.len() > search.size {
            break;
        }
    }
    let paused = kept.len() < search.size && at.is_some();
    if kept.len() > search.size {
        kept.truncate(search.size);
        at = kept.last().map(|(place, _)| place.clone());
    }
    let positions = kept.into_iter().map(|(_, position)| position).collect();
    Ok(Found {
        positions,
        next: at,
        paused,
    })
}

/// The newest positions of a debtor: 1 query.
pub async fn of_debtor(
    table: &Table,
    creditor: &OrgFiscalCode,
    debtor: &TaxCode,
    most: u32,
) -> Result<Vec<DebtPosition>, TableError> {
    let query = Query::gsi(3, keys::debtor_pk(creditor, debtor.as_str()));
    let page = table.query_items(&query.descending().limit(most)).await?;
    let positions = page.items.into_iter();
    positions.map(|item| sound(from_item(item)?)).collect()
}

async fn round(table: &Table, search: &Search<'_>, from: &Place) -> Result<Round, TableError> {
    // One more than the page to know whether there is another, one for the place itself.
    let exact = u32::try_from(search.size).unwrap_or(LOOK_MAX) + 2;
    let limit = if search.walk.is_exact(search.filter) {
        exact.min(LOOK_MAX)
    } else {
        LOOK_MAX
    };
    match search.walk {
        Walk::Import => import::round(table, search, from, limit).await,
        Walk::Paid { .. } => paid::round(table, search, from, limit).await,
        Walk::Created { .. } | Walk::Due { .. } | Walk::Debtors { .. } => {
            let legs = legs(search);
            let Some(leg) = legs.get(from.leg) else {
                return Ok((Vec::new(), None));
            };
            let slice = slice(table, leg, from.sk.as_deref(), limit).await?;
            let mut found = Vec::with_capacity(slice.items.len());
            for (sk, item) in slice.items {
                found.push((from.behind(sk), sound(from_item(item)?)?));
            }
            let next_leg = (from.leg + 1 < legs.len()).then(|| Place {
                leg: from.leg + 1,
                sk: None,
            });
            Ok((found, slice.reached.map(|sk| from.behind(sk)).or(next_leg)))
        }
    }
}

/// The lists that are walked one after the other; the partitions of each are walked together.
fn legs(search: &Search<'_>) -> Vec<Leg> {
    let (creditor, filter) = (search.creditor, search.filter);
    let shards = 0..keys::SHARDS;
    match search.walk {
        Walk::Created { descending } => vec![Leg {
            index: 1,
            partitions: shards.map(|s| keys::list_pk(creditor, s)).collect(),
            range: keys::instants(filter.created),
            descending: *descending,
        }],
        Walk::Due { states, descending } => states
            .iter()
            .map(|state| Leg {
                index: 2,
                partitions: shards
                    .clone()
                    .map(|s| keys::state_pk(creditor, state.as_str(), s))
                    .collect(),
                range: keys::due_dates(filter.due),
                descending: *descending,
            })
            .collect(),
        Walk::Debtors { descending } => vec![Leg {
            index: 3,
            partitions: filter
                .debtors
                .iter()
                .take(crate::domain::archive::PEOPLE_MAX)
                .map(|code| keys::debtor_pk(creditor, code.as_str()))
                .collect(),
            range: keys::whole(),
            descending: *descending,
        }],
        Walk::Paid { descending } => vec![paid::leg(creditor, filter.paid, *descending)],
        Walk::Import => Vec::new(),
    }
}

//! The archive: pages of positions along one index, each position once.

mod import;
mod paid;
mod payments;
mod receipts;
mod slices;

use kernel::tax::{OrgFiscalCode, TaxCode};
use platform::table::{Cursor, Query, Table, TableError};

use super::keys;
use super::positions::seen::listed;
use crate::domain::archive::{Filter, Walk};
use crate::domain::position::DebtPosition;

pub use payments::{PaidPart, payments};
pub use receipts::{ReceiptLine, ReceiptPage, ReceiptSearch, receipt_lines, receipt_page};
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
    /// What ends before this page; absent where nothing does.
    pub previous: Option<Place>,
    /// Whether the search paused before the page was full: there may be more, or not.
    pub paused: bool,
}

/// How far a walk has come: in which leg, behind which sort key, and whether it goes back.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    leg: usize,
    sk: Option<String>,
    back: bool,
}

impl Place {
    pub fn cursor(&self) -> Cursor {
        let sk = self.sk.as_deref().unwrap_or_default();
        let ahead = Cursor::of_text(&format!("{}#{sk}", self.leg));
        if self.back { ahead.turned() } else { ahead }
    }

    /// Whether the walk goes against its order, to the page before.
    pub fn looks_back(&self) -> bool {
        self.back
    }

    pub fn parse(cursor: &str) -> Result<Self, TableError> {
        let cursor = Cursor::parse(cursor)?;
        let text = cursor.text();
        let (leg, sk) = text.split_once('#').ok_or(TableError::Cursor)?;
        Ok(Self {
            leg: leg.parse().map_err(|_| TableError::Cursor)?,
            sk: Some(sk.to_owned()).filter(|sk| !sk.is_empty()),
            back: cursor.looks_back(),
        })
    }

    /// The day in the sort key where the walk stands, if it has one.
    pub fn day(&self) -> Option<jiff::civil::Date> {
        self.sk.as_deref()?.get(..10)?.parse().ok()
    }

    fn behind(&self, sk: String) -> Self {
        Self {
            sk: Some(sk),
            ..self.clone()
        }
    }

    /// The whole of the leg after this one, in the walk's direction.
    fn next_leg(&self, legs: usize) -> Option<Self> {
        let leg = match self.back {
            true => self.leg.checked_sub(1),
            false => Some(self.leg + 1).filter(|leg| *leg < legs),
        };
        leg.map(|leg| Self {
            leg,
            sk: None,
            back: self.back,
        })
    }

    fn facing(self, back: bool) -> Self {
        Self { back, ..self }
    }
}

/// One round: positions with their places, and how far the walk is then.
type Round = (Vec<(Place, DebtPosition)>, Option<Place>);

/// A page of positions behind `place`, or before it where it looks back: rounds of at most 8 queries
/// in parallel, one where every position on the way is looked for.
pub async fn page(
    table: &Table,
    search: &Search<'_>,
    place: Option<Place>,
) -> Result<Found, TableError> {
    let begins = place.is_none();
    let start = place.unwrap_or_default();
    let back = start.back;
    let (mut at, mut kept) = (Some(start), Vec::new());
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
    let pages = Pages::of(kept, at, (begins, back, search.size));
    Ok(Found {
        positions: pages.items,
        next: pages.next,
        previous: pages.previous,
        paused: pages.paused,
    })
}

/// A page of a walk and the ways on.
struct Pages<T> {
    items: Vec<T>,
    next: Option<Place>,
    previous: Option<Place>,
    paused: bool,
}

impl<T> Pages<T> {
    /// Of what was found on the way, as far as `at`; the walk may have found more than a page.
    fn of(
        mut kept: Vec<(Place, T)>,
        mut at: Option<Place>,
        (begins, back, size): (bool, bool, usize),
    ) -> Self {
        let paused = kept.len() < size && at.is_some();
        if kept.len() > size {
            kept.truncate(size);
            at = kept.last().map(|(place, _)| place.clone());
        }
        let nearest = kept.first().map(|(place, _)| place.clone().facing(!back));
        let (previous, next) = match back {
            true => (at, nearest),
            false => (nearest.filter(|_| !begins), at),
        };
        if back {
            kept.reverse();
        }
        Self {
            items: kept.into_iter().map(|(_, item)| item).collect(),
            next,
            previous,
            paused,
        }
    }
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
    let items = page.items.into_iter().map(|item| ((), item)).collect();
    let found = listed(table, items).await?;
    Ok(found.into_iter().map(|((), position)| position).collect())
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
            let Some(mut leg) = legs.get(from.leg).cloned() else {
                return Ok((Vec::new(), None));
            };
            leg.descending ^= from.back;
            let slice = slice(table, &leg, from.sk.as_deref(), limit).await?;
            let found = listed(table, slice.items).await?.into_iter();
            let found = found
                .map(|(sk, position)| (from.behind(sk), position))
                .collect();
            let next_leg = from.next_leg(legs.len());
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

//! The ways to a page.

use jiff::Timestamp;
use kernel::tax::OrgFiscalCode;

use super::asked::{Order, Question};
use super::few::few;
use crate::domain::position::DebtPosition;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::paging::Paging;
use crate::routes::gpd::problem::{GpdError, Problem};
use crate::store::archive::{Leg, slice};
use crate::store::bookmarks::{self, Bookmark};
use crate::store::keys;
use crate::store::positions::seen::listed;

/// Rounds of 8 queries for one page: at 500 positions a query, 128,000 positions are looked at. A page that
/// is not full by then says that more follow, and the next one goes on from there.
pub const ROUNDS_MAX: usize = 32;
/// Positions of one partition that a round reads where not every one is asked for.
pub const LOOK_MAX: usize = 500;
/// Positions behind a page that are counted.
pub const LOOK_AHEAD: usize = 100;
/// Positions that are sorted where no index has the order.
pub const SORTED_MAX: usize = 5_000;

/// The place of a bookmark where the pages before were [`few`]: in the place of one of a walk that was longer.
const FEW: &str = "";

pub(super) struct Page {
    pub positions: Vec<DebtPosition>,
    pub total_pages: usize,
}

/// What of a list has been found, and how far the walk is.
#[derive(Default)]
struct Walk {
    found: Vec<(String, DebtPosition)>,
    reached: Option<String>,
    at_end: bool,
}

/// In the order of insertion: at most 8 queries a round, 1 query for the bookmark of a page that is not the
/// first, 1 put for the next one's. Where states are asked for, that many queries of their index come first, and
/// are enough where few positions are in them.
pub(super) async fn inserted(
    deps: &GpdDeps,
    creditor: &OrgFiscalCode,
    (question, now): (&Question, Timestamp),
    paging: Paging,
) -> Result<Page, GpdError> {
    let page = u32::try_from(paging.page).unwrap_or(u32::MAX);
    let next = |place: String| Bookmark {
        creditor: creditor.clone(),
        question: question.print(paging.limit),
        page: page + 1,
        place,
        at: now,
    };
    let mark = match page {
        0 => None,
        _ => {
            let print = question.print(paging.limit);
            bookmarks::nearest(&deps.table, creditor, &print, (page, now)).await?
        }
    };
    let mark = mark.filter(|mark| mark.place != FEW);
    if mark.is_none()
        && let Some(found) = few(deps, creditor, (question, now)).await?
    {
        let turned = turned(found, question, paging);
        if paging.page + 1 < turned.total_pages {
            bookmarks::lay(&deps.table, &next(FEW.to_owned())).await?;
        }
        return Ok(turned);
    }
    let first = mark.as_ref().map_or(0, |mark| mark.page);
    let skipped = usize::try_from(page - first).unwrap_or(0) * paging.limit;
    let start = mark.map(|mark| mark.place);
    let wanted = skipped + paging.limit + LOOK_AHEAD;
    let walk = walk(deps, creditor, (question, now), (start, wanted)).await?;
    // The pages before the bookmark, short or not, and what was found since.
    let found = usize::try_from(first).unwrap_or(0) + walk.found.len().div_ceil(paging.limit);
    let total_pages = match walk.at_end {
        true => found,
        false => found.max(paging.page + 2),
    };
    let is_last = walk.at_end && walk.found.len() <= skipped + paging.limit;
    let shown = walk.found.into_iter().skip(skipped).take(paging.limit);
    let shown: Vec<(String, DebtPosition)> = shown.collect();
    let place = match shown.last() {
        _ if is_last => None,
        Some((place, _)) if shown.len() == paging.limit => Some(place.clone()),
        // Looking was too much for one call: what was looked at is behind.
        Some(_) | None => walk.reached,
    };
    if let Some(place) = place {
        bookmarks::lay(&deps.table, &next(place)).await?;
    }
    Ok(Page {
        positions: shown.into_iter().map(|(_, position)| position).collect(),
        total_pages,
    })
}

/// In an order that no index has: all that fits is read, up to a bound.
pub(super) async fn sorted(
    deps: &GpdDeps,
    creditor: &OrgFiscalCode,
    (question, now): (&Question, Timestamp),
    paging: Paging,
) -> Result<Page, GpdError> {
    if let Some(found) = few(deps, creditor, (question, now)).await? {
        return Ok(turned(found, question, paging));
    }
    let wanted = (None, SORTED_MAX + 1);
    let walk = walk(deps, creditor, (question, now), wanted).await?;
    if !walk.at_end || walk.found.len() > SORTED_MAX {
        let detail = format!(
            "Debt positions cannot be recovered. More than {SORTED_MAX} debt positions would have to be \
             sorted: narrow the filters, or order by INSERTED_DATE"
        );
        return Err(Problem::interval(detail).into());
    }
    let found = walk.found.into_iter().map(|(_, one)| one).collect();
    Ok(turned(found, question, paging))
}

/// The page of all that is asked for, which comes in the order of insertion, the oldest first.
fn turned(mut found: Vec<DebtPosition>, question: &Question, paging: Paging) -> Page {
    let total_pages = found.len().div_ceil(paging.limit);
    // The order of insertion stays among equals.
    match question.order {
        Order::Inserted => {}
        Order::Iupd => found.sort_by(|a, b| a.iupd.cmp(&b.iupd)),
        Order::Status => found.sort_by_key(|one| one.state.as_str()),
        Order::CompanyName => found.sort_by(|a, b| a.company_name.cmp(&b.company_name)),
    }
    if question.descending {
        found.reverse();
    }
    let shown = found.into_iter().skip(paging.before()).take(paging.limit);
    Page {
        positions: shown.collect(),
        total_pages,
    }
}

/// The positions behind `start` that are asked for, each as it is now, until there are `wanted` of them.
async fn walk(
    deps: &GpdDeps,
    creditor: &OrgFiscalCode,
    (question, now): (&Question, Timestamp),
    (start, wanted): (Option<String>, usize),
) -> Result<Walk, GpdError> {
    let leg = Leg {
        index: 1,
        partitions: (0..keys::SHARDS)
            .map(|shard| keys::list_pk(creditor, shard))
            .collect(),
        range: keys::whole(),
        // Sorting reverses what is walked.
        descending: question.descending && question.order == Order::Inserted,
    };
    let mut walk = Walk {
        reached: start,
        ..Walk::default()
    };
    for _ in 0..deps.bounds.rounds {
        let missing = wanted.saturating_sub(walk.found.len());
        let limit = match question.is_whole() {
            // One for the place itself, one to know whether there is another.
            true => (missing + 2).min(deps.bounds.look),
            false => deps.bounds.look,
        };
        let limit = u32::try_from(limit).unwrap_or(1);
        let slice = slice(&deps.table, &leg, walk.reached.as_deref(), limit).await?;
        for (sk, position) in listed(&deps.table, slice.items).await? {
            let position = position.at(now).into_owned();
            if question.accepts(&position) {
                walk.found.push((sk, position));
            }
        }
        walk.at_end = slice.reached.is_none();
        walk.reached = slice.reached;
        if walk.at_end || walk.found.len() >= wanted {
            break;
        }
    }
    Ok(walk)
}

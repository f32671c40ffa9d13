//! What every way of reading positions shows of a bulk.

use std::collections::BTreeMap;

use kernel::notice::NoticeNumber;
use kernel::tax::TaxCode;
use payments::domain::archive::{Filter, Walk};
use payments::domain::position::{DebtPosition, PositionState};
use payments::store::archive::{Search, page};
use payments::store::bulks::read::by_iupds;
use payments::store::{dossier, positions};
use platform::table::Table;

use super::town::{creditor, position};
use crate::samples;

/// Whether a position is there, and the office that it names.
pub type Sight = Option<Option<String>>;

type Seen = (NoticeNumber, Sight);

/// Single ones are looked at here and there: the first, the last, and some between.
const STEP: usize = 7;

fn sight(position: Option<&DebtPosition>) -> Sight {
    position.map(|position| position.office_name.clone())
}

/// What is seen of all these positions, the same by every way; a difference is told.
pub async fn seen_of_all(table: &Table, navs: &[NoticeNumber]) -> Result<Sight, String> {
    let mut ways = BTreeMap::new();
    ways.insert("one by one", one_by_one(table, navs).await);
    ways.insert("in a batch", in_a_batch(table, navs).await);
    ways.insert("by their ids", by_ids(table, navs).await);
    ways.insert("with all that happened", dossiers(table, navs).await);
    for (name, walk) in walks() {
        ways.insert(name, listed(table, navs, &walk).await);
    }
    let first = ways["one by one"][0].1.clone();
    for (way, sights) in ways {
        if let Some((nav, other)) = sights.iter().find(|(_, sight)| *sight != first) {
            return Err(format!("{way}: {nav} is {other:?}, others are {first:?}"));
        }
    }
    Ok(first)
}

async fn one_by_one(table: &Table, navs: &[NoticeNumber]) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (n, nav) in (1..).zip(navs).step_by(STEP) {
        let found = positions::by_nav(table, &creditor(), nav).await.unwrap();
        let mut led = 0;
        for second in [10_000 + n, 11_000 + n].map(samples::notice) {
            let by_second = positions::by_nav(table, &creditor(), &second).await;
            led += u64::from(by_second.unwrap().is_some());
        }
        let has_two = found.is_some() && n.is_multiple_of(3);
        assert_eq!(
            led,
            u64::from(has_two),
            "{nav}: an old or a new number leads to it"
        );
        if let Some(position) = &found {
            for part in position.installments() {
                let again = positions::by_nav(table, &creditor(), &part.nav).await;
                assert_eq!(again.unwrap(), found, "by the number of a part");
            }
        }
        seen.push((nav.clone(), sight(found.as_ref())));
    }
    seen
}

async fn in_a_batch(table: &Table, navs: &[NoticeNumber]) -> Vec<Seen> {
    let found = positions::by_navs(table, &creditor(), navs.iter()).await;
    of(navs, &found.unwrap())
}

async fn by_ids(table: &Table, navs: &[NoticeNumber]) -> Vec<Seen> {
    let at = jiff::Timestamp::UNIX_EPOCH;
    let ids: Vec<_> = (1..=navs.len() as u64)
        .map(|n| position(n, at).iupd)
        .collect();
    let found = by_iupds(table, &creditor(), &ids).await.unwrap();
    for id in ids.iter().take(3) {
        let one = positions::by_iupd(table, &creditor(), id).await.unwrap();
        let same = found.iter().flatten().find(|position| position.iupd == *id);
        assert_eq!(one.as_ref(), same, "by one id");
    }
    let sights = found.iter().map(|found| sight(found.as_ref()));
    navs.iter().cloned().zip(sights).collect()
}

async fn dossiers(table: &Table, navs: &[NoticeNumber]) -> Vec<Seen> {
    let mut seen = Vec::new();
    for nav in navs.iter().step_by(STEP) {
        let found = dossier::read(table, &creditor(), nav).await.unwrap();
        if let Some(found) = &found {
            let changes = found.history.len() as u64;
            assert_eq!(
                found.position.version,
                1 + changes,
                "a change without history"
            );
        }
        let position = found.as_ref().map(|found| &found.position);
        seen.push((nav.clone(), sight(position)));
    }
    seen
}

fn walks() -> [(&'static str, Walk); 3] {
    let states = vec![
        PositionState::Valid,
        PositionState::PartiallyPaid,
        PositionState::Paid,
    ];
    [
        ("newest first", Walk::Created { descending: true }),
        (
            "by due date",
            Walk::Due {
                states,
                descending: false,
            },
        ),
        ("of the debtor", Walk::Debtors { descending: true }),
    ]
}

async fn listed(table: &Table, navs: &[NoticeNumber], walk: &Walk) -> Vec<Seen> {
    let filter = Filter {
        debtors: TaxCode::parse("RSSMRA80A01H501U")
            .ok()
            .into_iter()
            .collect(),
        ..Filter::default()
    };
    let search = Search {
        creditor: &creditor(),
        filter: &filter,
        walk,
        size: 25,
    };
    let (mut all, mut place) = (Vec::new(), None);
    loop {
        let found = page(table, &search, place).await.unwrap();
        all.extend(found.positions);
        place = found.next;
        if place.is_none() {
            break;
        }
    }
    let mut numbers: Vec<_> = all.iter().map(|position| &position.nav).collect();
    numbers.sort();
    assert!(
        numbers.windows(2).all(|pair| pair[0] != pair[1]),
        "a position stands twice in a list"
    );
    of(navs, &all)
}

fn of(navs: &[NoticeNumber], found: &[DebtPosition]) -> Vec<Seen> {
    let one = |nav: &NoticeNumber| found.iter().find(|position| position.nav == *nav);
    let seen = |nav: &NoticeNumber| (nav.clone(), sight(one(nav)));
    navs.iter().map(seen).collect()
}

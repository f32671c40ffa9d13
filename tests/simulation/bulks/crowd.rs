//! Ten bulks that change the same positions at the same time, while others read them and change single ones.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use futures::future::{Either, LocalBoxFuture, select};
use payments::domain::bulk::BulkState;
use payments::store::bulks::act::Act;
use payments::store::bulks::release::sweep;
use payments::store::bulks::run::BulkError;
use payments::store::{dossier, positions};
use platform::table::Tx;
use serde_json::Value;

use super::town::{Town, changed, creditor, navs, position};
use crate::run::all;

/// More than one transaction holds, when they are held.
const COUNT: u64 = 45;
const BULKS: u64 = 10;
/// Times that a client tries.
const TRIES_MAX: usize = 30;
/// The two that every reader looks at: in the first transaction and in the last.
const WITNESSES: [usize; 2] = [0, COUNT as usize - 1];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ended {
    Written,
    /// Nobody heard whether.
    Unheard,
    Refused,
}

type Task = LocalBoxFuture<'static, ()>;
type Ends = Rc<RefCell<BTreeMap<String, Ended>>>;

pub fn run(seed: u64, (mishaps_percent, crashes_percent): (u64, u64)) {
    let town = Town::found(seed);
    let ends: Ends = Rc::default();
    let founder = Rc::clone(&town);
    all(
        &town.time,
        [async move {
            let at = founder.now();
            let there: Vec<_> = (1..=COUNT).map(|n| position(n, at)).collect();
            founder.publish(&there).await;
        }],
    );
    town.wire.go_wrong(mishaps_percent);
    let mut tasks: Vec<Task> = Vec::new();
    for n in 0..BULKS {
        tasks.push(Box::pin(bulk(
            Rc::clone(&town),
            format!("bulk-{n}"),
            crashes_percent,
            Rc::clone(&ends),
        )));
    }
    tasks.push(Box::pin(read_on(Rc::clone(&town))));
    tasks.push(Box::pin(change_single(Rc::clone(&town))));
    all(&town.time, tasks);
    town.wire.go_wrong(0);
    let (quiet, ended) = (Rc::clone(&town), Rc::clone(&ends));
    all(
        &town.time,
        [async move {
            quiet.time.nap_ms(200_000).await;
            quiet.wire.catch_up();
            sweep(&quiet.table, quiet.now()).await.unwrap();
            let ended = ended.borrow().clone();
            laws(&quiet, &ended).await;
        }],
    );
    if crashes_percent == 0 && mishaps_percent == 0 {
        let written = ends
            .borrow()
            .values()
            .filter(|end| **end == Ended::Written)
            .count();
        assert_eq!(written as u64, BULKS, "seed {seed}: {:?}", ends.borrow());
    }
}

/// Changes all positions, as often as it takes; the function may die at any moment.
async fn bulk(town: Rc<Town>, actor: String, crashes_percent: u64, ends: Ends) {
    town.time.nap_ms(town.chance.below(200)).await;
    for n in 0..TRIES_MAX {
        // Each try under a name of its own: its traces are its own.
        let name = format!("{actor}.{n}");
        let work = Box::pin(once(&town, &name));
        let dies = town.chance.percent(crashes_percent);
        let death = match dies {
            true => town.time.nap_ms(town.chance.below(300)),
            false => town.time.nap_ms(3_600_000),
        };
        let end = match select(work, death).await {
            Either::Left((Ok(()), _)) => Ended::Written,
            Either::Left((Err(BulkError::Table(_)), _)) | Either::Right(_) => Ended::Unheard,
            Either::Left((Err(_), _)) => Ended::Refused,
        };
        ends.borrow_mut().insert(name, end);
        if end == Ended::Written {
            return;
        }
        town.time.nap_ms(town.chance.below(400)).await;
    }
}

async fn once(town: &Town, actor: &str) -> Result<(), BulkError> {
    let found = positions::by_navs(&town.table, &creditor(), navs(COUNT).iter()).await?;
    let mut acts: Vec<Act> = found
        .into_iter()
        .map(|before| Act::Replace {
            changed: changed(&before, (actor, actor), town.now()),
            before,
        })
        .collect();
    // Nobody says in which order a client tells them.
    if town.chance.percent(50) {
        acts.reverse();
    }
    town.write(actor, acts).await
}

/// Whoever has seen a bulk in one position sees it in every other from then on.
async fn read_on(town: Rc<Town>) {
    let navs = navs(COUNT);
    let mut last = 0;
    for n in 0..400_usize {
        let nav = &navs[WITNESSES[n % 2]];
        if let Ok(found) = positions::by_nav(&town.table, &creditor(), nav).await {
            let version = found.expect("it is never gone").version;
            assert!(version >= last, "{nav} has {version}, another had {last}");
            last = version;
        }
        town.time.nap_ms(town.chance.below(8)).await;
    }
}

/// A colleague who changes single positions, never the witnesses.
async fn change_single(town: Rc<Town>) {
    let navs = navs(COUNT);
    for n in 0..20 {
        town.time.nap_ms(town.chance.below(100)).await;
        let nav = &navs[1 + usize::try_from(town.chance.below(COUNT - 2)).unwrap()];
        let Ok(Some(before)) = positions::by_nav(&town.table, &creditor(), nav).await else {
            continue;
        };
        let name = format!("colleague-{n}");
        let change = changed(&before, (&name, &name), town.now());
        // Whether it came through is seen in the history.
        let _ = positions::replace(&town.table, &before, &change, Tx::new()).await;
    }
}

async fn laws(town: &Town, ends: &BTreeMap<String, Ended>) {
    let kinds = town.kinds();
    assert!(!kinds.contains("held_position") && !kinds.contains("next_position"));
    let committed = committed(town);
    let mut traces: BTreeMap<String, u64> = BTreeMap::new();
    for nav in navs(COUNT) {
        let found = dossier::read(&town.table, &creditor(), &nav).await.unwrap();
        let found = found.unwrap();
        assert_eq!(found.position.version, 1 + found.history.len() as u64);
        let actors: BTreeSet<_> = found.history.iter().map(|entry| &entry.actor).collect();
        assert_eq!(
            actors.len(),
            found.history.len(),
            "{nav} was changed twice by one"
        );
        for actor in actors.into_iter().filter(|actor| actor.starts_with("bulk")) {
            *traces.entry(actor.clone()).or_default() += 1;
        }
        for part in found.position.installments() {
            let by_part = positions::by_nav(&town.table, &creditor(), &part.nav).await;
            assert_eq!(by_part.unwrap().as_ref(), Some(&found.position));
        }
    }
    for (actor, count) in &traces {
        assert_eq!(*count, COUNT, "{actor} changed a part");
        assert!(committed.contains(actor), "{actor} was not committed");
    }
    for (actor, end) in ends {
        let is_there = traces.contains_key(actor);
        match end {
            Ended::Written => assert!(is_there, "{actor} was lost"),
            Ended::Refused => assert!(!is_there, "{actor} was refused"),
            Ended::Unheard => assert_eq!(is_there, committed.contains(actor)),
        }
    }
}

/// Who committed a bulk.
fn committed(town: &Town) -> BTreeSet<String> {
    let word = |item: &Value, name: &str| item[name]["S"].as_str().unwrap_or_default().to_owned();
    let items = town.items().into_iter();
    items
        .filter(|item| word(item, "entity") == "bulk")
        .filter(|item| word(item, "state") == BulkState::Committed.as_str())
        .map(|item| word(&item, "actor"))
        .collect()
}

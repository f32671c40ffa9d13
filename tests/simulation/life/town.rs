//! One run: clients, the node and time at work on the same positions, with the laws asked after every step.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use aws_sdk_dynamodb::config::Region;
use futures::future::{Either, LocalBoxFuture, select};
use payments::store::settings;
use platform::table::Table;

use super::acts::{Heard, perform};
use super::bugs::Bug;
use super::laws;
use super::script::{Act, Script, Timed};
use super::snapshot::Snapshot;
use crate::chance::Chance;
use crate::engine::Engine;
use crate::run::{Report, all};
use crate::samples;
use crate::subject::{Station, Told};
use crate::time::Time;
use crate::wire::Wire;

/// So often a client asks again before it gives up.
const TRIES_MAX: u32 = 6;

pub struct Town {
    pub engine: Engine,
    pub station: Station,
    pub script: Script,
    pub bug: Bug,
    pub time: Time,
    /// Every final answer to a receipt.
    pub heard: RefCell<BTreeMap<Told, BTreeSet<String>>>,
    /// Acts that were answered with success.
    pub done: RefCell<BTreeSet<String>>,
    broken: RefCell<Option<String>>,
    wire: Wire,
    chance: Chance,
    crashes: Cell<u64>,
}

type Task = LocalBoxFuture<'static, ()>;

pub fn run(seed: u64, bug: Bug) -> Report {
    let chance = Chance::new(seed);
    let script = Script::of(seed, &chance);
    run_script(script, seed, bug, chance).0
}

pub fn run_script(script: Script, seed: u64, bug: Bug, chance: Chance) -> (Report, Rc<Town>) {
    fastrand::seed(seed);
    let (time, engine) = (Time::default(), Engine::new());
    let wire = Wire::new(engine.clone(), time.clone(), chance.clone());
    let config = local::cloud::sdk_config("http://table.invalid")
        .into_builder()
        .http_client(wire.clone())
        .sleep_impl(time.clone())
        .region(Region::new(format!("life-{seed}")))
        .build();
    let table = Table::new(&config, local::cloud::TABLE);
    let town = Rc::new(Town {
        engine,
        station: Station::new(table, time.clone(), chance.dice(), bug.subject()),
        script,
        bug,
        time: time.clone(),
        heard: RefCell::default(),
        done: RefCell::default(),
        broken: RefCell::default(),
        wire: wire.clone(),
        chance,
        crashes: Cell::new(0),
    });
    let founding = Rc::clone(&town);
    all(
        &time,
        [async move {
            local::cloud::create_table(&config).await.unwrap();
            let table = &founding.station.table;
            let written = settings::write(table, &samples::settings(), 0).await;
            assert!(written.unwrap());
        }],
    );
    wire.go_wrong(town.script.mishaps_percent);
    all(&time, town.everything());
    wire.go_wrong(0);
    all(&time, town.once_more());
    let judge = Rc::clone(&town);
    all(
        &time,
        [async move {
            // What is still on a long way must do no harm either.
            judge.time.nap_ms(1_000).await;
            judge.wire.catch_up();
            judge.step("what came late");
            let wake = Timed {
                file: 0,
                act: Act::Wake,
                at_ms: 0,
                name: "last wake".to_owned(),
            };
            judge.one(&wake).await;
            let snapshot = Snapshot::take(&judge.engine);
            judge.note("the end", laws::at_the_end(&judge, &snapshot));
        }],
    );
    let report = Report {
        broken: town.broken.borrow().clone(),
        mishaps: wire.happened(),
        crashes: town.crashes.get(),
        story: wire.story(),
    };
    (report, town)
}

impl Town {
    fn everything(self: &Rc<Self>) -> Vec<Task> {
        let act = |number: usize| {
            let town = Rc::clone(self);
            let task: Task = Box::pin(async move {
                let timed = &town.script.acts[number];
                town.time.nap_ms(timed.at_ms).await;
                town.one(timed).await;
            });
            task
        };
        (0..self.script.acts.len()).map(act).collect()
    }

    /// In the quiet time each receipt comes once more, and must be answered.
    fn once_more(self: &Rc<Self>) -> Vec<Task> {
        let again = |told: Told| {
            let town = Rc::clone(self);
            let task: Task = Box::pin(async move {
                let answer = town.station.take(&told).await;
                let word = answer.map_or("none".to_owned(), |answer| format!("{answer:?}"));
                town.hear(&told, word);
                town.step("a receipt in the quiet time");
            });
            task
        };
        self.script.receipts().into_iter().map(again).collect()
    }

    /// Asks until it is answered, or the client gives up.
    async fn one(&self, timed: &Timed) {
        for _ in 0..TRIES_MAX {
            let answered = self.try_once(timed).await;
            self.step(&timed.name);
            if answered {
                return;
            }
            self.time.nap_ms(10 + self.chance.below(100)).await;
        }
    }

    /// The function may die at any moment.
    async fn try_once(&self, timed: &Timed) -> bool {
        let work = Box::pin(self.work(timed));
        if !self.chance.percent(self.script.crashes_percent) {
            return work.await;
        }
        let death = self.time.nap_ms(self.chance.below(40));
        match select(work, death).await {
            Either::Left((answered, _)) => answered,
            Either::Right(_) => {
                self.crashes.set(self.crashes.get() + 1);
                false
            }
        }
    }

    async fn work(&self, timed: &Timed) -> bool {
        if let Act::Receipt(told) = &timed.act {
            let answer = self.station.take(told).await;
            if let Some(answer) = answer {
                self.hear(told, format!("{answer:?}"));
            }
            return answer.is_some();
        }
        let heard = perform(self, timed).await;
        if heard == Some(Heard::Done) {
            self.done.borrow_mut().insert(timed.name.clone());
        }
        heard.is_some()
    }

    fn hear(&self, told: &Told, word: String) {
        let mut heard = self.heard.borrow_mut();
        heard.entry(told.clone()).or_default().insert(word);
    }

    /// The laws that hold at any moment.
    fn step(&self, after: &str) {
        if self.broken.borrow().is_none() {
            let snapshot = Snapshot::take(&self.engine);
            self.note(after, laws::always(&snapshot));
        }
    }

    fn note(&self, after: &str, verdict: Result<(), String>) {
        if let Err(law) = verdict {
            let mut broken = self.broken.borrow_mut();
            broken.get_or_insert(format!("after {after}: {law}"));
        }
    }
}

//! One run: a town, a node that delivers at least once, mishaps, and in the end a quiet time in which
//! everything is delivered once more.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use aws_sdk_dynamodb::config::Region;
use futures::executor::LocalPool;
use futures::future::{Either, LocalBoxFuture, select};
use futures::task::LocalSpawnExt;
use kernel::time::Clock;
use payments::domain::history::HistoryEntry;
use payments::domain::receipt::Answer;
use payments::store::{positions, settings};
use platform::table::{Table, Tx};

use super::chance::Chance;
use super::engine::Engine;
use super::plan::{AMOUNT, Delivery, Plan, Published};
use super::subject::{Station, Subject, Told};
use super::time::Time;
use super::wire::{Mishap, Wire};
use super::{laws, samples};

/// So often the node tries a delivery before it leaves it for the quiet time.
const TRIES_MAX: u32 = 5;

/// How a run ended.
pub struct Report {
    /// The law that was broken, if any.
    pub broken: Option<String>,
    pub mishaps: BTreeMap<Mishap, u64>,
    pub crashes: u64,
    /// One line a request.
    pub story: Vec<String>,
}

pub struct World {
    pub engine: Engine,
    pub station: Station,
    pub plan: Plan,
    /// Every final answer that the node heard.
    pub heard: RefCell<BTreeMap<Told, BTreeSet<String>>>,
    pub wire: Wire,
    time: Time,
    chance: Chance,
    crashes: Cell<u64>,
    quiet: Cell<bool>,
}

/// What the seed draws.
pub fn run(seed: u64, subject: Subject) -> Report {
    let chance = Chance::new(seed);
    let plan = Plan::of(seed, &chance);
    run_plan(plan, seed, subject, chance)
}

/// A receipt that comes a hundred times at once.
pub fn run_crowd(seed: u64, mishaps_percent: u64, crashes_percent: u64) -> Report {
    let plan = Plan::crowd(mishaps_percent, crashes_percent);
    run_plan(plan, seed, Subject::Product, Chance::new(seed))
}

fn run_plan(plan: Plan, seed: u64, subject: Subject, chance: Chance) -> Report {
    fastrand::seed(seed);
    let (time, engine) = (Time::default(), Engine::new());
    let wire = Wire::new(engine.clone(), time.clone(), chance.clone());
    // A region of its own gives the run its own budget of the SDK's retries.
    let config = local::cloud::sdk_config("http://table.invalid")
        .into_builder()
        .http_client(wire.clone())
        .sleep_impl(time.clone())
        .region(Region::new(format!("seed-{seed}")))
        .build();
    let table = Table::new(&config, local::cloud::TABLE);
    let dice = chance.dice();
    let world = Rc::new(World {
        engine,
        station: Station::new(table, time.clone(), dice, subject),
        plan,
        heard: RefCell::default(),
        wire: wire.clone(),
        time: time.clone(),
        chance,
        crashes: Cell::new(0),
        quiet: Cell::new(false),
    });
    let town = Rc::clone(&world);
    all(
        &time,
        [async move {
            local::cloud::create_table(&config).await.unwrap();
            town.found().await;
        }],
    );
    wire.go_wrong(world.plan.mishaps_percent);
    all(&time, world.everything());
    wire.go_wrong(0);
    world.quiet.set(true);
    all(&time, world.once_more());
    let broken = Rc::new(RefCell::new(None));
    let (judge, verdict) = (Rc::clone(&world), Rc::clone(&broken));
    all(
        &time,
        [async move {
            // What is still on a long way must do no harm either.
            judge.time.nap_ms(1_000).await;
            judge.wire.catch_up();
            *verdict.borrow_mut() = laws::broken(&judge).await.err();
        }],
    );
    let broken = broken.take();
    let crashes = world.crashes.get();
    Report {
        broken,
        mishaps: wire.happened(),
        crashes,
        story: wire.story(),
    }
}

/// Runs all tasks to their end.
pub fn all(time: &Time, tasks: impl IntoIterator<Item = impl Future<Output = ()> + 'static>) {
    let mut pool = LocalPool::new();
    let open = Rc::new(Cell::new(0_u64));
    for task in tasks {
        open.set(open.get() + 1);
        let open = Rc::clone(&open);
        let task = async move {
            task.await;
            open.set(open.get() - 1);
        };
        pool.spawner().spawn_local(task).unwrap();
    }
    pool.run_until_stalled();
    while time.jump() {
        pool.run_until_stalled();
    }
    assert_eq!(open.get(), 0, "somebody waits for what will never come");
}

type Task = LocalBoxFuture<'static, ()>;

impl World {
    async fn found(&self) {
        let table = &self.station.table;
        assert!(
            settings::write(table, &samples::settings(), 0)
                .await
                .unwrap()
        );
        for notice in &self.plan.notices {
            if notice.published == Published::Before {
                let position = samples::position(&notice.nav, AMOUNT, self.time.now());
                table.put_new(&position).await.unwrap();
            }
        }
    }

    fn everything(self: &Rc<Self>) -> Vec<Task> {
        let mut tasks: Vec<Task> = Vec::new();
        for number in 0..self.plan.deliveries.len() {
            let world = Rc::clone(self);
            tasks.push(Box::pin(async move {
                world.deliver(&world.plan.deliveries[number]).await;
            }));
        }
        for (nav, at_ms) in self.plan.edits.clone() {
            let world = Rc::clone(self);
            tasks.push(Box::pin(async move {
                world.time.nap_ms(at_ms).await;
                world.edit(&nav).await;
            }));
        }
        for notice in &self.plan.notices {
            if let Published::At(at_ms) = notice.published {
                let (world, nav) = (Rc::clone(self), notice.nav.clone());
                tasks.push(Box::pin(async move {
                    world.time.nap_ms(at_ms).await;
                    let position = samples::position(&nav, AMOUNT, world.time.now());
                    while world.station.table.put_new(&position).await.is_err() {}
                }));
            }
        }
        tasks
    }

    /// In the quiet time each receipt comes once more, and must be answered.
    fn once_more(self: &Rc<Self>) -> Vec<Task> {
        let mut tasks: Vec<Task> = Vec::new();
        for told in self.plan.receipts() {
            let (world, told) = (Rc::clone(self), told.clone());
            tasks.push(Box::pin(async move {
                let answer = world.station.take(&told).await;
                world.hear(&told, answer);
            }));
        }
        tasks
    }

    async fn deliver(&self, delivery: &Delivery) {
        self.time.nap_ms(delivery.at_ms).await;
        for _ in 0..TRIES_MAX {
            let answer = self.try_once(&delivery.told).await;
            if answer.is_some() {
                return self.hear(&delivery.told, answer);
            }
            self.time.nap_ms(20 + self.chance.below(400)).await;
        }
    }

    /// The function may die at any moment: between two calls, or while one is on its way.
    async fn try_once(&self, told: &Told) -> Option<Answer> {
        let work = Box::pin(self.station.take(told));
        if !self.chance.percent(self.plan.crashes_percent) {
            return work.await;
        }
        let death = self.time.nap_ms(self.chance.below(40));
        match select(work, death).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => {
                self.crashes.set(self.crashes.get() + 1);
                None
            }
        }
    }

    fn hear(&self, told: &Told, answer: Option<Answer>) {
        let word = match answer {
            Some(answer) => format!("{answer:?}"),
            None => "none in the quiet time".to_owned(),
        };
        self.heard
            .borrow_mut()
            .entry(told.clone())
            .or_default()
            .insert(word);
    }

    /// A colleague's change, with its history, as every change is made.
    async fn edit(&self, nav: &kernel::notice::NoticeNumber) {
        let table = &self.station.table;
        let creditor = samples::settings().fiscal_code;
        let Ok(Some(before)) = positions::by_nav(table, &creditor, nav).await else {
            return;
        };
        let mut after = before.clone();
        after.office_name = Some("Ufficio Scuola".to_owned());
        after.version += 1;
        let history = HistoryEntry {
            creditor,
            nav: nav.clone(),
            version: after.version,
            at: self.time.now(),
            actor: "colleague".to_owned(),
            from: before.state.as_str().to_owned(),
            to: after.state.as_str().to_owned(),
            note: "Ufficio cambiato.".to_owned(),
        };
        let tx = Tx::new()
            .put_versioned(&after, before.version)
            .put_new(&history);
        // Whether it came through is seen in the history.
        let _ = table.commit(tx).await;
    }
}

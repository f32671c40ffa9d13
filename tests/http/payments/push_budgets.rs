//! What telling a position costs, and what a caller leaves that dies before it can say what came of
//! its call.

use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use payments::domain::journal::KeptDays;
use payments::domain::outwards::{Archive, Call, OutwardSettings, PushState, Target, Told};
use payments::jobs::push::{PushDeps, PushUrls, register};
use payments::store::outwards::{self, PUSH_DUE_JOB, PUSH_JOB};
use payments::store::sealed;
use platform::jobs::Jobs;
use platform::seal::Sealer;
use platform::table::Tx;
use serde_json::{Value, json};

use super::push_world::creditor;
use super::world::{CREDITOR, World};

const SEAL_KEY: [u8; 32] = [9; 32];

impl World {
    /// The archive is chosen beside the page: nobody but this test tells it anything.
    async fn archive_of_the_test(&self) {
        let parts = &self.stack.parts;
        let sealer = Sealer::new(&SEAL_KEY, parts.clock.clone(), parts.dice.clone());
        let settings = OutwardSettings {
            archive: Archive::Aca,
            archive_key: Some(sealed::seal(&sealer, &creditor(), "practice")),
            version: 1,
            ..OutwardSettings::new(creditor(), parts.clock.now())
        };
        assert!(
            outwards::save(&parts.job_table, &settings, Tx::new())
                .await
                .unwrap()
        );
    }

    /// A message worked on through the counted table: its requests.
    async fn cost(&self, job: &str, payload: Value) -> u64 {
        let parts = &self.stack.parts;
        let urls = PushUrls {
            aca: self.url("/_local/aca/v1"),
            gpd: self.url("/_local/gpd/debt-positions-service/v1"),
            io: self.url("/_local/io/api/v1"),
        };
        let times = (parts.clock.clone(), parts.dice.clone());
        let deps = PushDeps::new(
            parts.table.clone(),
            (times.0, times.1),
            &SEAL_KEY,
            (&urls, KeptDays::default()),
        );
        let jobs = register(Jobs::new(parts.table.clone(), parts.clock.clone()), deps);
        let message = json!({ "id": "01JDABCDEFGHJKMNPQRSTVWXYZ", "job": job,
            "payload": payload.to_string(), "created_at": parts.clock.now() });
        let batch = json!({ "Records": [{ "messageId": "1", "body": message.to_string() }] });
        self.stack.counts.take();
        let done = jobs.handle(serde_json::from_value(batch).unwrap()).await;
        assert!(done.batch_item_failures.is_empty(), "{done:?}");
        self.stack.counts.take()
    }

    async fn cost_of(&self, navs: &[String]) -> u64 {
        let payload = json!({ "creditor": CREDITOR, "navs": navs });
        self.cost(PUSH_JOB, payload).await
    }

    async fn cost_of_due(&self) -> u64 {
        let payload = json!({ "creditor": CREDITOR, "target": "aca" });
        self.cost(PUSH_DUE_JOB, payload).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_keeps_to_its_budget() {
    let world = World::start().await;
    world.archive_of_the_test().await;
    let notices = world.publish(3).await.notices;
    let idle = world.cost_of(&[]).await;
    assert_eq!(idle, 3, "settings, connection, the message's end");
    assert_eq!(
        world.cost_of(&notices).await,
        idle + 3 * 5,
        "4, and the journal's entry"
    );
    assert_eq!(world.cost_of(&notices).await, idle + 3 * 2, "told already");
    assert_eq!(world.calls("aca").await.len(), 3);
    world.trouble("aca", "throttle", 1).await;
    world.pay(&notices[0]).await;
    let throttled = world.cost_of(&notices[..1]).await;
    assert_eq!(throttled, idle + 5 + 1, "and what the connection waits for");
    assert_eq!(
        world.cost_of_due().await,
        idle + 1,
        "nothing before its time"
    );
    world.stack.clock.advance(SignedDuration::from_hours(1));
    assert_eq!(
        world.cost_of_due().await,
        idle + 1 + 5 + 1,
        "it is well again"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_caller_was_telling_is_told_again_with_one_effect() {
    let world = World::start().await;
    world.archive_of_the_test().await;
    let notice = world.publish(1).await.notices.remove(0);
    world.cost_of(std::slice::from_ref(&notice)).await;
    let (table, now) = (&world.stack.parts.job_table, world.stack.parts.clock.now());
    let told = world.push_of(&notice, Target::Aca).await.unwrap();
    let Told::Aca(positions) = &told.told else {
        panic!("{told:?}");
    };
    // As it stands after a call whose answer nobody noted.
    let dead = told.begun(&[Call::Aca(positions[0].position.clone())], now);
    assert!(outwards::write(table, &dead).await.unwrap());
    world.cost_of(std::slice::from_ref(&notice)).await;
    assert_eq!(world.calls("aca").await.len(), 1, "it may still be alive");
    world.stack.clock.advance(SignedDuration::from_mins(10));
    world.cost_of_due().await;
    let after = world.push_of(&notice, Target::Aca).await.unwrap();
    assert_eq!(after.state, PushState::Done);
    assert_eq!(world.calls("aca").await.len(), 2, "told twice");
    let pushed = world.pushed().await;
    assert_eq!(
        pushed["aca"].as_object().unwrap().len(),
        1,
        "with one effect"
    );
    assert_eq!(pushed["aca"][&notice[1..]]["status"], "VALID");
    let nav = NoticeNumber::parse(&notice).unwrap();
    assert_eq!(after.nav, nav);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_connection_is_paused_nobody_is_called_and_then_a_hundred_a_message() {
    let world = World::start().await;
    world.archive_of_the_test().await;
    let notices = world.publish(120).await.notices;
    world.trouble("aca", "throttle", 1).await;
    world.cost_of(&notices).await;
    assert_eq!(
        world.calls("aca").await.len(),
        1,
        "one call, then the pause"
    );
    world.stack.clock.advance(SignedDuration::from_hours(1));
    world.cost_of_due().await;
    assert_eq!(
        world.calls("aca").await.len(),
        1 + 100,
        "a hundred a message"
    );
    world.stack.quiet().await.unwrap();
    world.stack.stop().await;
}

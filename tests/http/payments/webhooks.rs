//! What the body's software hears of flows, and what telling it costs.

use jiff::SignedDuration;
use kernel::event::{Envelope, PositionChange, PositionChanged, PositionVersion};
use kernel::ids::EventId;
use kernel::notice::NoticeNumber;
use payments::domain::webhook::{Delivery, Reach};
use payments::jobs::webhooks::{WebhookDeps, register};
use payments::store::positions::CHANGED_JOB;
use payments::store::webhooks::WEBHOOK_JOB;
use platform::jobs::Jobs;
use platform::table::Condition;
use serde_json::{Value, json};

use super::browser::Browser;
use super::connections::{HERE, Receiver, header};
use super::push_world::creditor;
use super::world::{CREDITOR, World};

impl World {
    /// The body's software listens to messages of this kind.
    async fn listens(&self, receiver: &Receiver, wanted: &str) {
        let url = receiver.start().await;
        let browser = Browser::open(self).await;
        browser
            .post(HERE, &[("url", &url), ("wanted", wanted)])
            .await;
        // Settings are kept for five seconds in an instance.
        tokio::time::sleep(std::time::Duration::from_secs(6)).await;
    }

    /// A message worked on through the counted table: its requests.
    async fn cost_of_message(&self, job: &str, payload: &Value) -> u64 {
        let parts = &self.stack.parts;
        let deps = WebhookDeps {
            table: parts.table.clone(),
            clock: parts.clock.clone(),
            dice: parts.dice.clone(),
            reach: Reach::Loopback,
        };
        let jobs = register(Jobs::new(parts.table.clone(), parts.clock.clone()), deps);
        let id = EventId::mint(&*parts.clock, &*parts.dice);
        let message = json!({ "id": id, "job": job, "payload": payload.to_string(),
            "created_at": parts.clock.now() });
        let batch = json!({ "Records": [{ "messageId": "1", "body": message.to_string() }] });
        self.stack.counts.take();
        let done = jobs.handle(serde_json::from_value(batch).unwrap()).await;
        assert!(done.batch_item_failures.is_empty(), "{done:?}");
        self.stack.counts.take()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_flow_reports_is_told_once_to_those_who_want_it() {
    let world = World::start().await;
    let receiver = Receiver::default();
    world.listens(&receiver, "reported").await;
    let notices = world.publish(2).await.notices;
    for notice in &notices {
        world.pay(notice).await;
    }
    let settled = world.http.post(world.url("/_local/practice/settle"));
    let settled = settled.json(&json!({ "creditor": CREDITOR })).send();
    let settled: Value = settled.await.unwrap().json().await.unwrap();
    world.stack.clock.advance(SignedDuration::from_mins(30));
    world.tick().await;
    world.flow(settled["flow_id"].as_str().unwrap()).await;
    world.stack.quiet().await.unwrap();
    let mut told = Vec::new();
    for (headers, message, _) in receiver.wait(1).await {
        assert_eq!(header(&headers, "x-sportello-event"), "positions.reported");
        assert_eq!(message["data"]["change"], "reported");
        for position in message["data"]["positions"].as_array().unwrap() {
            assert_eq!(position["state"], "REPORTED", "{message}");
            told.push(position["notice_number"].as_str().unwrap().to_owned());
        }
    }
    let mut wanted = notices.clone();
    wanted.sort();
    told.sort();
    assert_eq!(
        told, wanted,
        "each once; neither their publication nor their payment"
    );
    let page = Browser::open(&world).await.page(HERE).await;
    assert!(page.contains("Rendicontazione"), "{page}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn telling_the_bodys_software_keeps_to_its_budget() {
    let world = World::start().await;
    let notices = world.publish(90).await.notices;
    let parts = &world.stack.parts;
    let event = |what| {
        let told = notices.iter().map(|notice| PositionVersion {
            notice: NoticeNumber::parse(notice).unwrap(),
            version: 1,
        });
        let changed = PositionChanged {
            creditor: creditor(),
            what,
            positions: told.collect(),
        };
        json!(Envelope::new(changed, &*parts.clock, &*parts.dice))
    };
    let changed = event(PositionChange::Published);
    let unheard = world.cost_of_message(CHANGED_JOB, &changed).await;
    assert_eq!(
        unheard,
        1 + 1,
        "nobody listens: the address, the message's end"
    );
    let receiver = Receiver::default();
    world.listens(&receiver, "changed").await;
    let heard = world.cost_of_message(CHANGED_JOB, &changed).await;
    assert_eq!(heard, unheard + 1 + 1, "a chunk: 1 batch, 1 transaction");
    let again = world.cost_of_message(CHANGED_JOB, &changed).await;
    assert_eq!(again, heard, "told before: nothing is written");
    let other = world
        .cost_of_message(CHANGED_JOB, &event(PositionChange::Reported))
        .await;
    assert!(other <= heard, "{other}");
    world.stack.quiet().await.unwrap();
    assert_eq!(receiver.wait(1).await.len(), 1, "one message for the chunk");

    let id = EventId::mint(&*parts.clock, &*parts.dice);
    let content = ("connection.test", "{}".to_owned());
    let delivery = Delivery::new(creditor(), id.clone(), content, parts.clock.now());
    parts
        .job_table
        .put(&delivery, Condition::New)
        .await
        .unwrap();
    let order = json!({ "creditor": CREDITOR, "delivery": id });
    let sent = world.cost_of_message(WEBHOOK_JOB, &order).await;
    assert_eq!(
        sent,
        2 + 1 + 1,
        "message, address, its note, the message's end"
    );
    let over = world.cost_of_message(WEBHOOK_JOB, &order).await;
    assert_eq!(over, 1 + 1, "sent already");
    assert_eq!(receiver.wait(2).await.len(), 2);
    world.stack.stop().await;
}

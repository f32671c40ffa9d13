//! Positions that were published before the body chose to tell them.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::SignedDuration;
use payments::domain::outwards::{PushState, Target};
use payments::store::passes;
use serde_json::Value;

use super::browser::Browser;
use super::push_world::{IO, PAGOPA, creditor, judged};
use super::world::World;

const ROWS: usize = 300;

impl World {
    /// The button of a page, pressed; then all is told that can be.
    async fn tell_the_open_ones(&self, page: &str, fields: &[(&str, &str)]) {
        let browser = Browser::open(self).await;
        let answer = browser.post(&format!("{page}/open"), fields).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        self.stack.quiet().await.unwrap();
        self.push_after(SignedDuration::from_mins(10)).await;
    }

    async fn examined(&self, target: Target) -> u64 {
        let table = &self.stack.parts.job_table;
        let pass = passes::read(table, &creditor(), target).await.unwrap();
        let pass = pass.unwrap();
        assert!(pass.ended_at.is_some(), "{pass:?}");
        pass.ordered
    }
}

fn named(calls: &[Value]) -> BTreeSet<String> {
    let names = calls.iter().map(|call| call["body"]["nav"].to_string());
    names.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn three_hundred_open_positions_are_told_each_once_however_often_one_asks() {
    let world = World::start().await;
    let notices = world.publish(ROWS).await.notices;
    world.pay(&notices[0]).await;
    let browser = Browser::open(&world).await;
    assert!(!browser.page(PAGOPA).await.contains("Posizioni già aperte"));
    browser.post(&format!("{PAGOPA}/open"), &[]).await;
    world.choose("aca").await;
    world.stack.quiet().await.unwrap();
    assert_eq!(world.calls("aca").await.len(), 0, "nobody has asked");
    let page = browser.page(PAGOPA).await;
    assert!(
        page.contains("Comunica anche le posizioni già aperte"),
        "{page}"
    );

    world.tell_the_open_ones(PAGOPA, &[]).await;
    assert_eq!(
        world.examined(Target::Aca).await,
        ROWS as u64 - 1,
        "the paid one is over"
    );
    let calls = world.calls("aca").await;
    assert_eq!((calls.len(), named(&calls).len()), (ROWS - 1, ROWS - 1));
    judged(&calls, Target::Aca);
    for notice in &notices[1..] {
        let push = world.push_of(notice, Target::Aca).await.unwrap();
        assert_eq!(push.state, PushState::Done, "{push:?}");
    }
    let page = browser.page(PAGOPA).await;
    assert!(
        page.contains("posizioni aperte esaminate 299, finito"),
        "{page}"
    );

    world.tell_the_open_ones(PAGOPA, &[]).await;
    assert_eq!(world.calls("aca").await.len(), ROWS - 1, "known already");
    assert_eq!(world.examined(Target::Aca).await, ROWS as u64 - 1);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttle_in_the_middle_loses_none_and_doubles_none() {
    let world = World::start().await;
    world.publish(150).await;
    world.choose("aca").await;
    world.trouble("aca", "throttle", 1).await;
    let browser = Browser::open(&world).await;
    browser.post(&format!("{PAGOPA}/open"), &[]).await;
    // Pressed twice: one pass.
    browser.post(&format!("{PAGOPA}/open"), &[]).await;
    world.stack.quiet().await.unwrap();
    for _ in 0..4 {
        world.push_after(SignedDuration::from_hours(1)).await;
    }
    let calls = world.calls("aca").await;
    let good: Vec<_> = calls
        .into_iter()
        .filter(|call| call["trouble"].is_null())
        .collect();
    assert_eq!((good.len(), named(&good).len()), (150, 150));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn debtors_are_written_to_when_a_person_confirms_and_the_archive_is_left_alone() {
    let world = World::start().await;
    world.publish(3).await;
    world.write_on_io("MENSA").await;
    world.choose("aca").await;
    let browser = Browser::open(&world).await;
    let unsure = browser.post(&format!("{IO}/open"), &[]).await;
    assert_eq!(unsure.status(), StatusCode::UNPROCESSABLE_ENTITY);
    world.tell_the_open_ones(IO, &[("sure", "yes")]).await;
    world.tell_the_open_ones(IO, &[("sure", "yes")]).await;
    let messages = world.pushed().await["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 3, "{messages}");
    assert_eq!(world.calls("aca").await.len(), 0, "asked for App IO alone");
    world.stack.stop().await;
}

use access::domain::api_key::{ApiKeySecret, REMIND_DAYS};
use access::jobs::key_reminders::tick;
use access::store::api_keys;
use jiff::SignedDuration;
use kernel::dice::OsDice;

use super::super::world::{EMAIL, World};
use super::{administrator, create};

async fn remind(world: &World) -> usize {
    tick(&world.table, world.clock.as_ref(), &OsDice)
        .await
        .unwrap()
}

/// A key, and the clock at so many days before its end.
async fn near_its_end(world: &World, days: i64) -> String {
    let cookie = administrator(world).await;
    let key = create(world, &cookie, &["matching_read"]).await;
    go_to(world, &key, days).await;
    key
}

async fn go_to(world: &World, key: &str, days: i64) {
    let id = ApiKeySecret::parse(key).unwrap().id().clone();
    let found = api_keys::find(&world.table, &id).await.unwrap().unwrap();
    let before = SignedDuration::from_hours(24 * days);
    world.clock.set(found.key.ends_at - before);
}

#[tokio::test]
async fn who_answers_for_a_key_is_told_30_14_3_and_1_days_before_and_never_shown_the_key() {
    let world = World::new().await;
    let key = near_its_end(&world, 32).await;
    assert_eq!(remind(&world).await, 0);
    for days in REMIND_DAYS {
        go_to(&world, &key, days.into()).await;
        assert_eq!(remind(&world).await, 1, "{days}");
        assert_eq!(remind(&world).await, 0, "the schedule came twice");
        let mails = world.mails().await;
        assert_eq!(mails.len(), 1, "owner and administrator are one person");
        assert_eq!(mails[0].to, EMAIL);
        assert!(
            mails[0].subject.contains("«Mensa» scade tra"),
            "{}",
            mails[0].subject
        );
        assert!(!mails[0].text.contains("sp_live_"), "{}", mails[0].text);
        assert!(!mails[0].text.contains(key.split('_').nth(3).unwrap()));
    }
    go_to(&world, &key, 0).await;
    assert_eq!(remind(&world).await, 0);
}

#[tokio::test]
async fn after_days_without_a_run_only_the_latest_reminder_goes_out() {
    let world = World::new().await;
    near_its_end(&world, 2).await;
    assert_eq!(remind(&world).await, 1);
    let mails = world.mails().await;
    assert!(
        mails[0].subject.contains("tra 2 giorni"),
        "{}",
        mails[0].subject
    );
    assert_eq!(remind(&world).await, 0);
}

#[tokio::test]
async fn a_run_asks_once_for_the_list_and_twice_for_each_key() {
    let world = World::new().await;
    near_its_end(&world, 14).await;
    world.count.take();
    assert_eq!(remind(&world).await, 1);
    assert_eq!(world.count.take(), 3);
}

#[tokio::test]
async fn two_runs_at_once_remind_once() {
    let world = World::new().await;
    near_its_end(&world, 14).await;
    let (one, other) = tokio::join!(remind(&world), remind(&world));
    assert_eq!(one + other, 1);
    assert_eq!(world.mails().await.len(), 1);
}

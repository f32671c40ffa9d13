//! Debtors are written to on App IO: the profile first, then to pay, paid.

use std::time::Duration;

use jiff::SignedDuration;
use payments::domain::outwards::{PushState, Target};

use super::browser::Browser;
use super::push_world::{IO, judged};
use super::world::{CREDITOR, DEBTOR, World};

#[tokio::test(flavor = "multi_thread")]
async fn a_debtor_is_written_to_after_the_profile_and_again_when_it_is_paid() {
    let world = World::start().await;
    world.write_on_io("MENSA").await;
    let notice = world.publish(1).await.notices.remove(0);
    world.told(&notice, Target::Io, PushState::Done).await;
    let calls = world.calls("io").await;
    let paths: Vec<_> = calls.iter().map(|call| &call["path"]).collect();
    assert_eq!(paths, ["/profiles", "/messages"]);
    let message = &calls[1]["body"];
    assert_eq!(message["fiscal_code"], DEBTOR);
    let payment = &message["content"]["payment_data"];
    assert_eq!(payment["notice_number"], notice.as_str());
    assert_eq!(payment["payee"]["fiscal_code"], CREDITOR);
    world.pay(&notice).await;
    for _ in 0..500 {
        if world.pushed().await["messages"].as_array().unwrap().len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let messages = world.pushed().await["messages"].clone();
    let last = messages[1]["content"]["subject"].as_str().unwrap();
    assert!(last.starts_with("Pagamento ricevuto"), "{messages}");
    judged(&world.calls("io").await, Target::Io);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_there_or_wants_nothing_is_left_in_peace() {
    for (kind, told) in [
        ("not_registered", "non è su App IO"),
        ("opted_out", "non vuole"),
    ] {
        let world = World::start().await;
        world.write_on_io("MENSA").await;
        world.trouble("io", kind, 1).await;
        let notice = world.publish(1).await.notices.remove(0);
        let push = world.told(&notice, Target::Io, PushState::NotWanted).await;
        assert!(push.reason.unwrap().contains(told));
        world.push_after(SignedDuration::from_hours(48)).await;
        assert_eq!(world.calls("io").await.len(), 1, "{kind}");
        let browser = Browser::open(&world).await;
        let again = [("nav", notice.as_str())];
        browser.post(&format!("{IO}/resend"), &again).await;
        world.told(&notice, Target::Io, PushState::Done).await;
        world.stack.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_taken_is_not_sent_twice_and_a_throttle_is_waited_for() {
    let world = World::start().await;
    world.write_on_io("MENSA").await;
    world.trouble("io", "throttle", 1).await;
    let notice = world.publish(1).await.notices.remove(0);
    world.told(&notice, Target::Io, PushState::Waiting).await;
    world.trouble("io", "not_json", 1).await;
    world.push_after(SignedDuration::from_hours(1)).await;
    world.told(&notice, Target::Io, PushState::Done).await;
    world.push_after(SignedDuration::from_hours(48)).await;
    let messages = world.pushed().await["messages"].clone();
    assert_eq!(messages.as_array().unwrap().len(), 1, "{messages}");
    world.stack.stop().await;
}

//! What a body's software reads of what was told outwards, and how it has it told again.

use jiff::SignedDuration;
use payments::domain::outwards::{PushState, Target};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::world::World;

impl World {
    async fn pushes(&self, notice: &str) -> Vec<Value> {
        let answer = self.get(&format!("/positions/{notice}")).await;
        let shown: Value = answer.json().await.unwrap();
        shown["pushes"].as_array().unwrap().clone()
    }

    async fn ask_again(&self, notice: &str, target: &str, once: &str) -> (StatusCode, Value) {
        let path = format!("/positions/{notice}/pushes/{target}/resend");
        let answer = self.post(&path, &json!({}), once).await;
        (answer.status(), answer.json().await.unwrap())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn software_reads_what_was_told_and_has_it_told_again_once_a_key() {
    let world = World::start().await;
    world.choose("aca").await;
    world.trouble("aca", "refuse", 1).await;
    let notice = world.publish(1).await.notices.remove(0);
    world.told(&notice, Target::Aca, PushState::Refused).await;
    let pushes = world.pushes(&notice).await;
    let [push] = pushes.as_slice() else {
        panic!("{pushes:?}");
    };
    assert_eq!(
        (&push["target"], &push["state"]),
        (&json!("aca"), &json!("refused"))
    );
    assert!(
        push["reason"]
            .as_str()
            .unwrap()
            .contains("practice: conflict"),
        "{push}"
    );
    for _ in 0..2 {
        let (status, again) = world.ask_again(&notice, "aca", "again-1").await;
        assert_eq!(
            (status, &again["state"]),
            (StatusCode::ACCEPTED, &json!("waiting"))
        );
    }
    world.told(&notice, Target::Aca, PushState::Done).await;
    world.stack.quiet().await.unwrap();
    assert_eq!(world.calls("aca").await.len(), 2, "refused, and once again");
    let push = world.pushes(&notice).await.remove(0);
    assert_eq!(
        (&push["state"], &push["reason"]),
        (&json!("done"), &Value::Null)
    );
    assert!(
        push["sent_at"].is_string() && push["next_try_at"].is_null(),
        "{push}"
    );
    let (status, _) = world.ask_again(&notice, "io", "again-2").await;
    assert_eq!(status, StatusCode::NOT_FOUND, "never told there");
    let (status, used) = world.ask_again(&notice, "gpd", "again-1").await;
    assert_eq!(
        (status, &used["code"]),
        (StatusCode::CONFLICT, &json!("idempotency_key_used"))
    );
    world.push_after(SignedDuration::from_hours(1)).await;
    world.stack.counts.take();
    world.pushes(&notice).await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1,
        "the key, and the position with all of it"
    );
    world.stack.stop().await;
}

//! The glances that the first page fetches, each under the permission and within the budget of its
//! room.

use http::StatusCode;
use platform::web::inspect;
use reqwest::redirect::Policy;

use super::world::World;

const GLANCES: [(&str, u64); 4] = [
    ("/panel/payments/imports", 1),
    ("/panel/payments/exceptions", 1),
    ("/panel/payments/matching", 1),
    // One query a shard, and a batch for the positions of the receipts.
    ("/panel/payments/positions", 8 + 1),
];

async fn glance(world: &World, cookie: &str, room: &str) -> String {
    let request = reqwest::Client::new().get(world.url(&format!("{room}/widget")));
    let request = request
        .header("cookie", cookie)
        .header("hx-request", "true");
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{room}");
    let html = answer.text().await.unwrap();
    assert_eq!(inspect::faults(&html), [""; 0], "{room}");
    assert!(
        html.starts_with("<div class=\"sp-glance\""),
        "{room}: {html}"
    );
    assert!(html.contains(&format!("href=\"{room}")), "{room}: {html}");
    html
}

#[tokio::test(flavor = "multi_thread")]
async fn every_glance_shows_what_there_is_within_its_budget() {
    let world = World::start().await;
    let notices = world.publish(2).await.notices;
    world.pay(&notices[0]).await;
    let cookie = world.sign_in().await;
    for (room, cost) in GLANCES {
        world.stack.counts.take();
        glance(&world, &cookie, room).await;
        assert_eq!(world.stack.counts.take(), 1 + cost, "{room}");
    }
    let paid = glance(&world, &cookie, "/panel/payments/positions").await;
    let links = paid.matches("/panel/payments/positions/3").count();
    assert_eq!(links, 1, "only the paid one: {paid}");
    let imports = glance(&world, &cookie, "/panel/payments/imports").await;
    assert!(imports.contains("Pubblicata"), "{imports}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_the_address_of_a_glance_gets_the_room_and_a_stranger_the_door() {
    let world = World::start().await;
    let cookie = world.sign_in().await;
    let http = reqwest::Client::builder().redirect(Policy::none()).build();
    let http = http.unwrap();
    for (room, _) in GLANCES {
        let address = world.url(&format!("{room}/widget"));
        let answer = http.get(&address).header("cookie", &cookie).send().await;
        let answer = answer.unwrap();
        assert_eq!(answer.headers()["location"], room);
        let stranger = http.get(&address).send().await.unwrap();
        let door = stranger.headers()["location"].to_str().unwrap();
        assert!(door.starts_with("/panel/sign-in"), "{door}");
    }
    world.stack.stop().await;
}

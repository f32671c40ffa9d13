//! The requests to the table that a route may cost (DESIGN, "The table").

use super::world::{DEBTOR, World, hidden};

/// Settings and sessions are warm after a first call; the second is counted.
async fn cost<Fut: Future>(world: &World, act: impl Fn() -> Fut) -> u64 {
    act().await;
    world.stack.counts.take();
    act().await;
    world.stack.counts.take()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_keeps_to_its_budget() {
    let world = World::start().await;
    let notice = world.publish(3).await.notices.remove(0);
    let find = async |number: &str, code: &str| {
        let fields = [("notice_number", number), ("tax_code", code)];
        world
            .form("/pay/notice", &fields)
            .await
            .text()
            .await
            .unwrap()
    };
    assert_eq!(
        cost(&world, || find(&notice, DEBTOR)).await,
        1,
        "look-up, hit"
    );
    let miss = || find("307000000000000075", "MRTMTT91D08F205J");
    assert_eq!(cost(&world, miss).await, 2, "look-up, miss: with its count");
    let token = hidden(&find(&notice, DEBTOR).await, "token");
    let fields = [("token", token.as_str())];
    let pdf = || world.form("/pay/notice/pdf", &fields);
    assert_eq!(cost(&world, pdf).await, 1, "notice of a citizen");

    let cookie = world.sign_in().await;
    let panel = async |path: &str| world.panel(&cookie, path).await.text().await.unwrap();
    let list = || panel("/panel/payments/positions");
    assert_eq!(
        cost(&world, list).await,
        1 + 8,
        "list: the session and a query a shard"
    );
    let path = format!("/panel/payments/positions/{notice}");
    assert_eq!(
        cost(&world, || panel(&path)).await,
        1 + 1,
        "detail: the session and a query"
    );
    let debtor = format!("/panel/payments/positions?q={DEBTOR}");
    assert_eq!(cost(&world, || panel(&debtor)).await, 1 + 1, "by tax code");
    let api = format!("/notices/{notice}");
    assert_eq!(
        cost(&world, || world.get(&api)).await,
        1 + 1,
        "notice: the key and a get"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn imports_keep_to_their_budget_whatever_their_size() {
    let world = World::start().await;
    let import = world.publish(200).await.import;
    let api = format!("/imports/{import}");
    let show = || world.get(&api);
    assert_eq!(cost(&world, show).await, 1 + 1, "state: the key and a get");
    let refused = format!("{api}/refused");
    let show = || world.get(&refused);
    assert_eq!(
        cost(&world, show).await,
        1 + 1,
        "refused rows stand in the bucket"
    );
    let body = serde_json::json!({ "file_name": "quote.csv" });
    let create = async |once: &str| world.post("/imports", &body, once).await.status();
    create("first").await;
    world.stack.counts.take();
    create("second").await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1,
        "begin: the two keys and a transaction"
    );
    create("second").await;
    assert_eq!(world.stack.counts.take(), 1 + 1, "begun before: the keys");

    let cookie = world.sign_in().await;
    let panel = async |path: &str| world.panel(&cookie, path).await.text().await.unwrap();
    let list = || panel("/panel/payments/imports");
    assert_eq!(
        cost(&world, list).await,
        1 + 1,
        "list: the session and a query"
    );
    let page = format!("/panel/payments/imports/{import}");
    let show = || panel(&page);
    assert_eq!(
        cost(&world, show).await,
        1 + 1,
        "page: the session and a get"
    );
    world.stack.stop().await;
}

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
    let path = format!("/panel/payments/positions/{notice}");
    assert_eq!(
        cost(&world, || panel(&path)).await,
        1 + 1,
        "detail: the session and a query"
    );
    let api = format!("/notices/{notice}");
    assert_eq!(
        cost(&world, || world.get(&api)).await,
        1 + 1 + 1,
        "notice: the key, a get and the event of the download"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_keeps_to_its_budget_whatever_is_asked() {
    let world = World::start().await;
    let notice = world.publish(3).await.notices.remove(0);
    let cookie = world.sign_in().await;
    let panel = async |path: &str| world.panel(&cookie, path).await.text().await.unwrap();
    let list = || panel("/panel/payments/positions");
    assert_eq!(
        cost(&world, list).await,
        1 + 1 + 8,
        "list: the session, what is remembered, and a query a shard"
    );
    for (query, budget, what) in [
        ("order=newest", 8, "in an order"),
        ("state=PAID", 8, "of a state"),
        (
            "state=VALID&due_from=2026-01-01&due_to=2026-12-31",
            8,
            "due",
        ),
        ("created_from=2026-01-01", 8, "created"),
        ("paid_from=2026-01-01", 8, "paid, of which there is none"),
        ("service=MENSA", 8, "of a service"),
        ("due_from=2026-01-01", 8 * 8, "due, of every state"),
    ] {
        let path = format!("/panel/payments/positions?{query}");
        assert_eq!(cost(&world, || panel(&path)).await, 1 + budget, "{what}");
    }
    let found = async |words: &str| {
        let request = world.http.post(world.url("/panel/payments/positions"));
        let request = request.header("Cookie", &cookie).form(&[("q", words)]);
        let request = request.header("Sec-Fetch-Site", "same-origin");
        request.send().await.unwrap().text().await.unwrap()
    };
    // The form: the session and what is remembered. The list it leads to: the session and these.
    assert_eq!(
        cost(&world, || found(DEBTOR)).await,
        2 + 1 + 1,
        "by tax code"
    );
    assert_eq!(
        cost(&world, || found("rossi")).await,
        2 + 1 + 8 + 1,
        "by name"
    );
    assert_eq!(
        cost(&world, || found(&notice)).await,
        1 + 1 + 1 + 1,
        "by number, and its page"
    );
    let exports = || panel("/panel/payments/exports");
    assert_eq!(cost(&world, exports).await, 1 + 1, "exports: a query");
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
        1 + 1 + 1 + 1,
        "begin: the two keys, a transaction and the event"
    );
    create("second").await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1,
        "begun before: the keys and the event"
    );

    let cookie = world.sign_in().await;
    let panel = async |path: &str| world.panel(&cookie, path).await.text().await.unwrap();
    let list = || panel("/panel/payments/imports");
    assert_eq!(
        cost(&world, list).await,
        1 + 1 + 1,
        "list: the session, what is remembered and a query"
    );
    let list = || panel("/panel/payments/imports?q=quote&state=");
    assert_eq!(
        cost(&world, list).await,
        1 + 1 + 1,
        "searched: the session, what is remembered and a query"
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

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_notices_keep_to_their_budget() {
    let world = World::start().await;
    let import = world.publish(3).await.import;
    let api = format!("/imports/{import}/notices");
    world.stack.counts.take();
    let begun = world.post(&api, &serde_json::json!({}), "begin").await;
    assert!(begun.status().is_success());
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1 + 2 + 1 + 1,
        "begin: the two keys, the import, the files twice, a transaction and the event"
    );
    world.until(&api, "state", &["ready"]).await;
    let show = || world.get(&api);
    assert_eq!(
        cost(&world, show).await,
        1 + 2 + 1 + 1,
        "the key, the import, its bundle, a query and the event: the answer has addresses"
    );
    let cookie = world.sign_in().await;
    let page = format!("/panel/payments/imports/{import}/notices");
    let show = async || world.panel(&cookie, &page).await.text().await.unwrap();
    assert_eq!(
        cost(&world, show).await,
        1 + 2 + 1,
        "the session, the import, its bundle and a query"
    );
    world.stack.stop().await;
}

//! Filters are there at the next visit, and gone at a press. (The archive's own: `archive.rs`.)

use super::browser::{Browser, location};
use super::world::World;

const ACCOUNTING: &str = "/panel/payments/matching/accounting";
const SEARCH: &str = "/panel/payments/matching/search";
const CLEAR: &str = "Azzera filtri";

#[tokio::test(flavor = "multi_thread")]
async fn the_days_of_the_records_are_remembered_until_they_are_cleared() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    assert!(!browser.page(ACCOUNTING).await.contains(CLEAR));
    let days = [("from", "2025-02-01"), ("to", "2025-03-31")];
    let answer = browser.post(ACCOUNTING, &days).await;
    let there = format!("{ACCOUNTING}?from=2025-02-01&to=2025-03-31");
    assert_eq!(location(&answer), there);

    let later = Browser::open(&world).await;
    world.stack.counts.take();
    let page = later.page(ACCOUNTING).await;
    assert_eq!(
        world.stack.counts.take(),
        1 + 1 + 1,
        "session, choice, list"
    );
    assert!(page.contains("value=\"2025-02-01\""), "{page}");
    assert!(page.contains("filtri dell’ultima volta") && page.contains(CLEAR));

    let answer = later.post(ACCOUNTING, &[("clear", "yes")]).await;
    assert_eq!(location(&answer), ACCOUNTING);
    assert!(!later.page(ACCOUNTING).await.contains("2025-02-01"));
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_in_the_flows_remembers_its_days_and_never_whom_it_was_about() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let asked = [
        ("from", "2025-02-01"),
        ("period", "paid"),
        ("tax_code", "RSSMRA83S08F205E"),
        ("iuv", ""),
    ];
    let answer = browser.post(SEARCH, &asked).await;
    assert!(answer.text().await.unwrap().contains("Niente di trovato"));

    let later = Browser::open(&world).await;
    world.stack.counts.take();
    let page = later.page(SEARCH).await;
    assert_eq!(world.stack.counts.take(), 1 + 1);
    assert!(page.contains("value=\"2025-02-01\""), "{page}");
    assert!(!page.contains("RSSMRA83S08F205E"));
    let answer = later.post(SEARCH, &[("clear", "yes")]).await;
    assert_eq!(location(&answer), SEARCH);
    let page = later.page(SEARCH).await;
    assert!(
        !page.contains("2025-02-01") && !page.contains(CLEAR),
        "{page}"
    );
    world.stack.stop().await;
}

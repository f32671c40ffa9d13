//! The archive of a creditor with thousands of positions: each is found once, whatever is asked and
//! in whatever order.

use kernel::ids::ImportId;
use kernel::notice::NoticeNumber;
use payments::domain::archive::{Filter, Order, Walk};
use payments::domain::position::{DebtPosition, Origin, PositionState};
use payments::store::archive::{self, Search};
use platform::table::Table;
use serde_json::Value;
use std::collections::BTreeSet;

use super::browser::{Browser, location};
use super::seeded::{PEOPLE, creditor, filters, navs, seed};
use super::world::{CREDITOR, World, text};

/// Every position of a search, page by page.
async fn walked(table: &Table, filter: &Filter, walk: &Walk, size: usize) -> Vec<DebtPosition> {
    let creditor = creditor();
    let search = Search {
        creditor: &creditor,
        filter,
        walk,
        size,
    };
    let (mut all, mut place) = (Vec::new(), None);
    loop {
        let found = archive::page(table, &search, place).await.unwrap();
        assert!(found.positions.len() <= size);
        all.extend(found.positions);
        // A cursor is as good after its way through an address.
        place = found
            .next
            .map(|next| archive::Place::parse(next.cursor().as_str()).unwrap());
        if place.is_none() {
            return all;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_position_is_found_once_whatever_is_asked_in_every_order() {
    let world = World::start().await;
    let all = seed(&world, 5_000).await;
    let table = &world.stack.parts.job_table;
    for filter in filters() {
        let wanted: Vec<_> = all.iter().filter(|p| filter.accepts(p)).cloned().collect();
        for order in Order::ALL {
            let walk = Walk::of(&filter, Some(order));
            let found = walked(table, &filter, &walk, 400).await;
            let at = format!("{filter:?} {walk:?}");
            assert_eq!(found.len(), wanted.len(), "{at}");
            assert_eq!(navs(&found), navs(&wanted), "{at}");
            assert!(is_in_order(&found, &walk), "{at}");
        }
        let found = walked(table, &filter, &Walk::steady(&filter, None), 1_000).await;
        assert_eq!(navs(&found), navs(&wanted), "export of {filter:?}");
        assert_eq!(found.len(), wanted.len());
    }
    let import = match &all[0].origin {
        Origin::Import(id) => id.clone(),
        other => panic!("{other:?}"),
    };
    let filter = Filter {
        import: Some(import),
        ..Filter::default()
    };
    let found = walked(table, &filter, &Walk::of(&filter, None), 25).await;
    assert_eq!(found.len(), 1, "the others say so but are in no chunk");
    world.stack.stop().await;
}

/// The pages of a search, as they follow each other.
async fn pages(table: &Table, search: &Search<'_>) -> Vec<Vec<DebtPosition>> {
    let (mut pages, mut place) = (Vec::new(), None);
    loop {
        let found = archive::page(table, search, place).await.unwrap();
        pages.push(found.positions);
        place = found.next;
        if place.is_none() {
            return pages;
        }
    }
}

/// From the last page back, whatever a page holds: every position but those of the last page.
async fn walked_back(table: &Table, search: &Search<'_>) -> Vec<NoticeNumber> {
    let mut place = None;
    let mut last = archive::page(table, search, place).await.unwrap();
    while let Some(next) = last.next {
        place = Some(archive::Place::parse(next.cursor().as_str()).unwrap());
        last = archive::page(table, search, place).await.unwrap();
    }
    let mut before = Vec::new();
    while let Some(previous) = last.previous {
        let place = archive::Place::parse(previous.cursor().as_str()).unwrap();
        assert!(place.looks_back());
        last = archive::page(table, search, Some(place)).await.unwrap();
        let page: Vec<_> = last.positions.iter().map(|p| p.nav.clone()).collect();
        before.splice(0..0, page);
    }
    before
}

#[tokio::test(flavor = "multi_thread")]
async fn the_way_back_shows_what_the_way_on_has_shown() {
    let world = World::start().await;
    seed(&world, 240).await;
    let table = &world.stack.parts.job_table;
    for filter in filters() {
        for order in Order::ALL {
            let walk = Walk::of(&filter, Some(order));
            let creditor = creditor();
            let search = Search {
                creditor: &creditor,
                filter: &filter,
                walk: &walk,
                size: 37,
            };
            let mut ahead = pages(table, &search).await;
            let last = ahead.pop().unwrap();
            let ahead: Vec<_> = ahead.concat().iter().map(|p| p.nav.clone()).collect();
            let back = walked_back(table, &search).await;
            // A last page that is empty has nothing before it: the way back begins at its start.
            if !last.is_empty() {
                assert_eq!(back, ahead, "{filter:?} {walk:?}");
            }
        }
    }
    world.stack.stop().await;
}

fn is_in_order(found: &[DebtPosition], walk: &Walk) -> bool {
    let turned = |descending: bool, ascends: bool, descends: bool| {
        if descending { descends } else { ascends }
    };
    match walk {
        Walk::Created { descending } | Walk::Debtors { descending } => turned(
            *descending,
            found.is_sorted_by(|a, b| a.created_at <= b.created_at),
            found.is_sorted_by(|a, b| a.created_at >= b.created_at),
        ),
        Walk::Due { states, descending } => states.iter().all(|state| {
            let of_state: Vec<_> = found.iter().filter(|p| p.state == *state).collect();
            // What has no date comes last, or first.
            let day = |p: &DebtPosition| p.due_date().unwrap_or(jiff::civil::Date::MAX);
            turned(
                *descending,
                of_state.is_sorted_by(|a, b| day(a) <= day(b)),
                of_state.is_sorted_by(|a, b| day(a) >= day(b)),
            )
        }),
        Walk::Paid { descending } => {
            let paid = |p: &DebtPosition| p.first().unwrap().payment.clone().unwrap().paid_at;
            turned(
                *descending,
                found.is_sorted_by(|a, b| paid(a) <= paid(b)),
                found.is_sorted_by(|a, b| paid(a) >= paid(b)),
            )
        }
        Walk::Import => true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_is_listed_as_its_file_was() {
    let world = World::start().await;
    let published = world.publish(250).await;
    let table = &world.stack.parts.job_table;
    let filter = Filter {
        import: Some(ImportId::parse(&published.import).unwrap()),
        ..Filter::default()
    };
    for size in [7, 25, 90, 500] {
        let found = walked(table, &filter, &Walk::Import, size).await;
        let found: Vec<String> = found.iter().map(|p| p.nav.to_string()).collect();
        assert_eq!(found.len(), 250, "{size}");
        let sorted: BTreeSet<_> = found.iter().collect();
        assert_eq!(sorted.len(), 250, "{size}");
        let creditor = creditor();
        let search = Search {
            creditor: &creditor,
            filter: &filter,
            walk: &Walk::Import,
            size,
        };
        let back = walked_back(table, &search).await;
        let back: Vec<String> = back.iter().map(ToString::to_string).collect();
        let last = (250 - 1) / size * size;
        assert_eq!(back, found[..last], "{size}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_any_word_of_their_name_and_never_stand_in_an_address() {
    let world = World::start().await;
    seed(&world, 40).await;
    let browser = Browser::open(&world).await;
    let here = "/panel/payments/positions";
    let search = async |words: &str| {
        let answer = browser.post(here, &[("q", words)]).await;
        assert_eq!(answer.status(), 303, "{words}");
        let to = location(&answer);
        for personal in [words, "RSSMRA", "zoe", "ZOE"] {
            assert!(!to.contains(personal), "{to}");
        }
        browser.page(&to).await
    };
    let three = search("zoe").await;
    for (name, code) in [PEOPLE[0], PEOPLE[2], PEOPLE[3]] {
        assert!(three.contains(code) && three.contains(&name[..2]), "{code}");
    }
    assert!(!three.contains(PEOPLE[1].1));
    let (_, rest) = three.split_once("Persone trovate</h2>").unwrap();
    let href = rest
        .split("href=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let one = browser.page(&href.replace("&amp;", "&")).await;
    assert!(
        !one.contains("Persone trovate") && one.contains("10 posizioni"),
        "{one}"
    );
    let alone = search("dal").await;
    assert!(!alone.contains("Persone trovate"), "{alone}");
    assert!(search("officine zoe s").await.contains("10 posizioni"));
    assert!(
        search("nessuno")
            .await
            .contains("Nessuna posizione trovata")
    );
    assert!(search(PEOPLE[1].1).await.contains("10 posizioni"));
    let refused = browser.post(here, &[("q", "12345")]).await;
    assert_eq!(refused.status(), 422);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn filters_are_remembered_until_they_are_taken_off() {
    let world = World::start().await;
    seed(&world, 20).await;
    let browser = Browser::open(&world).await;
    let here = "/panel/payments/positions";
    let fields = [
        ("state", "EXPIRED"),
        ("due_to", "2026-12-31"),
        ("order", "due_last"),
    ];
    let answer = browser.post(here, &fields).await;
    let filtered = browser.page(&location(&answer)).await;
    assert!(filtered.contains("Stato: Scaduta") && !filtered.contains("ultima volta"));
    let again = browser.page(here).await;
    assert!(
        again.contains("Stato: Scaduta") && again.contains("ultima volta"),
        "{again}"
    );
    let answer = browser
        .post(here, &[("clear", "yes"), ("state", "EXPIRED")])
        .await;
    assert!(
        !browser
            .page(&location(&answer))
            .await
            .contains("Stato: Scaduta")
    );
    assert!(!browser.page(here).await.contains("Stato: Scaduta"));
    let wrong = browser
        .post(
            here,
            &[("due_from", "2026-02-02"), ("due_to", "2026-02-01")],
        )
        .await;
    assert_eq!(wrong.status(), 422);
    let page = wrong.text().await.unwrap();
    assert!(page.contains("<details open>") && page.contains("prima di quella iniziale"));
    world.stack.stop().await;
}

/// Where a page leads: `next`, `prev`.
fn link(page: &str, rel: &str) -> String {
    let (_, href) = page
        .split_once(&format!("rel=\"{rel}\" href=\""))
        .expect(rel);
    href.split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_leads_back_to_the_page_before() {
    let world = World::start().await;
    seed(&world, 80).await;
    for n in 0..30 {
        let body = serde_json::json!({ "file_name": format!("quote-{n}.csv") });
        world.post("/imports", &body, &format!("i{n}")).await;
        let body = serde_json::json!({ "kind": "positions" });
        world.post("/exports", &body, &format!("e{n}")).await;
    }
    world.stack.quiet().await.unwrap();
    let browser = Browser::open(&world).await;
    for list in ["positions", "imports", "exports"] {
        let first = browser.page(&format!("/panel/payments/{list}")).await;
        assert!(!first.contains("Pagina precedente"), "{list}");
        let second = browser.page(&link(&first, "next")).await;
        let back = browser.page(&link(&second, "prev")).await;
        let table = |page: &str| page.split_once("<table").unwrap().1.to_owned();
        let rows = |page: &str| table(page).split_once("</table>").unwrap().0.to_owned();
        assert_eq!(rows(&first), rows(&back), "{list}");
        assert!(rows(&first) != rows(&second), "{list}");
        assert!(
            !back.contains("Pagina precedente") && !back.contains("Torna all"),
            "{list}"
        );
        assert!(second.contains("Torna all"), "{list}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_list_and_show_positions() {
    let world = World::start().await;
    let all = seed(&world, 150).await;
    let list = async |query: &str| -> Value {
        let answer = world.get(&format!("/positions{query}")).await;
        answer.json().await.unwrap()
    };
    let first = list("").await;
    assert_eq!(first["positions"].as_array().unwrap().len(), 100);
    let second = list(&format!("?cursor={}", text(&first, "next"))).await;
    assert_eq!(second["positions"].as_array().unwrap().len(), 51);
    assert_eq!(second["next"], Value::Null);
    let paid = list("?state=PAID").await;
    assert_eq!(paid["positions"].as_array().unwrap().len(), 30);
    let request = world
        .http
        .get(world.url(&format!("/api/creditors/{CREDITOR}/positions")));
    let request = request.header("X-Api-Key", world.key(CREDITOR));
    let of_debtor = request
        .header("X-Debtor-Tax-Code", PEOPLE[1].1)
        .send()
        .await
        .unwrap();
    let of_debtor: Value = of_debtor.json().await.unwrap();
    assert_eq!(of_debtor["positions"].as_array().unwrap().len(), 38);
    for wrong in ["?state=GONE", "?due_from=x", "?order=name", "?cursor=x"] {
        assert_eq!(
            world.get(&format!("/positions{wrong}")).await.status(),
            400,
            "{wrong}"
        );
    }
    let paid = all.iter().find(|p| p.state == PositionState::Paid).unwrap();
    let shown: Value = world
        .get(&format!("/positions/{}", paid.nav))
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(shown["state"], "PAID");
    assert_eq!(shown["parts"][0]["receipt_id"], "RECEIPT-3");
    let steps: Vec<_> = shown["life"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| text(s, "step"))
        .collect();
    assert_eq!(
        steps,
        [
            "created", "notified", "paid", "receipt", "reported", "credited"
        ]
    );
    assert_eq!(shown["life"][3]["state"], "done");
    assert_eq!(
        world.get("/positions/307000000000000075").await.status(),
        404
    );
    world.stack.stop().await;
}

//! The log of activities: what the gate writes into it for all rooms.

use access::Role;
use access::domain::audit::{Act, AuditEvent, AuditKey, Object, Outcome};
use access::gate::{Log, Need, ROUTES};
use access::store::audit::{Found, Walk, Way};
use http::{Method, StatusCode};
use jiff::civil::date;
use kernel::tax::OrgFiscalCode;

use super::gate::change_role;
use super::world::{AUDIT_KEY, KEY, NEIGHBOUR, TOWN, World};

/// What only asks: it is posted so that what is looked for stands in no address, or because pagoPA's document says so.
const QUESTIONS: [&str; 12] = [
    "/gpd/api/v1/payment-options/organizations/{cf}/notices/{nav}",
    "/gpd/api/v2/payment-options/organizations/{cf}/notices/{nav}",
    "/payment-options/organizations/{cf}/notices/{nav}",
    "/panel/payments/journal",
    "/panel/access/audit",
    "/panel/access/members",
    "/panel/payments/positions",
    "/panel/payments/receipts",
    "/panel/payments/imports/{id}/rows",
    "/panel/dashboard",
    "/panel/payments/matching/accounting",
    "/panel/payments/matching/search",
];

#[test]
fn every_act_of_somebody_who_is_known_is_in_the_log_by_name() {
    for rule in ROUTES.iter().filter(|rule| rule.method != Method::GET) {
        let known = !matches!(rule.need, Need::Public | Need::Node);
        let asks = QUESTIONS.contains(&rule.path);
        let told = matches!(rule.log, Log::Act(_) | Log::Room);
        assert_eq!(
            told,
            known && !asks || rule.log == Log::Room,
            "{}",
            rule.path
        );
        assert_ne!(
            rule.log,
            Log::Act(Act::Acted),
            "{}: has a name of its own",
            rule.path
        );
    }
}

#[test]
fn no_page_is_an_act() {
    for rule in ROUTES.iter().filter(|rule| rule.method == Method::GET) {
        assert!(!matches!(rule.log, Log::Act(_)), "{}", rule.path);
    }
}

pub async fn events(world: &World) -> Vec<AuditEvent> {
    let found: Found = walk()
        .page(&world.table, None, 1_000, |_| true)
        .await
        .unwrap();
    assert_eq!(found.next, None);
    world.count.take();
    found.events
}

fn walk() -> Walk {
    Walk {
        tenant: Some(OrgFiscalCode::parse(TOWN).unwrap()),
        way: Way::Days(vec![date(2026, 3, 2)]),
        from: "2026-03-02T00:00:00Z".parse().unwrap(),
        until: "2026-03-03T00:00:00Z".parse().unwrap(),
        descending: true,
    }
}

const ID: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";

#[tokio::test]
async fn an_act_costs_one_request_and_a_page_none() {
    let world = World::new().await;
    let cookie = world.session().await;
    world.count.take();
    world
        .get("/panel/payments/imports", &[("cookie", &cookie)])
        .await;
    assert_eq!(world.count.take(), 1);
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    world
        .send(Method::POST, "/panel/payments/imports", &headers)
        .await;
    assert_eq!(world.count.take(), 1 + 1);
    let events = events(&world).await;
    let started: Vec<_> = events
        .iter()
        .filter(|e| e.act == Act::ImportStarted)
        .collect();
    let [event] = started.as_slice() else {
        panic!("{events:?}")
    };
    assert_eq!((event.outcome, &event.network), (Outcome::Done, &None));
    assert!(event.who.as_str().starts_with("user:01"));
    assert!(event.reference.is_some() && event.object.is_none());
}

#[tokio::test]
async fn what_is_denied_and_what_is_anothers_is_in_the_log() {
    let world = World::new().await;
    change_role(&world, Role::Viewer).await;
    let cookie = world.session().await;
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let denied = world
        .send(Method::POST, "/panel/payments/imports", &headers)
        .await;
    assert_eq!(denied.status, StatusCode::FORBIDDEN);
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let foreign = format!("/api/creditors/{NEIGHBOUR}/imports/{ID}");
    let foreign = world.get(&foreign, &[("x-api-key", KEY)]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    let events = events(&world).await;
    let denied: Vec<_> = events
        .iter()
        .filter(|e| e.outcome == Outcome::Denied)
        .collect();
    let acts: Vec<_> = denied.iter().map(|event| event.act).collect();
    assert_eq!(acts, [Act::Denied, Act::ImportStarted], "newest first");
    assert_eq!(denied[0].object.as_ref().unwrap().as_str(), ID);
}

#[tokio::test]
async fn a_file_is_in_the_log_by_a_digest_of_its_notice() {
    let world = World::new().await;
    let notice = "300715700000000032";
    let path = format!("/api/creditors/{TOWN}/notices/{notice}");
    let answer = world.get(&path, &[("x-api-key", KEY)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(world.count.take(), 1 + 1);
    let events = events(&world).await;
    let event = events
        .iter()
        .find(|e| e.act == Act::NoticeDownloaded)
        .unwrap();
    assert!(!serde_json::to_string(event).unwrap().contains(notice));
    let tenant = OrgFiscalCode::parse(TOWN).unwrap();
    let object = Object::of(&AuditKey::new(AUDIT_KEY), &tenant, notice);
    let by_notice = Walk {
        way: Way::Object(object),
        ..walk()
    };
    let found = by_notice
        .page(&world.table, None, 10, |_| true)
        .await
        .unwrap();
    assert_eq!(found.events.as_slice(), std::slice::from_ref(event));
    assert_eq!(world.count.take(), 1);
    let by_person = Walk {
        way: Way::Person(event.who.clone()),
        ..walk()
    };
    let found = by_person
        .page(&world.table, None, 10, |_| true)
        .await
        .unwrap();
    assert_eq!(found.events.as_slice(), std::slice::from_ref(event));
}

#[tokio::test]
async fn a_file_that_its_rule_forgot_is_in_the_log_all_the_same() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/accounting");
    assert_eq!(
        world.get(&path, &[("x-api-key", KEY)]).await.status,
        StatusCode::OK
    );
    assert_eq!(events(&world).await[0].act, Act::Downloaded);
}

#[tokio::test]
async fn what_failed_is_told_as_failed() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/imports/{ID}/check");
    let answer = world.send(Method::POST, &path, &[("x-api-key", KEY)]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let events = events(&world).await;
    assert_eq!(
        (events[0].act, events[0].outcome),
        (Act::ImportChecked, Outcome::Failed)
    );
}

#[tokio::test]
async fn an_act_that_cannot_be_told_is_answered_as_to_be_tried_again() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/imports/{ID}/confirm");
    let answer = world.send(Method::POST, &path, &[("x-api-key", KEY)]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header("retry-after"), "5");
    assert!(
        answer.body.contains("\"retryable\":true"),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn the_log_is_read_page_by_page_in_both_directions() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/notices/300715700000000032");
    for _ in 0..23 {
        world.clock.advance(jiff::SignedDuration::from_secs(1));
        world.get(&path, &[("x-api-key", KEY)]).await;
    }
    let all: Vec<_> = events(&world)
        .await
        .into_iter()
        .map(|event| event.id)
        .collect();
    assert_eq!(all.len(), 23);
    for descending in [true, false] {
        let walk = Walk {
            descending,
            ..walk()
        };
        let (mut read, mut after) = (Vec::new(), None);
        loop {
            let page = walk.page(&world.table, after, 5, |_| true).await.unwrap();
            assert_eq!(world.count.take(), 4, "a query a shard");
            read.extend(page.events.into_iter().map(|event| event.id));
            let Some(next) = page.next else { break };
            after = Some(next);
        }
        if !descending {
            read.reverse();
        }
        assert_eq!(read, all);
    }
}

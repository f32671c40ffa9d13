//! Whatever changes a position, who listens is told of it: each version of each position.

use std::collections::{BTreeMap, BTreeSet};

use http::Method;
use jiff::SignedDuration;
use kernel::event::{Envelope, PositionChange, PositionChanged};
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use local::cloud::TABLE;
use payments::domain::position::{DebtPosition, Deleted};
use payments::domain::settings::Listener;
use payments::jobs::position_time::{TimeDeps, tick};
use payments::store::positions::{CHANGED_JOB, PUSH_JOB, Waking};
use payments::store::settings;
use platform::outbox::OutboxItem;
use platform::table::{Item, Stored, from_item};
use serde_json::{Value, json};

use super::browser::Browser;
use super::flow_files::{FLOW, flow, row};
use super::gpd::desk::{Desk, EXTERNAL, IBAN, INTERNAL, OTHER_IBAN, iuv, nav, written};
use super::messages::send_rt;
use super::world::{CREDITOR, World};

/// What is told of the positions, by number: the versions, and the kinds of changes.
#[derive(Default)]
struct Told {
    versions: BTreeMap<String, Vec<u64>>,
    kinds: BTreeSet<&'static str>,
}

/// Everything in the table, behind the product's back.
async fn items(world: &World) -> Vec<Item> {
    let client = aws_sdk_dynamodb::Client::new(&world.stack.cloud().dynamodb);
    let mut pages = client
        .scan()
        .table_name(TABLE)
        .into_paginator()
        .items()
        .send();
    let mut all = Vec::new();
    while let Some(item) = pages.next().await {
        all.push(item.unwrap());
    }
    all
}

fn is(item: &Item, entity: &str) -> bool {
    item.get("entity")
        .and_then(|value| value.as_s().ok())
        .is_some_and(|found| found == entity)
}

/// What the outbox told by one job.
fn told(items: &[Item], job: &str) -> Told {
    let mut told = Told::default();
    for item in items.iter().filter(|item| is(item, OutboxItem::ENTITY)) {
        let item: OutboxItem = from_item(item.clone()).unwrap();
        if item.job != job {
            continue;
        }
        let event: Envelope<PositionChanged> = serde_json::from_str(&item.payload).unwrap();
        told.kinds.insert(kind(event.data.what));
        for one in event.data.positions {
            told.versions
                .entry(one.notice.to_string())
                .or_default()
                .push(one.version);
        }
    }
    told
}

/// Exhaustive: a new kind of change has to be made by this test, too.
fn kind(what: PositionChange) -> &'static str {
    match what {
        PositionChange::Created => "created",
        PositionChange::Updated => "updated",
        PositionChange::Published => "published",
        PositionChange::BecameValid => "became_valid",
        PositionChange::Expired => "expired",
        PositionChange::Invalidated => "invalidated",
        PositionChange::Deleted => "deleted",
        PositionChange::Paid => "paid",
        PositionChange::FeeAdded => "fee_added",
        PositionChange::AccountChanged => "account_changed",
        PositionChange::Reported => "reported",
    }
}

const KINDS: [&str; 11] = [
    "account_changed",
    "became_valid",
    "created",
    "deleted",
    "expired",
    "fee_added",
    "invalidated",
    "paid",
    "published",
    "reported",
    "updated",
];

#[tokio::test(flavor = "multi_thread")]
async fn of_every_change_of_every_position_in_the_version_that_it_made() {
    let desk = Desk::open().await;
    let world = &desk.world;
    listen(world).await;
    from_the_node(world).await;
    by_flows(world).await;
    by_programmes(&desk).await;
    in_bulks(&desk).await;
    on_demand(world).await;
    by_a_person(world).await;
    by_a_clerk(&desk).await;
    by_time(&desk).await;
    world.stack.quiet().await.unwrap();
    let items = items(world).await;
    let (changed, pushed) = (told(&items, CHANGED_JOB), told(&items, PUSH_JOB));
    let mut last: BTreeMap<String, u64> = BTreeMap::new();
    for item in &items {
        if is(item, DebtPosition::ENTITY) {
            let position: DebtPosition = from_item(item.clone()).unwrap();
            last.insert(position.nav.to_string(), position.version);
        } else if is(item, Deleted::ENTITY) {
            let gone: Deleted = from_item(item.clone()).unwrap();
            last.entry(gone.nav.to_string()).or_insert(gone.version);
        }
    }
    assert!(last.len() >= 12, "{last:?}");
    for (nav, version) in &last {
        let mut versions = changed.versions.get(nav).cloned().unwrap_or_default();
        versions.sort_unstable();
        // What a revision of a flow tells again is told again.
        versions.dedup();
        let all: Vec<u64> = (1..=*version).collect();
        assert_eq!(versions, all, "{nav}: each version");
        // What flows report changes nothing outwards; of all else the same is told.
        let pushed = pushed.versions.get(nav).cloned().unwrap_or_default();
        assert!(
            pushed.iter().all(|version| all.contains(version)),
            "{nav}: {pushed:?}"
        );
    }
    assert_eq!(changed.kinds.into_iter().collect::<Vec<_>>(), KINDS);
    let outwards = pushed.kinds;
    assert!(
        KINDS.iter().all(|kind| outwards.contains(kind)),
        "{outwards:?}"
    );
    every_change_to_come_waits(&items);
    desk.world.stack.stop().await;
}

/// Beside each position that time will change stands what waits for it.
fn every_change_to_come_waits(items: &[Item]) {
    let waking: BTreeMap<String, Waking> = items
        .iter()
        .filter(|item| is(item, Waking::ENTITY))
        .map(|item| from_item::<Waking>(item.clone()).unwrap())
        .map(|waking| (waking.nav.to_string(), waking))
        .collect();
    let mut waiting = 0;
    for item in items.iter().filter(|item| is(item, DebtPosition::ENTITY)) {
        let position: DebtPosition = from_item(item.clone()).unwrap();
        if let Some((when, _)) = position.next_change() {
            let kept = waking.get(position.nav.as_str());
            assert_eq!(kept.map(|kept| kept.when), Some(when), "{}", position.nav);
            waiting += 1;
        }
    }
    assert!(waiting >= 2, "{waiting}");
}

/// The body listens by webhook and is pushed to the archive; as if both had been chosen.
async fn listen(world: &World) {
    let table = &world.stack.parts.table;
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let mut known = settings::read(table, &creditor).await.unwrap().unwrap();
    known.listeners = vec![Listener::Webhook, Listener::Aca];
    let before = known.version;
    known.version += 1;
    assert!(settings::write(table, &known, before).await.unwrap());
    // Settings are kept for five seconds.
    world.stack.clock.advance(SignedDuration::from_secs(10));
}

/// Published by an import, paid, paid again.
async fn from_the_node(world: &World) {
    let navs = world.publish(3).await.notices;
    for (nav, id) in [
        (&navs[0], "FIRST"),
        (&navs[0], "SECOND"),
        (&navs[1], "OTHER"),
    ] {
        world
            .tell_receipt(&send_rt(nav, id, Cents::new(3_000)))
            .await;
    }
}

/// Reported by a flow, taken back by its revision; revoked.
async fn by_flows(world: &World) {
    let listed: Value = world
        .get("/positions?state=PAID")
        .await
        .json()
        .await
        .unwrap();
    let listed = listed["positions"].as_array().unwrap();
    let navs: Vec<&str> = listed
        .iter()
        .map(|p| p["notice_number"].as_str().unwrap())
        .collect();
    let mut rows = Vec::new();
    for nav in &navs {
        rows.push(row(nav, &world.receipt_of(nav).await, "30.00", "0"));
    }
    assert_eq!(rows.len(), 2, "{navs:?}");
    world
        .send_flow(&flow(FLOW, "10:30:00", &rows, "60.00"), "f1")
        .await;
    world.flow(FLOW).await;
    world
        .send_flow(&flow(FLOW, "11:30:00", &rows[1..], "30.00"), "f2")
        .await;
    world.flow(FLOW).await;
    world.stack.quiet().await.unwrap();
    let revoked = row(navs[0], &world.receipt_of(navs[0]).await, "30.00", "3");
    let other = "2026-11-20PRATITM1XXX-000000008";
    world
        .send_flow(&flow(other, "10:30:00", &[revoked], "30.00"), "f3")
        .await;
    world.flow(other).await;
}

/// Made, published, changed, paid, reported, given a fee and another account, withdrawn, deleted.
async fn by_programmes(desk: &Desk) {
    let at = |iupd: &str| format!("{{org}}/debtpositions/{iupd}");
    let ask = async |mount, method, path: String, body: Option<Value>| {
        let answer = desk.ask(mount, method, &path, body.as_ref()).await;
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
    };
    let draft = desk.one("CARTA", 40);
    assert_eq!(desk.create(&draft).await.status, 201);
    ask(EXTERNAL, Method::POST, at("CARTA/publish"), None).await;
    ask(
        EXTERNAL,
        Method::PUT,
        at("CARTA?toPublish=true"),
        Some(draft),
    )
    .await;
    let fee = format!("{{org}}/paymentoptions/{}/notificationfee", iuv(40));
    ask(
        INTERNAL,
        Method::PUT,
        fee,
        Some(json!({ "notificationFee": 300 })),
    )
    .await;
    let paid = json!({ "paymentDate": "2026-03-01T10:00:00", "paymentMethod": "card",
        "pspCompany": "Banca", "idReceipt": "GPD-1", "fee": "0" });
    let path = format!("{{org}}/paymentoptions/{}/pay", nav(40));
    ask(INTERNAL, Method::POST, path, Some(paid)).await;
    let path = format!("{{org}}/paymentoptions/{}/transfers/1/report", iuv(40));
    ask(INTERNAL, Method::POST, path, None).await;
    desk.publish(&desk.one("RITIRO", 41)).await;
    let path = format!("{{org}}/debtpositions/transfers?oldIban={IBAN}");
    ask(
        EXTERNAL,
        Method::PATCH,
        path,
        Some(json!({ "newIban": OTHER_IBAN })),
    )
    .await;
    ask(EXTERNAL, Method::POST, at("RITIRO/invalidate"), None).await;
    assert_eq!(desk.create(&desk.one("VIA", 42)).await.status, 201);
    ask(EXTERNAL, Method::DELETE, at("VIA"), None).await;
}

/// Several at once: made, changed, deleted.
async fn in_bulks(desk: &Desk) {
    const BULK: &str = "/gpd/debt-positions-service/v2";
    let several = |from: u64| {
        let each = (from..from + 3).map(|n| desk.one(&format!("FASCIO-{n}"), n));
        json!({ "paymentPositions": each.collect::<Vec<_>>() })
    };
    let path = "{org}/debtpositions";
    for (method, body) in [
        (Method::POST, several(50)),
        (Method::PUT, several(50)),
        (
            Method::DELETE,
            json!({ "paymentPositionIUPDs": ["FASCIO-50", "FASCIO-51"] }),
        ),
    ] {
        let answer = desk
            .ask_freely(BULK, method.clone(), path, Some(&body))
            .await;
        assert!((200..300).contains(&answer.status), "{method}: {answer:?}");
    }
}

/// Made on the spot for a PSP.
async fn on_demand(world: &World) {
    let data = "<service><amount>2500</amount><description>Sala Verdi</description>\
                <debtorFiscalCode>RSSMRA85T10A562S</debtorFiscalCode></service>";
    let asked =
        json!({ "creditor": CREDITOR, "service": "00001", "subject": "00001", "data": data });
    let url = world.url("/_local/practice/demand");
    let answer = world.http.post(url).json(&asked).send().await.unwrap();
    assert!(
        answer.status().is_success(),
        "{}",
        answer.text().await.unwrap()
    );
}

/// A payment without position, linked by hand to one that waits for it.
async fn by_a_person(world: &World) {
    let unknown = nav(9_999);
    world
        .tell_receipt(&send_rt(&unknown, "LOST", Cents::new(3_000)))
        .await;
    let open: Value = world
        .get("/positions?state=VALID")
        .await
        .json()
        .await
        .unwrap();
    let target = open["positions"][0]["notice_number"].as_str().unwrap();
    let exceptions: Value = world
        .get("/exceptions?state=open")
        .await
        .json()
        .await
        .unwrap();
    let all = exceptions["exceptions"].as_array().unwrap();
    let orphan = all
        .iter()
        .find(|one| one["kind"] == "orphan_receipt")
        .unwrap();
    let fields = [
        ("exception", orphan["id"].as_str().unwrap()),
        ("remedy", "linked"),
        ("notice", target),
    ];
    let browser = Browser::open(world).await;
    let answer = browser
        .post("/panel/payments/exceptions/settle", &fields)
        .await;
    assert_eq!(answer.status(), 303, "{}", answer.text().await.unwrap());
}

/// Published, withdrawn, deleted, paid elsewhere, with the buttons of the page.
async fn by_a_clerk(desk: &Desk) {
    let browser = Browser::open(&desk.world).await;
    let day = kernel::time::rome_date(desk.world.stack.parts.clock.now()).to_string();
    let part = nav(82);
    let paid = [
        ("paid_sure", "yes"),
        ("day", day.as_str()),
        ("by", "Tesoreria"),
        ("part", part.as_str()),
    ];
    let acts = [
        (80, "publish", &[][..]),
        (80, "withdraw", &[("withdraw_sure", "yes")]),
        (81, "delete", &[("delete_sure", "yes")]),
        (82, "paid", &paid),
    ];
    for base in [80, 81] {
        let draft = desk.one(&format!("MANO-{base}"), base);
        assert_eq!(desk.create(&draft).await.status, 201);
    }
    desk.publish(&desk.one("MANO-82", 82)).await;
    for (base, act, fields) in acts {
        let path = format!("/panel/payments/positions/{}/{act}", nav(base));
        let answer = browser.post(&path, fields).await;
        assert_eq!(
            answer.status(),
            303,
            "{act}: {}",
            answer.text().await.unwrap()
        );
    }
}

/// Not yet to be paid, then to be paid, then expired; one more that waits for both.
async fn by_time(desk: &Desk) {
    for (iupd, base) in [("PRESTO", 60), ("DOPO", 61)] {
        let mut body = desk.one(iupd, base);
        let days = i64::try_from(base).unwrap() - 59;
        body["validityDate"] = json!(desk.in_days(days));
        desk.publish(&body).await;
    }
    let stack = &desk.world.stack;
    let parts = &stack.parts;
    let times = (parts.clock.clone(), parts.dice.clone());
    let deps = TimeDeps::new(parts.job_table.clone(), times);
    for days in [1, 20] {
        stack
            .clock
            .advance(SignedDuration::from_hours(24 * days + 1));
        tick(&deps).await.unwrap();
    }
    let mut late = desk.one("ULTIMA", 62);
    late["validityDate"] = json!(written(parts.clock.now() + SignedDuration::from_hours(48)));
    desk.publish(&late).await;
    let mut open = desk.one("APERTA", 63);
    open["fullName"] = json!("Anna Bianchi");
    desk.publish(&open).await;
}

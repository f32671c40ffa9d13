//! The notices of an import as files to download.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;
use payments::jobs::bundle_notices::{BundleOrder, FINISH_JOB, PART_JOB};
use platform::outbox::OutboxItem;
use platform::table::Tx;
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::world::{CREDITOR, DEBTOR, World};

async fn prepare(world: &World, import: &str, body: Value, once: &str) -> Value {
    let path = format!("/imports/{import}/notices");
    let answer = world.post(&path, &body, once).await;
    assert_eq!(answer.status(), StatusCode::ACCEPTED);
    let begun: Value = answer.json().await.unwrap();
    assert_eq!(begun, json!({ "id": import, "state": "preparing" }));
    world.until(&path, "state", &["ready"]).await
}

/// The PDFs of all the files, by name.
async fn download(world: &World, ready: &Value) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    for file in ready["files"].as_array().unwrap() {
        let answer = world.http.get(file["url"].as_str().unwrap()).send().await;
        let answer = answer.unwrap();
        let named = answer.headers()["content-disposition"].to_str().unwrap();
        assert!(named.contains(file["name"].as_str().unwrap()), "{named}");
        let bytes = answer.bytes().await.unwrap();
        assert_eq!(file["size_bytes"], bytes.len());
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(file["notices"], zip.len());
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).unwrap();
            let mut pdf = Vec::new();
            entry.read_to_end(&mut pdf).unwrap();
            let name = entry.name().unwrap().into_owned();
            let before = all.insert(name, pdf);
            assert!(before.is_none(), "a name twice");
        }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_open_notice_is_in_the_files_as_it_is_alone() {
    let world = World::start().await;
    let published = world.publish(100).await;
    let (paid, open) = published.notices.split_first().unwrap();
    world.pay(paid).await;
    world.stack.quiet().await.unwrap();
    let ready = prepare(&world, &published.import, json!({}), "prepare").await;
    assert_eq!(ready["progress"], json!({ "done": 1, "of": 1 }));
    assert!(ready["expires_at"].is_string());
    let files = download(&world, &ready).await;
    let year = kernel::time::rome_date(world.stack.parts.clock.now()).year();
    let name = |notice: &String| format!("{DEBTOR}_{year}_{}.pdf", &notice[1..]);
    let wanted: BTreeSet<String> = open.iter().map(name).collect();
    assert_eq!(files.keys().cloned().collect::<BTreeSet<_>>(), wanted);
    for notice in open.iter().take(5) {
        let alone = world.get(&format!("/notices/{notice}")).await;
        assert_eq!(
            alone.bytes().await.unwrap(),
            files[&name(notice)],
            "{notice}"
        );
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_wish_again_makes_nothing_again() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let import = &published.import;
    let run = |ready: &Value| {
        let url = ready["files"][0]["url"].as_str().unwrap().to_owned();
        url.split("/run-")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .to_owned()
    };
    let first = prepare(&world, import, json!({}), "a").await;
    let bytes = download(&world, &first).await;
    for (body, once, wanted) in [
        (json!({}), "a", "1"),
        (json!({}), "b", "1"),
        (json!({ "again": true }), "c", "2"),
        (json!({ "again": true }), "c", "2"),
    ] {
        let ready = prepare(&world, import, body, once).await;
        assert_eq!(run(&ready), wanted, "{once}");
        assert_eq!(download(&world, &ready).await, bytes, "byte for byte");
    }
    let path = format!("/imports/{import}/notices");
    let other = world.post(&path, &json!({ "again": false }), "c").await;
    assert_eq!(other.status(), StatusCode::CONFLICT);
    let unknown = world.post(&path, &json!({ "colour": "red" }), "d").await;
    assert_eq!(unknown.status(), StatusCode::UNPROCESSABLE_ENTITY);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_delivered_again_change_nothing() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let before = prepare(&world, &published.import, json!({}), "a").await;
    let parts = &world.stack.parts;
    for (job, part) in [(PART_JOB, 0), (PART_JOB, 7), (FINISH_JOB, 4)] {
        let order = BundleOrder {
            creditor: OrgFiscalCode::parse(CREDITOR).unwrap(),
            import: ImportId::parse(&published.import).unwrap(),
            run: 1,
            part,
        };
        let item = OutboxItem::new(job, &order, &*parts.clock, &*parts.dice);
        let sent = parts.job_table.commit(Tx::new().outbox(&item)).await;
        sent.unwrap();
    }
    world.stack.quiet().await.unwrap();
    let path = format!("/imports/{}/notices", published.import);
    let after: Value = world.get(&path).await.json().await.unwrap();
    for field in ["state", "progress", "expires_at"] {
        assert_eq!(after[field], before[field]);
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_published_or_not_ours_has_no_files() {
    let world = World::start().await;
    let checked = world.load("quote.csv", super::world::dues(2)).await;
    let path = format!("/imports/{checked}/notices");
    let early = world.post(&path, &json!({}), "a").await;
    assert_eq!(early.status(), StatusCode::CONFLICT);
    let problem: Value = early.json().await.unwrap();
    assert_eq!(problem["code"], "not_published");
    assert_eq!(world.get(&path).await.status(), StatusCode::NOT_FOUND);
    let unknown = "/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE/notices";
    assert_eq!(world.get(unknown).await.status(), StatusCode::NOT_FOUND);
    let post = world.post(unknown, &json!({}), "b").await;
    assert_eq!(post.status(), StatusCode::NOT_FOUND);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_prepare_and_download_the_files_without_script() {
    let world = World::start().await;
    let published = world.publish(3).await;
    let cookie = world.sign_in().await;
    let page = format!("/panel/payments/imports/{}/notices", published.import);
    let read = async |path: &str| world.panel(&cookie, path).await.text().await.unwrap();
    assert!(read(&page).await.contains("Prepara gli avvisi"));
    let quiet = Client::builder().redirect(reqwest::redirect::Policy::none());
    let quiet = quiet.build().unwrap();
    for _ in 0..2 {
        let post = quiet.post(world.url(&page)).header("Cookie", &cookie);
        let post = post.header("Sec-Fetch-Site", "same-origin");
        let answer = post.form(&[("run", "1")]).send().await.unwrap();
        assert_eq!(answer.headers()["location"], page.as_str());
    }
    let api = format!("/imports/{}/notices", published.import);
    world.until(&api, "state", &["ready"]).await;
    let shown = read(&page).await;
    assert!(shown.contains("Avvisi pronti: 3."), "{shown}");
    let file = format!("{page}/0");
    assert!(shown.contains(&file) && shown.contains("value=\"2\""));
    let answer = quiet.get(world.url(&file)).header("Cookie", &cookie);
    let answer = answer.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let bucket = answer.headers()["location"].to_str().unwrap().to_owned();
    let bytes = world
        .http
        .get(bucket)
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len(), 3);
    for wrong in ["7", "x"] {
        let answer = world.panel(&cookie, &format!("{page}/{wrong}")).await;
        assert!(answer.status().is_client_error(), "{wrong}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn long_two_thousand_notices_come_in_two_files() {
    let world = World::start().await;
    let published = world.publish(2_000).await;
    let ready = prepare(&world, &published.import, json!({}), "prepare").await;
    let counts: Vec<u64> = ready["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["notices"].as_u64().unwrap())
        .collect();
    assert_eq!(counts, [1_980, 20]);
    assert_eq!(download(&world, &ready).await.len(), 2_000);
    world.stack.stop().await;
}

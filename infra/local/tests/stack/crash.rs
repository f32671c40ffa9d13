//! Publishing while the program dies again and again.
//!
//! `SPORTELLO_ROWS=20000` makes the long one as large as it is meant to be; `SPORTELLO_SEED` gives it other
//! moments to die. See `infra/local/README.md`.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use kernel::dice::{self, SeededDice};
use kernel::tax::OrgFiscalCode;
use local::demo::Api;
use local::stack::{DataDir, Stack, StackOptions};
use payments::store::keys;
use platform::table::{Item, Query};
use serde_json::{Value, json};

use super::program::{Program, local_json};

const CREDITOR: &str = "80047110152";
const ROWS_QUICK: u64 = 450;
const ROWS_LONG: u64 = 3_000;
const DEATHS_QUICK: u64 = 6;
const DEATHS_LONG: u64 = 20;
/// A process dies within this time after the moment that was drawn for it.
const LATE_MS_MAX: u64 = 60;
const WAIT_MAX: Duration = Duration::from_secs(600);

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn below(dice: &SeededDice, end: u64) -> u64 {
    u64::from_le_bytes(dice::bytes::<8>(dice)) % end
}

fn api(data: &Path) -> Api {
    let told = local_json(data);
    Api::new(&told.url, CREDITOR, told.key_of(CREDITOR).unwrap())
}

/// Each third row is of one person, so that grouping has something to do.
fn dues(rows: u64) -> String {
    let mut text = "Codice fiscale;Nominativo;Importo;Causale;Scadenza;IUD\n".to_owned();
    for row in 0..rows {
        let code = ["RSSMRA83S08F205E", "MRTMTT91D08F205J", "RSSMRA85T10A562S"];
        let code = code[(row % 3) as usize];
        writeln!(text, "{code};Rossi Mario;30,00;Prova;31/12/2099;IUD{row}").unwrap();
    }
    text
}

async fn wait_for(api: &Api, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
    let since = Instant::now();
    loop {
        let import: Value = api.get(&format!("imports/{id}")).await.unwrap();
        if wanted(&import) {
            return import;
        }
        assert!(
            since.elapsed() < WAIT_MAX && import["state"] != "failed",
            "{import}"
        );
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The import checked and confirmed.
async fn confirmed(api: &Api, rows: u64, group: bool) -> String {
    let file = dues(rows).into_bytes();
    let id = api.upload("imports", "dues.csv", file).await.unwrap();
    let check = json!({ "service": "MENSA" });
    api.post(&format!("imports/{id}/check"), &check)
        .await
        .unwrap();
    wait_for(api, &id, |import| import["state"] == "ready").await;
    let terms = json!({ "description": "Prova", "group_by_debtor": group });
    api.post(&format!("imports/{id}/confirm"), &terms)
        .await
        .unwrap();
    id
}

/// Dies at `deaths` moments drawn from the seed, from the confirmation to the last row.
async fn survive(rows: u64, deaths: u64, group: bool, seed: u64) {
    let dice = SeededDice::new(seed);
    let mut moments: Vec<u64> = (0..deaths).map(|_| below(&dice, rows)).collect();
    moments.sort_unstable();
    // Some die before the first row is written: while numbers are reserved and chunks are cut.
    moments.iter_mut().take(2).for_each(|moment| *moment = 0);
    let data = tempfile::tempdir().unwrap();
    let (mut program, _) = Program::serve(data.path());
    let id = confirmed(&api(data.path()), rows, group).await;
    let begun = Instant::now();
    let mut died_at = Vec::new();
    for moment in moments {
        let api = api(data.path());
        let reached = |import: &Value| {
            import["state"] == "published" || import["progress"]["done"].as_u64() >= Some(moment)
        };
        let import = wait_for(&api, &id, reached).await;
        tokio::time::sleep(Duration::from_millis(below(&dice, LATE_MS_MAX))).await;
        program.die();
        died_at.push(import["progress"]["done"].as_u64().unwrap());
        (program, _) = Program::serve(data.path());
    }
    let last = api(data.path());
    let import = wait_for(&last, &id, |import| import["state"] == "published").await;
    let took = begun.elapsed().as_secs_f64();
    println!("{rows} rows in {took:.1} s, died at {died_at:?}");
    assert!(died_at.iter().filter(|done| **done < rows).count() as u64 >= deaths / 2);
    assert_eq!(import["progress"], json!({ "done": rows, "of": rows }));
    let positions = positions(&last, &id).await;
    program.die();
    assert_eq!(stored(data.path()).await, positions, "and none beside them");
}

/// Every row once, and how many positions they are.
async fn positions(api: &Api, id: &str) -> usize {
    let (mut rows, mut numbers, mut cents) = (HashSet::new(), HashSet::new(), 0);
    let mut path = format!("imports/{id}/positions");
    loop {
        let page: Value = api.get(&path).await.unwrap();
        for position in page["positions"].as_array().unwrap() {
            let number = position["notice_number"].as_str().unwrap();
            assert!(numbers.insert(number.to_owned()), "{number} twice");
            cents += position["amount_cents"].as_u64().unwrap();
            for line in position["lines"].as_array().unwrap() {
                let row = line["row"].as_u64().unwrap();
                assert!(rows.insert(row), "row {row} twice");
            }
        }
        match page["next"].as_str() {
            Some(next) => path = format!("imports/{id}/positions?cursor={next}"),
            None => break,
        }
    }
    let count = rows.len() as u64;
    assert_eq!(rows, (2..count + 2).collect(), "no row is lost");
    assert_eq!(cents, count * 3_000);
    numbers.len()
}

/// The positions that stand in the table, whoever made them.
async fn stored(data: &Path) -> usize {
    let stack = Stack::start(StackOptions {
        data: DataDir::Path(data.to_owned()),
        demo: false,
        ..StackOptions::ephemeral()
    });
    let stack = stack.await.unwrap();
    let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
    let mut count = 0;
    for shard in 0..keys::SHARDS {
        let mut query = Query::gsi(1, keys::list_pk(&creditor, shard));
        loop {
            let page = stack.parts.job_table.query_items(&query).await.unwrap();
            let is_position = |item: &&Item| item["entity"].as_s().unwrap() == "position";
            count += page.items.iter().filter(is_position).count();
            let Some(next) = page.next else { break };
            query = query.after(Some(next));
        }
    }
    stack.stop().await;
    count
}

#[tokio::test]
async fn an_import_is_published_once_through_many_sudden_deaths() {
    survive(ROWS_QUICK, DEATHS_QUICK, false, 1).await;
}

#[tokio::test]
async fn a_grouped_import_is_published_once_through_many_sudden_deaths() {
    survive(ROWS_QUICK, DEATHS_QUICK, true, 2).await;
}

#[tokio::test]
async fn long_an_import_is_published_once_through_twenty_sudden_deaths() {
    let rows = number("SPORTELLO_ROWS").unwrap_or(ROWS_LONG);
    let seed = number("SPORTELLO_SEED").unwrap_or(3);
    survive(rows, DEATHS_LONG, false, seed).await;
}

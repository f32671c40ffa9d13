//! Publishing while the program dies again and again.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use local::demo::Api;
use serde_json::{Value, json};

use super::program::{Program, local_json};

const CREDITOR: &str = "80047110152";
const ROWS: u64 = 450;
/// Ages at which a process dies, in milliseconds after it was ready.
const DEATHS_MS: [u64; 6] = [40, 90, 150, 230, 320, 430];
const WAIT_MAX: Duration = Duration::from_secs(60);

fn api(data: &Path) -> Api {
    let told = local_json(data);
    Api::new(&told.url, CREDITOR, told.key_of(CREDITOR).unwrap())
}

fn dues() -> String {
    let mut text = "Codice fiscale;Nominativo;Importo;Causale;Scadenza;IUD\n".to_owned();
    for row in 0..ROWS {
        writeln!(
            text,
            "RSSMRA83S08F205E;Rossi Mario;30,00;Prova;31/12/2099;IUD{row}"
        )
        .unwrap();
    }
    text
}

async fn wait_for(api: &Api, id: &str, wanted: &str) -> Value {
    let since = Instant::now();
    loop {
        let import: Value = api.get(&format!("imports/{id}")).await.unwrap();
        if import["state"] == wanted {
            return import;
        }
        assert!(
            since.elapsed() < WAIT_MAX && import["state"] != "failed",
            "{import}"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test]
async fn an_import_is_published_once_through_many_sudden_deaths() {
    let data = tempfile::tempdir().unwrap();
    let (mut program, _) = Program::serve(data.path());
    let first = api(data.path());
    let id = first
        .upload("imports", "dues.csv", dues().into_bytes())
        .await
        .unwrap();
    first
        .post(&format!("imports/{id}/check"), &json!({"service": "MENSA"}))
        .await
        .unwrap();
    wait_for(&first, &id, "ready").await;
    first
        .post(
            &format!("imports/{id}/confirm"),
            &json!({"description": "Prova"}),
        )
        .await
        .unwrap();
    for age_ms in DEATHS_MS {
        tokio::time::sleep(Duration::from_millis(age_ms)).await;
        program.die();
        (program, _) = Program::serve(data.path());
    }
    let last = api(data.path());
    let import = wait_for(&last, &id, "published").await;
    assert_eq!(import["progress"], json!({"done": ROWS, "of": ROWS}));
    assert_eq!(positions(&last, &id).await, ROWS);
}

async fn positions(api: &Api, id: &str) -> u64 {
    let (mut count, mut path) = (0, format!("imports/{id}/positions"));
    loop {
        let page: Value = api.get(&path).await.unwrap();
        count += page["positions"].as_array().unwrap().len() as u64;
        match page["next"].as_str() {
            Some(next) => path = format!("imports/{id}/positions?cursor={next}"),
            None => return count,
        }
    }
}

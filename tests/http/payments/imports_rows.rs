//! The accepted rows looked through and left out, what is remembered of a file, and what comes back.

use reqwest::StatusCode;
use serde_json::json;

use super::browser::{Browser, location};
use super::imports_repeated::{checked, json, uploaded};
use super::world::{DEBTOR, World, text};

/// Six dues of 10 to 15 euro: even rows of professionals, odd ones of trainees with arrears.
fn file() -> Vec<u8> {
    let mut file = "CF;Nominativo;Importo;Categoria;Competenza o residui;Capitolo;IUD\n".to_owned();
    for row in 2..8 {
        let class = if row % 2 == 0 {
            "Professionista;Competenza;3.01"
        } else {
            "Praticante;Residui;3.02"
        };
        file.push_str(&format!(
            "{DEBTOR};Rossi Mario {row};{},00;{class};R{row}\n",
            row + 8
        ));
    }
    file.into_bytes()
}

async fn ready(world: &World) -> String {
    let id = uploaded(world, "quote.csv", file(), "a").await;
    let import = checked(world, &id, &json!({ "service": "TARI" }), "b").await;
    assert_eq!(import["totals"]["accepted"], 6, "{import}");
    id
}

async fn assert_no_specimen(world: &World, id: &str, row: u32) {
    let path = format!("/imports/{id}/specimen?row={row}");
    assert_eq!(world.get(&path).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_left_out_in_the_panel_are_not_published() {
    let world = World::start().await;
    let id = ready(&world).await;
    let browser = Browser::open(&world).await;
    let here = format!("/panel/payments/imports/{id}");
    let page = browser.page(&format!("{here}/rows")).await;
    assert!(page.contains("6 righe per 75,00\u{a0}€."), "{page}");
    let post = async |path: &str, fields: &[(&str, &str)]| {
        let answer = browser.post(&format!("{here}/{path}"), fields).await;
        assert_eq!(answer.status(), StatusCode::OK);
        let html = answer.text().await.unwrap();
        assert_eq!(platform::web::inspect::faults(&html), [""; 0]);
        html
    };
    let found = post("rows", &[("category", "trainee"), ("words", "mario 3")]).await;
    assert!(found.contains("1 riga per 11,00\u{a0}€."));
    let told = post(
        "exclude",
        &[("category", "trainee"), ("act", "exclude_all")],
    )
    .await;
    assert!(told.contains("3 righe escluse: non verranno pubblicate."));
    assert!(told.contains("3 righe per 39,00\u{a0}€, di cui 3 escluse."));
    let again = post(
        "exclude",
        &[("category", "trainee"), ("act", "exclude_all")],
    )
    .await;
    assert!(again.contains("Nessuna riga è cambiata"));
    let back = [
        ("act", "include"),
        ("row", "5"),
        ("row", "4"),
        ("row", "99"),
    ];
    assert!(post("exclude", &back).await.contains("1 riga rimessa"));
    let chosen = [("act", "exclude"), ("row", "2")];
    assert!(post("exclude", &chosen).await.contains("1 riga esclusa"));
    assert_no_specimen(&world, &id, 2).await;
    let wrong = browser
        .post(&format!("{here}/rows"), &[("amount_from", "x")])
        .await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);

    let import = world.get(&format!("/imports/{id}")).await;
    let (_, import) = json(import).await;
    assert_eq!(
        import["excluded"],
        json!({ "rows": 3, "amount_cents": 3_600 })
    );
    let preview = browser.page(&here).await;
    assert!(preview.contains("3 righe escluse, per 36,00\u{a0}€."));
    assert!(preview.contains("Verranno pubblicate 3 posizioni"));
    let terms = [("description", "Quota"), ("exclude_rows", "4")];
    assert_eq!(
        location(&browser.post(&format!("{here}/confirm"), &terms).await),
        here
    );
    world
        .until(&format!("/imports/{id}"), "state", &["published"])
        .await;
    assert_eq!(
        world.positions(&id).await.len(),
        2,
        "what was typed adds to what was pressed"
    );
    let late = browser.post(&format!("{here}/exclude"), &chosen).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_reads_the_accepted_rows_by_filter() {
    let world = World::start().await;
    let id = ready(&world).await;
    let path = format!("/imports/{id}/rows?origin=arrears&amount_from_cents=1200&chapter=3.02");
    let (status, found) = json(world.get(&path).await).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(found["totals"], json!({ "rows": 2, "amount_cents": 2_800 }));
    assert_eq!(found["rows"][0]["row"], 5);
    assert_eq!(found["rows"][0]["category"], "trainee");
    assert_eq!(found["next"], json!(null));
    world.stack.counts.take();
    world.get(&path).await;
    assert_eq!(world.stack.counts.take(), 1 + 1, "the key and a get");
    let wrong = world.get(&format!("/imports/{id}/rows?origin=boh")).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn columns_that_were_corrected_once_are_found_the_next_time() {
    let world = World::start().await;
    let file =
        |cents: u32| format!("Chi;Codice;Quanto\nRossi Mario;{DEBTOR};{cents},00\n").into_bytes();
    let id = uploaded(&world, "a.csv", file(1), "a").await;
    let mapping = json!({ "name": "Chi", "tax_code": "Codice", "amount": "Quanto" });
    let first = checked(&world, &id, &json!({ "mapping": mapping }), "b").await;
    assert_eq!(first["mapping_source"], "chosen", "{first}");
    let id = uploaded(&world, "b.csv", file(2), "c").await;
    let next = checked(&world, &id, &json!({}), "d").await;
    assert_eq!(
        (&next["state"], &next["mapping_source"]),
        (&json!("ready"), &json!("learnt"))
    );
    assert_eq!(next["mapping"]["amount"], "Quanto");
    let browser = Browser::open(&world).await;
    let page = browser.page(&format!("/panel/payments/imports/{id}")).await;
    assert!(page.contains("Come l’ultima volta"), "{page}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_another_system_is_named_and_its_refused_rows_come_back() {
    let world = World::start().await;
    let titles = "IUD;codIuv;tipoIdentificativoUnivoco;codiceIdentificativoUnivoco;anagraficaPagatore;\
                  importoDovuto;tipoDovuto;causaleVersamento;bilancio;flgGeneraIuv;azione";
    let rows = format!(
        "1;;F;{DEBTOR};Rossi;10.50;TARI;x;;true;I\n2;;F;{DEBTOR};=1+1;10.00;TARI;x;;true;A\n"
    );
    let id = uploaded(
        &world,
        "d.csv",
        format!("{titles}\n{rows}").into_bytes(),
        "a",
    )
    .await;
    let import = checked(&world, &id, &json!({}), "b").await;
    assert_eq!(import["layout"], "p4pa_v1_3", "{import}");
    assert_eq!(import["totals"]["amount_cents"], 1_050);
    let rejects = world
        .get(&format!("/imports/{id}/refused?format=csv"))
        .await;
    let rejects = rejects.text().await.unwrap();
    assert!(
        rejects.starts_with("\u{feff}\"IUD\";\"codIuv\";"),
        "{rejects}"
    );
    assert!(rejects.contains("\"'=1+1\""), "{rejects}");
    assert!(
        rejects.contains("\"A\";\"action_unsupported\";\"Riga 3."),
        "{rejects}"
    );
    let browser = Browser::open(&world).await;
    let page = browser.page(&format!("/panel/payments/imports/{id}")).await;
    assert!(page.contains("MyPay / p4pa, versione 1.3"));
    assert!(
        page.contains("decimali con il punto"),
        "how the file is written is shown"
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_means_harm_is_refused_in_words_and_writes_nothing() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let hostile: [(&str, Vec<u8>, &str); 6] = [
        ("vuoto.xlsx", b" ".to_vec(), "empty"),
        (
            "fattura.csv",
            b"%PDF-1.7\n%%EOF".to_vec(),
            "not_a_spreadsheet",
        ),
        (
            "pagina.xls",
            b"<html><table><tr><td>CF</td></tr></table>".to_vec(),
            "not_a_spreadsheet",
        ),
        ("vecchio.xlsx", ole("Workbook"), "old_excel"),
        (
            "segreto.xlsx",
            ole("EncryptedPackage"),
            "password_protected",
        ),
        ("tronco.xlsx", b"PK\x03\x04 tronco".to_vec(), "corrupt"),
    ];
    for (at, (name, bytes, code)) in hostile.into_iter().enumerate() {
        let id = uploaded(&world, name, bytes, &format!("u{at}")).await;
        let failed = checked(&world, &id, &json!({}), &format!("c{at}")).await;
        assert_eq!(
            (&failed["state"], &failed["reason_code"]),
            (&json!("failed"), &json!(code)),
            "{name}"
        );
        let page = browser.page(&format!("/panel/payments/imports/{id}")).await;
        assert!(page.contains("Il file non si può importare"), "{name}");
        assert!(text(&failed, "reason").ends_with('.'), "{name}");
        let rows = world.get(&format!("/imports/{id}/positions")).await;
        let (_, rows) = json(rows).await;
        assert_eq!(rows["positions"], json!([]), "{name}");
    }
    world.stack.stop().await;
}

/// The beginning of a compound file of old Office, with one name in its directory.
fn ole(name: &str) -> Vec<u8> {
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
    bytes
}

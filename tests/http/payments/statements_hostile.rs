//! Files that nobody should open: each is refused with its reason, and the next one is read.

use std::io::{Cursor, Write as _};

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use zip::write::SimpleFileOptions;

use super::flow_files::{FLOW, statement};
use super::world::World;

/// A workbook of blanks: some kilobytes that become 64 MB.
fn bomb() -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in ["xl/workbook.xml", "xl/worksheets/sheet1.xml"] {
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&vec![b' '; 64 * 1024 * 1024]).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The beginning of an old workbook that promises more than there is.
fn hollow() -> Vec<u8> {
    let mut file = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    file.resize(2_048, 0xff);
    file.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    file
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_statement_is_refused_with_its_reason_and_does_no_harm() {
    let world = World::start().await;
    let entity = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\
        <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\">&x;</Document>";
    let laughs =
        "<!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><Document>&b;</Document>";
    let files: [(&str, Vec<u8>); 10] = [
        ("doctype", entity.into()),
        ("doctype", laughs.into()),
        ("inflates_too_much", bomb()),
        ("corrupt", hollow()),
        ("corrupt", b"PK\x03\x04 and no more".to_vec()),
        ("not_a_spreadsheet", b"%PDF-1.7\n".to_vec()),
        ("not_a_spreadsheet", b"<html><table><tr><td>Data</td></tr></table>".to_vec()),
        ("other_xml", b"<FlussoRiversamento/>".to_vec()),
        ("malformed", b"<?xml version=\"1.0\"?><Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><a>".to_vec()),
        ("empty", b"\r\n \r\n".to_vec()),
    ];
    for (place, (code, file)) in files.into_iter().enumerate() {
        let read = world.statement_file(file, &format!("s{place}")).await;
        assert_eq!(read["reason_code"], code, "{place}: {read}");
        assert!(read["reason"].as_str().unwrap().ends_with('.'), "{read}");
    }
    let good = world.statement(&statement(FLOW, "30,00"), "good").await;
    assert_eq!(
        (&good["state"], &good["rows"][1]["match"]),
        (&json!("ready"), &json!("missing_flow"))
    );
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_over_the_limit_is_refused_by_the_bucket() {
    let world = World::start().await;
    let name = json!({ "file_name": "conto.csv" });
    let created: Value = world
        .post("/statements", &name, "big")
        .await
        .json()
        .await
        .unwrap();
    let fields = created["upload"]["fields"].as_object().unwrap();
    let filled = fields.iter().fold(Form::new(), |filled, (field, value)| {
        filled.text(field.clone(), value.as_str().unwrap().to_owned())
    });
    let file = Part::bytes(vec![b'x'; 10 * 1024 * 1024 + 1]).file_name("conto.csv");
    let url = created["upload"]["url"].as_str().unwrap();
    let request = world.http.post(url).multipart(filled.part("file", file));
    let refused = request.send().await.map(|answer| answer.status());
    let is_refused = refused.is_err() || refused.is_ok_and(|status| status.is_client_error());
    assert!(is_refused, "larger than the form allows");
    let path = format!("/statements/{}/check", created["id"].as_str().unwrap());
    let early = world.post(&path, &json!({}), "early").await;
    assert_eq!(early.status(), StatusCode::CONFLICT, "nothing was kept");
    world.stack.stop().await;
}

//! Uploads that mean harm, or no good: each gets one clear reason, and nothing is read of it.

use std::io::Write;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::hostile::{by_hand, sheet_row, zipped};
use super::*;

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The compound file of old Office, with one name in its directory.
fn ole(name: &str) -> Vec<u8> {
    [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec(), utf16(name)].concat()
}

fn good_sheet() -> String {
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
    format!(
        "<sheetData>{titles}{}</sheetData>",
        sheet_row(2, &[CF, "Mario", "3"])
    )
}

/// Megabytes of blanks in one part of what would be a workbook.
fn bomb(megabytes: usize) -> Vec<u8> {
    let blanks = vec![b' '; megabytes * 1024 * 1024];
    zipped(&[
        ("xl/workbook.xml", b"<a/>"),
        ("xl/worksheets/sheet1.xml", &blanks),
    ])
}

fn many_parts() -> Vec<u8> {
    let names: Vec<String> = (0..=limits::ZIP_PARTS_MAX)
        .map(|n| format!("a{n}"))
        .collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    zipped(&parts)
}

/// A part that says that it is encrypted (bit 0 of its flags, in both headers).
fn encrypted_zip() -> Vec<u8> {
    let mut bytes = zipped(&[("xl/workbook.xml", b"<a/>")]);
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|w| w == magic).expect("a header");
        bytes[at + flags] |= 1;
    }
    bytes
}

fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    for (name, content) in parts {
        writer.start_file(*name, options).expect("a part");
        writer.write_all(content).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn wide_sheet(columns: usize) -> Vec<u8> {
    let cells: String = (0..columns)
        .map(|_| "<c t=\"inlineStr\"><is><t>x</t></is></c>")
        .collect();
    by_hand(&format!(
        "<sheetData><row r=\"1\">{cells}</row></sheetData>"
    ))
}

fn long_sheet(rows: usize) -> Vec<u8> {
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
    let row = "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>".repeat(rows);
    by_hand(&format!("<sheetData>{titles}{row}</sheetData>"))
}

/// What it is, its bytes, and the code of its reason.
type Upload = (&'static str, Vec<u8>, &'static str);

const TITLES: &str = "CF;Nominativo;Importo\n";

fn of_sizes() -> Vec<Upload> {
    vec![
        ("nothing", Vec::new(), "empty"),
        ("blanks alone", b" \r\n\t \n".to_vec(), "empty"),
        ("a mark alone", b"\xef\xbb\xbf".to_vec(), "empty"),
        (
            "a byte too many",
            vec![b'a'; limits::FILE_BYTES_MAX + 1],
            "too_big",
        ),
        ("a zip bomb", bomb(40), "inflates_too_much"),
        ("a zip of too many parts", many_parts(), "inflates_too_much"),
    ]
}

fn of_zips() -> Vec<Upload> {
    let workbook = by_hand(&good_sheet());
    vec![
        (
            "a zip in a zip",
            zipped(&[("a.zip", &bomb(1))]),
            "not_a_spreadsheet",
        ),
        (
            "a CSV of a zip that is a workbook",
            zipped(&[("a.csv", &workbook)]),
            "not_a_spreadsheet",
        ),
        (
            "a bomb of one CSV",
            zipped(&[("a.csv", &vec![b'a'; 60 * 1024 * 1024])]),
            "inflates_too_much",
        ),
        (
            "a stored CSV past the bound",
            stored(&[("a.csv", b"%PDF-")]),
            "not_a_spreadsheet",
        ),
        (
            "names that climb out of their folder",
            zipped(&[("../../etc/cron.d/x", b"x"), ("a", b"y")]),
            "not_a_spreadsheet",
        ),
        (
            "a truncated zip",
            workbook[..workbook.len() / 2].to_vec(),
            "corrupt",
        ),
        ("the head of a zip", b"PK\x03\x04".to_vec(), "corrupt"),
        (
            "the end of a zip alone",
            [b"PK\x05\x06".to_vec(), vec![0; 18]].concat(),
            "not_a_spreadsheet",
        ),
    ]
}

fn of_other_kinds() -> Vec<Upload> {
    vec![
        ("an encrypted part", encrypted_zip(), "password_protected"),
        (
            "an encrypted workbook",
            ole("EncryptedPackage"),
            "password_protected",
        ),
        ("an old workbook", ole("Workbook"), "old_excel"),
        ("an old document", ole("WordDocument"), "not_a_spreadsheet"),
        (
            "a binary workbook with macros",
            zipped(&[("xl/workbook.bin", b"x"), ("xl/vbaProject.bin", b"x")]),
            "other_spreadsheet",
        ),
        (
            "an OpenDocument sheet",
            zipped(&[("content.xml", b"<a/>")]),
            "other_spreadsheet",
        ),
        (
            "a document in a zip",
            zipped(&[("word/document.xml", b"<a/>")]),
            "not_a_spreadsheet",
        ),
        (
            "a workbook without sheets",
            zipped(&[("xl/workbook.xml", b"<workbook/>")]),
            "corrupt",
        ),
        ("a PDF", b"%PDF-1.7\n1 0 obj".to_vec(), "not_a_spreadsheet"),
        (
            "a web page named like a sheet",
            b"<!DOCTYPE html><table><tr><td>CF".to_vec(),
            "not_a_spreadsheet",
        ),
        (
            "a signed file",
            b"\x30\x82\x01\x00PK\x03\x04".to_vec(),
            "not_a_spreadsheet",
        ),
        (
            "a picture with a CSV behind",
            [b"GIF89a".to_vec(), TITLES.into()].concat(),
            "not_a_spreadsheet",
        ),
    ]
}

fn of_texts() -> Vec<Upload> {
    vec![
        (
            "zero bytes in a CSV",
            format!("{TITLES}{CF};a\0b;1\n").into_bytes(),
            "not_a_spreadsheet",
        ),
        ("UTF-16 without a mark", utf16(TITLES), "not_a_spreadsheet"),
        (
            "the mark of the other byte order",
            [b"\xfe\xff".to_vec(), utf16(TITLES)].concat(),
            "header_not_found",
        ),
        (
            "a mark of UTF-8 before windows-1252",
            b"\xef\xbb\xbfCF;Nominativo;Citt\xe0\n1;2;3\n".to_vec(),
            "columns_missing",
        ),
        (
            "a lone quote",
            format!("{TITLES}{CF};\"Mario;1;2;3\n{CF};Anna;2;3;4\n").into_bytes(),
            "unclosed_quotes",
        ),
    ]
}

fn of_sheets() -> Vec<Upload> {
    let entity = r#"<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]>"#;
    let outside = r#"<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>"#;
    let entity_row = |entity: &str| {
        format!(
            "<sheetData>{}{}</sheetData>",
            sheet_row(1, &["CF", "Nominativo", "Importo"]),
            sheet_row(2, &[CF, entity, "3"])
        )
    };
    vec![
        ("10,000 columns", wide_sheet(10_000), "too_many_columns"),
        (
            "10,000 columns of a CSV",
            "x;".repeat(10_000).into_bytes(),
            "too_many_columns",
        ),
        (
            "a row too many",
            long_sheet(limits::ROWS_MAX as usize + 1),
            "too_many_rows",
        ),
        (
            "an entity that multiplies",
            by_hand(&format!("{entity}{}", entity_row("&y;"))),
            "corrupt",
        ),
        (
            "an entity from outside",
            by_hand(&format!("{outside}{}", entity_row("&x;"))),
            "corrupt",
        ),
        (
            "JSON of another shape",
            b"{\"a\":[1,2,3]}".to_vec(),
            "header_only",
        ),
        (
            "JSON without an end",
            "{\"a\":".repeat(50_000).into_bytes(),
            "corrupt",
        ),
    ]
}

#[test]
fn each_hostile_upload_gets_one_clear_reason() {
    let corpus = [
        of_sizes(),
        of_zips(),
        of_other_kinds(),
        of_texts(),
        of_sheets(),
    ]
    .concat();
    assert!(corpus.len() >= 25);
    for (what, bytes, code) in corpus {
        let failure = try_load(&bytes, &Choices::default()).err();
        let failure = failure.unwrap_or_else(|| panic!("{what}: it was read"));
        assert_eq!(failure.code(), code, "{what}");
        let sentence = failure.to_string();
        assert!(
            sentence.ends_with('.') && sentence.chars().count() < 200,
            "{what}: {sentence}"
        );
    }
}

#[test]
fn a_workbook_with_macros_is_read_and_its_macros_are_not() {
    let bytes = by_hand(&good_sheet());
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).expect("a zip");
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).expect("a part");
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut part, &mut content).expect("in memory");
        parts.push((part.name().expect("a name").to_string(), content));
    }
    parts.push(("xl/vbaProject.bin".to_owned(), b"Sub AutoOpen()".to_vec()));
    let parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(n, c)| (n.as_str(), c.as_slice()))
        .collect();
    assert_eq!(load(&zipped(&parts)).dues.len(), 1);
}

#[test]
fn formulas_are_refused_row_by_row_whatever_hides_them() {
    let rows = [
        "=1+1",
        " =1+1",
        "\u{feff}=1+1",
        "=HYPERLINK(\"\"http://x\"\";\"\"y\"\")",
    ];
    let rows: String = rows
        .iter()
        .map(|cell| format!("{CF};\"{cell}\";1\n"))
        .collect();
    let outcome = load(format!("CF;Nominativo;Importo\n{rows}").as_bytes());
    assert!(outcome.dues.is_empty());
    assert!(
        outcome
            .refused
            .iter()
            .all(|row| row.fault.code == RowCode::Formula)
    );
}

#[test]
fn a_file_is_not_read_by_the_name_that_it_gives_itself() {
    let pdf_behind = format!("CF;Nominativo;Importo\n{CF};Mario;1\n%PDF-1.7;x;1\n");
    let outcome = load(pdf_behind.as_bytes());
    assert_eq!(outcome.dues.len(), 1);
    assert_eq!(codes(&outcome), [(3, RowCode::TaxCodeInvalid)]);
}

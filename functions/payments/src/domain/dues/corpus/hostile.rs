//! Files made to harm: whatever they hold, the answer is a reason, and soon.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::*;

/// A workbook whose one sheet is `sheet`, by hand: no writer would make these.
pub(super) fn by_hand(sheet: &str) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            r#"<Relationships xmlns="{package}"><Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}"/></Relationships>"#
        )
    };
    let parts = [
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                r#"<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>"#
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            relation("worksheet", "worksheets/sheet1.xml"),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!(r#"<worksheet xmlns="{MAIN}">{sheet}</worksheet>"#),
        ),
    ];
    zipped(
        &parts
            .each_ref()
            .map(|(name, content)| (*name, content.as_bytes())),
    )
}

/// A zip with these parts.
pub(super) fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .expect("a part");
        writer.write_all(content).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

pub(super) fn sheet_row(number: u32, cells: &[&str]) -> String {
    let cell = |(column, text): (char, &&str)| {
        format!(r#"<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>"#)
    };
    let cells: String = ('A'..).zip(cells).map(cell).collect();
    format!(r#"<row r="{number}">{cells}</row>"#)
}

fn sheet(rows: &[String]) -> Vec<u8> {
    by_hand(&format!("<sheetData>{}</sheetData>", rows.concat()))
}

#[test]
fn a_sheet_written_by_hand_is_read_like_any_other() {
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
    let outcome = load(&sheet(&[titles, sheet_row(1_048_576, &[CF, "Mario", "3"])]));
    assert_eq!(outcome.dues[0].row, 1_048_576);
}

#[test]
fn a_sheet_that_lies_about_its_shape_is_no_harm() {
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
    let huge = format!(
        r#"<dimension ref="A1:XFD1048576"/><sheetData>{titles}{}</sheetData>"#,
        sheet_row(2, &[CF, "Mario", "3"])
    );
    assert_eq!(load(&by_hand(&huge)).dues.len(), 1);
    let backwards = sheet(&[
        titles,
        sheet_row(9, &[CF, "Mario", "3"]),
        sheet_row(4, &[CF, "Anna", "3"]),
    ]);
    assert_eq!(failure(&backwards), "corrupt");
    let nested = "<a>".repeat(20_000);
    assert_eq!(
        failure(&by_hand(&format!("<sheetData>{nested}</sheetData>"))),
        "empty"
    );
}

#[test]
fn an_entity_that_multiplies_itself_is_not_followed() {
    let bomb = r#"<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]>"#;
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
    let sheet = format!(
        "{bomb}<sheetData>{titles}{}</sheetData>",
        sheet_row(2, &[CF, "&y;", "3"])
    );
    assert_eq!(failure(&by_hand(&sheet)), "corrupt");
}

#[test]
fn text_that_hides_in_a_cell_stays_text() {
    let titles = sheet_row(1, &["CF", "Nominativo", "Importo", "Causale"]);
    let told = sheet_row(2, &[CF, "Mario\u{200b} Rossi", "3", "a&#10;b\u{202e}c"]);
    let due = &load(&sheet(&[titles, told])).dues[0];
    assert_eq!(due.debtor.name, "Mario Rossi");
    assert!(
        !due.description
            .as_deref()
            .unwrap_or_default()
            .contains('\n')
    );
}

#[test]
fn cells_of_any_length_make_short_titles_and_short_messages() {
    let long = "è".repeat(100_000);
    let titles = format!("CF;Nominativo;Importo;{long}\n");
    let outcome = load(format!("{titles}{CF};Mario;{long};\n{CF};{long};1;\n").as_bytes());
    assert_eq!(
        outcome.sheet.titles()[3].chars().count(),
        limits::TITLE_CHARS_MAX
    );
    assert_eq!(
        codes(&outcome),
        [(2, RowCode::AmountInvalid), (3, RowCode::TooLong)]
    );
    assert!(
        outcome
            .refused
            .iter()
            .all(|row| row.fault.message.chars().count() < 200)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_workbook_with_broken_bytes_gives_a_reason_and_never_a_panic(
        places in prop::collection::vec((0usize..4_000, any::<u8>()), 1..12)
    ) {
        let mut bytes = sheet(&[
            sheet_row(1, &["CF", "Nominativo", "Importo"]),
            sheet_row(2, &[CF, "Mario", "3"]),
        ]);
        for (at, byte) in places {
            let at = at % bytes.len();
            bytes[at] = byte;
        }
        let _ = try_load(&bytes, &Choices::default());
    }

    #[test]
    fn a_sheet_with_any_markup_gives_a_reason_and_never_a_panic(
        junk in r#"(<(c|v|f|is|t|row)( (r|t|s)="[A-Z]{0,4}[0-9]{0,9}")?/?>|</(c|v|f|is|t|row)>|[0-9.eE-]{1,6}){0,30}"#
    ) {
        let titles = sheet_row(1, &["CF", "Nominativo", "Importo"]);
        let _ = try_load(&sheet(&[titles, junk]), &Choices::default());
    }

    #[test]
    fn any_text_gives_a_reason_and_never_a_panic(
        text in "(CF|Nominativo|Importo|[;,\t\"\r\n=']|[0-9]{1,4}|\\PC){0,60}"
    ) {
        let _ = try_load(text.as_bytes(), &Choices::default());
    }
}

//! The exports of the facts that the first tests do not have, and the traps below their table.

use super::super::movement::{MovementText, UnreadCode};
use super::super::read::File;
use super::super::xls::samples::{Written, compound, stream, strings};
use super::*;
use crate::domain::dues::Decimal;
use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook as NewWorkbook};

fn read(bytes: &[u8]) -> Reading {
    let choice = StatementChoice::default();
    match File::open(bytes, &choice.dialect).and_then(|file| file.read(&choice)) {
        Ok(Read::Movements(reading)) => reading,
        other => panic!("{other:?}"),
    }
}

fn amounts(text: &str) -> Vec<i64> {
    let movements = read(text.as_bytes()).movements;
    movements
        .iter()
        .map(|movement| movement.amount_cents.get())
        .collect()
}

fn first(text: &str) -> MovementText {
    read(text.as_bytes()).movements.remove(0)
}

#[test]
fn valsabbina_and_relax_banking_are_read() {
    let valsabbina = "\"Data contabile\";\"Data valuta\";\"Importo\";\"Divisa\";\"Causale\";\
        \"Descrizione\";\"Canale\"\r\n\"20/11/2026\";\"21/11/2026\";\"1.234,56\";\"EUR\";\"48\";\
        \"/PUR/X\";\"SEDE\"\r\n\"20/11/2026\";\"20/11/2026\";\"-0,50\";\"EUR\";\"16\";\"SPESE\";\"\"\r\n";
    assert_eq!(amounts(valsabbina), [123_456, -50]);
    assert_eq!(first(valsabbina).value_date, Some(date(2026, 11, 21)));
    let relax = "Data contabile;Data valuta;Importo;Descrizione;Note\r\n\
        20/11/2026;20/11/2026;+ 30,00;RIVERSAMENTO;/PUR/X\r\n20/11/2026;;- 1.000,00;F24;\r\n";
    assert_eq!(amounts(relax), [3_000, -100_000]);
    assert_eq!(first(relax).texts, ["RIVERSAMENTO", "/PUR/X"]);
}

#[test]
fn mediobanca_has_negative_debits_and_may_lack_the_value_date() {
    let text = "Data contabile;Data valuta;Tipologia;Entrate;Uscite;Divisa\n\
        20/11/2026;;Bonifico;30,00;;EUR\n20/11/2026;20/11/2026;Carta;;-12,30;EUR\n";
    assert_eq!(amounts(text), [3_000, -1_230]);
    assert_eq!(first(text).value_date, None);
}

#[test]
fn a_home_banking_export_has_balances_a_mark_and_either_end_of_line() {
    for (mark, end) in [("", "\n"), ("\u{feff}", "\r\n")] {
        let text = [
            "DATA CONTABILE,DATA VALUTA,USCITE,ENTRATE,CAUSALE,DESCRIZIONE OPERAZIONE",
            ",,,1000.00,,Saldo iniziale",
            "20/11/2026,20/11/2026,12.50,,16,COMMISSIONI",
            "20/11/2026,20/11/2026,,30.00,48,SALDO ALLOGGIO /PUR/X",
            "30/11/2026,,,1017.50,,Saldo finale",
        ]
        .join(end);
        assert_eq!(amounts(&format!("{mark}{text}{end}")), [-1_250, 3_000]);
    }
}

#[test]
fn the_complete_csv_of_p4pa_has_whole_cents_and_names_its_flow() {
    let text = "annoBolletta;codBolletta;codEnteBT;iuf;iuv;codConto;causale;importoCentesimi;\
        dataBolletta;dataRicezione;pspCognome;dataValutaRegione;flgRegolarizzata;endToEndId\n\
        2026;0033089;BT1;2026-11-20PSP-1;;1;ACCREDITO;123456;2026-11-20;2026-11-21;PSP;2026-11-22;0;E1\n\
        2026;0033090;BT1;;07000000000000130;1;ALTRO;3000;2026-11-20;2026-11-21;PSP;;0;\n\
        2026;0033091;BT1;;;1;ALTRO;30,00;2026-11-20;2026-11-21;PSP;;0;\n";
    let reading = read(text.as_bytes());
    assert_eq!(
        reading.unread,
        [UnreadRow {
            row: 4,
            code: UnreadCode::AmountInvalid
        }]
    );
    let told = reading.movements.first().expect("one").clone();
    assert_eq!(
        (told.amount_cents.get(), told.accounting_date),
        (123_456, date(2026, 11, 20))
    );
    assert_eq!(told.end_to_end.as_deref(), Some("E1"));
    let rows = super::super::rows(
        reading.movements,
        &super::super::KnownFlows::default(),
        &std::collections::BTreeMap::new(),
    );
    let told: Vec<String> = rows
        .iter()
        .map(|row| format!("{:?}", row.remittance))
        .collect();
    assert_eq!(
        told,
        [
            "Cumulative(FlowId(\"2026-11-20PSP-1\"))",
            "Single(Iuv(\"07000000000000130\"))",
        ]
    );
    assert_eq!(
        rows[0]
            .provisional
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("0033089/2026")
    );
}

#[test]
fn the_positional_csv_of_the_post_is_known_by_its_iban() {
    let poste = "IT33I0760103200001234567890;;;;;;;;\n\
        20/11/2026;20/11/2026;ACCREDITO;x;x;;30,00;;/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1\n\
        20/11/2026;20/11/2026;COMMISSIONI;x;x;1,50;;;SPESE\n";
    assert_eq!(amounts(poste), [3_000, -150]);
    assert_eq!(
        first(poste).texts,
        ["ACCREDITO", "/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1"]
    );
    let choice = StatementChoice::default();
    let other = poste.replace("IT33I", "IT34I");
    let asked = File::open(other.as_bytes(), &choice.dialect).and_then(|file| file.read(&choice));
    assert!(matches!(asked, Ok(Read::Asked)), "no IBAN, no post office");
}

#[test]
fn an_old_workbook_of_a_treasurer_has_serial_dates_and_a_sign() {
    let table = strings(&["+", "/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1"]);
    let titles = [
        "ABI",
        "CAB",
        "CONTO",
        "DIVISA",
        "DATA CONTABILE",
        "DATA VALUTA",
        "IMPORTO",
        "SEGNO",
        "CAUSALE",
        "NUM. ASSEGNO",
        "RIF. BANCA",
        "RIF. CLIENTE",
        "DESCRIZIONE",
        "DESCRIZIONE ESTESA",
    ];
    let row = |amount: f64, sign: Written<'static>, text: Written<'static>| {
        let label = Written::Label;
        vec![
            Written::Number(2_008.0),
            Written::Number(1.0),
            label("1"),
            label("EUR"),
            Written::Number(46_346.0),
            Written::Number(46_347.0),
            Written::Number(amount),
            sign,
            label("48BO"),
            label(""),
            label(""),
            label(""),
            label("CORTA"),
            text,
        ]
    };
    let sheet = stream(
        &table,
        &[
            titles.iter().map(|title| Written::Label(title)).collect(),
            row(30.1, Written::Shared(0), Written::Shared(1)),
            row(5.0, Written::Label("-"), Written::Label("SPESE")),
        ],
    );
    let reading = read(&compound(&sheet));
    assert_eq!(reading.dialect.format, StatementFormat::Xls);
    let found: Vec<_> = reading
        .movements
        .iter()
        .map(|m| (m.accounting_date, m.amount_cents.get()))
        .collect();
    assert_eq!(
        found,
        [(date(2026, 11, 20), 3_010), (date(2026, 11, 20), -500)]
    );
    assert_eq!(reading.movements[0].value_date, Some(date(2026, 11, 21)));
    assert_eq!(
        reading.movements[0].texts.last().map(String::as_str),
        Some("/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1")
    );
}

#[test]
fn a_new_workbook_has_dates_as_numbers_or_as_dates() {
    let mut workbook = NewWorkbook::new();
    workbook
        .add_worksheet()
        .write(0, 0, "Note per la stampa")
        .unwrap();
    let sheet = workbook.add_worksheet();
    for (at, title) in ["Estratto", "Data contabile", "Importo", "Descrizione"]
        .iter()
        .enumerate()
    {
        sheet.write(3, u16::try_from(at).unwrap(), *title).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    sheet
        .write_number_with_format(4, 1, 46_346.0, &day)
        .unwrap();
    sheet.write_number(4, 2, 1_234.5).unwrap();
    sheet.write(4, 3, "/PUR/X").unwrap();
    sheet.write_number(5, 1, 46_346.0).unwrap();
    sheet.write(5, 2, "-30,00 €").unwrap();
    sheet.write(5, 3, "Y").unwrap();
    sheet.write_number(6, 1, 46_346.0).unwrap();
    sheet.write_formula(6, 2, "=1+1").unwrap();
    sheet.write(6, 3, "Z").unwrap();
    let reading = read(&workbook.save_to_buffer().unwrap());
    let found: Vec<_> = reading
        .movements
        .iter()
        .map(|m| (m.row, m.accounting_date, m.amount_cents.get()))
        .collect();
    assert_eq!(
        found,
        [
            (5, date(2026, 11, 20), 123_450),
            (6, date(2026, 11, 20), -3_000)
        ]
    );
    assert_eq!(
        reading.unread,
        [UnreadRow {
            row: 7,
            code: UnreadCode::AmountInvalid
        }]
    );
}

#[test]
fn amounts_are_read_in_the_style_of_their_file() {
    let file = |amounts: &[&str]| {
        let rows = amounts
            .iter()
            .map(|amount| format!("20/11/2026;{amount};A\n"));
        format!("Data;Importo;Descrizione\n{}", rows.collect::<String>())
    };
    assert_eq!(
        amounts(&file(&["1.234", "2.500"])),
        [123_400, 250_000],
        "thousands"
    );
    assert_eq!(amounts(&file(&["1.23", "2.5"])), [123, 250], "decimals");
    let mixed = read(file(&["1.234", "1.23"]).as_bytes());
    assert_eq!(mixed.dialect.decimal, Some(Decimal::Point));
    assert_eq!(
        (mixed.movements.len(), mixed.unread.len()),
        (1, 1),
        "never cell by cell"
    );
    assert_eq!(
        amounts(&file(&[
            "€ 1.234,50",
            "12,00-",
            "1\u{a0}000,00 €",
            "- 5,00",
            "(7,00)"
        ])),
        [123_450, -1_200, 100_000, -500, -700]
    );
    assert_eq!(
        amounts(&file(&["2'000.00", "1’500.50"])),
        [200_000, 150_050]
    );
}

#[test]
fn two_identical_rows_are_two_movements() {
    let row = "20/11/2026;30,00;/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1\n";
    let text = format!("Data;Importo;Descrizione\n{row}{row}");
    assert_eq!(amounts(&text), [3_000, 3_000]);
}

#[test]
fn a_movement_in_another_currency_is_told() {
    let text = "Data;Importo;Divisa;Descrizione\n20/11/2026;30,00;CHF;A\n20/11/2026;1,00;242;B\n";
    let reading = read(text.as_bytes());
    assert_eq!(
        reading.unread,
        [UnreadRow {
            row: 2,
            code: UnreadCode::CurrencyOther
        }]
    );
    assert_eq!(reading.movements.len(), 1);
}

#[test]
fn windows_1252_holds_the_euro_sign_and_unicode_text_its_tabs() {
    let (bytes, _, _) =
        encoding_rs::WINDOWS_1252.encode("Data;Importo;Descrizione\n20/11/2026;€ 30,00;Città\n");
    assert!(bytes.contains(&0x80));
    let reading = read(&bytes);
    assert_eq!(reading.movements[0].amount_cents.get(), 3_000);
    let text = "\u{feff}Data\tImporto\tDescrizione\r\n20/11/2026\t30,00\tCittà\r\n";
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        let bytes: Vec<u8> = text.encode_utf16().flat_map(order).collect();
        assert_eq!(read(&bytes).movements[0].texts, ["Città"]);
    }
}

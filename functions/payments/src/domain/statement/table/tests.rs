//! The statements of Italian banks, as the facts describe them.

use super::super::movement::{MovementText, UnreadCode};
use super::super::read::{File, ROWS_MAX};
use super::*;
use crate::domain::dues::Decimal;
use jiff::civil::date;
use kernel::money::Cents;
use proptest::prelude::*;

fn tried(bytes: &[u8], choice: &StatementChoice) -> Result<Read, StatementFault> {
    File::open(bytes, &choice.dialect)?.read(choice)
}

fn read(bytes: &[u8]) -> Reading {
    match tried(bytes, &StatementChoice::default()) {
        Ok(Read::Movements(reading)) => reading,
        other => panic!("{other:?}"),
    }
}

fn read_text(text: &str) -> Reading {
    read(text.as_bytes())
}

/// Row, amount and first text of each movement.
fn movements(text: &str) -> Vec<(u32, i64, String)> {
    let told = |m: MovementText| (m.row, m.amount_cents.get(), m.texts.join("|"));
    read_text(text).movements.into_iter().map(told).collect()
}

fn amounts(text: &str) -> Vec<i64> {
    movements(text)
        .into_iter()
        .map(|(_, amount, _)| amount)
        .collect()
}

#[test]
fn one_signed_column_is_read() {
    let bpm = "\u{feff}\"Ragione Sociale\";\"Data contabile\";\"Data valuta\";\"Banca\";\"Rapporto\";\
        \"Importo\";\"Divisa\";\"Descrizione\";\"Categoria/sottocategoria\";\"Hashtag\"\r\n\
        \"COMUNE\";\"20/11/2026\";\"20/11/2026\";\"BPM\";\"1\";\"632,5\";\"EUR\";\"/PUR/X\";\"\";\"\"\r\n\
        \"COMUNE\";\"21/11/2026\";\"21/11/2026\";\"BPM\";\"1\";\"-1147\";\"EUR\";\"F24\";\"\";\"\"\r\n\
        \"COMUNE\";\"21/11/2026\";\"21/11/2026\";\"BPM\";\"1\";\"1.234,56\";\"EUR\";\"Y\";\"\";\"\"\r\n";
    assert_eq!(
        movements(bpm),
        [
            (2, 63_250, "/PUR/X".to_owned()),
            (3, -114_700, "F24".to_owned()),
            (4, 123_456, "Y".to_owned())
        ]
    );
    let relax = "Data contabile;Data valuta;Importo;Descrizione;Note\n20/11/2026;;-10,00;A;B\n";
    assert_eq!(movements(relax), [(2, -1_000, "A|B".to_owned())]);
}

#[test]
fn two_columns_are_read_with_and_without_their_minus() {
    let fineco = "Data Contabile,Data Valuta,Entrate,Uscite,Causale,Descrizione\n\
        20/11/2026,20/11/2026,1500.00,,BONIFICO,A\n20/11/2026,20/11/2026,,12.30,POS,B\n";
    assert_eq!(amounts(fineco), [150_000, -1_230]);
    let piemonte = "Data contabile,Data Valuta,Dare,Avere,Divisa,Causale,Descrizione\n\
        20/11/2026,20/11/2026,-119.95,,EUR,X,A\n20/11/2026,20/11/2026,,30.00,EUR,X,B\n";
    assert_eq!(amounts(piemonte), [-11_995, 3_000]);
    let zeros = "Data contabile;Entrate;Uscite;Descrizione\n20/11/2026;0,00;5,00;A\n";
    assert_eq!(amounts(zeros), [-500]);
}

#[test]
fn both_columns_filled_are_told_and_not_summed() {
    let both = "Data contabile;Entrate;Uscite;Descrizione\n20/11/2026;10,00;5,00;A\n";
    let reading = read_text(both);
    assert!(reading.movements.is_empty());
    assert_eq!(
        reading.unread,
        [UnreadRow {
            row: 2,
            code: UnreadCode::BothColumns
        }]
    );
}

#[test]
fn titles_are_found_below_a_preamble_and_balances_are_left_out() {
    let home = "Intestatario: COMUNE DI VALDORRA\nIBAN: IT44H0306933840100000009001\n\n\
        DATA CONTABILE,DATA VALUTA,USCITE,ENTRATE,CAUSALE,DESCRIZIONE OPERAZIONE\n\
        01/11/2026,,,1000.00,,Saldo iniziale\n\
        20/11/2026,20/11/2026,,30.00,48,RIVERSAMENTO\n\
        30/11/2026,,,1030.00,,Saldo finale\nDocumento senza valore legale\n";
    assert_eq!(movements(home), [(6, 3_000, "48|RIVERSAMENTO".to_owned())]);
    let swiss = "Conto;123\nPeriodo;2026\nData contabile;Data valuta;Descrizione;Accredito;Addebito\n\
        20.11.2026;20.11.2026;A;2'000.00;\n21.11.2026;21.11.2026;B;;1'500.50\n";
    assert_eq!(amounts(swiss), [200_000, -150_050]);
}

#[test]
fn a_sign_of_its_own_column_and_iso_dates_are_understood() {
    let unicredit = "DATA CONTABILE;DATA VALUTA;IMPORTO;SEGNO;CAUSALE;DESCRIZIONE;DESCRIZIONE ESTESA\n\
        20/11/2026;20/11/2026;30,00;+;48BO;CORTA;LUNGA\n20/11/2026;20/11/2026;5,00;-;16;X;Y\n\
        20/11/2026;20/11/2026;5,00;?;16;X;Y\n";
    let reading = read_text(unicredit);
    assert_eq!(amounts(unicredit), [3_000, -500]);
    assert_eq!(
        reading.unread,
        [UnreadRow {
            row: 4,
            code: UnreadCode::SignUnknown
        }]
    );
    let treasurer = "ESERCIZIO;N.PROVV.;DATA ESEC.;ANAGRAFICA CLIENTE;DESCRIZIONE CAUSALE;\
        IMPORTO PROVVISORIO;VALUTA ENTE\n2026;12;2026-11-20;PSP;/PUR/X;1234.50;2026-11-20\n";
    let reading = read_text(treasurer);
    assert_eq!(reading.movements[0].accounting_date, date(2026, 11, 20));
    assert_eq!(reading.movements[0].amount_cents, Cents::new(123_450));
    assert_eq!(reading.dialect.decimal, Some(Decimal::Point));
    let first = &reading.movements[0];
    assert_eq!(first.value_date, Some(date(2026, 11, 20)));
    assert_eq!(
        first
            .provisional
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("12/2026")
    );
}

#[test]
fn encodings_of_banks_and_of_excel_are_read() {
    let text = "Data contabile\tImporto\tDescrizione\r\n20/11/2026\t30,00 €\tPerché\r\n";
    let utf16: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let (latin, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    for bytes in [text.as_bytes(), &utf16, &latin] {
        let reading = read(bytes);
        let first = &reading.movements[0];
        assert_eq!(
            (first.amount_cents.get(), first.texts.as_slice()),
            (3_000, &["Perché".to_owned()][..])
        );
    }
}

#[test]
fn a_row_that_cannot_be_counted_is_told() {
    let text = "Data contabile;Importo;Descrizione\n31/02/2026;1,00;A\n;2,00;B\n20/11/2026;x;C\n\
        20/11/2026;;D\n20/11/2026;3,00;E\n";
    let reading = read_text(text);
    use UnreadCode::{AmountInvalid, AmountMissing, DateInvalid, DateMissing};
    let codes: Vec<_> = reading
        .unread
        .iter()
        .map(|unread| (unread.row, unread.code))
        .collect();
    assert_eq!(
        codes,
        [
            (2, DateInvalid),
            (3, DateMissing),
            (4, AmountInvalid),
            (5, AmountMissing)
        ]
    );
    assert_eq!(reading.movements.len(), 1);
}

#[test]
fn a_file_that_is_no_statement_is_refused_with_its_reason() {
    let code = |bytes: &[u8]| {
        tried(bytes, &StatementChoice::default())
            .expect_err("refused")
            .code()
    };
    assert_eq!(code(b" "), "empty");
    assert_eq!(code(b"%PDF-1.7"), "not_a_spreadsheet");
    assert_eq!(code(b"nome;cognome\nA;B\n"), "header_not_found");
    assert_eq!(code(b"Data contabile;Importo;Causale\n"), "no_movements");
    let long = format!(
        "Data;Importo;Note\n{}",
        "20/11/2026;1;A\n".repeat(ROWS_MAX + 1)
    );
    assert_eq!(code(long.as_bytes()), "too_many_rows");
}

proptest! {
    #[test]
    fn written_movements_are_read_back(
        cents in prop::collection::vec(-9_999_999i64..=9_999_999, 1..30), comma in any::<bool>()
    ) {
        let mut text = "Data contabile;Importo;Descrizione\n".to_owned();
        for amount in &cents {
            let amount = Cents::new(*amount);
            let written = if comma { amount.italian() } else { amount.decimal() };
            text.push_str(&format!("20/11/2026;{written};X\n"));
        }
        prop_assert_eq!(amounts(&text), cents);
    }

    #[test]
    fn no_file_makes_the_reader_panic(text in "(Data|Importo|Dare|[0-9,.;/\n\"-]){0,60}") {
        let choice = StatementChoice::default();
        let _ = tried(text.as_bytes(), &choice);
        let _ = tried(format!("Data;Importo;Descrizione\n{text}").as_bytes(), &choice);
    }
}

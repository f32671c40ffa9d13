//! What is found out about a whole file, and what makes it unreadable.

use super::*;

#[test]
fn a_person_corrects_columns_and_styles() {
    let bytes = b"Chi;Codice;Quanto\nMario;RSSMRA85T10A562S;1.234\n";
    assert_eq!(failure(bytes), "header_not_found");
    let mut choices = Choices::default();
    let header = |title: &str| Some(ColumnRef::Header(title.to_owned()));
    choices.mapping.set(Field::Name, header("chi"));
    choices.mapping.set(Field::TaxCode, header("Codice"));
    choices
        .mapping
        .set(Field::Amount, Some(ColumnRef::Number(3)));
    let outcome = try_load(bytes, &choices).expect("readable");
    assert_eq!(outcome.dues[0].amount_cents, Cents::new(123_400));
    choices.dialect.decimal = Some(Decimal::Point);
    let outcome = try_load(bytes, &choices).expect("readable");
    assert_eq!(codes(&outcome), [(2, RowCode::AmountDecimals)]);
    choices.mapping.set(Field::Email, header("Posta"));
    let failure = try_load(bytes, &choices).err().expect("no such column");
    assert_eq!(failure.code(), "column_not_found");
    assert_eq!(failure.titles(), ["Chi", "Codice", "Quanto"]);
}

#[test]
fn a_file_without_titles_is_read_by_column_numbers() {
    let mut choices = Choices::default();
    for (field, number) in [(Field::TaxCode, 1), (Field::Name, 2), (Field::Amount, 3)] {
        choices.mapping.set(field, Some(ColumnRef::Number(number)));
    }
    let bytes = b"RSSMRA85T10A562S;Mario;1\n80047110152;Ditta;x\n";
    let outcome = try_load(bytes, &choices).expect("readable");
    assert_eq!(outcome.dues[0].row, 1);
    assert_eq!(codes(&outcome), [(2, RowCode::AmountInvalid)]);
    assert_eq!(outcome.refused[0].fault.column, "Colonna 3");
}

#[test]
fn a_field_that_a_person_leaves_out_is_not_read() {
    let bytes = b"CF;Nominativo;Importo;Servizio\nRSSMRA85T10A562S;Mario;1;Boh\n";
    assert_eq!(codes(&load(bytes)), [(2, RowCode::ServiceUnknown)]);
    let mut choices = Choices::default();
    choices.mapping.set(Field::Service, None);
    assert_eq!(try_load(bytes, &choices).expect("readable").dues.len(), 1);
}

#[test]
fn files_that_give_no_rows_say_why() {
    assert_eq!(failure(b""), "empty");
    assert_eq!(failure(b"\r\n\r\n"), "empty");
    assert_eq!(failure(&workbook(|_| ())), "empty");
    assert_eq!(failure(b"CF;Nominativo;Importo\n"), "header_only");
    assert_eq!(
        failure(&texts(&[&["CF", "Nominativo", "Importo"]])),
        "header_only"
    );
    assert_eq!(failure(b"a;b;c\n1;2;3\n"), "header_not_found");
    assert_eq!(
        failure(b"CF;Importo\nRSSMRA85T10A562S;1\n"),
        "columns_missing"
    );
    assert_eq!(failure(b"%PDF-1.7"), "not_a_spreadsheet");
    assert_eq!(failure(b"PK\x03\x04 not really"), "corrupt");
    let whole = texts(&[&["CF", "Nominativo", "Importo"], &[CF, "Mario", "1"]]);
    assert_eq!(failure(&whole[..whole.len() - 40]), "corrupt");
}

#[test]
fn the_bounds_hold() {
    let titles = "CF;Nominativo;Importo\n";
    let row = "RSSMRA85T10A562S;M;1\n";
    let rows = limits::ROWS_MAX as usize;
    assert_eq!(
        failure((titles.to_owned() + &row.repeat(rows + 1)).as_bytes()),
        "too_many_rows"
    );
    let wide = format!(
        "CF;Nominativo;Importo{}x\n{row}",
        ";".repeat(limits::COLUMNS_MAX)
    );
    assert_eq!(failure(wide.as_bytes()), "too_many_columns");
    assert_eq!(failure(&vec![b'a'; limits::FILE_BYTES_MAX + 1]), "too_big");
    let far = workbook(|sheet| {
        sheet.write(0, 16_383, "x").expect("in memory");
    });
    assert_eq!(failure(&far), "too_many_columns");
}

#[test]
fn only_the_sheet_with_a_header_counts() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .write(0, 0, "Leggimi")
        .expect("in memory");
    for hidden in [true, false] {
        let sheet = book.add_worksheet();
        sheet.set_hidden(hidden);
        for (column, title) in (0u16..).zip(["CF", "Nominativo", "Importo"]) {
            sheet.write(0, column, title).expect("in memory");
        }
        for (column, cell) in (0u16..).zip([CF, if hidden { "Luigi" } else { "Mario" }, "5"]) {
            sheet.write(1, column, cell).expect("in memory");
        }
    }
    let outcome = load(&book.save_to_buffer().expect("in memory"));
    assert_eq!(outcome.dues[0].debtor.name, "Mario");
}

#[test]
fn a_file_may_lack_amounts_only_where_a_tariff_gives_them() {
    assert_eq!(
        failure(b"CF;Nominativo;Prezzo\nRSSMRA85T10A562S;M;1\n"),
        "columns_missing"
    );
    let by_row = b"CF;Nominativo;Servizio\nRSSMRA85T10A562S;M;MENSA\nRSSMRA85T10A562S;M;TARI\n";
    let outcome = load(by_row);
    assert_eq!(outcome.dues[0].amount_cents, Cents::new(3000));
    assert_eq!(codes(&outcome), [(3, RowCode::AmountMissing)]);
}

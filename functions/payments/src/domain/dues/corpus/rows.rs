//! What becomes of each row.

use super::*;

#[test]
fn a_plain_csv_gives_its_dues() {
    let outcome = load(
        "Codice Fiscale;Cognome;Nome;Importo;Causale;Scadenza\r\n\
         RSSMRA85T10A562S;Rossi;Mario;1.250,50;Tassa rifiuti 2026;31/12/2026\r\n\
         80047110152;Ditta S.r.l.;;30;Tassa rifiuti 2026;\r\n"
            .as_bytes(),
    );
    assert_eq!(codes(&outcome), []);
    let [rossi, ditta] = outcome.dues.as_slice() else {
        panic!("two dues")
    };
    assert_eq!(rossi.row, 2);
    assert_eq!(rossi.debtor.name, "Mario Rossi");
    assert_eq!(rossi.amount_cents, Cents::new(125_050));
    assert_eq!(rossi.due_date, Some(date(2026, 12, 31)));
    assert_eq!(rossi.service.as_str(), "TARI");
    assert_eq!(
        (ditta.debtor.name.as_str(), ditta.amount_cents),
        ("Ditta S.r.l.", Cents::new(3000))
    );
    assert_eq!(ditta.due_date, None);
    let dialect = serde_json::to_value(outcome.sheet.dialect).expect("plain data");
    assert_eq!(
        dialect,
        serde_json::json!({"format": "csv", "encoding": "utf-8", "separator": ";",
            "decimal": ",", "date": "dd/mm/yyyy"})
    );
}

#[test]
fn a_workbook_with_numbers_and_dates_gives_its_dues() {
    let bytes = workbook(|sheet| {
        let day = CellFormat::new().set_num_format("dd/mm/yyyy");
        for (column, title) in (0u16..).zip(["CF", "Nominativo", "Importo", "Scadenza", "CAP"]) {
            sheet.write(2, column, title).expect("in memory");
        }
        sheet.write(0, 0, "Comune di Valdorra").expect("in memory");
        sheet.write(3, 0, CF).expect("in memory");
        sheet.write(3, 1, "Mario Rossi").expect("in memory");
        sheet.write(3, 2, 1500.1).expect("in memory");
        let due = ExcelDateTime::from_ymd(2026, 12, 31).expect("a date");
        sheet
            .write_with_format(3, 3, &due, &day)
            .expect("in memory");
        sheet.write(3, 4, 118).expect("in memory");
    });
    let outcome = load(&bytes);
    assert_eq!(codes(&outcome), []);
    let due = &outcome.dues[0];
    assert_eq!((due.row, due.amount_cents), (4, Cents::new(150_010)));
    assert_eq!(due.due_date, Some(date(2026, 12, 31)));
    let address = due.debtor.address.as_ref().expect("an address");
    assert_eq!(address.postal_code.as_deref(), Some("00118"));
    assert_eq!(
        outcome.warnings[0].warning.code,
        WarningCode::LeadingZerosRestored
    );
    assert_eq!(outcome.warnings[0].warning.column, "CAP");
}

#[test]
fn each_fault_of_a_row_has_its_code_column_and_row() {
    let long = "x".repeat(141);
    let rows: &[&[&str]] = &[
        &[
            "CF",
            "Nominativo",
            "Importo",
            "Causale",
            "Scadenza",
            "E-mail",
            "Servizio",
        ],
        &["", "Mario", "1", "", "", "", ""],
        &["RSSMRA85T10A562T", "Mario", "1", "", "", "", ""],
        &[CF, "", "1", "", "", "", ""],
        &[CF, "Mario", "", "", "", "", ""],
        &[CF, "Mario", "-1", "", "", "", ""],
        &[CF, "Mario", "0", "", "", "", ""],
        &[CF, "Mario", "1,234", "", "", "", ""],
        &[CF, "Mario", "tre", "", "", "", ""],
        &[CF, "Mario", "1000000000", "", "", "", ""],
        &[CF, "Mario", "2,50", &long, "", "", ""],
        &[CF, "Mario", "2,50", "", "31/02/2027", "", ""],
        &[CF, "Mario", "2,50", "", "20/11/2026", "", ""],
        &[CF, "Mario", "2,50", "", "", "mario.it", ""],
        &[CF, "Mario", "2,50", "", "", "", "NIDO"],
        &[CF, "Mario", "2,50", "", "21/11/2026", "", "tari"],
        &[CF, "Mario", "2,50", "", "21/11/2026", "", ""],
    ];
    use RowCode::*;
    let expected = [
        (2, TaxCodeMissing),
        (3, TaxCodeInvalid),
        (4, NameMissing),
        (5, AmountMissing),
        (6, AmountNegative),
        (7, AmountZero),
        (8, AmountDecimals),
        (9, AmountInvalid),
        (10, AmountTooBig),
        (11, TooLong),
        (12, DueDateInvalid),
        (13, DueDatePast),
        (14, EmailInvalid),
        (15, ServiceUnknown),
        (17, DuplicateInFile),
    ];
    let csv: Vec<String> = rows.iter().map(|row| row.join(";")).collect();
    for bytes in [texts(rows), csv.join("\n").into_bytes()] {
        let outcome = load(&bytes);
        assert_eq!(codes(&outcome), expected);
        let columns: Vec<&str> = outcome
            .refused
            .iter()
            .map(|refused| refused.fault.column.as_str())
            .collect();
        assert_eq!(columns[0], "CF");
        assert_eq!(columns[9], "Causale");
        assert_eq!(outcome.dues.len(), 1);
        assert_eq!(outcome.dues[0].row, 16);
    }
}

#[test]
fn all_the_faults_of_a_row_are_told_together() {
    let outcome = load(b"CF;Nominativo;Importo\n;;0\n");
    let refused = &outcome.refused[0];
    assert_eq!(refused.fault.code, RowCode::TaxCodeMissing);
    let others: Vec<RowCode> = refused.others.iter().map(|other| other.code).collect();
    assert_eq!(others, [RowCode::NameMissing, RowCode::AmountZero]);
}

#[test]
fn cells_that_are_not_plain_values_are_refused() {
    let bytes = workbook(|sheet| {
        for (column, title) in (0u16..).zip(["CF", "Nominativo", "Importo", "Causale"]) {
            sheet.write(0, column, title).expect("in memory");
        }
        for row in 1..=4 {
            sheet.write(row, 0, CF).expect("in memory");
            sheet.write(row, 1, "Mario Rossi").expect("in memory");
        }
        sheet
            .write(1, 2, Formula::new("=10+20").set_result("30"))
            .expect("in memory");
        sheet.write(2, 2, true).expect("in memory");
        sheet.write(3, 2, 30).expect("in memory");
        sheet
            .write(3, 3, Formula::new("=A1").set_result("x"))
            .expect("in memory");
        let day = CellFormat::new().set_num_format("dd/mm/yyyy");
        sheet.write_with_format(4, 2, 30, &day).expect("in memory");
    });
    let (formula, kind) = (RowCode::Formula, RowCode::WrongCellKind);
    assert_eq!(
        codes(&load(&bytes)),
        [(2, formula), (3, kind), (4, formula), (5, kind)]
    );
    let csv = b"CF;Nominativo;Importo\nRSSMRA85T10A562S;Mario;=10+20\n";
    assert_eq!(codes(&load(csv)), [(2, RowCode::Formula)]);
}

#[test]
fn a_blank_amount_takes_the_tariff_and_another_one_warns() {
    let outcome = load(
        b"CF;Nominativo;Importo;Servizio\n\
          RSSMRA85T10A562S;Mario;;MENSA\n\
          RSSMRA85T10A562S;Mario;31;mensa scolastica\n",
    );
    assert_eq!(outcome.dues[0].amount_cents, Cents::new(3000));
    assert_eq!(outcome.dues[1].amount_cents, Cents::new(3100));
    assert_eq!(outcome.warnings[0].row, 3);
    assert_eq!(
        outcome.warnings[0].warning.code,
        WarningCode::AmountNotTariff
    );
}

#[test]
fn what_an_office_books_by_is_read_with_the_due() {
    let outcome = load(
        "CF;Nominativo;Importo;Categoria;Competenza/Residuo;Capitolo;Anno\n\
         RSSMRA85T10A562S;Mario;10;STP;R;3.01.02;2025\n\
         RSSMRA85T10A562S;Mario;10;Utenza domestica;;;2026\n\
         RSSMRA85T10A562S;Mario;11;;boh;;26\n"
            .as_bytes(),
    );
    let [company, other] = outcome.dues.as_slice() else {
        panic!("two dues")
    };
    assert_eq!(company.category, Some(PersonCategory::Company));
    assert_eq!(company.origin, Some(Origin::Arrears));
    assert_eq!(company.chapter.as_deref(), Some("3.01.02"));
    assert_eq!((company.year, other.year), (Some(2025), Some(2026)));
    assert_eq!(other.category, Some(PersonCategory::Other));
    assert_eq!((other.origin, &other.chapter), (None, &None));
    assert_eq!(
        outcome.warnings[0].warning.code,
        WarningCode::CategoryUnknown
    );
    assert_eq!(codes(&outcome), [(4, RowCode::OriginInvalid)]);
    assert_eq!(outcome.refused[0].others[0].code, RowCode::YearInvalid);
}

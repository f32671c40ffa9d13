//! The file of rejects: what comes out, mended, goes in.

use super::*;

fn rejects(bytes: &[u8], choices: &Choices) -> String {
    let outcome = try_load(bytes, choices).expect("readable");
    let file = reject_file(&outcome.sheet, bytes, &outcome.refused).expect("readable");
    String::from_utf8(file).expect("text")
}

#[test]
fn a_refused_row_comes_back_with_its_own_columns_and_the_reason() {
    let file = format!(
        "Comune di Valdorra\t\t\n\nNota\tCF\tNominativo\tImporto\n\
         a\t{CF}\tMario\t1,50\n=1+2\t{CF}\t\"Anna \"\"la\"\" Rossi\"\t-3,00\n"
    );
    assert_eq!(
        rejects(file.as_bytes(), &Choices::default()),
        format!(
            "\u{feff}\"Nota\"\t\"CF\"\t\"Nominativo\"\t\"Importo\"\t\"cod_rifiuto\"\t\"de_rifiuto\"\r\n\
             \"'=1+2\"\t\"{CF}\"\t\"Anna \"\"la\"\" Rossi\"\t\"'-3,00\"\t\"amount_negative\"\t\
             \"Riga 5. Importo: L'importo è negativo.\"\r\n"
        )
    );
}

#[test]
fn a_reject_file_is_refused_for_the_same_reasons_until_it_is_mended() {
    let bytes = workbook(|sheet| {
        let day = CellFormat::new().set_num_format("dd/mm/yyyy");
        for (column, title) in (0u16..).zip(["CF", "Nominativo", "Importo", "Scadenza", "CAP"]) {
            sheet.write(0, column, title).expect("in memory");
        }
        for row in 1..=4 {
            sheet.write(row, 0, CF).expect("in memory");
            sheet.write(row, 1, "Mario Rossi").expect("in memory");
            sheet.write(row, 4, 118).expect("in memory");
        }
        sheet.write(1, 2, -1500.5).expect("in memory");
        let sum = Formula::new("=1+1").set_result("2");
        sheet.write(2, 2, sum).expect("in memory");
        sheet.write(3, 2, 30.25).expect("in memory");
        let past = ExcelDateTime::from_ymd(2020, 1, 31).expect("a date");
        sheet
            .write_with_format(3, 3, &past, &day)
            .expect("in memory");
        sheet.write(4, 2, 7).expect("in memory");
    });
    let first = load(&bytes);
    let expected = [
        RowCode::AmountNegative,
        RowCode::Formula,
        RowCode::DueDatePast,
    ];
    let told = |outcome: &Outcome| -> Vec<RowCode> {
        outcome.refused.iter().map(|row| row.fault.code).collect()
    };
    assert_eq!(told(&first), expected);
    let file = rejects(&bytes, &Choices::default());
    let again = load(file.as_bytes());
    assert_eq!(told(&again), expected);
    assert_eq!(again.dues.len(), 0);
    let mended = file
        .replace("'-1500,5", "1500,5")
        .replace("#FORMULA", "2,00")
        .replace("31/01/2020", "31/01/2030");
    let mended = load(mended.as_bytes());
    assert_eq!(codes(&mended), []);
    let amounts: Vec<i64> = mended
        .dues
        .iter()
        .map(|due| due.amount_cents.get())
        .collect();
    assert_eq!(amounts, [150_050, 200, 3_025]);
}

#[test]
fn a_file_without_titles_gets_some_and_a_slipped_row_keeps_its_cells() {
    let mut choices = Choices::default();
    for (field, number) in [(Field::TaxCode, 1), (Field::Name, 2), (Field::Amount, 3)] {
        choices.mapping.set(field, Some(ColumnRef::Number(number)));
    }
    let file = format!("{CF};Mario;1\n{CF};Anna;x;y\n");
    let rejects = rejects(file.as_bytes(), &choices);
    assert!(
        rejects.contains("\"Colonna 3\";\"cod_rifiuto\""),
        "{rejects}"
    );
    assert!(
        rejects.contains("\"Anna\";\"x\";\"too_many_cells\";"),
        "{rejects}"
    );
    assert!(rejects.ends_with(";\"y\"\r\n"), "{rejects}");
}

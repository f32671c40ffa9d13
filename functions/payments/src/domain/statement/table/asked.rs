//! Columns that a person has to name.

use super::super::mapping::StatementMapping;
use super::super::read::File;
use super::*;

const UNTITLED: &str =
    "Banca di Prova;;\n20/11/2026;/PUR/A;30,00;7\n21/11/2026;B;-1,00;8\n;;29,00;\n";

fn tried(text: &str, mapping: &str) -> Result<Read, StatementFault> {
    let mapping: StatementMapping = serde_json::from_str(mapping).expect("a mapping");
    let choice = StatementChoice {
        mapping,
        ..StatementChoice::default()
    };
    File::open(text.as_bytes(), &choice.dialect)?.read(&choice)
}

fn amounts(read: Result<Read, StatementFault>) -> Vec<i64> {
    match read {
        Ok(Read::Movements(reading)) => reading
            .movements
            .iter()
            .map(|m| m.amount_cents.get())
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn titles_that_are_not_known_are_asked_with_the_first_rows() {
    let text = "Comune di Valdorra\nGiorno;Somma;Che cosa\n20/11/2026;30,00;/PUR/A\n";
    assert!(matches!(tried(text, "{}"), Ok(Read::Asked)));
    let file = File::open(text.as_bytes(), &DialectChoice::default()).expect("a table");
    let sample = file.sample().expect("a sample");
    assert_eq!(sample.titles, ["Giorno", "Somma", "Che cosa"]);
    assert_eq!(sample.rows[1].cells, ["20/11/2026", "30,00", "/PUR/A"]);
    assert_eq!((sample.rows[0].row, sample.rows.len()), (2, 2));
    let mapping = r#"{"date":"Giorno","amount":"somma","description":"Che cosa"}"#;
    assert_eq!(amounts(tried(text, mapping)), [3_000]);
}

#[test]
fn titles_without_a_description_or_told_twice_are_asked() {
    for text in [
        "Data;Importo;Saldo\n20/11/2026;30,00;1\n",
        "Data;Importo;Importo;Descrizione\n20/11/2026;30,00;1,00;A\n",
    ] {
        assert!(matches!(tried(text, "{}"), Ok(Read::Asked)), "{text}");
    }
    let twice = "Data;Importo;Importo;Descrizione\n20/11/2026;30,00;1,00;A\n";
    assert_eq!(amounts(tried(twice, r#"{"amount":3}"#)), [100]);
}

#[test]
fn columns_by_number_need_no_titles() {
    let mapping = r#"{"date":1,"amount":3,"description":2,"provisional_number":4}"#;
    let Ok(Read::Movements(reading)) = tried(UNTITLED, mapping) else {
        panic!("movements")
    };
    let numbers: Vec<String> = reading
        .movements
        .iter()
        .filter_map(|m| m.provisional.as_ref())
        .map(ToString::to_string)
        .collect();
    assert_eq!(numbers, ["7", "8"]);
    assert_eq!(reading.unread.len(), 1, "the total below has no date");
    assert_eq!(
        reading.mapping[&StatementField::Amount],
        ColumnRef::Number(3)
    );
}

#[test]
fn debits_and_credits_may_be_named_instead_of_an_amount() {
    let text = "G;E;U;T;Importo\n20/11/2026;30,00;;A;9\n20/11/2026;;1,00;B;9\n";
    let mapping = r#"{"date":"G","credit":"E","debit":"U","description":"T"}"#;
    assert_eq!(
        amounts(tried(text, mapping)),
        [3_000, -100],
        "and the amount has no say"
    );
}

#[test]
fn a_column_that_is_not_there_is_told() {
    for mapping in [
        r#"{"date":1,"amount":9,"description":2}"#,
        r#"{"date":"Giorno","amount":3}"#,
    ] {
        let fault = tried(UNTITLED, mapping).expect_err("refused");
        assert_eq!(fault.code(), "column_not_found");
    }
}

#[test]
fn the_same_bank_is_known_again_by_its_titles() {
    let print = |text: &str| {
        let file = File::open(text.as_bytes(), &DialectChoice::default()).expect("a table");
        file.print().expect("a print")
    };
    let march = print("Conto 1\nGiorno;Somma;Testo\n01/03/2026;1,00;A\n");
    assert_eq!(
        march,
        print("GIORNO;Somma;testo\n02/04/2026;2,00;B\n03/04/2026;2,00;B\n")
    );
    assert_ne!(march, print("Giorno;Somma;Causa\n01/03/2026;1,00;A\n"));
    assert_eq!(print(UNTITLED), print("20/11/2026;/PUR/A;30,00;7\n"));
    assert_ne!(print(UNTITLED), print("20/11/2026;/PUR/A;30,00;7;8\n"));
}

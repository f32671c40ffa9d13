use super::*;
use crate::domain::dues::Debtor;
use jiff::civil::date;
use kernel::ids::ServiceCode;
use kernel::tax::TaxCode;

fn due(row: u32, code: &str, name: &str, cents: i64) -> Due {
    let tax_code = TaxCode::parse(code).expect("a tax code");
    Due {
        row,
        debtor: Debtor {
            kind: tax_code.kind(),
            tax_code,
            name: name.to_owned(),
            email: None,
            address: None,
        },
        amount_cents: Cents::new(cents),
        service: ServiceCode::parse("MENSA").expect("a code"),
        description: None,
        due_date: None,
        iud: None,
        category: None,
        origin: None,
        chapter: None,
        year: None,
    }
}

fn lines() -> Vec<u8> {
    let mut rossi = due(2, "RSSMRA85T10A562S", "Mario\tRossi", 1_000);
    rossi.category = Some(PersonCategory::Professional);
    rossi.origin = Some(Origin::Arrears);
    rossi.due_date = Some(date(2026, 12, 31));
    rossi.chapter = Some("3.01.02".to_owned());
    rossi.year = Some(2025);
    let ditta = due(5, "80047110152", "Società Niccolò", 25_050);
    let mut lines = Vec::new();
    write(&mut lines, &rossi);
    write(&mut lines, &ditta);
    lines
}

fn rows(filter: &RowFilter, excluded: &str) -> Vec<u32> {
    let excluded = ExcludedRows::parse(excluded).expect("rows");
    let lines = lines();
    matching(&lines, filter, &excluded)
        .map(|row| row.row)
        .collect()
}

#[test]
fn a_row_in_brief_is_read_back() {
    let lines = lines();
    let all = look(
        &lines,
        &RowFilter::default(),
        &ExcludedRows::default(),
        0..1,
    );
    assert_eq!(
        (all.rows, all.amount, all.page.len()),
        (2, Cents::new(26_050), 1)
    );
    let rossi = &all.page[0];
    assert_eq!(
        (rossi.row, rossi.name, rossi.chapter),
        (2, "Mario Rossi", "3.01.02")
    );
    assert_eq!(rossi.due_date, Some(date(2026, 12, 31)));
    assert_eq!(
        (rossi.origin, rossi.year),
        (Some(Origin::Arrears), Some(2025))
    );
}

#[test]
fn each_part_of_a_filter_thins_the_rows_out() {
    let all = RowFilter::default();
    assert_eq!(rows(&all, ""), [2, 5]);
    let filters = [
        RowFilter {
            amount_from: Some(Cents::new(1_001)),
            ..all.clone()
        },
        RowFilter {
            words: "niccolo".to_owned(),
            ..all.clone()
        },
        RowFilter {
            words: "8004 7110".to_owned(),
            ..all.clone()
        },
        RowFilter {
            excluded: Some(true),
            ..all.clone()
        },
    ];
    for filter in filters {
        assert_eq!(rows(&filter, "5"), [5], "{filter:?}");
    }
    let filters = [
        RowFilter {
            amount_to: Some(Cents::new(1_000)),
            ..all.clone()
        },
        RowFilter {
            due_from: Some(date(2026, 12, 31)),
            ..all.clone()
        },
        RowFilter {
            due_to: Some(date(2026, 12, 31)),
            ..all.clone()
        },
        RowFilter {
            category: Some(PersonCategory::Professional),
            ..all.clone()
        },
        RowFilter {
            origin: Some(Origin::Arrears),
            ..all.clone()
        },
        RowFilter {
            year: Some(2025),
            ..all.clone()
        },
        RowFilter {
            chapter: "3.01".to_owned(),
            ..all.clone()
        },
        RowFilter {
            words: "rssmra".to_owned(),
            ..all.clone()
        },
        RowFilter {
            excluded: Some(false),
            ..all.clone()
        },
    ];
    for filter in filters {
        assert_eq!(rows(&filter, "5"), [2], "{filter:?}");
    }
}

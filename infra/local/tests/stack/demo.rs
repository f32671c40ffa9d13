use std::path::Path;

use local::demo::{DemoOptions, Progress, Summary, run};
use rust_xlsxwriter::Workbook;

async fn demo(file: Option<&Path>, data: Option<&Path>) -> Summary {
    let options = DemoOptions {
        file: file.map(Path::to_owned),
        data: data.map(Path::to_owned),
        creditor: None,
    };
    run(&options, &Progress::hidden()).await.unwrap()
}

#[tokio::test]
async fn the_demo_ends_well_and_a_second_run_on_the_same_data_doubles_nothing() {
    let data = tempfile::tempdir().unwrap();
    let first = demo(None, Some(data.path())).await;
    assert_eq!(first.published.rows, 25);
    assert_eq!(first.published.refused, 2);
    assert_eq!(first.published.new_positions, 23);
    assert_eq!(first.notices, 23);
    assert_eq!(std::fs::read_dir(&first.folder).unwrap().count(), 23);
    assert_eq!((first.payments.paid, first.payments.receipts), (7, 7));
    assert_eq!((first.matched.flows, first.matched.matched_rows), (1, 1));
    assert_eq!(first.matched.amount, first.payments.amount);
    assert_eq!(first.matched.reported, 7);

    let second = demo(None, Some(data.path())).await;
    assert_eq!(
        (second.published.new_positions, second.published.already),
        (0, 23)
    );
    assert_eq!(second.published.positions.len(), 23);
    assert_eq!((second.payments.paid, second.payments.paid_before), (0, 7));
    assert_eq!((second.matched.flows, second.matched.reported), (0, 7));
}

#[tokio::test]
async fn the_demo_takes_a_csv_of_one_row() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("uno.csv");
    let row = "Codice fiscale;Nominativo;Importo\r\nRSSMRA83S08F205E;Rossi Mario;12,50\r\n";
    std::fs::write(&file, row).unwrap();
    let summary = demo(Some(&file), None).await;
    assert_eq!(summary.published.new_positions, 1);
    assert_eq!(summary.payments.amount.get(), 1250);
    assert_eq!(summary.matched.reported, 1);
    std::fs::remove_dir_all(summary.folder.parent().unwrap()).unwrap();
}

#[tokio::test]
async fn the_demo_takes_a_spreadsheet_of_500_rows_some_of_them_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("molti.xlsx");
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0..).zip(["Codice fiscale", "Nominativo", "Importo", "IUD"]) {
        sheet.write(0, column, title).unwrap();
    }
    for row in 1..=500_u32 {
        let code = if row % 50 == 0 {
            "RSSMRA83S08F205X"
        } else {
            "RSSMRA83S08F205E"
        };
        sheet.write(row, 0, code).unwrap();
        sheet.write(row, 1, "Rossi Mario").unwrap();
        sheet.write(row, 2, f64::from(row) + 0.25).unwrap();
        sheet.write(row, 3, format!("IUD-{row}")).unwrap();
    }
    workbook.save(&file).unwrap();
    let summary = demo(Some(&file), None).await;
    assert_eq!(
        (summary.published.new_positions, summary.published.refused),
        (490, 10)
    );
    assert_eq!(summary.notices, 490);
    assert_eq!(summary.matched.reported, summary.payments.paid);
    std::fs::remove_dir_all(summary.folder.parent().unwrap()).unwrap();
}

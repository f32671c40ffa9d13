//! Whole files, good and bad, made as bodies make them.

mod files;
mod hostile;
mod rejects;
mod rows;
mod systems;
mod uploads;

use super::*;
use jiff::civil::{Date, date};
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Formula, Workbook, Worksheet};

const TODAY: Date = date(2026, 11, 21);
const CF: &str = "RSSMRA85T10A562S";

fn services() -> Services {
    let service = |code: &str, name: &str, tariff| Service {
        code: ServiceCode::parse(code).expect("a code"),
        name: name.to_owned(),
        tariff,
    };
    let all = vec![
        service("TARI", "Tassa rifiuti", None),
        service("MENSA", "Mensa scolastica", Some(Cents::new(3000))),
    ];
    Services::new(all, None).expect("services")
}

struct Outcome {
    sheet: Sheet,
    dues: Vec<Due>,
    refused: Vec<RefusedRow>,
    warnings: Vec<WarnedRow>,
}

/// A warning, as a person reads it.
struct WarnedRow {
    row: u32,
    warning: Remark<WarningCode>,
}

fn try_load(bytes: &[u8], choices: &Choices) -> Result<Outcome, FileFailure> {
    let (services, creditor) = (
        services(),
        OrgFiscalCode::parse("80047110152").expect("a creditor"),
    );
    let sheet = Sheet::read(bytes, choices, services.tariffs())?;
    let terms = Terms {
        creditor: &creditor,
        services: &services,
        accounts: &["IT44H0306933840100000009001".to_owned()],
        today: TODAY,
    };
    let (mut dues, mut refused, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
    let mut checker = Checker::new(&sheet, terms);
    for row in sheet.rows() {
        match checker.check(row) {
            Verdict::Accepted {
                due,
                warnings: more,
                ..
            } => {
                let told = |(spot, code): (Spot, WarningCode)| WarnedRow {
                    row: due.row,
                    warning: Remark {
                        column: sheet.spot(spot),
                        code,
                        message: code.italian().to_owned(),
                    },
                };
                warnings.extend(more.into_iter().map(told));
                dues.push(*due);
            }
            Verdict::Refused(row) => refused.push(row),
        }
    }
    Ok(Outcome {
        sheet,
        dues,
        refused,
        warnings,
    })
}

fn load(bytes: &[u8]) -> Outcome {
    try_load(bytes, &Choices::default()).expect("readable")
}

fn failure(bytes: &[u8]) -> &'static str {
    try_load(bytes, &Choices::default())
        .err()
        .expect("not readable")
        .code()
}

fn codes(outcome: &Outcome) -> Vec<(u32, RowCode)> {
    outcome
        .refused
        .iter()
        .map(|refused| (refused.row, refused.fault.code))
        .collect()
}

fn workbook(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet());
    workbook.save_to_buffer().expect("in memory")
}

/// Titles in the first row, then rows of text.
fn texts(rows: &[&[&str]]) -> Vec<u8> {
    workbook(|sheet| {
        for (row, cells) in (0u32..).zip(rows) {
            for (column, cell) in (0u16..).zip(*cells) {
                sheet.write(row, column, *cell).expect("in memory");
            }
        }
    })
}

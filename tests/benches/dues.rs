//! 200,000 rows of dues read and judged, CSV and XLSX, beside openpyxl and Python's csv with the same few checks.

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::date;
use kernel::ids::ServiceCode;
use kernel::tax::OrgFiscalCode;
use payments::domain::dues::{Service, Services, Terms};
use payments::domain::import::{Examination, ImportChoices};

use crate::figure::{Aim, Figure};
use crate::people::person;
use crate::{gauge, rivals};

const ROWS: usize = 200_000;
const TITLES: [&str; 12] = [
    "Codice fiscale",
    "Nominativo",
    "Importo",
    "Causale",
    "Scadenza",
    "E-mail",
    "Indirizzo",
    "Numero civico",
    "CAP",
    "Comune",
    "Provincia",
    "IUD",
];

pub fn prepare() {
    let (csv, xlsx) = files();
    let mut out = std::io::BufWriter::new(std::fs::File::create(csv).unwrap());
    writeln!(out, "{}", TITLES.join(";")).unwrap();
    for n in 0..ROWS {
        writeln!(out, "{}", row(n).join(";")).unwrap();
    }
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in TITLES.iter().enumerate() {
        sheet.write(0, column as u16, *title).unwrap();
    }
    for n in 0..ROWS {
        for (column, text) in row(n).iter().enumerate() {
            let (at, column) = (n as u32 + 1, column as u16);
            match column {
                2 => sheet
                    .write(at, column, text.replace(',', ".").parse::<f64>().unwrap())
                    .unwrap(),
                _ => sheet.write(at, column, text.as_str()).unwrap(),
            };
        }
    }
    book.save(xlsx).unwrap();
}

pub fn measure() {
    let (csv, xlsx) = files();
    one(
        "CSV",
        &csv,
        ("Python csv", rivals::python_cpu_s("csv_rows.py", &csv)),
    );
    one(
        "XLSX",
        &xlsx,
        ("openpyxl", rivals::python_cpu_s("openpyxl_rows.py", &xlsx)),
    );
    Figure::new("… peak of memory, both files", gauge::peak_mb(), "MB")
        .note("200,000 rows of 12 columns; the file itself is in memory too")
        .print();
}

fn one(kind: &str, file: &PathBuf, (rival, rival_s): (&str, Option<f64>)) {
    let bytes = std::fs::read(file).unwrap();
    let creditor = OrgFiscalCode::parse("80047110152").unwrap();
    let service = Service {
        code: ServiceCode::parse("MENSA").unwrap(),
        name: "Mensa scolastica".to_owned(),
        tariff: None,
    };
    let services = Services::new(vec![service], None).unwrap();
    let (accepted, spent) = gauge::spent(|| {
        let terms = Terms {
            creditor: &creditor,
            accounts: &[],
            services: &services,
            today: date(2026, 1, 1),
        };
        let examined = Examination::of(&bytes, &ImportChoices::default(), Vec::new(), terms);
        examined.ok().unwrap().identities().len()
    });
    assert_eq!(accepted, ROWS, "every row is good");
    let per_s = ROWS as f64 / spent.cpu_s;
    Figure::new(&format!("rows of dues checked, {kind}"), per_s, "rows/s")
        .aim(Aim::AtLeast(50_000.0))
        .beside(rival, rival_s.map(|s| ROWS as f64 / s))
        .print();
}

fn row(n: usize) -> [String; 12] {
    let person = person(n);
    [
        person.tax_code.as_str().to_owned(),
        person.name,
        format!("{},{:02}", 20 + n % 400, n % 100),
        format!("Mensa scolastica 2026, iscrizione {n}"),
        "31/12/2026".to_owned(),
        format!("persona{n}@posta.example"),
        person.street,
        person.number,
        "00184".to_owned(),
        "Roma".to_owned(),
        "RM".to_owned(),
        format!("MENSA-2026-{n:06}"),
    ]
}

fn files() -> (PathBuf, PathBuf) {
    let folder = rivals::folder();
    (folder.join("dues.csv"), folder.join("dues.xlsx"))
}

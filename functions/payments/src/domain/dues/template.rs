//! The template that bodies download: the documented columns, with two example rows.

use super::field::Field;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

/// The columns of the template, in their order.
pub const COLUMNS: [Field; 17] = [
    Field::TaxCode,
    Field::Name,
    Field::Amount,
    Field::Description,
    Field::DueDate,
    Field::Email,
    Field::Street,
    Field::StreetNumber,
    Field::PostalCode,
    Field::City,
    Field::Province,
    Field::Iud,
    Field::Service,
    Field::Category,
    Field::Origin,
    Field::Chapter,
    Field::Year,
];

/// Invented people, of sure check characters. The due dates are far, so that the template itself
/// can be loaded as it is.
const EXAMPLES: [[&str; 17]; 2] = [
    [
        "RSSMRA85T10A562S",
        "Mario Rossi",
        "30,00",
        "Mensa scolastica, marzo",
        "31/12/2099",
        "mario.rossi@example.it",
        "Via Garibaldi",
        "12",
        "00118",
        "Roma",
        "RM",
        "ESEMPIO-1",
        "",
        "Altro",
        "Competenza",
        "",
        "2026",
    ],
    [
        "80047110152",
        "Esempio S.r.l.",
        "1250,50",
        "Canone unico 2026",
        "31/12/2099",
        "",
        "Corso Italia",
        "1/A",
        "20121",
        "Milano",
        "MI",
        "ESEMPIO-2",
        "",
        "Società",
        "Competenza",
        "3.01.02",
        "2026",
    ],
];

const NOTES: [(&str, &str); 10] = [
    (
        "Codice fiscale",
        "Obbligatorio: 16 caratteri, oppure 11 cifre. Cella di testo.",
    ),
    ("Nominativo", "Obbligatorio, al più 70 caratteri."),
    ("Importo", "In euro, al più due decimali, senza formule."),
    (
        "Causale",
        "Al più 140 caratteri; se manca, si indica alla conferma.",
    ),
    (
        "Scadenza",
        "Data, oggi o dopo; se manca, si indica alla conferma.",
    ),
    (
        "Servizio",
        "Codice del catalogo; se manca, vale il servizio scelto al caricamento.",
    ),
    (
        "Categoria",
        "Facoltativa: Professionista, Società, Praticante, Altro.",
    ),
    (
        "Competenza o residui",
        "Facoltativa: Competenza oppure Residui.",
    ),
    (
        "Capitolo di entrata",
        "Facoltativo, al più 35 caratteri. Cella di testo.",
    ),
    ("Anno di riferimento", "Facoltativo: quattro cifre."),
];

/// The template as CSV: UTF-8 with mark, semicolons, as Excel in Italian opens it.
pub fn template_csv() -> Vec<u8> {
    let titles = COLUMNS.map(Field::italian);
    let mut text = String::from("\u{feff}");
    for row in std::iter::once(&titles).chain(&EXAMPLES) {
        text.push_str(&row.join(";"));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

/// The template as XLSX. The same bytes every time: no clock stands behind it.
pub fn template_xlsx() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let title = Format::new().set_bold();
    let text = Format::new().set_num_format("@");
    let amount = Format::new().set_num_format("#,##0.00");
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = workbook.add_worksheet().set_name("Dovuti")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, field) in (0u16..).zip(COLUMNS) {
        let format = match field {
            Field::Amount => &amount,
            Field::DueDate => &day,
            _ => &text,
        };
        sheet.set_column_format(column, format)?;
        sheet.set_column_width(column, 20)?;
        sheet.write_with_format(0, column, field.italian(), &title)?;
        for (row, example) in (1u32..).zip(EXAMPLES) {
            match (field, example.get(usize::from(column))) {
                (_, None | Some(&"")) => continue,
                (Field::Amount, Some(told)) => {
                    let number: f64 = told.replace(',', ".").parse().unwrap_or_default();
                    sheet.write_with_format(row, column, number, format)?
                }
                (Field::DueDate, Some(_)) => {
                    let far = ExcelDateTime::from_ymd(2099, 12, 31)?;
                    sheet.write_with_format(row, column, &far, format)?
                }
                (_, Some(told)) => sheet.write_with_format(row, column, *told, format)?,
            };
        }
    }
    notes(&mut workbook, &title)?;
    workbook.save_to_buffer()
}

fn notes(workbook: &mut Workbook, title: &Format) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet().set_name("Istruzioni")?;
    sheet.set_column_width(0, 20)?;
    sheet.set_column_width(1, 80)?;
    for (row, (name, note)) in (0u32..).zip(NOTES) {
        sheet.write_with_format(row, 0, name, title)?;
        sheet.write(row, 1, note)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Choices, Sheet, Tariffs};
    use super::*;

    #[test]
    fn the_template_names_every_column_and_is_read_back() {
        let xlsx = template_xlsx().expect("in memory");
        for bytes in [template_csv(), xlsx] {
            let sheet =
                Sheet::read(&bytes, &Choices::default(), Tariffs::default()).expect("readable");
            let mapped: Vec<Field> = sheet.mapping().into_keys().collect();
            let mut columns = COLUMNS.to_vec();
            columns.sort_unstable();
            assert_eq!(mapped, columns);
            assert_eq!(sheet.rows().count(), EXAMPLES.len());
        }
    }

    #[test]
    fn the_template_is_the_same_every_time() {
        assert_eq!(
            template_xlsx().expect("in memory"),
            template_xlsx().expect("in memory")
        );
    }
}

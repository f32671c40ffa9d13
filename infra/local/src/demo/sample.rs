//! The sample file of dues: 25 rows of invented people, two of them wrong.

use jiff::ToSpan as _;
use jiff::civil::Date;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

const TITLES: [&str; 6] = [
    "Codice fiscale",
    "Nominativo",
    "Importo",
    "Causale",
    "Scadenza",
    "IUD",
];

/// Tax code, name, cents.
const DUES: [(&str, &str, i32); 25] = [
    ("RSSMRA83S08F205E", "Rossi Mario", 12000),
    ("BNCNNA01B67A662Y", "Bianchi Anna", 12000),
    ("SPSGNR93R08L736X", "Esposito Gennaro", 7250),
    ("CLMGLI98S49D969N", "Colombo Giulia", 3000),
    ("DNGNCL77B22F205O", "D’Angelo Niccolò", 12000),
    ("FRRCHR90C51A662B", "Ferrari Chiara", 3000),
    // Wrong check character: the right one is S.
    ("RSSSVT55D01L219T", "Russo Salvatore", 7250),
    ("RMNFNC91E52F205B", "Romano Francesca", 6000),
    ("GLLDVD95D16A662R", "Gallo Davide", 7250),
    ("CNTLNE76L43F839X", "Conti Elena", 12000),
    ("DLCMRC72B16G273B", "De Luca Marco", 3000),
    ("CSTBRC68S58D612B", "Costa Beatrice", 7250),
    ("GRDPTR78R06G273C", "Giordano Pietro", 12000),
    ("MNCLSS98M57D612O", "Mancini Alessia", 6000),
    ("RZZTMS62M03D969W", "Rizzo Tommaso", 4500),
    // Nothing to pay.
    ("LMBRNI58P51A662M", "Lombardi Irene", 0),
    ("MRTLNZ96S22L736P", "Moretti Lorenzo", 4500),
    ("BRBNMO65P42G273P", "Barbieri Noemi", 3000),
    ("FNTDRD84C28D612X", "Fontana Edoardo", 7250),
    ("SNTVLI62T49G273X", "Santoro Viola", 12000),
    ("MRNZOE93T56A944F", "Mariani Zoë", 7250),
    ("RNLNDR72R07D969B", "Rinaldi Andrea", 4500),
    ("CRSSFO63T45F205V", "Caruso Sofia", 3000),
    ("01234567897", "Forno & Pasticceria Esempio S.r.l.", 155_050),
    ("RSSMRA83S08F205E", "Rossi Mario", 4500),
];

/// The rows that must be refused, as the spreadsheet numbers them.
#[cfg(test)]
pub const WRONG_ROWS: [u64; 2] = [8, 17];

/// The sample as a spreadsheet, due at the end of the month after next.
pub fn sample_xlsx(today: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let (text, bold) = (Format::new().set_num_format("@"), Format::new().set_bold());
    let amount = Format::new().set_num_format("#,##0.00");
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let due_date = due_date(today)?;
    let sheet = workbook.add_worksheet().set_name("Dovuti")?;
    for (column, title) in (0..).zip(TITLES) {
        sheet.set_column_width(column, 24)?;
        sheet.write_with_format(0, column, title, &bold)?;
    }
    for (row, (tax_code, name, cents)) in (1..).zip(DUES) {
        sheet.write_with_format(row, 0, tax_code, &text)?;
        sheet.write(row, 1, name)?;
        sheet.write_with_format(row, 2, f64::from(cents) / 100.0, &amount)?;
        sheet.write(row, 3, "Servizi scolastici")?;
        sheet.write_with_format(row, 4, &due_date, &day)?;
        sheet.write(row, 5, format!("ESEMPIO-{row:03}"))?;
    }
    workbook.save_to_buffer()
}

fn due_date(today: Date) -> Result<ExcelDateTime, XlsxError> {
    let day = today.saturating_add(2.months()).last_of_month();
    let year = u16::try_from(day.year()).unwrap_or(2099);
    let number = |part: i8| u8::try_from(part).unwrap_or(1);
    ExcelDateTime::from_ymd(year, number(day.month()), number(day.day()))
}

#[cfg(test)]
mod tests {
    use kernel::tax::TaxCode;

    use super::*;

    #[test]
    fn the_wrong_rows_are_wrong_and_the_others_are_right() {
        for (row, (tax_code, _, cents)) in (2..).zip(DUES) {
            let right = TaxCode::parse(tax_code).is_ok() && cents > 0;
            assert_eq!(right, !WRONG_ROWS.contains(&row), "row {row}: {tax_code}");
        }
        let today = jiff::civil::date(2026, 11, 21);
        assert!(sample_xlsx(today).expect("written").starts_with(b"PK"));
    }
}

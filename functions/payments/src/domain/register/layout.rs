//! One due as a register writes it, and as a row.

use jiff::civil::Date;
use kernel::money::Cents;
use serde::Deserialize;

use crate::domain::dues::{Field, Origin, PersonCategory};

/// A member and what is owed. Texts are judged afterwards, with the rules of any file of dues.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterDue {
    /// The due's id in the register (the IUD): it comes back with the payment.
    pub external_id: String,
    pub tax_code: String,
    pub name: String,
    pub amount_cents: i64,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub due_date: Option<Date>,
    /// Code of the creditor's catalogue; absent: that of the call.
    #[serde(default)]
    pub service: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub address: RegisterAddress,
    #[serde(default)]
    pub category: Option<PersonCategory>,
    #[serde(default)]
    pub origin: Option<Origin>,
    #[serde(default)]
    pub chapter: Option<String>,
    #[serde(default)]
    pub year: Option<i16>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RegisterAddress {
    pub street: Option<String>,
    pub number: Option<String>,
    pub postal_code: Option<String>,
    pub city: Option<String>,
    pub province: Option<String>,
    pub country: Option<String>,
}

/// The columns of the file, with the path of each in the layout.
const COLUMNS: [(Field, &str); 18] = [
    (Field::Iud, "external_id"),
    (Field::TaxCode, "tax_code"),
    (Field::Name, "name"),
    (Field::Amount, "amount_cents"),
    (Field::Description, "description"),
    (Field::DueDate, "due_date"),
    (Field::Service, "service"),
    (Field::Email, "email"),
    (Field::Street, "address.street"),
    (Field::StreetNumber, "address.number"),
    (Field::PostalCode, "address.postal_code"),
    (Field::City, "address.city"),
    (Field::Province, "address.province"),
    (Field::Country, "address.country"),
    (Field::Category, "category"),
    (Field::Origin, "origin"),
    (Field::Chapter, "chapter"),
    (Field::Year, "year"),
];

/// The field of the layout that stands in the column with this title.
pub fn field_of(title: &str) -> Option<&'static str> {
    let column = COLUMNS.iter().find(|(field, _)| field.italian() == title);
    column.map(|(_, path)| *path)
}

/// The dues as a file: CSV in UTF-8 with mark, semicolons, amounts with a comma, dates with the year in
/// front, a row a due in the order given. The same dues give the same bytes.
pub fn file(dues: &[RegisterDue]) -> Vec<u8> {
    let mut text = String::from("\u{feff}");
    row(
        &mut text,
        COLUMNS.map(|(field, _)| field.italian().to_owned()),
    );
    for due in dues {
        row(&mut text, COLUMNS.map(|(field, _)| cell(due, field)));
    }
    text.into_bytes()
}

fn row(text: &mut String, cells: [String; 18]) {
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    text.push_str(&quoted.join(";"));
    text.push_str("\r\n");
}

fn cell(due: &RegisterDue, field: Field) -> String {
    let address = &due.address;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match field {
        Field::Iud => due.external_id.clone(),
        Field::TaxCode => due.tax_code.clone(),
        Field::Name => due.name.clone(),
        Field::Amount => decimal(due.amount_cents),
        Field::Description => text(&due.description),
        Field::DueDate => due.due_date.map(|day| day.to_string()).unwrap_or_default(),
        Field::Service => text(&due.service),
        Field::Email => text(&due.email),
        Field::Street => text(&address.street),
        Field::StreetNumber => text(&address.number),
        Field::PostalCode => text(&address.postal_code),
        Field::City => text(&address.city),
        Field::Province => text(&address.province),
        Field::Country => text(&address.country),
        Field::Category => due
            .category
            .map(|it| it.name().to_owned())
            .unwrap_or_default(),
        Field::Origin => due
            .origin
            .map(|it| it.name().to_owned())
            .unwrap_or_default(),
        Field::Chapter => text(&due.chapter),
        Field::Year => due.year.map(|year| year.to_string()).unwrap_or_default(),
        _ => String::new(),
    }
}

/// `12,34`, and a sign where one is: the check refuses it in its own words.
fn decimal(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = Cents::new(cents).get().unsigned_abs();
    format!("{sign}{},{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(json: serde_json::Value) -> RegisterDue {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_due_is_a_row_whose_cells_are_its_fields() {
        let due = due(serde_json::json!({
            "external_id": "OPI-1", "tax_code": "RSSMRA85T10A562S", "name": "Rossi; \"Mario\"",
            "amount_cents": 10005, "due_date": "2099-12-31", "category": "professional",
            "origin": "arrears", "year": 2098, "address": { "city": "Roma" },
        }));
        let text = String::from_utf8(file(&[due])).unwrap();
        let mut lines = text.lines();
        assert!(
            lines
                .next()
                .unwrap()
                .starts_with("\u{feff}\"IUD\";\"Codice fiscale\"")
        );
        assert_eq!(
            lines.next(),
            Some(
                "\"OPI-1\";\"RSSMRA85T10A562S\";\"Rossi; \"\"Mario\"\"\";\"100,05\";\"\";\
                 \"2099-12-31\";\"\";\"\";\"\";\"\";\"\";\"Roma\";\"\";\"\";\"professional\";\
                 \"arrears\";\"\";\"2098\""
            )
        );
    }

    #[test]
    fn amounts_of_any_size_keep_their_sign() {
        for (cents, text) in [
            (0, "0,00"),
            (5, "0,05"),
            (-5, "-0,05"),
            (123_456, "1234,56"),
        ] {
            assert_eq!(decimal(cents), text);
        }
        assert_eq!(decimal(i64::MIN), "-92233720368547758,08");
    }

    #[test]
    fn every_column_leads_back_to_its_field() {
        for (field, path) in COLUMNS {
            assert_eq!(field_of(field.italian()), Some(path));
        }
        assert_eq!(field_of("Numero avviso"), None);
    }

    #[test]
    fn unknown_fields_are_no_part_of_the_layout() {
        let wrong = serde_json::json!({
            "external_id": "1", "tax_code": "x", "name": "y", "amount_cents": 1, "sum": 2
        });
        assert!(serde_json::from_value::<RegisterDue>(wrong).is_err());
    }
}

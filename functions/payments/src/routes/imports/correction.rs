//! The form by which a person corrects how a file is read.

use platform::web::Typed;
use platform::web::ui::Choices;

use crate::domain::dues::{
    ColumnRef, DateOrder, Decimal, Dialect, DialectChoice, Encoding, Field, Format, MappingChoice,
    Separator,
};
use crate::domain::import::{Import, ImportChoices};
use crate::domain::settings::CreditorSettings;

/// Not to be read at all.
const LEFT_OUT: &str = "-";
/// A tab in a form would be trimmed.
const TAB: &str = "tab";
const AUTOMATIC: (&str, &str) = ("", "Automatico");

/// The fields of the form, ready to be shown.
pub(super) struct Correction {
    pub service: Choices,
    pub again: Choices,
    /// Only once titles are known.
    pub columns: Vec<Choices>,
    pub styles: Vec<Choices>,
}

pub(super) fn correction(import: &Import, settings: &CreditorSettings) -> Correction {
    let titles = titles(import);
    let columns = if titles.is_empty() {
        &[][..]
    } else {
        &Field::ALL[..]
    };
    Correction {
        service: service(import, settings),
        again: Choices::check("again", "")
            .choice("yes", "Carica anche i dovuti che sono già in archivio")
            .chosen(if import.choices.load_again { "yes" } else { "" }),
        columns: columns
            .iter()
            .map(|field| column(import, titles, *field))
            .collect(),
        styles: if import.check > 0 {
            styles(import)
        } else {
            Vec::new()
        },
    }
}

fn titles(import: &Import) -> &[String] {
    let found = import
        .findings
        .as_ref()
        .map(|findings| findings.titles.as_slice());
    let failed = import
        .failure
        .as_ref()
        .map(|failure| failure.titles.as_slice());
    found.or(failed).unwrap_or_default()
}

fn service(import: &Import, settings: &CreditorSettings) -> Choices {
    let chosen = import.choices.service.as_ref();
    let found = import.findings.as_ref().map(|findings| &findings.service);
    let choices = Choices::select("service", "Servizio")
        .help("Vale per le righe che non ne indicano uno.")
        .required();
    let choices = settings.services.iter().fold(choices, |choices, service| {
        choices.choice(service.code.as_str(), service.name.as_str())
    });
    match chosen.or(found) {
        Some(code) => choices.chosen(code.as_str()),
        None => choices,
    }
}

fn column(import: &Import, titles: &[String], field: Field) -> Choices {
    let found = import
        .findings
        .as_ref()
        .and_then(|findings| findings.mapping.get(&field));
    let chosen = match import.choices.mapping.get(field) {
        Some(None) => LEFT_OUT.to_owned(),
        Some(Some(column)) => place(column, titles),
        None => found
            .map(|column| place(column, titles))
            .unwrap_or_default(),
    };
    let columns = (1..).zip(titles).map(|(number, title): (u32, &String)| {
        let label = if title.is_empty() {
            "senza titolo"
        } else {
            title
        };
        (number.to_string(), format!("{number}. {label}"))
    });
    Choices::select(format!("map.{}", field.name()), field.italian())
        .required()
        .choice(AUTOMATIC.0, AUTOMATIC.1)
        .choice(LEFT_OUT, "Non usare")
        .choices(columns)
        .chosen(chosen)
}

fn place(column: &ColumnRef, titles: &[String]) -> String {
    column
        .find(titles)
        .map(|at| (at + 1).to_string())
        .unwrap_or_default()
}

fn styles(import: &Import) -> Vec<Choices> {
    let found = import.findings.as_ref().map(|findings| findings.dialect);
    let select = |name: &str, label: &str, known: &[(&str, &str)], chosen: String| {
        Choices::select(format!("style.{name}"), label)
            .required()
            .choice(AUTOMATIC.0, AUTOMATIC.1)
            .choices(known.iter().copied())
            .chosen(chosen)
    };
    let choice = import.choices.dialect;
    let told = |pick: fn(&Dialect) -> String| found.as_ref().map(pick).unwrap_or_default();
    let decimal = choice
        .decimal
        .map(word)
        .unwrap_or_else(|| told(|d| word(d.decimal)));
    let date = choice
        .date
        .map(word)
        .unwrap_or_else(|| told(|d| word(d.date)));
    let mut selects = vec![
        select("decimal", "Decimali degli importi", DECIMALS, decimal),
        select("date", "Ordine delle date", DATES, date),
    ];
    if found.is_none_or(|dialect| dialect.format == Format::Csv) {
        let separator = choice
            .separator
            .map(word)
            .unwrap_or_else(|| told(|d| word(d.separator)));
        let encoding = choice
            .encoding
            .map(word)
            .unwrap_or_else(|| told(|d| word(d.encoding)));
        selects.push(select(
            "separator",
            "Separatore delle colonne",
            SEPARATORS,
            separator,
        ));
        selects.push(select(
            "encoding",
            "Codifica del testo",
            ENCODINGS,
            encoding,
        ));
    }
    selects
}

/// How a file is written, in words: `CSV, UTF-8, punto e virgola`.
pub(super) fn written(dialect: &Dialect) -> String {
    let label = |known: &[(&str, &'static str)], word: String| {
        let found = known.iter().find(|(value, _)| *value == word);
        found.map_or("", |(_, label)| label).to_owned()
    };
    let mut words = vec![match dialect.format {
        Format::Csv => "CSV".to_owned(),
        Format::Xlsx => "XLSX".to_owned(),
        Format::Json => "JSON".to_owned(),
    }];
    words.extend(dialect.encoding.map(|it| label(ENCODINGS, word(it))));
    let separator = dialect.separator.map(|it| label(SEPARATORS, word(it)));
    words.extend(separator.map(|it| format!("colonne separate da {}", it.to_lowercase())));
    words.push(match dialect.decimal {
        Decimal::Comma => "decimali con la virgola".to_owned(),
        Decimal::Point => "decimali con il punto".to_owned(),
    });
    words.push(format!(
        "date {}",
        label(DATES, word(dialect.date)).to_lowercase()
    ));
    words.join("; ")
}

const DECIMALS: &[(&str, &str)] = &[(",", "Virgola: 1.234,50"), (".", "Punto: 1,234.50")];
const DATES: &[(&str, &str)] = &[
    ("dd/mm/yyyy", "Giorno, mese, anno"),
    ("mm/dd/yyyy", "Mese, giorno, anno"),
    ("yyyy-mm-dd", "Anno, mese, giorno"),
];
const SEPARATORS: &[(&str, &str)] = &[
    (";", "Punto e virgola"),
    (",", "Virgola"),
    (TAB, "Tabulazione"),
    ("|", "Barra verticale"),
];
const ENCODINGS: &[(&str, &str)] = &[
    ("utf-8", "UTF-8"),
    ("utf-8-bom", "UTF-8 con BOM"),
    ("windows-1252", "Windows-1252 (Europa occidentale)"),
    ("utf-16le", "UTF-16 little endian"),
    ("utf-16be", "UTF-16 big endian"),
];

/// The word of a style in the machine API; empty for none.
fn word(style: impl serde::Serialize) -> String {
    let word = serde_json::to_value(style).unwrap_or_default();
    match word.as_str().unwrap_or_default() {
        "\t" => TAB.to_owned(),
        word => word.to_owned(),
    }
}

/// What the person chose. Choices that the form never offers are taken for none.
pub(super) fn choices(form: &Typed, import: &Import) -> ImportChoices {
    ImportChoices {
        service: kernel::ids::ServiceCode::parse(form.value("service")).ok(),
        dialect: dialect(form),
        mapping: mapping(form, titles(import)),
        load_again: form.is_chosen("again", "yes"),
        ..ImportChoices::default()
    }
}

fn dialect(form: &Typed) -> DialectChoice {
    DialectChoice {
        format: None,
        encoding: style::<Encoding>(form, "style.encoding"),
        separator: style::<Separator>(form, "style.separator"),
        decimal: style::<Decimal>(form, "style.decimal"),
        date: style::<DateOrder>(form, "style.date"),
    }
}

fn style<T: serde::de::DeserializeOwned>(form: &Typed, name: &str) -> Option<T> {
    let value = match form.value(name) {
        TAB => "\t",
        value => value,
    };
    serde_json::from_value(value.into()).ok()
}

/// By title where that is enough: then the header is found even if columns move.
fn mapping(form: &Typed, titles: &[String]) -> MappingChoice {
    let mut mapping = MappingChoice::default();
    for (name, value) in form.prefixed("map.") {
        let Some(field) = Field::parse(name) else {
            continue;
        };
        if value == LEFT_OUT {
            mapping.set(field, None);
        } else if let Ok(number) = value.parse::<u32>() {
            mapping.set(field, Some(ColumnRef::of(number, titles)));
        }
    }
    mapping
}

#[cfg(test)]
mod tests {
    use super::super::samples;
    use super::*;

    #[test]
    fn what_is_chosen_is_told_by_title_where_that_is_enough() {
        let import = samples::ready();
        let form = Typed::new()
            .with("service", "MENSA")
            .with("map.amount", "2")
            .with("map.email", "-")
            .with("map.name", "")
            .with("style.decimal", ".")
            .with("style.separator", "|")
            .with("again", "yes");
        let choices = choices(&form, &import);
        let title = samples::ready().findings.expect("found").titles[1].clone();
        let column = ColumnRef::Header(title);
        assert_eq!(choices.mapping.get(Field::Amount), Some(Some(&column)));
        assert_eq!(choices.mapping.get(Field::Email), Some(None));
        assert_eq!(choices.mapping.get(Field::Name), None);
        assert_eq!(choices.dialect.decimal, Some(Decimal::Point));
        assert_eq!(choices.dialect.separator, Some(Separator::Pipe));
        assert_eq!(choices.dialect.date, None);
        assert!(choices.load_again);
    }
}

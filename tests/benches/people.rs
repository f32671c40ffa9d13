//! Debtors by the number, each with a tax code of its own.

use kernel::tax::TaxCode;

const LAST: [(&str, &str); 8] = [
    ("Rossi", "RSS"),
    ("Bianchi", "BNC"),
    ("Ferrari", "FRR"),
    ("Esposito", "SPS"),
    ("Romano", "RMN"),
    ("Colombo", "CLM"),
    ("Ricci", "RCC"),
    ("Marino", "MRN"),
];
const FIRST: [(&str, &str); 6] = [
    ("Maria", "MRA"),
    ("Giuseppe", "GPP"),
    ("Anna", "NNA"),
    ("Luca", "LCU"),
    ("Paola", "PLA"),
    ("Franco", "FNC"),
];
const STREETS: [&str; 5] = [
    "Via Nazionale",
    "Viale dei Tigli",
    "Corso Italia",
    "Piazza della Libertà",
    "Via Forlì",
];

pub struct Person {
    pub name: String,
    pub tax_code: TaxCode,
    pub street: String,
    pub number: String,
}

/// The `n`th person of a town that never ends; the first hundred thousands differ in their tax codes.
pub fn person(n: usize) -> Person {
    let (last, last_code) = LAST[n % LAST.len()];
    let (first, first_code) = FIRST[n / LAST.len() % FIRST.len()];
    let rest = n / LAST.len() / FIRST.len();
    let (day, rest) = (1 + rest % 28, rest / 28);
    let (month, rest) = ("ABCDEHLMPRST".as_bytes()[rest % 12] as char, rest / 12);
    let (year, place) = (30 + rest % 70, ["H501", "A562", "F205"][rest / 70 % 3]);
    let beginning = format!("{last_code}{first_code}{year:02}{month}{day:02}{place}");
    let code = ('A'..='Z').find_map(|check| TaxCode::parse(&format!("{beginning}{check}")).ok());
    Person {
        name: format!("{last} {first}"),
        tax_code: code.unwrap(),
        street: STREETS[n % STREETS.len()].to_owned(),
        number: (1 + n % 199).to_string(),
    }
}

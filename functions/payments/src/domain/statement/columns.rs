//! The columns of a statement, found by their titles below whatever stands above them.

use crate::domain::dues::fold;

/// Titles as they are compared: lower-case letters and digits, best first. Sources: the exports of
/// Italian banks in the facts ("Italian bank statement CSV exports").
const DATE: &[&str] = &[
    "datacontabile",
    "datacont",
    "contabile",
    "dataregistrazione",
    "dataesec",
    "dataesecuzione",
    "dataoperazione",
    "datamovimento",
    "data",
    "bookingdate",
];
const AMOUNT: &[&str] = &[
    "importo",
    "importoprovvisorio",
    "importoeuro",
    "importoineuro",
    "importomovimento",
    "amount",
];
const SIGN: &[&str] = &["segno", "daav", "dareavere", "da"];
const CREDIT: &[&str] = &[
    "avere",
    "entrate",
    "entrata",
    "accredito",
    "accrediti",
    "credit",
];
const DEBIT: &[&str] = &["dare", "uscite", "uscita", "addebito", "addebiti", "debit"];
const TEXT: &[&str] = &[
    "descrizioneestesa",
    "descrizione",
    "descrizioneoperazione",
    "descrizionecausale",
    "descrizionemovimento",
    "dettaglio",
    "dettagli",
    "causale",
    "causaledescrizione",
    "note",
    "operazione",
    "tipologia",
    "rifcliente",
    "rifbanca",
    "description",
];

/// Places of the columns, from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    pub date: Option<usize>,
    pub amount: Option<usize>,
    pub sign: Option<usize>,
    pub credit: Option<usize>,
    pub debit: Option<usize>,
    pub texts: Vec<usize>,
}

impl Columns {
    pub fn of(titles: &[String]) -> Self {
        let folded: Vec<String> = titles.iter().map(|title| fold(title)).collect();
        let find = |names: &[&str]| {
            let place = |name: &&str| folded.iter().position(|title| title == name);
            names.iter().find_map(place)
        };
        let is_text = |title: &String| TEXT.contains(&title.as_str());
        let texts = folded
            .iter()
            .enumerate()
            .filter(|(_, title)| is_text(title));
        Self {
            date: find(DATE),
            amount: find(AMOUNT),
            sign: find(SIGN),
            credit: find(CREDIT),
            debit: find(DEBIT),
            texts: texts.map(|(at, _)| at).collect(),
        }
    }

    /// Whether movements can be read below these titles.
    pub fn are_enough(&self) -> bool {
        let money = self.amount.is_some() || self.credit.is_some();
        self.date.is_some() && money
    }

    /// How many titles were known.
    pub fn known(&self) -> usize {
        let single = [self.date, self.amount, self.sign, self.credit, self.debit];
        single.iter().flatten().count() + self.texts.len()
    }
}

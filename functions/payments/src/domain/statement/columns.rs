//! The columns of a statement, found by their titles below whatever stands above them, or as a
//! person said.

use super::mapping::{StatementField, StatementMapping};
use crate::domain::dues::{ColumnRef, fold};

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
    "databolletta",
    "data",
    "bookingdate",
];
const VALUE_DATE: &[&str] = &[
    "datavaluta",
    "valuta",
    "dataval",
    "valutaente",
    "datavalutaente",
    "datavalutaregione",
    "valuedate",
];
const AMOUNT: &[&str] = &[
    "importo",
    "importoprovvisorio",
    "importoeuro",
    "importoineuro",
    "importomovimento",
    "amount",
];
const CENTS: &[&str] = &["importocentesimi"];
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
const PROVISIONAL: &[&str] = &[
    "nprovv",
    "numprovv",
    "nprovvisorio",
    "numprovvisorio",
    "numeroprovvisorio",
    "provvisorio",
    "codbolletta",
    "nbolletta",
    "numerobolletta",
    "numerobollettaquietanza",
    "nsospeso",
    "numerosospeso",
    "sospeso",
];
const YEAR: &[&str] = &["esercizio", "annobolletta", "annoesercizio"];
const CURRENCY: &[&str] = &["divisa", "currency", "div"];
const END_TO_END: &[&str] = &["endtoendid", "endtoend"];
/// Some exports name flow and payment in columns of their own (p4pa, "CSV completo").
const FLOW: &[&str] = &["iuf", "identificativoflusso"];
const IUV: &[&str] = &["iuv"];
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
    pub value_date: Option<usize>,
    pub amount: Option<usize>,
    /// An amount in whole cents.
    pub cents: Option<usize>,
    pub sign: Option<usize>,
    pub credit: Option<usize>,
    pub debit: Option<usize>,
    pub texts: Vec<usize>,
    pub provisional: Option<usize>,
    pub year: Option<usize>,
    pub currency: Option<usize>,
    pub end_to_end: Option<usize>,
    pub flow: Option<usize>,
    pub iuv: Option<usize>,
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
            value_date: find(VALUE_DATE),
            amount: find(AMOUNT),
            cents: find(CENTS),
            sign: find(SIGN),
            credit: find(CREDIT),
            debit: find(DEBIT),
            texts: texts.map(|(at, _)| at).collect(),
            provisional: find(PROVISIONAL),
            year: find(YEAR),
            currency: find(CURRENCY),
            end_to_end: find(END_TO_END),
            flow: find(FLOW),
            iuv: find(IUV),
        }
    }

    /// `TREASURY_POSTE` of p4pa: no titles, the IBAN in the first line.
    pub fn of_poste() -> Self {
        Self {
            date: Some(0),
            value_date: Some(1),
            debit: Some(5),
            credit: Some(6),
            texts: vec![2, 8],
            ..Self::default()
        }
    }

    /// As a person said; what was not named stays as the titles told. `Err` with a column that is
    /// not there.
    pub fn chosen(self, mapping: &StatementMapping, titles: &[String]) -> Result<Self, ColumnRef> {
        let mut columns = self;
        if mapping.names_money() {
            (columns.amount, columns.cents, columns.sign) = (None, None, None);
            (columns.credit, columns.debit) = (None, None);
        }
        for (field, column) in mapping.iter() {
            let place = match column {
                None => None,
                Some(column) => Some(column.find(titles).ok_or_else(|| column.clone())?),
            };
            columns.set(field, place);
        }
        Ok(columns)
    }

    fn set(&mut self, field: StatementField, place: Option<usize>) {
        match field {
            StatementField::Date => self.date = place,
            StatementField::ValueDate => self.value_date = place,
            StatementField::Amount => self.amount = place,
            StatementField::Sign => self.sign = place,
            StatementField::Credit => self.credit = place,
            StatementField::Debit => self.debit = place,
            StatementField::Description => self.texts = place.into_iter().collect(),
            StatementField::ProvisionalNumber => self.provisional = place,
            StatementField::Year => self.year = place,
        }
    }

    pub fn get(&self, field: StatementField) -> Option<usize> {
        match field {
            StatementField::Date => self.date,
            StatementField::ValueDate => self.value_date,
            StatementField::Amount => self.amount.or(self.cents),
            StatementField::Sign => self.sign,
            StatementField::Credit => self.credit,
            StatementField::Debit => self.debit,
            StatementField::Description => self.texts.first().copied(),
            StatementField::ProvisionalNumber => self.provisional,
            StatementField::Year => self.year,
        }
    }

    /// Whether movements can be read below these titles.
    pub fn are_titles(&self) -> bool {
        self.date.is_some() && self.has_money()
    }

    /// Whether flows can be found in these movements, too.
    pub fn are_enough(&self) -> bool {
        let named = !self.texts.is_empty() || self.flow.is_some();
        self.are_titles() && named
    }

    fn has_money(&self) -> bool {
        self.amount.is_some() || self.cents.is_some() || self.credit.is_some()
    }

    /// How many titles were known.
    pub fn known(&self) -> usize {
        let fields = StatementField::ALL.iter();
        fields.filter(|field| self.get(**field).is_some()).count() + self.texts.len()
    }
}

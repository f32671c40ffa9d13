//! A movement of the account, as a statement tells it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::money::Cents;
use kernel::notice::Iuv;
use serde::{Deserialize, Serialize};

use super::known::KnownFlows;
use super::provisional::ProvisionalEntry;
use super::remittance::{RemittanceInfo, reference};

/// A movement and its texts, before anything is made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementText {
    /// Physical row of the file, the header being counted; in XML its place among the movements.
    pub row: u32,
    pub accounting_date: Date,
    pub value_date: Option<Date>,
    /// Negative for what leaves the account.
    pub amount_cents: Cents,
    pub texts: Vec<String>,
    pub provisional: Option<ProvisionalEntry>,
    pub end_to_end: Option<String>,
    /// Takes an earlier movement back.
    pub is_reversal: bool,
    /// A flow or a payment named outside the texts.
    pub flow: Option<String>,
    pub iuv: Option<String>,
}

/// A movement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    pub row: u32,
    pub accounting_date: Date,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_date: Option<Date>,
    pub amount_cents: Cents,
    pub remittance: RemittanceInfo,
    /// What people read of it.
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<ProvisionalEntry>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_to_end: Option<String>,
    #[serde(default)]
    pub is_reversal: bool,
    /// The flow was named by a person.
    #[serde(default)]
    pub is_named: bool,
}

/// Characters kept of a movement's texts: four lines of a SEPA remittance.
const TEXT_CHARS_MAX: usize = 560;
/// `EndToEndId` has 35 at most.
const END_TO_END_CHARS_MAX: usize = 35;

/// Words of a credit that has to do with pagoPA, whatever became of the rest.
const WORDS: [&str; 6] = ["LGPE", "RIVERSAM", "PAGOPA", "/PUR", "/URI", "INTEGRAZIONE"];

impl StatementRow {
    /// Whether somebody should look at it: a credit that names nothing although it speaks of pagoPA.
    pub fn is_unresolved(&self) -> bool {
        let text: String = self.text.chars().filter(|c| !c.is_whitespace()).collect();
        let text = text.to_uppercase();
        self.is_unnamed_credit() && WORDS.iter().any(|word| text.contains(word))
    }

    pub fn is_unnamed_credit(&self) -> bool {
        self.remittance == RemittanceInfo::Other && self.amount_cents > Cents::ZERO
    }
}

impl MovementText {
    pub fn new(row: u32, accounting_date: Date, amount_cents: Cents) -> Self {
        Self {
            row,
            accounting_date,
            value_date: None,
            amount_cents,
            texts: Vec::new(),
            provisional: None,
            end_to_end: None,
            is_reversal: false,
            flow: None,
            iuv: None,
        }
    }

    pub fn row(self, known: &KnownFlows) -> StatementRow {
        let text = self.texts.join(" · ");
        let short =
            |text: String| kernel::text::truncate_chars(&text, END_TO_END_CHARS_MAX).to_owned();
        StatementRow {
            row: self.row,
            accounting_date: self.accounting_date,
            value_date: self.value_date,
            amount_cents: self.amount_cents,
            remittance: self.remittance(known),
            text: kernel::text::truncate_chars(&text, TEXT_CHARS_MAX).to_owned(),
            provisional: self.provisional,
            end_to_end: self.end_to_end.map(short),
            is_reversal: self.is_reversal,
            is_named: false,
        }
    }

    /// A column that names a flow is surer than any text; a reference is what is left.
    fn remittance(&self, known: &KnownFlows) -> RemittanceInfo {
        let flow = self
            .flow
            .as_deref()
            .and_then(|flow| FlowId::parse(flow).ok());
        if let Some(flow) = flow {
            return RemittanceInfo::Cumulative(flow);
        }
        match RemittanceInfo::of(&self.texts, known) {
            RemittanceInfo::Other => {
                let iuv: Option<Iuv> = self.iuv.as_deref().and_then(reference);
                iuv.map_or(RemittanceInfo::Other, RemittanceInfo::Single)
            }
            found => found,
        }
    }
}

/// The movements as they are kept. A reversal that does not say what it is about is about what its
/// provisional entry is about.
///
/// What a person named of a row that names nothing, or a flow that is not here, stands.
pub fn rows(
    movements: Vec<MovementText>,
    known: &KnownFlows,
    named: &BTreeMap<u32, FlowId>,
) -> Vec<StatementRow> {
    let mut rows: Vec<StatementRow> = movements
        .into_iter()
        .map(|movement| movement.row(known))
        .collect();
    for row in &mut rows {
        let is_open = match &row.remittance {
            RemittanceInfo::Other => true,
            RemittanceInfo::Cumulative(told) => !known.has(told),
            RemittanceInfo::Single(_) => false,
        };
        let flow = named.get(&row.row).filter(|_| is_open);
        if let Some(flow) = flow {
            (row.remittance, row.is_named) = (RemittanceInfo::Cumulative(flow.clone()), true);
        }
    }
    let told = |row: &StatementRow| !row.is_reversal && row.remittance != RemittanceInfo::Other;
    let by_entry: BTreeMap<_, RemittanceInfo> = rows
        .iter()
        .filter(|row| told(row))
        .filter_map(|row| Some((entry(row)?, row.remittance.clone())))
        .collect();
    for row in &mut rows {
        if row.is_reversal && row.remittance == RemittanceInfo::Other {
            let undone = entry(row).and_then(|entry| by_entry.get(&entry));
            row.remittance = undone.cloned().unwrap_or(RemittanceInfo::Other);
        }
    }
    rows
}

/// Entry and amount, without its sign.
fn entry(row: &StatementRow) -> Option<(String, Option<i16>, i64)> {
    let entry = row.provisional.as_ref()?;
    let bare = entry.number().trim_start_matches('0').to_owned();
    Some((bare, entry.year(), row.amount_cents.get().abs()))
}

/// A row that has something of a movement but is none that we can count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnreadRow {
    pub row: u32,
    pub code: UnreadCode,
}

/// Why a row is not counted. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum UnreadCode {
    #[error("La data contabile non è una data.")]
    DateInvalid,
    #[error("Manca la data contabile.")]
    DateMissing,
    #[error("L'importo non si legge come numero nello stile del file.")]
    AmountInvalid,
    #[error("Manca l'importo.")]
    AmountMissing,
    #[error("Sono compilate sia l'entrata sia l'uscita: la riga non viene sommata.")]
    BothColumns,
    #[error("Il segno dell'importo non si capisce.")]
    SignUnknown,
    #[error("Il movimento non è in euro.")]
    CurrencyOther,
    #[error("Il movimento non è ancora contabilizzato dalla banca.")]
    NotBooked,
    #[error("Il movimento raccoglie più bonifici e i loro importi non danno il totale.")]
    BatchUnclear,
}

//! A movement of the account, as a statement tells it.

use jiff::civil::Date;
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::known::KnownFlows;
use super::remittance::RemittanceInfo;

/// A movement and its texts, before anything is made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovementText {
    /// Physical row of the file, the header being counted.
    pub row: u32,
    pub accounting_date: Date,
    /// Negative for what leaves the account.
    pub amount_cents: Cents,
    pub texts: Vec<String>,
}

/// A movement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementRow {
    pub row: u32,
    pub accounting_date: Date,
    pub amount_cents: Cents,
    pub remittance: RemittanceInfo,
    /// What people read of it.
    pub text: String,
}

/// Characters kept of a movement's texts: four lines of a SEPA remittance.
const TEXT_CHARS_MAX: usize = 560;

impl MovementText {
    pub fn row(self, known: &KnownFlows) -> StatementRow {
        let text = self.texts.join(" · ");
        StatementRow {
            row: self.row,
            accounting_date: self.accounting_date,
            amount_cents: self.amount_cents,
            remittance: RemittanceInfo::of(&self.texts, known),
            text: kernel::text::truncate_chars(&text, TEXT_CHARS_MAX).to_owned(),
        }
    }
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
}

//! The answers of the machine API, as far as the demo reads them.

use kernel::money::Cents;
use serde::{Deserialize, Serialize};
use serde_json::Map;

/// Where and how a file is to be uploaded.
#[derive(Debug, Deserialize)]
pub struct Opened {
    pub id: String,
    pub upload: Upload,
}

#[derive(Debug, Deserialize)]
pub struct Upload {
    pub url: String,
    /// Form fields that come before the file.
    pub fields: Map<String, serde_json::Value>,
}

#[derive(Debug, Deserialize)]
pub struct Import {
    pub state: String,
    pub reason: Option<String>,
    #[serde(default)]
    pub totals: Totals,
    #[serde(default)]
    pub progress: Done,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
pub struct Totals {
    pub rows: u64,
    pub accepted: u64,
    pub refused: u64,
    pub amount_cents: Cents,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
pub struct Done {
    pub done: u64,
    pub of: u64,
}

#[derive(Debug, Deserialize)]
pub struct RefusedPage {
    pub rows: Vec<RefusedRow>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct RefusedRow {
    /// Physical row of the file.
    pub row: u64,
    pub column: String,
    pub code: String,
    pub message: String,
}

#[derive(Debug, Deserialize)]
pub struct PositionsPage {
    pub positions: Vec<Position>,
    pub next: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Position {
    pub notice_number: String,
    pub iuv: String,
    pub amount_cents: Cents,
    /// `VALID`, `PAID`, `REPORTED` …
    pub state: String,
}

#[derive(Debug, Deserialize)]
pub struct Receipts {
    pub receipts: Vec<Receipt>,
}

#[derive(Debug, Deserialize)]
pub struct Receipt {
    pub receipt_id: String,
    pub amount_cents: Cents,
}

/// What the practice node answers to a payment.
#[derive(Debug, Deserialize)]
pub struct Paid {
    pub receipt_id: String,
}

/// What the practice node answers at the end of the day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settled {
    pub statement_url: String,
    pub flows: Vec<SettledFlow>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SettledFlow {
    pub id: String,
    pub url: String,
    pub amount_cents: Cents,
}

#[derive(Debug, Deserialize)]
pub struct Statement {
    pub state: String,
    pub reason: Option<String>,
    #[serde(default)]
    pub rows: Vec<StatementRow>,
}

#[derive(Debug, Deserialize)]
pub struct StatementRow {
    pub amount_cents: Cents,
    pub flow_id: Option<String>,
    /// `matched`, `missing_flow`, `amount_differs`, `duplicate` or `none`.
    #[serde(rename = "match")]
    pub matched: String,
}

#[derive(Debug, Deserialize)]
pub struct Irregularities {
    pub irregularities: Vec<serde_json::Value>,
}

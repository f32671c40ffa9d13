//! An import as the machine API tells it.

use std::collections::BTreeMap;

use kernel::money::Cents;
use serde::Serialize;

use crate::domain::dues::{ColumnRef, Dialect, Field, MappedBy, System, Totals, Warned};
use crate::domain::import::{Import, ImportState};

#[derive(Debug, Serialize)]
pub struct ImportView {
    id: String,
    file_name: String,
    state: ImportState,
    /// Why it failed, for people; its code for programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason_code: Option<String>,
    /// The service of rows that name none.
    service: Option<String>,
    dialect: Option<Dialect>,
    mapping: BTreeMap<Field, ColumnRef>,
    /// Whether the columns were found by their titles, as an earlier file was corrected, or chosen.
    mapping_source: Option<MappedBy>,
    /// The other system whose layout the file has.
    layout: Option<System>,
    /// The titles found in the file, to choose a mapping from.
    titles: Vec<String>,
    totals: Totals,
    /// What is worth a look in the accepted rows.
    warnings: Vec<Warned>,
    /// Accepted rows that a person left out in the panel.
    excluded: Excluded,
    /// Positions that the accepted rows, without those left out, would make with `group_by_debtor`.
    #[serde(skip_serializing_if = "Option::is_none")]
    positions_if_grouped: Option<u64>,
    /// Positions made, once it is confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    positions: Option<u64>,
    progress: Progress,
}

#[derive(Clone, Copy, Debug, Serialize)]
struct Excluded {
    rows: usize,
    amount_cents: Cents,
}

/// Rows published, of the rows to publish.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    pub done: u64,
    pub of: u64,
}

impl ImportView {
    pub fn new(import: Import, progress: Progress) -> Self {
        let positions_if_grouped = import.grouped();
        let failure = import.failure.as_ref();
        let service = import.choices.service.map(|service| service.to_string());
        let (titles, reason, reason_code) = match failure {
            Some(f) => (
                f.titles.clone(),
                Some(f.reason.clone()),
                Some(f.code.clone()),
            ),
            None => (Vec::new(), None, None),
        };
        let view = ImportView {
            id: import.id.to_string(),
            file_name: import.file_name,
            state: import.state,
            reason,
            reason_code,
            service,
            dialect: None,
            mapping: BTreeMap::new(),
            mapping_source: None,
            layout: None,
            titles,
            totals: import.totals,
            warnings: Vec::new(),
            excluded: Excluded {
                rows: import.excluded.rows.len(),
                amount_cents: import.excluded.amount_cents,
            },
            positions_if_grouped,
            positions: import.publication.map(|publication| publication.positions),
            progress,
        };
        match import.findings {
            None => view,
            Some(findings) => ImportView {
                service: Some(findings.service.to_string()),
                dialect: Some(findings.dialect),
                mapping: findings.mapping,
                mapping_source: Some(findings.mapped_by),
                layout: findings.system,
                titles: findings.titles,
                warnings: findings.warned,
                ..view
            },
        }
    }
}

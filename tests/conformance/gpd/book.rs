//! What was asked and answered, held against what the documents list.

use std::collections::{BTreeMap, BTreeSet};

use access::gate::{ROUTES, Rule};
use tests::openapi::{OpenApi, Operation};

use super::differences::{NEVER_SAID, SAID_BEYOND};

/// The published services, each with its document and the place where we stand in for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    V1,
    Bulk,
    V3,
    Aca,
    Internal1,
    Internal2,
}

impl Api {
    pub const ALL: [Self; 6] = [
        Self::V1,
        Self::Bulk,
        Self::V3,
        Self::Aca,
        Self::Internal1,
        Self::Internal2,
    ];

    /// Those that take the positions of v1 one by one.
    pub const SINGLE: [Self; 4] = [Self::V1, Self::Aca, Self::Internal1, Self::Internal2];
    /// Those that take several positions at once.
    pub const SEVERAL: [Self; 2] = [Self::Bulk, Self::Internal2];
    /// Those that pagoPA keeps for its own services.
    pub const INTERNAL: [Self; 2] = [Self::Internal1, Self::Internal2];

    /// As the tables of `docs/gpd.md` call it.
    pub fn named(name: &str) -> Option<Self> {
        let names = ["v1", "v2", "v3", "ACA", "internal v1", "internal v2"];
        let at = names.iter().position(|one| *one == name)?;
        [
            Self::V1,
            Self::Bulk,
            Self::V3,
            Self::Aca,
            Self::Internal1,
            Self::Internal2,
        ]
        .get(at)
        .copied()
    }

    pub fn file(self) -> &'static str {
        match self {
            Self::V1 => "pagopa-debt-position_external_v1.json",
            Self::Bulk => "pagopa-debt-position_external_v2_bulk.json",
            Self::V3 => "pagopa-debt-position_external_v3.json",
            Self::Aca => "pagopa-debt-position_aca_v1.json",
            Self::Internal1 => "pagopa-debt-position_internal_v1.json",
            Self::Internal2 => "pagopa-debt-position_internal_v2.json",
        }
    }

    pub fn mount(self) -> &'static str {
        match self {
            Self::V1 => "/gpd/debt-positions-service/v1",
            Self::Bulk => "/gpd/debt-positions-service/v2",
            Self::V3 => "/gpd/debt-positions-service/v3",
            Self::Aca => "/aca/debt-positions-service/v1",
            Self::Internal1 => "/gpd/api/v1",
            Self::Internal2 => "/gpd/api/v2",
        }
    }
}

#[derive(Default)]
pub struct Book {
    seen: BTreeSet<(Api, Operation, u16)>,
    faults: Vec<String>,
}

impl Book {
    pub fn write(&mut self, api: Api, operation: Operation, status: u16) {
        self.seen.insert((api, operation, status));
    }

    pub fn blame(&mut self, fault: String) {
        self.faults.push(fault);
    }

    /// All faults, and wherever the documents, what was shown, and the two tables of what differs (`docs/gpd.md`)
    /// do not agree.
    pub fn close(self, documents: &BTreeMap<Api, OpenApi>) -> Vec<String> {
        let mut findings = self.faults;
        for (api, document) in documents {
            for operation in document.operations() {
                let told = document.statuses(&operation);
                let known: BTreeSet<u16> = (100..600).collect();
                for status in known {
                    let said = self.seen.contains(&(*api, operation.clone(), status));
                    let listed = told.contains(&status);
                    if let Some(finding) = judged(*api, &operation, (status, listed, said)) {
                        let Operation { method, path } = &operation;
                        findings.push(format!("{api:?}: {method} {path}: {status} {finding}"));
                    }
                }
            }
        }
        findings
    }
}

/// What is wrong about a status of an operation: in the document or not, said or not, and what our own tables
/// say of it.
fn judged(
    api: Api,
    operation: &Operation,
    (status, listed, said): (u16, bool, bool),
) -> Option<&'static str> {
    let never = NEVER_SAID.has(api, operation, status);
    let beyond = SAID_BEYOND.has(api, operation, status);
    match (listed, said) {
        (true, true) if never => Some("is said, and listed as never said"),
        (true, false) if !never => Some("is documented and was not shown"),
        (false, true) if !beyond => Some("is said and neither documented nor listed"),
        (false, false) if beyond => Some("is listed and was not shown"),
        (false, _) if never && is_mounted(api, operation) => Some("is excused for nothing"),
        (true, _) if beyond => Some("is documented, and listed as if it were not"),
        _ => None,
    }
}

/// The operations of a document that we have.
pub fn asked(api: Api, document: &OpenApi) -> Vec<Operation> {
    let all = document.operations().into_iter();
    all.filter(|one| is_mounted(api, one)).collect()
}

/// Whether the gate has a rule for it.
pub fn is_mounted(api: Api, operation: &Operation) -> bool {
    let path = format!("{}{}", api.mount(), operation.path);
    let is_it = |rule: &Rule| {
        rule.method.as_str().eq_ignore_ascii_case(&operation.method)
            && unnamed(rule.path) == unnamed(&path)
    };
    ROUTES.iter().any(is_it)
}

/// Without the names of its parameters, which are ours in one and theirs in the other.
fn unnamed(path: &str) -> String {
    let parts = path
        .split('/')
        .map(|part| if part.starts_with('{') { "{}" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

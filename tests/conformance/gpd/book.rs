//! What was asked and answered, held against what the documents list.

use std::collections::{BTreeMap, BTreeSet};

use access::gate::{ROUTES, Rule};
use tests::openapi::{OpenApi, Operation};

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

/// What need not be there: of which services, the end of its method and path, and why. Where it is there,
/// it is tried.
const ABSENT: [(&[Api], &str, &str); 7] = [
    (
        &Api::INTERNAL,
        "/internal/config/send",
        "it sets up pagoPA's own talk with SEND, and is for nobody else",
    ),
    (
        &Api::INTERNAL,
        "/payment-options/organizations/{organization-fiscal-code}/notices/{notice-number}",
        "the node asks it at /payment-options, its own document's place",
    ),
    (
        &Api::SEVERAL,
        "post /organizations/{organizationfiscalcode}/debtpositions",
        SEVERAL,
    ),
    (
        &Api::SEVERAL,
        "put /organizations/{organizationfiscalcode}/debtpositions",
        SEVERAL,
    ),
    (
        &Api::SEVERAL,
        "delete /organizations/{organizationfiscalcode}/debtpositions",
        SEVERAL,
    ),
    (&[Api::Bulk], "get /info", SEVERAL),
    (&[Api::Bulk], "/paymentoptions/paids/{nav}", SEVERAL),
];
const SEVERAL: &str = "several positions at once are a face of their own";

/// A documented status that no test can bring about: whose it is, and why.
struct Unprovoked {
    status: u16,
    /// The end of the method and path; empty for all.
    of: &'static str,
    #[expect(dead_code, reason = "read by people")]
    why: &'static str,
}

const UNPROVOKED: [Unprovoked; 6] = [
    Unprovoked {
        status: 209,
        of: "/notificationfee",
        why: "nobody tells us that the node has a payment under way",
    },
    Unprovoked {
        status: 400,
        of: "/paymentoptions/{iuv}/debtposition",
        why: "what is no IUV is unknown: 404",
    },
    Unprovoked {
        status: 400,
        of: "/transfers/{transferid}/report",
        why: "what is no number of a transfer is unknown: 404",
    },
    Unprovoked {
        status: 403,
        of: "get /info",
        why: "any key may ask who answers, as in GPD",
    },
    Unprovoked {
        status: 429,
        of: "",
        why: "the edge limits how often a key asks, and the local stack has no edge",
    },
    Unprovoked {
        status: 500,
        of: "get /info",
        why: "it touches nothing that could fail",
    },
];

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

    /// What the documents list and nothing showed, and all faults.
    pub fn close(self, documents: &BTreeMap<Api, OpenApi>) -> Vec<String> {
        let mut findings = self.faults;
        for (api, document) in documents {
            findings.extend(missing(*api, document));
            for operation in asked(*api, document) {
                for status in document.statuses(&operation) {
                    let was_seen = self.seen.contains(&(*api, operation.clone(), status));
                    if !was_seen && !is_excused(&operation, status) {
                        let Operation { method, path } = &operation;
                        findings.push(format!("{api:?}: {method} {path}: no {status} was shown"));
                    }
                }
            }
        }
        findings
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

/// Operations that are neither there nor absent for a reason.
fn missing(api: Api, document: &OpenApi) -> Vec<String> {
    let all = document.operations().into_iter();
    let gone = all.filter(|one| !is_mounted(api, one));
    let is_wrong = |one: &Operation| {
        let name = format!("{} {}", one.method, one.path);
        let mut absent = ABSENT.iter();
        !absent.any(|(of, end, _)| of.contains(&api) && name.ends_with(end))
    };
    let wrong = gone.filter(is_wrong);
    wrong
        .map(|one| format!("{api:?}: {} {} is not there", one.method, one.path))
        .collect()
}

pub fn is_excused(operation: &Operation, status: u16) -> bool {
    let name = format!("{} {}", operation.method, operation.path);
    let mut excuses = UNPROVOKED.iter();
    excuses.any(|excuse| excuse.status == status && name.ends_with(excuse.of))
}

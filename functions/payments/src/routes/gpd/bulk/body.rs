//! The bodies of bulks: `MultiplePaymentPositionModel` and `MultipleIUPDModel`.

use std::collections::BTreeSet;

use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use serde::Deserialize;

use super::placed;
use crate::domain::bulk::{DELETED_MAX, POSITIONS_MAX};
use crate::routes::gpd::body::{self, Content, PositionBody};
use crate::routes::gpd::problem::{NOT_FOUND, Problem, UNIQUE_VIOLATION};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Positions {
    payment_positions: Vec<PositionBody>,
}

#[derive(Debug, Deserialize)]
struct Iupds {
    #[serde(rename = "paymentPositionIUPDs")]
    iupds: Vec<String>,
}

/// The positions of a body, at least one and at most 100, each read; no id or number stands there twice.
pub fn positions(bytes: &[u8], cf: &OrgFiscalCode) -> Result<Vec<Content>, Problem> {
    let told = body::read::<Positions>(bytes)?.payment_positions;
    counted("paymentPositions", told.len(), POSITIONS_MAX)?;
    let mut read = Vec::with_capacity(told.len());
    for (place, body) in told.into_iter().enumerate() {
        let iupd = body.iupd.clone().unwrap_or_default();
        let content = body.content(cf);
        read.push(content.map_err(|problem| placed(problem, place, &iupd))?);
    }
    unique(&read, cf)?;
    Ok(read)
}

fn unique(contents: &[Content], cf: &OrgFiscalCode) -> Result<(), Problem> {
    let mut iupds: BTreeSet<&Iupd> = BTreeSet::new();
    let mut numbers: BTreeSet<&NoticeNumber> = BTreeSet::new();
    for (place, content) in contents.iter().enumerate() {
        let mut parts = content.options.iter().flat_map(|o| &o.installments);
        let is_new = iupds.insert(&content.iupd) && parts.all(|part| numbers.insert(&part.nav));
        if !is_new {
            let problem = UNIQUE_VIOLATION.of(cf, &content.iupd);
            return Err(placed(problem, place, content.iupd.as_str()));
        }
    }
    Ok(())
}

/// The ids of a body, at most 20, each once. One that can not be an id is that of no position.
pub fn iupds(bytes: &[u8], cf: &OrgFiscalCode) -> Result<Vec<Iupd>, Problem> {
    let told = body::read::<Iupds>(bytes)?.iupds;
    counted("paymentPositionIUPDs", told.len(), DELETED_MAX)?;
    let mut seen = BTreeSet::new();
    let mut read = Vec::with_capacity(told.len());
    for text in told {
        let iupd = Iupd::parse(&text).map_err(|_| NOT_FOUND.of(cf, &text))?;
        if seen.insert(iupd.clone()) {
            read.push(iupd);
        }
    }
    Ok(read)
}

fn counted(field: &str, count: usize, most: usize) -> Result<(), Problem> {
    match count {
        0 => Err(Problem::malformed(format!("{field}: must not be empty"))),
        count if count > most => Err(Problem::malformed(format!(
            "{field}: size must be between 1 and {most}, not {count}"
        ))),
        _ => Ok(()),
    }
}

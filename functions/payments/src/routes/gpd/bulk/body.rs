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
    let mut read: Vec<Content> = Vec::with_capacity(told.len());
    let (mut iupds, mut numbers) = (BTreeSet::new(), BTreeSet::new());
    for (place, body) in told.into_iter().enumerate() {
        let iupd = body.iupd().to_owned();
        let content = body.content(cf).and_then(|content| {
            let is_new = is_new(&content, (&mut iupds, &mut numbers));
            is_new
                .then_some(content)
                .ok_or_else(|| UNIQUE_VIOLATION.of(cf, &iupd))
        });
        read.push(content.map_err(|problem| placed(problem, place, &iupd))?);
    }
    Ok(read)
}

/// Whether nothing before it in the body has its id or one of its numbers.
fn is_new(
    content: &Content,
    (iupds, numbers): (&mut BTreeSet<Iupd>, &mut BTreeSet<NoticeNumber>),
) -> bool {
    let mut parts = content.options.iter().flat_map(|o| &o.installments);
    iupds.insert(content.iupd.clone()) && parts.all(|part| numbers.insert(part.nav.clone()))
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

//! Who owed what the rows of a flow pay: a flow tells neither names nor tax codes.

use std::collections::{BTreeMap, BTreeSet};

use kernel::notice::NoticeNumber;

use super::MatchingDeps;
use super::faults::MatchingFault;
use super::list::sender;
use crate::domain::flow::Flow;
use crate::domain::position::DebtPosition;
use crate::store::flow_rows::MatchedRow;
use crate::store::positions;

/// The positions of some rows, by their numbers.
#[derive(Debug, Default)]
pub struct Debtors(BTreeMap<NoticeNumber, DebtPosition>);

/// What a row's position says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Debtor {
    /// Empty where neither the notice is one of ours nor a share in it, as the tax code.
    pub name: String,
    pub tax_code: String,
    /// Who took the money: of the payment that the row tells, else who sent the flow.
    pub psp: String,
}

impl Debtors {
    pub fn new(positions: impl IntoIterator<Item = DebtPosition>) -> Self {
        let parts = positions.into_iter().flat_map(|position| {
            let numbers: Vec<_> = position.installments().map(|p| p.nav.clone()).collect();
            let named = move |nav| (nav, position.clone());
            numbers.into_iter().map(named)
        });
        Self(parts.collect())
    }

    pub fn of(&self, flow: &Flow, matched: &MatchedRow) -> Debtor {
        if let Some(share) = &matched.share {
            return Debtor {
                name: share.debtor_name.clone(),
                tax_code: share.debtor_tax_code.clone(),
                psp: share.psp_name.clone(),
            };
        }
        let nav = NoticeNumber::from_iuv(&matched.row.iuv);
        let Some((nav, position)) = nav.and_then(|nav| self.0.get_key_value(&nav)) else {
            return Debtor {
                psp: sender(flow),
                ..Debtor::default()
            };
        };
        let payment = position.installment(nav).and_then(|p| p.payment.as_ref());
        let own = payment.filter(|payment| payment.is_of(&matched.row.receipt_id));
        let debtor = position.debtor_of(nav);
        Debtor {
            name: debtor.full_name.clone(),
            tax_code: debtor.tax_code.to_string(),
            psp: own.map_or_else(|| sender(flow), |payment| payment.psp_name.clone()),
        }
    }
}

impl MatchingDeps {
    /// The debtors of these rows: 1 batch per 100 notices, and 1 per 100 that are parts of plans.
    pub async fn debtors(
        &self,
        flow: &Flow,
        rows: &[MatchedRow],
    ) -> Result<Debtors, MatchingFault> {
        let numbers = rows.iter().map(|matched| &matched.row.iuv);
        let numbers: BTreeSet<_> = numbers.filter_map(NoticeNumber::from_iuv).collect();
        let found = positions::by_navs(&self.table, &flow.creditor, numbers.iter()).await?;
        Ok(Debtors::new(found))
    }
}

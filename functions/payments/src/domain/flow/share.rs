//! A row of a flow beside the receipt of another body's notice in which ours has a share.

use serde::{Deserialize, Serialize};

use super::outcome::RowOutcome;
use super::row::FlowRow;
use crate::domain::receipt::{Receipt, ToldTransfer};

/// Whose notice a row pays, where it is not one of ours: as the receipt tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareOf {
    pub issuer: String,
    pub debtor_name: String,
    pub debtor_tax_code: String,
    pub psp_name: String,
}

impl ShareOf {
    /// `None` for a receipt of a notice of ours.
    pub fn of(receipt: &Receipt) -> Option<Self> {
        Some(Self {
            issuer: receipt.issuer.clone()?,
            debtor_name: receipt.debtor_name.clone(),
            debtor_tax_code: receipt.debtor_tax_code.clone(),
            psp_name: receipt.psp_name.clone(),
        })
    }
}

/// The transfer of ours that the row reports: the one it names; without a name our only one, else the
/// only one with its amount. It must bring what the receipt told.
pub fn place_share(row: &FlowRow, receipt: &Receipt) -> Result<u8, RowOutcome> {
    let own: Vec<&ToldTransfer> = receipt.own_transfers().collect();
    let same = |transfer: &&&ToldTransfer| transfer.amount_cents == row.amount_cents;
    let found = match (row.transfer, own.as_slice()) {
        (Some(id), own) => own.iter().find(|transfer| transfer.id == id),
        (None, [only]) => Some(only),
        (None, own) => {
            let mut alike = own.iter().filter(same);
            alike.next().filter(|_| alike.next().is_none())
        }
    };
    let found = found.ok_or(RowOutcome::TransferUnknown)?;
    match found.amount_cents == row.amount_cents {
        true => Ok(found.id),
        false => Err(RowOutcome::AmountDiffers),
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::row;
    use super::*;
    use crate::domain::position::samples::position;
    use crate::domain::receipt::samples::{receipt, transfer};

    fn shared(transfers: &[(u8, i64)]) -> Receipt {
        let mut receipt = receipt("A");
        let own = receipt.creditor.to_string();
        receipt.issuer = Some("15376371009".to_owned());
        receipt.told.transfers = vec![transfer(1, 2_500, "15376371009")];
        let ours = transfers
            .iter()
            .map(|(id, cents)| transfer(*id, *cents, &own));
        receipt.told.transfers.extend(ours);
        receipt
    }

    fn placed(named: Option<u8>, cents: i64, transfers: &[(u8, i64)]) -> Result<u8, RowOutcome> {
        let mut row = row(&position().nav, "A", cents);
        row.transfer = named;
        place_share(&row, &shared(transfers))
    }

    #[test]
    fn a_row_reports_the_transfer_of_ours_that_it_means_to_the_cent() {
        assert_eq!(placed(Some(2), 500, &[(2, 500)]), Ok(2));
        assert_eq!(placed(None, 500, &[(2, 500)]), Ok(2));
        assert_eq!(placed(None, 500, &[(2, 500), (3, 400)]), Ok(2));
        assert_eq!(placed(Some(3), 400, &[(2, 500), (3, 400)]), Ok(3));
        assert_eq!(
            placed(Some(2), 499, &[(2, 500)]),
            Err(RowOutcome::AmountDiffers)
        );
    }

    #[test]
    fn what_goes_to_the_others_is_no_transfer_of_ours() {
        let unknown = Err(RowOutcome::TransferUnknown);
        assert_eq!(placed(Some(1), 2_500, &[(2, 500)]), unknown);
        assert_eq!(placed(None, 500, &[(2, 500), (3, 500)]), unknown);
        assert_eq!(placed(None, 500, &[]), unknown);
    }
}

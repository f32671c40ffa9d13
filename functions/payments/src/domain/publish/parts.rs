//! What a position is made of: its dues one by one, its part, the transfers of the part.

use jiff::civil::Date;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;

use super::{PublishError, Publisher};
use crate::domain::dues::Due;
use crate::domain::position::{
    Destination, DueLine, Installment, InstallmentState, Transfer, TransferState,
};

impl Publisher<'_> {
    pub(super) fn line(&self, due: &Due) -> DueLine {
        let description = due.description.as_ref().unwrap_or(&self.terms.description);
        DueLine {
            row: due.row,
            identity: due.identity(&self.settings.fiscal_code).as_str().to_owned(),
            service: due.service.clone(),
            description: description.clone(),
            amount_cents: due.amount_cents,
            iud: due.iud.clone(),
            due_date: due.due_date.or(self.terms.due_date),
            category: due.category,
            origin: due.origin,
            chapter: due.chapter.clone(),
            year: due.year,
        }
    }

    pub(super) fn installment(
        &self,
        row: u32,
        lines: &[DueLine],
        nav: &NoticeNumber,
    ) -> Result<Installment, PublishError> {
        let sum = Cents::sum(lines.iter().map(|line| line.amount_cents));
        Ok(Installment {
            nav: nav.clone(),
            iuv: nav.iuv(),
            amount_cents: sum.ok_or(PublishError::Sum { row })?,
            description: self.words(lines),
            due_date: earliest(lines),
            due_at: None,
            retention_date: None,
            notification_fee_cents: None,
            metadata: Vec::new(),
            state: InstallmentState::Unpaid,
            transfers: self.transfers(row, lines)?,
            payment: None,
            reported_at: None,
        })
    }

    /// A due's own words where it stands alone, else those of the confirmation.
    fn words(&self, lines: &[DueLine]) -> String {
        match lines {
            [only] => only.description.clone(),
            _ => self.terms.description.clone(),
        }
    }

    /// Equal services add up: they go to the same account under the same taxonomy.
    fn transfers(&self, row: u32, lines: &[DueLine]) -> Result<Vec<Transfer>, PublishError> {
        let mut services: Vec<&ServiceCode> = Vec::new();
        for line in lines {
            if !services.contains(&&line.service) {
                services.push(&line.service);
            }
        }
        let transfer = |(id, service): (u8, &ServiceCode)| {
            let of_service: Vec<DueLine> = lines
                .iter()
                .filter(|line| line.service == *service)
                .cloned()
                .collect();
            self.transfer(row, id, service, &of_service)
        };
        (1..).zip(services).map(transfer).collect()
    }

    fn transfer(
        &self,
        row: u32,
        id: u8,
        service: &ServiceCode,
        lines: &[DueLine],
    ) -> Result<Transfer, PublishError> {
        let found = self.settings.service(service);
        let found = found.ok_or_else(|| PublishError::NoService {
            row: lines.first().map_or(row, |line| line.row),
            service: service.clone(),
        })?;
        let sum = Cents::sum(lines.iter().map(|line| line.amount_cents));
        let postal = self.settings.postal.as_ref();
        Ok(Transfer {
            id,
            org: self.settings.fiscal_code.clone(),
            amount_cents: sum.ok_or(PublishError::Sum { row })?,
            to: Destination::account(
                self.settings.iban.clone(),
                postal.map(|postal| postal.iban.clone()),
            ),
            category: found.taxonomy.clone(),
            remittance_information: self.words(lines),
            company_name: None,
            metadata: Vec::new(),
            state: TransferState::Unreported,
        })
    }
}

/// Whoever owes several dues is told the first day that counts.
fn earliest(lines: &[DueLine]) -> Option<Date> {
    lines.iter().filter_map(|line| line.due_date).min()
}

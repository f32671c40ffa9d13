//! From a due of a file to a position that can be paid.

use jiff::Timestamp;
use kernel::ids::{ImportId, Iupd, ServiceCode};
use kernel::notice::NoticeNumber;

use super::dues::{self, Due};
use super::import::Terms;
use super::position::{
    Address, Command, DebtPosition, Debtor, Installment, InstallmentState, Origin, PaymentOption,
    PositionState, Step, Transfer, TransferState, Unsound, step,
};
use super::settings::CreditorSettings;

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("row {row}: service {service} is not in the catalogue")]
    NoService { row: u32, service: ServiceCode },
    #[error("row {row}: {cause}")]
    Unsound { row: u32, cause: Unsound },
    #[error("notice number {0} makes no position id")]
    Number(NoticeNumber),
}

/// What the rows of one import have in common.
pub struct Publisher<'a> {
    pub import: &'a ImportId,
    pub terms: &'a Terms,
    pub settings: &'a CreditorSettings,
    pub now: Timestamp,
}

impl Publisher<'_> {
    /// The position of one row: one option, one part, one transfer to the creditor's account.
    pub fn position(&self, due: &Due, nav: NoticeNumber) -> Result<DebtPosition, PublishError> {
        let installment = self.installment(due, &nav)?;
        // An imported position's IUPD is derived from its number and needs no pointer.
        let iupd = Iupd::parse(&format!("{}-{nav}", self.settings.fiscal_code));
        let option = PaymentOption {
            description: installment.description.clone(),
            valid_until: self.terms.valid_until,
            switch_to_expired: false,
            installments: vec![installment],
        };
        let position = DebtPosition {
            creditor: self.settings.fiscal_code.clone(),
            iupd: iupd.map_err(|_| PublishError::Number(nav.clone()))?,
            nav,
            state: published(),
            debtor: debtor(&due.debtor),
            company_name: self.settings.name.clone(),
            office_name: self.settings.office.clone(),
            service: due.service.clone(),
            options: vec![option],
            origin: Origin::Import(self.import.clone()),
            iud: due.iud.clone(),
            identity: due.identity(&self.settings.fiscal_code).as_str().to_owned(),
            created_at: self.now,
            updated_at: self.now,
            extra_payments: 0,
            version: 1,
        };
        match position.check() {
            Ok(()) => Ok(position),
            Err(cause) => Err(PublishError::Unsound {
                row: due.row,
                cause,
            }),
        }
    }

    fn installment(&self, due: &Due, nav: &NoticeNumber) -> Result<Installment, PublishError> {
        let service =
            self.settings
                .service(&due.service)
                .ok_or_else(|| PublishError::NoService {
                    row: due.row,
                    service: due.service.clone(),
                })?;
        let description = due
            .description
            .as_ref()
            .unwrap_or(&self.terms.description)
            .clone();
        let transfer = Transfer {
            id: 1,
            org: self.settings.fiscal_code.clone(),
            amount_cents: due.amount_cents,
            iban: self.settings.iban.clone(),
            postal_iban: self
                .settings
                .postal
                .as_ref()
                .map(|postal| postal.iban.clone()),
            category: service.taxonomy.clone(),
            remittance_information: description.clone(),
            state: TransferState::Unreported,
        };
        Ok(Installment {
            nav: nav.clone(),
            iuv: nav.iuv(),
            amount_cents: due.amount_cents,
            description,
            due_date: due.due_date.or(self.terms.due_date),
            state: InstallmentState::Unpaid,
            transfers: vec![transfer],
            payment: None,
        })
    }
}

/// A draft that is published at once: imports have no validity date.
fn published() -> PositionState {
    match step(PositionState::Draft, Command::Publish) {
        Step::To(state) => state,
        Step::AlreadyDone | Step::Refused(_) => PositionState::Draft,
    }
}

fn debtor(debtor: &dues::Debtor) -> Debtor {
    Debtor {
        tax_code: debtor.tax_code.clone(),
        kind: debtor.kind,
        full_name: debtor.name.clone(),
        email: debtor.email.clone(),
        address: debtor.address.as_ref().map(|address| Address {
            street: address.street.clone(),
            number: address.number.clone(),
            postal_code: address.postal_code.clone(),
            city: address.city.clone(),
            province: address.province.clone(),
        }),
    }
}

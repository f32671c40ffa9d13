//! From the dues of a file to positions that can be paid.

mod group;
mod parts;
#[cfg(test)]
pub(crate) mod samples;

use jiff::Timestamp;
use kernel::ids::{ImportId, Iupd, ServiceCode};
use kernel::notice::NoticeNumber;

pub use group::{Grouping, LEFT_OUT, chunks};

use super::dues::{self, Due};
use super::import::Terms;
use super::position::{
    Address, Command, DebtPosition, Debtor, DueLine, Origin, PaymentOption, PositionState, Step,
    Unsound, step,
};
use super::settings::CreditorSettings;

#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    #[error("row {row}: service {service} is not in the catalogue")]
    NoService { row: u32, service: ServiceCode },
    #[error("row {row}: {cause}")]
    Unsound { row: u32, cause: Unsound },
    #[error("row {row}: the amounts do not add up")]
    Sum { row: u32 },
    #[error("notice number {0} makes no position id")]
    Number(NoticeNumber),
    #[error("a position without dues")]
    Empty,
}

/// What the rows of one import have in common.
pub struct Publisher<'a> {
    pub import: &'a ImportId,
    pub terms: &'a Terms,
    pub settings: &'a CreditorSettings,
    pub now: Timestamp,
}

impl Publisher<'_> {
    /// The position of one row, or of several of one person: one option, one part, a transfer for each
    /// service. The first row tells who the debtor is; what it does not tell, the others do.
    pub fn position(&self, dues: &[Due], nav: NoticeNumber) -> Result<DebtPosition, PublishError> {
        let first = dues.first().ok_or(PublishError::Empty)?;
        let lines: Vec<DueLine> = dues.iter().map(|due| self.line(due)).collect();
        let installment = self.installment(first.row, &lines, &nav)?;
        // An imported position's IUPD is derived from its number and needs no pointer.
        let iupd = Iupd::parse(&format!("{}-{nav}", self.settings.fiscal_code));
        let option = PaymentOption {
            description: installment.description.clone(),
            valid_until: self.terms.valid_until,
            validity_date: None,
            debtor: None,
            switch_to_expired: false,
            installments: vec![installment],
        };
        let position = DebtPosition {
            creditor: self.settings.fiscal_code.clone(),
            iupd: iupd.map_err(|_| PublishError::Number(nav.clone()))?,
            nav,
            state: published(),
            debtor: debtor(dues, &first.debtor),
            company_name: self.settings.name.clone(),
            office_name: self.settings.office.clone(),
            service: first.service.clone(),
            options: vec![option],
            origin: Origin::Import(self.import.clone()),
            iud: first.iud.clone(),
            identity: first
                .identity(&self.settings.fiscal_code)
                .as_str()
                .to_owned(),
            lines,
            created_at: self.now,
            updated_at: self.now,
            published_at: None,
            pay_stand_in: true,
            extra_payments: 0,
            version: 1,
        };
        match position.check() {
            Ok(()) => Ok(position),
            Err(cause) => Err(PublishError::Unsound {
                row: first.row,
                cause,
            }),
        }
    }
}

/// A draft that is published at once: imports have no validity date.
fn published() -> PositionState {
    match step(PositionState::Draft, Command::Publish) {
        Step::To(state) => state,
        Step::AlreadyDone | Step::Gone | Step::Refused(_) => PositionState::Draft,
    }
}

fn debtor(dues: &[Due], first: &dues::Debtor) -> Debtor {
    let mut told = dues.iter().map(|due| &due.debtor);
    let email = told.clone().find_map(|debtor| debtor.email.clone());
    let address = told.find_map(|debtor| debtor.address.as_ref());
    Debtor {
        tax_code: first.tax_code.clone(),
        kind: first.kind,
        full_name: first.name.clone(),
        email,
        phone: None,
        address: address.map(|address| Address {
            street: address.street.clone(),
            number: address.number.clone(),
            postal_code: address.postal_code.clone(),
            city: address.city.clone(),
            province: address.province.clone(),
            region: None,
            country: None,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::samples::due;
    use super::*;
    use crate::domain::settings::{Service, ServiceKind};
    use jiff::civil::date;
    use kernel::iban::Iban;
    use kernel::money::Cents;
    use kernel::notice::SegregationCode;
    use kernel::tax::OrgFiscalCode;

    const ROSSI: &str = "RSSMRA85T10A562S";

    fn settings() -> CreditorSettings {
        let service = |code: &str, taxonomy: &str| Service {
            code: ServiceCode::parse(code).expect("a code"),
            name: code.to_owned(),
            taxonomy: taxonomy.to_owned(),
            kind: ServiceKind::Due,
            amount_cents: None,
        };
        CreditorSettings {
            fiscal_code: OrgFiscalCode::parse("80047110152").expect("a creditor"),
            name: "Ordine di Valdorra".to_owned(),
            segregation_code: SegregationCode::parse("07").expect("a code"),
            former_segregation_codes: Vec::new(),
            broker_fiscal_code: OrgFiscalCode::parse("11477110156").expect("a broker"),
            station_id: "11477110156_01".to_owned(),
            iban: Iban::parse("IT44H0306933840100000009001").expect("an IBAN"),
            postal: None,
            cbill: None,
            office: None,
            second_language: None,
            services: vec![
                service("QUOTA", "9/0101108TS/"),
                service("MORA", "9/0101109TS/"),
            ],
            listeners: Vec::new(),
            on_demand: Vec::new(),
            retired_at: None,
            version: 1,
        }
    }

    fn position(dues: &[Due]) -> Result<DebtPosition, PublishError> {
        let settings = settings();
        let terms = Terms {
            description: "Quote e more".to_owned(),
            due_date: Some(date(2026, 12, 31)),
            ..Terms::default()
        };
        let import = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let publisher = Publisher {
            import: &import,
            terms: &terms,
            settings: &settings,
            now: "2026-11-21T10:00:00Z".parse().expect("a time"),
        };
        let nav = NoticeNumber::issue(&settings.segregation_code, 7).expect("a number");
        publisher.position(dues, nav)
    }

    #[test]
    fn a_due_alone_keeps_its_own_words() {
        let mut only = due(2, ROSSI, "QUOTA", 100);
        only.description = Some("Quota 2026".to_owned());
        let position = position(&[only]).expect("sound");
        let part = position.first().expect("a part");
        assert_eq!(part.description, "Quota 2026");
        assert_eq!(part.transfers[0].remittance_information, "Quota 2026");
        assert_eq!(position.lines.len(), 1);
    }

    #[test]
    fn dues_of_one_person_add_up_by_service_and_are_told_one_by_one() {
        let mut dues = vec![
            due(2, ROSSI, "QUOTA", 10_000),
            due(5, ROSSI, "QUOTA", 9_000),
            due(9, ROSSI, "MORA", 500),
        ];
        dues[1].due_date = Some(date(2026, 12, 1));
        dues[1].year = Some(2025);
        dues[2].description = Some("Mora 2025".to_owned());
        dues[2].debtor.email = Some("rossi@example.it".to_owned());
        let position = position(&dues).expect("sound");
        let part = position.first().expect("a part");
        assert_eq!(part.amount_cents, Cents::new(19_500));
        assert_eq!(part.description, "Quote e more");
        assert_eq!(
            part.due_date,
            Some(date(2026, 12, 1)),
            "the first that comes"
        );
        let shares: Vec<(u8, i64, &str)> = part
            .transfers
            .iter()
            .map(|t| {
                (
                    t.id,
                    t.amount_cents.get(),
                    t.remittance_information.as_str(),
                )
            })
            .collect();
        assert_eq!(shares, [(1, 19_000, "Quote e more"), (2, 500, "Mora 2025")]);
        let rows: Vec<u32> = position.lines.iter().map(|line| line.row).collect();
        assert_eq!(rows, [2, 5, 9]);
        assert_eq!(position.lines[1].year, Some(2025));
        assert_eq!(position.identity, position.lines[0].identity);
        assert_eq!(position.debtor.email.as_deref(), Some("rossi@example.it"));
    }

    #[test]
    fn a_position_whose_dues_do_not_add_up_is_unsound() {
        let mut wrong = position(&[due(2, ROSSI, "QUOTA", 100)]).expect("sound");
        wrong.lines[0].amount_cents = Cents::new(99);
        assert_eq!(wrong.check(), Err(Unsound::Lines(1)));
    }

    #[test]
    fn a_service_that_left_the_catalogue_is_named_with_its_row() {
        let dues = [due(2, ROSSI, "QUOTA", 1), due(7, ROSSI, "NIDO", 1)];
        let error = position(&dues).expect_err("refused").to_string();
        assert_eq!(error, "row 7: service NIDO is not in the catalogue");
    }
}

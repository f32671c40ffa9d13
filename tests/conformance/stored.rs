//! Whatever is stored, what goes out is valid.

use kernel::iban::Iban;
use kernel::money::Cents;
use payments::domain::node::{Operation, Reply, Terms, TransferType, Version, get_payment, verify};
use payments::domain::position::{Address, DebtPosition, Destination};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::town::body_of;
use super::{samples, xsd};

const POSITIONS: usize = 300;

prop_compose! {
    fn any_position()(
        texts in proptest::array::uniform5(any::<String>()),
        maybe in proptest::array::uniform7(any::<Option<String>>()),
        cents in 1..99_999_999_999_i64,
        due in proptest::option::of((-9999..=9999_i16, 1..=12_i8, 1..=28_i8)),
        postal in any::<bool>(),
    ) -> DebtPosition {
        let at = "2026-06-01T08:00:00Z".parse().unwrap();
        let mut position = samples::position(&samples::notice(1), Cents::new(cents), at);
        let [company, name, description, reason, category] = texts;
        let [office, email, street, number, postal_code, city, province] = maybe;
        (position.company_name, position.office_name) = (company, office);
        (position.debtor.full_name, position.debtor.email) = (name, email);
        position.debtor.address = Some(Address { street, number, postal_code, city, province, ..Address::default() });
        let part = &mut position.options[0].installments[0];
        part.description = description;
        part.due_date = due.map(|(y, m, d)| jiff::civil::date(y, m, d));
        let transfer = &mut part.transfers[0];
        (transfer.remittance_information, transfer.category) = (reason, category);
        let postal = postal.then(|| Iban::parse("IT33I0760103200001234567890").unwrap());
        transfer.to = Destination::account(transfer.iban().unwrap().clone(), postal);
        position
    }
}

fn answers(position: &DebtPosition) -> [String; 3] {
    let part = position.first().unwrap();
    let got = |version| {
        let terms = Terms {
            version,
            transfer_type: Some(TransferType::PagoPa),
        };
        get_payment(position, part, terms)
    };
    let replies = [
        (Operation::VerifyPaymentNotice, Ok(verify(position, part))),
        (Operation::GetPayment, got(Version::V1)),
        (Operation::GetPaymentV2, got(Version::V2)),
    ];
    replies.map(|(operation, outcome)| {
        let speaker = position.company_name.clone();
        body_of(
            &Reply {
                operation,
                speaker,
                outcome,
            }
            .to_xml(),
        )
        .to_owned()
    })
}

#[test]
fn whatever_is_stored_the_official_schema_takes_the_answer() {
    if !xsd::is_here() {
        return;
    }
    let mut runner = TestRunner::deterministic();
    let positions = (0..POSITIONS).map(|_| any_position().new_tree(&mut runner).unwrap().current());
    let documents: Vec<String> = positions.flat_map(|position| answers(&position)).collect();
    let told = documents
        .iter()
        .filter(|document| document.contains("<data>"))
        .count();
    assert!(told > POSITIONS, "only {told} with data");
    xsd::PA_FOR_NODE.assert_valid(&documents);
}

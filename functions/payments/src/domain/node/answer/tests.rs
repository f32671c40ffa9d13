use jiff::civil::{Date, date};
use kernel::iban::Iban;
use kernel::money::Cents;
use kernel::tax::{OrgFiscalCode, TaxCode};
use proptest::prelude::*;

use super::super::fault::FaultCode;
use super::super::request::{Terms, TransferType, Version};
use super::super::schema::{Kind, answers, check};
use super::super::xml::{Element, read};
use super::*;
use crate::domain::position::samples::position;
use crate::domain::position::{Address, DebtPosition, Destination, Transfer};

const POSTAL: &str = "IT33I0760103200001234567890";

fn reply(operation: Operation, outcome: Result<Payload, Fault>) -> Reply {
    let speaker = "11477110156".to_owned();
    Reply {
        operation,
        speaker,
        outcome,
    }
}

/// The element in the body of a message that is valid with the schema.
fn valid(reply: &Reply, kind: &Kind) -> Element {
    let text = reply.to_xml();
    let envelope = read(text.as_bytes()).expect("well-formed");
    assert!(envelope.name.is(SOAP, "Envelope"), "{text}");
    let body = envelope.children[0].children[0].clone();
    assert!(
        body.name
            .is(PA_FOR_NODE, reply.operation.response_element()),
        "{text}"
    );
    assert_eq!(check(&body, kind), Ok(()), "{text}");
    body
}

fn verified(position: &DebtPosition) -> Element {
    let payload = verify(position, position.first().unwrap());
    let reply = reply(Operation::VerifyPaymentNotice, Ok(payload));
    valid(&reply, &answers::VERIFY_PAYMENT_NOTICE)
}

fn got(position: &DebtPosition, transfer_type: Option<TransferType>) -> Element {
    got_by(Version::V2, position, transfer_type)
}

fn got_by(
    version: Version,
    position: &DebtPosition,
    transfer_type: Option<TransferType>,
) -> Element {
    let terms = Terms {
        version,
        transfer_type,
    };
    let outcome = get_payment(position, position.first().unwrap(), terms);
    let (operation, kind) = match version {
        Version::V1 => (Operation::GetPayment, &answers::GET_PAYMENT),
        Version::V2 => (Operation::GetPaymentV2, &answers::GET_PAYMENT_V2),
    };
    valid(&reply(operation, outcome), kind)
}

#[test]
fn a_notice_is_told_with_amount_and_description() {
    let answer = verified(&position());
    let option = ["paymentList", "paymentOptionDescription"];
    let of_option = |name| answer.text_at(&[option[0], option[1], name]);
    assert_eq!(answer.text_at(&["outcome"]), Some("OK"));
    assert_eq!(of_option("amount"), Some("30.00"));
    assert_eq!(of_option("options"), Some("EQ"));
    assert_eq!(of_option("dueDate"), None);
    assert_eq!(of_option("allCCP"), Some("false"));
    assert_eq!(answer.text_at(&["paymentDescription"]), Some("Mensa"));
    assert_eq!(answer.text_at(&["companyName"]), Some("Comune di Valdorra"));
}

#[test]
fn a_payment_without_due_date_has_a_far_one() {
    let mut position = position();
    assert_eq!(
        got(&position, None).text_at(&["data", "dueDate"]),
        Some("2099-12-31")
    );
    position.options[0].installments[0].due_date = Some(date(2026, 7, 1));
    assert_eq!(
        got(&position, None).text_at(&["data", "dueDate"]),
        Some("2026-07-01")
    );
}

fn with_postal() -> Destination {
    let bank = Iban::parse("IT60X0542811101000000123456").unwrap();
    Destination::account(bank, Iban::parse(POSTAL).ok())
}

#[test]
fn the_account_follows_the_channel() {
    let mut position = position();
    position.options[0].installments[0].transfers[0].to = with_postal();
    let path = ["data", "transferList", "transfer"];
    let told = |version, asked| {
        let answer = got_by(version, &position, asked);
        let of = |rest: &[&str]| answer.text_at(&[&path, rest].concat()).map(str::to_owned);
        (
            of(&["IBAN"]).unwrap(),
            of(&["metadata", "mapEntry", "value"]),
        )
    };
    let bank = || "IT60X0542811101000000123456".to_owned();
    let postal = || POSTAL.to_owned();
    let (v1, v2) = (Version::V1, Version::V2);
    for version in [v1, v2] {
        assert_eq!(told(version, None), (bank(), None));
        let to_postal = told(version, Some(TransferType::Postal));
        assert_eq!(to_postal, (postal(), None));
    }
    let both = told(v2, Some(TransferType::PagoPa));
    assert_eq!(both, (bank(), Some(postal())));
    assert_eq!(told(v1, Some(TransferType::PagoPa)), (bank(), None));
    let option = ["paymentList", "paymentOptionDescription", "allCCP"];
    assert_eq!(verified(&position).text_at(&option), Some("true"));
}

#[test]
fn all_transfers_must_have_a_postal_account_for_the_notice_to_be_payable_at_poste() {
    let mut position = position();
    let part = &mut position.options[0].installments[0];
    let mut second = part.transfers[0].clone();
    part.transfers[0].to = with_postal();
    second.id = 2;
    part.transfers.push(second);
    let option = ["paymentList", "paymentOptionDescription", "allCCP"];
    assert_eq!(verified(&position).text_at(&option), Some("false"));
    let second = &mut position.options[0].installments[0].transfers[1];
    second.to = Destination::account(Iban::parse(POSTAL).unwrap(), None);
    assert_eq!(verified(&position).text_at(&option), Some("true"));
}

#[test]
fn the_first_version_names_no_body_of_a_transfer() {
    let path = ["data", "transferList", "transfer", "companyName"];
    assert_eq!(got_by(Version::V1, &position(), None).text_at(&path), None);
    let named = got(&position(), None);
    assert_eq!(named.text_at(&path), Some("Comune di Valdorra"));
}

#[test]
fn what_no_value_can_stand_for_is_a_ko() {
    for broken in [
        |transfer: &mut Transfer| transfer.id = 6,
        |transfer: &mut Transfer| transfer.category = " \u{0}".to_owned(),
    ] {
        let mut position = position();
        broken(&mut position.options[0].installments[0].transfers[0]);
        let answer = got(&position, None);
        assert_eq!(
            answer.text_at(&["fault", "faultCode"]),
            Some("PAA_SYSTEM_ERROR")
        );
    }
}

#[test]
fn every_ko_is_valid_whatever_its_words() {
    for code in FaultCode::ALL {
        let outcome = Err(Fault::new(code, "a\u{0}<&>\u{FFFF}"));
        for operation in Operation::ALL {
            valid(&reply(operation, outcome.clone()), &answers::BARE);
        }
        let answer = valid(&reply(Operation::SendRtV2, outcome), &answers::BARE);
        assert_eq!(answer.text_at(&["outcome"]), Some("KO"));
        assert_eq!(answer.text_at(&["fault", "faultCode"]), Some(code.as_str()));
        assert_eq!(answer.text_at(&["fault", "description"]), Some("a<&>"));
        assert_eq!(answer.text_at(&["fault", "id"]), Some("11477110156"));
    }
    let outcome = Ok(Payload::default());
    valid(&reply(Operation::SendRtV2, outcome), &answers::BARE);
}

prop_compose! {
    fn any_address()(texts in proptest::array::uniform5(any::<Option<String>>())) -> Address {
        let [street, number, postal_code, city, province] = texts;
        Address { street, number, postal_code, city, province, ..Address::default() }
    }
}

prop_compose! {
    fn any_transfer()(
        id in 0..8_u8, cents in 1..50_i64, postal in any::<bool>(), own in any::<bool>(),
        category in any::<String>(), reason in any::<String>(),
    ) -> Transfer {
        let position = position();
        let mut transfer = position.options[0].installments[0].transfers[0].clone();
        (transfer.id, transfer.amount_cents) = (id, Cents::new(cents));
        (transfer.category, transfer.remittance_information) = (category, reason);
        if postal {
            transfer.to = with_postal();
        }
        if !own {
            transfer.org = OrgFiscalCode::parse("15376371009").unwrap();
        }
        transfer
    }
}

prop_compose! {
    /// Any position whose money is sound.
    fn any_position()(
        texts in proptest::array::uniform3(any::<String>()),
        office in any::<Option<String>>(), email in any::<Option<String>>(),
        address in proptest::option::of(any_address()), anonymous in any::<bool>(),
        due in proptest::option::of((-9999..=9999_i16, 1..=12_i8, 1..=28_i8)),
        transfers in proptest::collection::vec(any_transfer(), 1..=5),
    ) -> DebtPosition {
        let mut position = position();
        let [company, name, description] = texts;
        (position.company_name, position.office_name) = (company, office);
        position.debtor.full_name = name;
        (position.debtor.email, position.debtor.address) = (email, address);
        if anonymous {
            position.debtor.tax_code = TaxCode::Anonymous;
        }
        let part = &mut position.options[0].installments[0];
        part.description = description;
        part.due_date = due.map(|(y, m, d)| Date::new(y, m, d).unwrap());
        part.amount_cents = Cents::sum(transfers.iter().map(|t| t.amount_cents)).unwrap();
        part.transfers = transfers;
        position
    }
}

proptest! {
    #[test]
    fn whatever_is_stored_the_answer_is_valid(position in any_position(), asked in 0..3_u8) {
        prop_assert_eq!(position.check(), Ok(()));
        verified(&position);
        let asked = match asked {
            0 => None,
            1 => Some(TransferType::Postal),
            _ => Some(TransferType::PagoPa),
        };
        got(&position, asked);
        got_by(Version::V1, &position, asked);
    }
}

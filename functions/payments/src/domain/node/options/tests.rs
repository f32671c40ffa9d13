use kernel::iban::Iban;
use serde_json::Value;

use super::*;
use crate::domain::position::samples::{payment, position};
use crate::domain::position::{Destination, PositionState, pay};

const NOW: &str = "2026-06-01T08:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn told(position: &DebtPosition) -> Value {
    let options = payment_options(position, &position.nav, now()).unwrap();
    serde_json::to_value(options).unwrap()
}

/// The whole in one part, or in two.
fn with_plan() -> DebtPosition {
    let mut position = position();
    let mut plan = position.options[0].clone();
    plan.description = "In due rate".to_owned();
    let mut second = plan.installments[0].clone();
    for (part, nav) in [
        (&mut plan.installments[0], "300000000000000101"),
        (&mut second, "300000000000000202"),
    ] {
        part.nav = NoticeNumber::parse(nav).unwrap();
        part.iuv = part.nav.iuv();
    }
    plan.installments[0].due_date = Some(jiff::civil::date(2026, 5, 31));
    second.due_date = Some(jiff::civil::date(2026, 7, 31));
    plan.installments.push(second);
    position.options.push(plan);
    position
}

#[test]
fn every_way_to_pay_is_told_the_dated_ones_first() {
    let told = told(&with_plan());
    let options = told["paymentOptions"].as_array().unwrap();
    assert_eq!(options.len(), 2);
    let plan = &options[0];
    assert_eq!(plan["description"], "In due rate");
    assert_eq!(plan["numberOfInstallments"], 2);
    assert_eq!(plan["amount"], 6_000);
    assert_eq!(plan["dueDate"], "2026-07-31T21:59:59");
    assert_eq!(plan["status"], "PO_UNPAID");
    assert_eq!(plan["allCCP"], false);
    let parts = plan["installments"].as_array().unwrap();
    assert_eq!(parts[0]["status"], "POI_EXPIRED_UNPAID");
    assert_eq!(parts[0]["nav"], "300000000000000101");
    assert_eq!(parts[1]["status"], "POI_UNPAID");
    assert_eq!(options[1]["dueDate"], Value::Null);
    assert_eq!(told["standin"], true);
}

#[test]
fn a_plan_once_begun_closes_the_other_way() {
    let plan = with_plan();
    let first = NoticeNumber::parse("300000000000000101").unwrap();
    let begun = pay(&plan, &first, payment("A"), plan.updated_at).unwrap();
    let told = told(&begun.position);
    let of = |place: usize| told["paymentOptions"][place].clone();
    assert_eq!(of(0)["status"], "PO_PARTIALLY_PAID");
    assert_eq!(of(0)["installments"][0]["status"], "POI_PAID");
    assert_eq!(of(1)["status"], "PO_INVALID");
    assert_eq!(of(1)["installments"][0]["status"], "POI_INVALID");
}

#[test]
fn the_whole_once_paid_leaves_nothing_to_choose() {
    let plan = with_plan();
    let paid = pay(&plan, &plan.nav, payment("A"), plan.updated_at).unwrap();
    let fault = payment_options(&paid.position, &plan.nav, now()).unwrap_err();
    assert_eq!(fault, FaultCode::PagamentoDuplicato);
}

#[test]
fn an_option_that_expires_is_over_while_another_can_be_paid() {
    let mut plan = with_plan();
    plan.options[0].installments[0].due_date = Some(jiff::civil::date(2026, 5, 1));
    plan.options[0].switch_to_expired = true;
    let told = told(&plan);
    let first = &told["paymentOptions"][0];
    assert_eq!(first["status"], "PO_EXPIRED_NOT_PAYABLE");
    assert_eq!(
        first["installments"][0]["status"],
        "POI_EXPIRED_NOT_PAYABLE"
    );
    assert_eq!(told["paymentOptions"][1]["status"], "PO_UNPAID");
}

#[test]
fn postal_accounts_everywhere_make_an_option_payable_at_poste() {
    let mut position = position();
    let bank = Iban::parse("IT60X0542811101000000123456").unwrap();
    let postal = Iban::parse("IT33I0760103200001234567890").ok();
    position.options[0].installments[0].transfers[0].to = Destination::account(bank, postal);
    assert_eq!(told(&position)["paymentOptions"][0]["allCCP"], true);
}

#[test]
fn a_position_of_which_nothing_can_be_paid_is_a_fault() {
    for (state, fault) in [
        (PositionState::Draft, FaultCode::PagamentoSconosciuto),
        (PositionState::Published, FaultCode::PagamentoSconosciuto),
        (PositionState::Invalid, FaultCode::PagamentoAnnullato),
        (PositionState::Expired, FaultCode::PagamentoScaduto),
        (PositionState::Reported, FaultCode::PagamentoDuplicato),
    ] {
        let position = DebtPosition {
            state,
            ..position()
        };
        let refused = payment_options(&position, &position.nav, now());
        assert_eq!(refused.unwrap_err(), fault, "{state:?}");
    }
}

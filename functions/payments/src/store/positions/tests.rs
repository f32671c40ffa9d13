use platform::table::{size_bytes, to_item};

use super::*;
use crate::domain::dues::{Origin, PersonCategory};
use crate::domain::position::{Address, DueLine, samples};

/// What one write unit pays for.
const UNIT_BYTES: usize = 1_024;
/// Reliability A28: publishing a position.
const UNITS_MAX: usize = 6;

/// Units for a transactional put of a new item with its copies: three whole ones, one of keys alone.
fn units(position: &DebtPosition) -> usize {
    let units = size_bytes(&to_item(position).unwrap()).div_ceil(UNIT_BYTES);
    2 * units + 3 * units + 1
}

/// A position with everything that a file of dues can tell, at lengths as people have them.
fn full() -> DebtPosition {
    let mut position = samples::position();
    let text = "Quota annuale 2026 di iscrizione all'albo e contributo al consiglio nazionale";
    position.company_name =
        "Ordine degli Avvocati della Provincia di Reggio nell'Emilia".to_owned();
    position.office_name = Some("Segreteria del Consiglio".to_owned());
    position.debtor.full_name = "Massimiliano Alessandro Degli Esposti".to_owned();
    position.debtor.email = Some("massimiliano.degliesposti@ordineavvocati.example".to_owned());
    position.debtor.address = Some(Address {
        street: Some("Viale Martiri della Libertà".to_owned()),
        number: Some("127/bis".to_owned()),
        postal_code: Some("42121".to_owned()),
        city: Some("Reggio nell'Emilia".to_owned()),
        province: Some("RE".to_owned()),
        ..Address::default()
    });
    position.iud = kernel::ids::Iud::parse("ALBO-2026-RE-00004711").ok();
    position.identity =
        "3f9a0c71d2b845e6a7b1c0d9e8f70615243342516f7e8d9cabb0c1d2e3f40516".to_owned();
    position.lines = vec![DueLine {
        row: 4_711,
        identity: position.identity.clone(),
        service: position.service.clone(),
        description: text.to_owned(),
        amount_cents: position.options[0].installments[0].amount_cents,
        iud: position.iud.clone(),
        due_date: None,
        category: Some(PersonCategory::Professional),
        origin: Some(Origin::Current),
        chapter: Some("1.01.0001".to_owned()),
        year: Some(2026),
    }];
    let option = &mut position.options[0];
    option.description = text.to_owned();
    let part = &mut option.installments[0];
    part.description = text.to_owned();
    part.transfers[0].remittance_information = text.to_owned();
    position
}

#[test]
fn publishing_a_position_costs_six_write_units() {
    for position in [samples::position(), full()] {
        let bytes = size_bytes(&to_item(&position).unwrap());
        println!("an item of {bytes} bytes, {} units", units(&position));
        assert!(units(&position) <= UNITS_MAX, "{bytes} bytes");
    }
}

#[test]
fn a_position_comes_back_as_it_was_stored() {
    for position in [samples::position(), full()] {
        let item = to_item(&position).unwrap();
        assert_eq!(
            item["version"].as_n().unwrap(),
            &position.version.to_string()
        );
        assert_eq!(from_item::<DebtPosition>(item).unwrap(), position);
    }
}

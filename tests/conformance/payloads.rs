//! What is stored of a position beyond its amount reaches the node: whole by the second version, and as
//! far as the first one has words.

use kernel::iban::Iban;
use kernel::money::Cents;
use payments::domain::position::{DebtPosition, Destination, MapEntry, Stamp};

use super::answers::{get, get_v1};
use super::stamps::HASH;
use super::town::{Town, body_of};
use super::xsd;

const OTHER_BODY: &str = "15376371009";
const POSTAL: &str = "IT33I0760103200001234567890";

fn entry(key: &str, value: &str) -> MapEntry {
    let (key, value) = (key.to_owned(), value.to_owned());
    MapEntry { key, value }
}

/// Two transfers of 15,00: ours with a spare account, another body's with its name.
fn told(position: &mut DebtPosition) {
    let part = &mut position.options[0].installments[0];
    part.retention_date = "2026-09-30T21:59:59Z".parse().ok();
    part.metadata = vec![entry("classe", "3B")];
    let own = &mut part.transfers[0];
    own.amount_cents = Cents::new(1_500);
    let bank = own.iban().unwrap().clone();
    own.to = Destination::account(bank, Iban::parse(POSTAL).ok());
    own.metadata = vec![entry("plesso", "Verdi"), entry("IBANAPPOGGIO", "altro")];
    let mut other = own.clone();
    (other.id, other.org) = (2, kernel::tax::OrgFiscalCode::parse(OTHER_BODY).unwrap());
    other.company_name = Some("Provincia di Valdorra".to_owned());
    other.to = Destination::account(other.iban().unwrap().clone(), None);
    other.metadata = Vec::new();
    part.transfers.push(other);
}

fn stamped(position: &mut DebtPosition) {
    let transfer = &mut position.options[0].installments[0].transfers[0];
    let stamp = Stamp {
        hash: HASH.to_owned(),
        kind: "01".to_owned(),
        province: "RM".to_owned(),
    };
    transfer.to = Destination::Stamp { stamp };
}

async fn say(town: &Town, (action, message): (&'static str, String)) -> String {
    let (status, answer) = town.say(action, message).await;
    assert_eq!(status, 200, "{answer}");
    if xsd::is_here() {
        xsd::PA_FOR_NODE.assert_valid(&[body_of(&answer).to_owned()]);
    }
    answer
}

#[tokio::test]
async fn names_metadata_and_retention_are_told() {
    let town = Town::new().await;
    let nav = town.publish(1, told).await;
    let pagopa = "<transferType>PAGOPA</transferType>";
    let second = say(&town, get(&nav, pagopa)).await;
    for wanted in [
        "<retentionDate>2026-09-30T21:59:59</retentionDate>",
        "<key>classe</key><value>3B</value>",
        "<key>plesso</key><value>Verdi</value>",
        &format!("<key>IBANAPPOGGIO</key><value>{POSTAL}</value>"),
        "<fiscalCodePA>15376371009</fiscalCodePA><companyName>Provincia di Valdorra</companyName>",
        "<fiscalCodePA>80047110152</fiscalCodePA><companyName>Comune di Valdorra</companyName>",
    ] {
        assert!(second.contains(wanted), "{wanted}: {second}");
    }
    assert_eq!(second.matches("IBANAPPOGGIO").count(), 1, "{second}");
    let first = say(&town, get_v1(&nav, "")).await;
    assert!(
        first.contains("<retentionDate>2026-09-30T21:59:59"),
        "{first}"
    );
    for absent in ["metadata", "Provincia di Valdorra"] {
        assert!(!first.contains(absent), "{absent}: {first}");
    }
}

#[tokio::test]
async fn a_stamp_is_asked_for_by_the_second_version_alone() {
    let town = Town::new().await;
    let nav = town.publish(1, stamped).await;
    let second = say(&town, get(&nav, "")).await;
    let asked = format!(
        "<richiestaMarcaDaBollo><hashDocumento>{HASH}</hashDocumento><tipoBollo>01</tipoBollo>\
         <provinciaResidenza>RM</provinciaResidenza></richiestaMarcaDaBollo>"
    );
    assert!(second.contains(&asked), "{second}");
    let first = say(&town, get_v1(&nav, "")).await;
    assert!(
        first.contains("<faultCode>PAA_SEMANTICA</faultCode>"),
        "{first}"
    );
}

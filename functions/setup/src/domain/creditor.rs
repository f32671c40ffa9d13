//! `[[creditor]]` and `[[creditor.service]]`.

use access::domain::declared_key::DeclaredSecret;
use kernel::iban::Iban;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::notice::SegregationCode;
use kernel::tax::OrgFiscalCode;

use super::fault::{At, BEGINNING, Faults, Place};
use super::reader::Section;
use super::tenants::{Creditor, Owner, Postal, Service};
use super::{hint, word};

const KEYS: [&str; 15] = [
    "fiscal_code",
    "name",
    "segregation_code",
    "broker_fiscal_code",
    "station_id",
    "iban",
    "postal_iban",
    "postal_account",
    "postal_authorization",
    "cbill",
    "office",
    "second_language",
    "api_key",
    "owner",
    "service",
];

const SERVICE_KEYS: [&str; 7] = [
    "code",
    "name",
    "taxonomy",
    "kind",
    "amount_cents",
    "catalogue",
    "owner",
];

/// A creditor with the places of what must be unique in the file.
pub struct ReadCreditor {
    pub fiscal_code_at: Place,
    pub api_key_at: Place,
    pub creditor: Creditor,
}

pub fn read_all(top: &Section<'_>, faults: &mut Faults<'_>) -> Vec<ReadCreditor> {
    let sections = top.sections("creditor", "[[creditor]]", &KEYS, faults);
    sections
        .iter()
        .filter_map(|section| read(section, faults))
        .collect()
}

/// Every key is read before any `?`, so that all its faults are told.
fn read(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<ReadCreditor> {
    let fiscal_code = at.required(
        "fiscal_code",
        OrgFiscalCode::parse,
        hint::FISCAL_CODE,
        faults,
    );
    let name = at.required("name", word::name, hint::NAME, faults);
    let segregation = at.required(
        "segregation_code",
        SegregationCode::parse,
        hint::SEGREGATION,
        faults,
    );
    let broker = at.required(
        "broker_fiscal_code",
        OrgFiscalCode::parse,
        hint::BROKER,
        faults,
    );
    let station = at.required("station_id", word::station, hint::STATION, faults);
    let iban = at.required("iban", Iban::parse, hint::IBAN, faults);
    let postal = postal(at, faults);
    let cbill = at.parsed("cbill", word::cbill, hint::CBILL, faults);
    let office = at.parsed("office", word::sentence, hint::OFFICE, faults);
    let second_language = at.parsed(
        "second_language",
        word::second_language,
        hint::SECOND_LANGUAGE,
        faults,
    );
    let api_key = at.parsed("api_key", DeclaredSecret::parse, hint::API_KEY, faults);
    let owner = owner(at, faults);
    let services = services(at, faults);
    let fiscal_code = fiscal_code?;
    Some(ReadCreditor {
        fiscal_code_at: fiscal_code.place,
        api_key_at: api_key.as_ref().map_or(BEGINNING, |key| key.place),
        creditor: Creditor {
            fiscal_code: fiscal_code.value,
            name: name?.value,
            segregation_code: segregation?.value,
            broker_fiscal_code: broker?.value,
            station_id: station?.value,
            iban: iban?.value,
            postal,
            cbill: cbill.map(|at| at.value),
            office: office.map(|at| at.value),
            second_language: second_language.map(|at| at.value),
            api_key: api_key.map(|at| at.value),
            services,
            owner,
        },
    })
}

/// All three keys or none.
fn postal(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<Postal> {
    let iban = at.parsed("postal_iban", Iban::parse, hint::POSTAL_IBAN, faults);
    if let Some(iban) = iban.as_ref().filter(|iban| !iban.value.is_postal()) {
        faults.add(
            iban.place,
            "`postal_iban` is not of Poste Italiane",
            hint::POSTAL_IBAN,
        );
    }
    let account = at.parsed(
        "postal_account",
        word::postal_account,
        hint::POSTAL_ACCOUNT,
        faults,
    );
    let words = at.parsed("postal_authorization", word::sentence, hint::POSTAL, faults);
    let keys = ["postal_iban", "postal_account", "postal_authorization"];
    let (present, absent): (Vec<&str>, Vec<&str>) = keys.into_iter().partition(|key| at.has(key));
    if !present.is_empty() && !absent.is_empty() {
        let absent: Vec<_> = absent.iter().map(|key| format!("`{key}`")).collect();
        faults.add(
            at.place,
            format!("[[creditor]] has no {}", absent.join(", ")),
            hint::POSTAL,
        );
    }
    Some(Postal {
        iban: iban?.value,
        account: account?.value,
        authorization: words?.value,
    })
}

pub fn owner(at: &Section<'_>, faults: &mut Faults<'_>) -> Owner {
    at.parsed("owner", word::owner, hint::OWNER, faults)
        .map_or(Owner::Panel, |at| at.value)
}

fn services(at: &Section<'_>, faults: &mut Faults<'_>) -> Vec<Service> {
    let sections = at.sections("service", "[[creditor.service]]", &SERVICE_KEYS, faults);
    let mut services: Vec<At<Service>> = Vec::new();
    for section in &sections {
        let Some(service) = service(section, faults) else {
            continue;
        };
        match services
            .iter()
            .find(|other| other.value.code == service.value.code)
        {
            Some(first) => {
                let message = format!("service `{}` is declared twice", service.value.code);
                faults.add(
                    service.place,
                    message,
                    format!("the first is in line {}", first.place.line),
                );
            }
            None => services.push(service),
        }
    }
    services.into_iter().map(|at| at.value).collect()
}

fn service(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<At<Service>> {
    let code = at.required("code", ServiceCode::parse, hint::SERVICE_CODE, faults);
    let name = at.required("name", word::name, hint::NAME, faults);
    let taxonomy = at.required("taxonomy", word::taxonomy, hint::TAXONOMY, faults);
    let kind = at.required("kind", word::kind, hint::KIND, faults);
    let amount = amount(at, faults);
    let catalogue = at.parsed("catalogue", word::catalogue, hint::CATALOGUE, faults);
    let owner = owner(at, faults);
    let code = code?;
    Some(At {
        place: code.place,
        value: Service {
            code: code.value,
            name: name?.value,
            taxonomy: taxonomy?.value,
            kind: kind?.value,
            amount,
            catalogue: catalogue.map(|at| at.value),
            owner,
        },
    })
}

fn amount(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<Cents> {
    let number = at.integer("amount_cents", faults)?;
    let amount = Cents::new(number.value);
    if !amount.is_payable() {
        let message = format!("`amount_cents`: {} cannot be paid", number.value);
        faults.add(number.place, message, hint::AMOUNT);
        return None;
    }
    Some(amount)
}

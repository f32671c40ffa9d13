//! From the text of a tenants file to [`Tenants`], or to every fault in it.

use std::collections::BTreeMap;

use kernel::tax::OrgFiscalCode;
use toml::de::DeTable;

use super::creditor::ReadCreditor;
use super::fault::{BEGINNING, Fault, Faults, Place};
use super::reader::Section;
use super::tenant_kind::TenantKind;
use super::tenants::{Organisation, Tenants};
use super::{creditor, hint, user, word};

const TOP: [&str; 5] = ["creditor", "reseller", "provider", "customer", "user"];
const ORGANISATION: [&str; 3] = ["fiscal_code", "name", "code"];

/// Every fault at once, in the order of the file. A text that is no TOML has the faults of its
/// grammar alone.
pub fn check(text: &str) -> Result<Tenants, Vec<Fault>> {
    let mut faults = Faults::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let place = faults.place(error.span().map_or(0, |span| span.start));
        faults.add(place, message(error), "see https://toml.io for the grammar");
    }
    if !errors.is_empty() {
        return Err(faults.into_sorted());
    }
    let top = Section::new("the file", BEGINNING, document.get_ref(), &TOP, &mut faults);
    let tenants = read(&top, &mut faults);
    let faults = faults.into_sorted();
    if faults.is_empty() {
        Ok(tenants)
    } else {
        Err(faults)
    }
}

/// The parser's own words, in one line.
fn message(error: &toml::de::Error) -> String {
    let words: Vec<_> = error.message().split_whitespace().collect();
    format!("not TOML: {}", words.join(" "))
}

/// As [`check`], of a file's bytes.
pub fn check_bytes(bytes: Vec<u8>) -> Result<Tenants, Vec<Fault>> {
    check(&text(bytes)?)
}

/// The text of a file; what is no UTF-8 is one fault, where it stands.
fn text(bytes: Vec<u8>) -> Result<String, Vec<Fault>> {
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes().get(..good).unwrap_or(&[]));
        let mut faults = Faults::of(&text);
        let message = "a byte that is no character of UTF-8";
        faults.add(faults.place(good), message, "save the file as UTF-8");
        faults.into_sorted()
    })
}

fn read(top: &Section<'_>, faults: &mut Faults<'_>) -> Tenants {
    let creditors = creditor::read_all(top, faults);
    creditors_are_distinct(&creditors, faults);
    let declared = TenantKind::ALL.map(|kind| {
        let codes = top.texts_in(kind.name(), "fiscal_code").into_iter();
        codes.map(|code| (code, kind)).collect::<Vec<_>>()
    });
    let declared = declared.concat();
    Tenants {
        creditors: creditors.into_iter().map(|read| read.creditor).collect(),
        resellers: organisations(top, "reseller", "[[reseller]]", faults),
        providers: organisations(top, "provider", "[[provider]]", faults),
        customers: organisations(top, "customer", "[[customer]]", faults),
        users: user::read_all(top, &declared, faults),
    }
}

fn creditors_are_distinct(creditors: &[ReadCreditor], faults: &mut Faults<'_>) {
    let codes = creditors
        .iter()
        .map(|r| (r.fiscal_code_at, r.creditor.fiscal_code.as_str()));
    distinct("creditor", codes, faults);
    let keys = creditors
        .iter()
        .filter_map(|r| Some((r.api_key_at, r.creditor.api_key.as_ref()?)));
    let keys: Vec<_> = keys.map(|(at, key)| (at, key.reveal())).collect();
    let mut seen = BTreeMap::new();
    for (at, key) in keys {
        if let Some(Place { line, .. }) = seen.insert(key, at) {
            let hint = format!("the first is in line {line}; a key tells one creditor");
            faults.add(at, "this API key is declared twice", hint);
        }
    }
}

fn organisations(
    top: &Section<'_>,
    key: &str,
    name: &'static str,
    faults: &mut Faults<'_>,
) -> Vec<Organisation> {
    let sections = top.sections(key, name, &ORGANISATION, faults);
    let read: Vec<_> = sections
        .iter()
        .filter_map(|at| organisation(at, faults))
        .collect();
    distinct(
        key,
        read.iter().map(|(at, o)| (*at, o.fiscal_code.as_str())),
        faults,
    );
    read.into_iter()
        .map(|(_, organisation)| organisation)
        .collect()
}

fn organisation(at: &Section<'_>, faults: &mut Faults<'_>) -> Option<(Place, Organisation)> {
    let fiscal_code = at.required(
        "fiscal_code",
        OrgFiscalCode::parse,
        hint::FISCAL_CODE,
        faults,
    );
    let name = at.required("name", word::name, hint::NAME, faults);
    let code = at.parsed("code", word::code, hint::CODE, faults);
    let fiscal_code = fiscal_code?;
    let organisation = Organisation {
        fiscal_code: fiscal_code.value,
        name: name?.value,
        code: code.map(|at| at.value),
    };
    Some((fiscal_code.place, organisation))
}

fn distinct<'a>(
    kind: &str,
    codes: impl Iterator<Item = (Place, &'a str)>,
    faults: &mut Faults<'_>,
) {
    let mut seen = BTreeMap::new();
    for (at, code) in codes {
        if let Some(Place { line, .. }) = seen.insert(code, at) {
            let message = format!("{kind} {code} is declared twice");
            faults.add(at, message, format!("the first is in line {line}"));
        }
    }
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod tests;

//! From the text of a tenants file to [`Tenants`], or to every fault in it.

use std::collections::BTreeMap;

use kernel::tax::OrgFiscalCode;
use toml::de::DeTable;

use super::creditor::ReadCreditor;
use super::fault::{Fault, Faults};
use super::reader::Section;
use super::tenants::{Organisation, Tenants};
use super::{creditor, hint, user, word};

const TOP: [&str; 5] = ["creditor", "reseller", "provider", "customer", "user"];
const ORGANISATION: [&str; 3] = ["fiscal_code", "name", "code"];

/// Every fault at once, in the order of the file.
pub fn check(text: &str) -> Result<Tenants, Vec<Fault>> {
    let mut faults = Faults::of(text);
    let (document, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let line = faults.line(error.span().map_or(0, |span| span.start));
        faults.add(
            line,
            error.message().trim(),
            "see https://toml.io for the grammar",
        );
    }
    let top = Section::new("the file", 1, document.get_ref(), &TOP, &mut faults);
    let tenants = read(&top, &mut faults);
    let faults = faults.into_sorted();
    if faults.is_empty() {
        Ok(tenants)
    } else {
        Err(faults)
    }
}

fn read(top: &Section<'_>, faults: &mut Faults) -> Tenants {
    let creditors = creditor::read_all(top, faults);
    creditors_are_distinct(&creditors, faults);
    let lists = ["creditor", "reseller", "provider", "customer"];
    let declared = lists.map(|list| top.texts_in(list, "fiscal_code")).concat();
    Tenants {
        creditors: creditors.into_iter().map(|read| read.creditor).collect(),
        resellers: organisations(top, "reseller", "[[reseller]]", faults),
        providers: organisations(top, "provider", "[[provider]]", faults),
        customers: organisations(top, "customer", "[[customer]]", faults),
        users: user::read_all(top, &declared, faults),
    }
}

fn creditors_are_distinct(creditors: &[ReadCreditor], faults: &mut Faults) {
    let codes = creditors
        .iter()
        .map(|r| (r.fiscal_code_line, r.creditor.fiscal_code.as_str()));
    distinct("creditor", codes, faults);
    let keys = creditors
        .iter()
        .filter_map(|r| Some((r.api_key_line, r.creditor.api_key.as_ref()?)));
    let keys: Vec<_> = keys.map(|(line, key)| (line, key.reveal())).collect();
    let mut seen = BTreeMap::new();
    for (line, key) in keys {
        if let Some(first) = seen.insert(key, line) {
            let hint = format!("the first is in line {first}; a key tells one creditor");
            faults.add(line, "this API key is declared twice", hint);
        }
    }
}

fn organisations(
    top: &Section<'_>,
    key: &str,
    name: &'static str,
    faults: &mut Faults,
) -> Vec<Organisation> {
    let sections = top.sections(key, name, &ORGANISATION, faults);
    let read: Vec<_> = sections
        .iter()
        .filter_map(|at| organisation(at, faults))
        .collect();
    distinct(
        key,
        read.iter().map(|(line, o)| (*line, o.fiscal_code.as_str())),
        faults,
    );
    read.into_iter()
        .map(|(_, organisation)| organisation)
        .collect()
}

fn organisation(at: &Section<'_>, faults: &mut Faults) -> Option<(usize, Organisation)> {
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
    Some((fiscal_code.line, organisation))
}

fn distinct<'a>(kind: &str, codes: impl Iterator<Item = (usize, &'a str)>, faults: &mut Faults) {
    let mut seen = BTreeMap::new();
    for (line, code) in codes {
        if let Some(first) = seen.insert(code, line) {
            let message = format!("{kind} {code} is declared twice");
            faults.add(line, message, format!("the first is in line {first}"));
        }
    }
}

#[cfg(test)]
mod tests;

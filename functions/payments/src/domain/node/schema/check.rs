//! Holding an element against its rule.

use super::super::xml::{Element, is_blank};
use super::{Kind, Particle, Rule};

const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";
/// Names of others are shown up to here.
const SHOWN_MAX: usize = 40;

/// Where a document breaks the schema, and how: `receipt/fee: not an amount`. It holds names of
/// elements, never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {what}")]
pub struct Refused {
    pub place: String,
    pub what: String,
}

/// Checks what `element` holds. Its own name is the caller's business.
pub fn check(element: &Element, kind: &Kind) -> Result<(), Refused> {
    inside(element, kind, &mut Vec::new())
}

fn inside<'a>(element: &'a Element, kind: &Kind, path: &mut Vec<&'a str>) -> Result<(), Refused> {
    let hint = |name: &str| ["schemaLocation", "noNamespaceSchemaLocation"].contains(&name);
    let allowed = |namespace: Option<&str>, name: &str| namespace == Some(XSI) && hint(name);
    for attribute in &element.attributes {
        if !allowed(attribute.name.namespace.as_deref(), &attribute.name.local) {
            return refuse(path, "an attribute that is not declared");
        }
    }
    match kind {
        Kind::Simple(simple) => {
            if let Some(child) = element.children.first() {
                return refuse(path, format!("<{}> inside a simple value", shown(child)));
            }
            match simple.fault(&element.text) {
                Some(what) => refuse(path, what),
                None => Ok(()),
            }
        }
        Kind::Sequence(particles) => sequence(element, particles, path),
    }
}

fn sequence<'a>(
    element: &'a Element,
    particles: &[Particle],
    path: &mut Vec<&'a str>,
) -> Result<(), Refused> {
    // libxml2 takes a CDATA section for content even when it is blank; so do we.
    if element.cdata || !is_blank(&element.text) {
        return refuse(path, "text between elements");
    }
    let mut children = element.children.as_slice();
    for particle in particles {
        let rule = match particle {
            Particle::Element(rule) => Some(rule),
            Particle::Choice(rules) => rules.iter().find(|rule| starts(children, rule)),
        };
        let Some(rule) = rule else {
            return refuse(
                path,
                format!("one of a choice is missing {}", before(children)),
            );
        };
        let mut count = 0;
        while count < rule.max && starts(children, rule) {
            let (first, rest) = children.split_at(1);
            for child in first {
                path.push(&child.name.local);
                inside(child, &rule.kind, path)?;
                path.pop();
            }
            children = rest;
            count += 1;
        }
        if count < rule.min {
            return refuse(
                path,
                format!("<{}> is missing {}", rule.name, before(children)),
            );
        }
    }
    match children.first() {
        None => Ok(()),
        Some(child) => refuse(path, format!("<{}> is not expected here", shown(child))),
    }
}

/// Children are unqualified: `elementFormDefault` is not set in the official files.
fn starts(children: &[Element], rule: &Rule) -> bool {
    children
        .first()
        .is_some_and(|child| child.name.local == rule.name && child.name.namespace.is_none())
}

fn before(children: &[Element]) -> String {
    match children.first() {
        Some(child) => format!("before <{}>", shown(child)),
        None => "at the end".to_owned(),
    }
}

fn shown(element: &Element) -> String {
    let local: String = element.name.local.chars().take(SHOWN_MAX).collect();
    if element.name.namespace.is_some() {
        format!("{local} of a namespace")
    } else {
        local
    }
}

fn refuse(path: &[&str], what: impl Into<String>) -> Result<(), Refused> {
    let place = if path.is_empty() {
        "request".to_owned()
    } else {
        path.join("/")
    };
    let what = what.into();
    Err(Refused { place, what })
}

#[cfg(test)]
mod tests {
    use super::super::super::xml::read;
    use super::super::requests::VERIFY_PAYMENT_NOTICE;
    use super::*;

    fn verdict(inside: &str) -> Result<(), String> {
        let document = format!("<x xmlns:p='u' xmlns:xsi='{XSI}'>{inside}</x>");
        let element = read(document.as_bytes()).unwrap();
        check(&element, &VERIFY_PAYMENT_NOTICE).map_err(|refused| refused.to_string())
    }

    const IDS: &str = "<idPA>1</idPA><idBrokerPA>1</idBrokerPA><idStation>1</idStation>";
    const CODE: &str = "<fiscalCode>77777777777</fiscalCode>";
    const NUMBER: &str = "<noticeNumber>300000000000000000</noticeNumber>";

    #[test]
    fn a_right_request_passes() {
        assert_eq!(
            verdict(&format!("\n{IDS}<qrCode>{CODE} {NUMBER}</qrCode>")),
            Ok(())
        );
    }

    #[test]
    fn each_breach_is_named_with_its_place() {
        let cases = [
            (String::new(), "request: <idPA> is missing at the end"),
            (IDS.to_owned(), "request: <qrCode> is missing at the end"),
            (
                format!("{IDS}<qrCode>{CODE}</qrCode>"),
                "qrCode: <noticeNumber> is missing at the end",
            ),
            (
                format!("{IDS}<qrCode>{NUMBER}{CODE}</qrCode>"),
                "qrCode: <fiscalCode> is missing before <noticeNumber>",
            ),
            (
                format!("{IDS}<qrCode>{CODE}{NUMBER}{NUMBER}</qrCode>"),
                "qrCode: <noticeNumber> is not expected here",
            ),
            (
                format!("{IDS}<qrCode>{CODE}{NUMBER}</qrCode><p:z/>"),
                "request: <z of a namespace> is not expected here",
            ),
            (
                format!("<p:idPA>1</p:idPA>{IDS}"),
                "request: <idPA> is missing before <idPA of a namespace>",
            ),
            (format!("x{IDS}"), "request: text between elements"),
            (
                "<idPA a=''>1</idPA>".to_owned(),
                "idPA: an attribute that is not declared",
            ),
            (
                "<idPA xsi:type='p:a'>1</idPA>".to_owned(),
                "idPA: an attribute that is not declared",
            ),
            (
                "<idPA><b/></idPA>".to_owned(),
                "idPA: <b> inside a simple value",
            ),
            (
                format!("{IDS}<qrCode>{CODE}<noticeNumber>3</noticeNumber></qrCode>"),
                "qrCode/noticeNumber: not 18 digits",
            ),
        ];
        for (inside, said) in cases {
            assert_eq!(verdict(&inside), Err(said.to_owned()), "{inside}");
        }
    }
}

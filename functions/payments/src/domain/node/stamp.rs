//! The digital revenue stamp that comes with a receipt (`MBDAttachment`): the XML of `MarcaDaBollo.xsd`
//! (Agenzia delle Entrate, 2014), signed by who sold it.
//!
//! It is kept byte for byte whatever it is: money has moved. What it says, or that it is not what it
//! should be, is told to people. Its signature is not verified here: only its place is looked at.

use super::schema::Moment;
use super::xml::{Element, read};

const STAMP: &str = "http://www.agenziaentrate.gov.it/2014/MarcaDaBollo";
const SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What a stamp says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevenueStamp {
    /// `IUBD`, its number.
    pub number: String,
    /// Euro, as written: `16.00`.
    pub amount: String,
    /// `OraAcquisto`, as written.
    pub bought_at: String,
    /// `ImprontaDocumento`: base64 of the SHA-256 of the document it was bought for.
    pub document_hash: String,
    pub seller: String,
}

/// Valid with the schema as far as the signature's own content; else the first thing that is not, in
/// Italian.
pub fn revenue_stamp(bytes: &[u8]) -> Result<RevenueStamp, &'static str> {
    let root = read(bytes).map_err(|_| "non è XML")?;
    let named = root.name.is(STAMP, "marcaDaBollo");
    let parts = parts(&root, NAMES).filter(|_| named);
    let [seller, number, bought_at, amount, kind, hash, _] =
        parts.ok_or("non è una marca da bollo")?;
    let [code, name] = parts_of(seller, ["CodiceFiscale", "Denominazione"])?;
    let [method, value] = hash_of(hash)?;
    if is_blank(code) || is_blank(name) || is_blank(number) {
        return Err("un dato obbligatorio è vuoto");
    }
    if !is_leaf(bought_at) || Moment::parse_date_time(&bought_at.text).is_none() {
        return Err("l’ora di acquisto non è valida");
    }
    if !is_leaf(amount) || !is_amount(&amount.text) {
        return Err("l’importo non è valido");
    }
    if !is_leaf(kind) || kind.text != "01" {
        return Err("il tipo di bollo non è 01");
    }
    let algorithm = method
        .attributes
        .iter()
        .find(|one| one.name.namespace.is_none());
    let algorithm = algorithm.filter(|one| one.name.local == "Algorithm");
    let others = method
        .attributes
        .iter()
        .filter(|one| !is_instance(one))
        .count();
    let is_sha256 = algorithm.is_some_and(|one| one.value.trim() == SHA256);
    if !is_sha256 || others != 1 || !method.children.is_empty() || !method.text.is_empty() {
        return Err("l’impronta non è SHA-256");
    }
    if !super::schema::is_base64(&value.text) || !is_leaf(value) {
        return Err("l’impronta non è base64");
    }
    let text = |element: &Element| element.text.trim().to_owned();
    Ok(RevenueStamp {
        number: text(number),
        amount: text(amount),
        bought_at: text(bought_at),
        document_hash: text(value),
        seller: text(name),
    })
}

/// In their order, the last one of the signature.
const NAMES: [(&str, &str); 7] = [
    (STAMP, "PSP"),
    (STAMP, "IUBD"),
    (STAMP, "OraAcquisto"),
    (STAMP, "Importo"),
    (STAMP, "TipoBollo"),
    (STAMP, "ImprontaDocumento"),
    (SIGNATURE, "Signature"),
];

/// The children of an element that has these and nothing else.
fn parts<'a, const N: usize>(
    element: &'a Element,
    names: [(&str, &str); N],
) -> Option<[&'a Element; N]> {
    let blank = element
        .text
        .chars()
        .all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'));
    let bare = element.attributes.iter().all(is_instance);
    let found: Vec<&Element> = element.children.iter().collect();
    let found: [&Element; N] = found.try_into().ok()?;
    let named = found
        .iter()
        .zip(names)
        .all(|(child, (namespace, name))| child.name.is(namespace, name));
    (blank && bare && !element.cdata && named).then_some(found)
}

fn parts_of<'a, const N: usize>(
    element: &'a Element,
    names: [&str; N],
) -> Result<[&'a Element; N], &'static str> {
    parts(element, names.map(|name| (STAMP, name)))
        .ok_or("i dati di chi l’ha venduta non sono validi")
}

fn hash_of(element: &Element) -> Result<[&Element; 2], &'static str> {
    let names = [(STAMP, "DigestMethod"), (SIGNATURE, "DigestValue")];
    parts(element, names).ok_or("l’impronta del documento non è valida")
}

fn is_instance(attribute: &super::xml::Attribute) -> bool {
    attribute.name.namespace.as_deref() == Some(INSTANCE)
}

fn is_leaf(element: &Element) -> bool {
    element.children.is_empty() && element.attributes.iter().all(is_instance)
}

/// `tipoTXT` has a character at least.
fn is_blank(element: &Element) -> bool {
    element.text.is_empty() || !is_leaf(element)
}

/// `tipoImporto`: an `xsd:decimal` of at most two places.
fn is_amount(text: &str) -> bool {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let any = !whole.is_empty() || !part.is_empty();
    any && all(whole) && all(part) && part.trim_end_matches('0').len() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_decimals_of_two_places() {
        for good in ["16.00", "16", "16.", ".5", " 16.000 ", "-1.5", "+16"] {
            assert!(is_amount(good), "{good}");
        }
        for bad in ["", ".", "16,00", "16.001", "1e2", "--1", "x"] {
            assert!(!is_amount(bad), "{bad}");
        }
    }

    #[test]
    fn what_is_no_stamp_says_so() {
        assert_eq!(revenue_stamp(b"x"), Err("non è XML"));
        let other = revenue_stamp(b"<marcaDaBollo/>");
        assert_eq!(other, Err("non è una marca da bollo"));
    }
}

//! The SOAP 1.1 envelope around a request.

use super::fault::{Fault, FaultCode, SoapFault};
use super::request::Refusal;
use super::xml::{Element, XmlFault, is_blank, read};

pub(super) const SOAP: &str = "http://schemas.xmlsoap.org/soap/envelope/";
const SOAP_1_2: &str = "http://www.w3.org/2003/05/soap-envelope";

/// The one element in the body.
pub(super) fn open(bytes: &[u8]) -> Result<Element, Refusal> {
    let envelope = read(bytes).map_err(|fault: XmlFault| broken(fault.to_string()))?;
    if envelope.name.is(SOAP_1_2, "Envelope") {
        return Err(SoapFault::Version.into());
    }
    if !envelope.name.is(SOAP, "Envelope") {
        return Err(broken("not a SOAP envelope"));
    }
    let mut children = envelope.children.into_iter().peekable();
    if let Some(header) = children.next_if(|child| child.name.is(SOAP, "Header"))
        && header.children.iter().any(must_be_understood)
    {
        return Err(SoapFault::MustUnderstand.into());
    }
    let body = children.next().filter(|child| child.name.is(SOAP, "Body"));
    let body = body.ok_or_else(|| broken("no SOAP body in its place"))?;
    let mut content = body.children.into_iter();
    match (content.next(), content.next(), is_blank(&body.text)) {
        (Some(element), None, true) if children.next().is_none() => Ok(element),
        _ => Err(broken("not exactly one element in the SOAP body")),
    }
}

fn must_be_understood(entry: &Element) -> bool {
    entry.attribute(SOAP, "mustUnderstand") == Some("1")
}

fn broken(what: impl Into<String>) -> Refusal {
    Fault::new(FaultCode::SintassiXsd, what).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(inside: &str) -> Option<Refusal> {
        let text = format!("<e:Envelope xmlns:e='{SOAP}' xmlns:q='urn:q'>{inside}</e:Envelope>");
        open(text.as_bytes()).err()
    }

    fn is_broken(refusal: Option<Refusal>) -> bool {
        matches!(refusal, Some(Refusal::Ko(fault)) if fault.code == FaultCode::SintassiXsd)
    }

    #[test]
    fn a_header_may_stand_before_the_body() {
        assert_eq!(refusal("<e:Body><a/></e:Body>"), None);
        assert_eq!(refusal("<e:Header/> <e:Body>\n<a/></e:Body>\n"), None);
        let header = "<e:Header><q:x e:mustUnderstand='0'>y</q:x></e:Header>";
        assert_eq!(refusal(&format!("{header}<e:Body><a/></e:Body>")), None);
    }

    #[test]
    fn what_must_be_understood_is_told_apart() {
        let header = "<e:Header><q:x e:mustUnderstand='1'/></e:Header>";
        let refusal = refusal(&format!("{header}<e:Body><a/></e:Body>"));
        assert_eq!(refusal, Some(SoapFault::MustUnderstand.into()));
        let new = format!("<e:Envelope xmlns:e='{SOAP_1_2}'/>");
        assert_eq!(open(new.as_bytes()), Err(SoapFault::Version.into()));
    }

    #[test]
    fn an_envelope_of_another_shape_is_refused() {
        for inside in [
            "",
            "<e:Body/>",
            "<e:Body>x<a/></e:Body>",
            "<e:Body><a/><b/></e:Body>",
            "<Body><a/></Body>",
            "<e:Body><a/></e:Body><e:Header/>",
            "<e:Body><a/></e:Body><q:x/>",
            "<e:Header/><e:Header/><e:Body><a/></e:Body>",
        ] {
            assert!(is_broken(refusal(inside)), "{inside}");
        }
        assert!(is_broken(open(b"<a/>").err()));
        assert!(is_broken(open(b"<").err()));
    }
}

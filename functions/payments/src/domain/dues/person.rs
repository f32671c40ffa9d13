//! The parts of a row that tell who owes and where they live.

use super::cell::{Cell, number_text, shown};
use super::row_code::{RowCode, WarningCode};
use kernel::tax::{SubjectKind, TaxCode};
use std::borrow::Cow;

/// Digits of a company's number; a spreadsheet that takes it for a number drops its first zeros.
const NUMERIC_CODE_DIGITS: usize = 11;

/// Digits of an Italian postal code.
const POSTAL_CODE_DIGITS: usize = 5;

/// A code and the sentence for the person.
pub type Fault = (RowCode, Cow<'static, str>);

/// The short form of a fault that needs no detail.
pub fn plain(code: RowCode) -> Fault {
    (code, Cow::Borrowed(code.italian()))
}

/// A cell as text. Numbers are spelled as the person sees them, blanks are tidied. `None` when
/// there is nothing in it.
pub fn text(cell: Cell<'_>, chars_max: usize) -> Result<Option<String>, Fault> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Text(text) => kernel::text::normalise_spaces(text),
        Cell::Number(number) => number_text(number).ok_or_else(|| plain(RowCode::WrongCellKind))?,
        Cell::Serial(_) | Cell::Bool(_) => return Err(plain(RowCode::WrongCellKind)),
        Cell::Error => return Err(plain(RowCode::SpreadsheetError)),
        Cell::Formula => return Err(plain(RowCode::Formula)),
    };
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(plain(RowCode::Unreadable));
    }
    if text.chars().count() > chars_max {
        let sentence = format!("Il testo supera i {chars_max} caratteri.");
        return Err((RowCode::TooLong, sentence.into()));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

/// The debtor's code, with a warning where zeros had to be put back or the place is unknown.
pub fn tax_code(
    cell: Cell<'_>,
    kind: Option<SubjectKind>,
) -> Result<(TaxCode, Vec<WarningCode>), Fault> {
    let found = text(cell, super::limits::CELL_CHARS_MAX)?;
    let mut code = found.ok_or_else(|| plain(RowCode::TaxCodeMissing))?;
    code.retain(|c| !super::cell::is_blank(c));
    let parse = |code: &str| match kind {
        Some(kind) => TaxCode::parse_as(kind, code),
        None => TaxCode::parse(code),
    };
    let mut warnings = Vec::new();
    let invalid =
        |error: kernel::tax::TaxCodeError| (RowCode::TaxCodeInvalid, Cow::Owned(error.italian()));
    let parsed = match padded(&code, NUMERIC_CODE_DIGITS) {
        // Only a code whose check digit comes right is believed to have lost its zeros.
        Some(padded) => match parse(&padded) {
            Ok(parsed) => {
                warnings.push(WarningCode::LeadingZerosRestored);
                parsed
            }
            Err(_) => {
                return Err(parse(&code)
                    .map(|_| plain(RowCode::TaxCodeInvalid))
                    .unwrap_or_else(invalid));
            }
        },
        None => parse(&code).map_err(invalid)?,
    };
    match &parsed {
        TaxCode::Anonymous => warnings.push(WarningCode::DebtorAnonymous),
        TaxCode::Person(code) if code.birth_place() == kernel::places::PlaceLookup::Unknown => {
            warnings.push(WarningCode::BirthPlaceUnknown);
        }
        TaxCode::Person(_) | TaxCode::Legal(_) => (),
    }
    Ok((parsed, warnings))
}

/// `F` or `G`, also in words; absent when blank.
pub fn subject(cell: Cell<'_>) -> Result<Option<SubjectKind>, Fault> {
    let found = text(cell, super::limits::CELL_CHARS_MAX)?;
    let Some(found) = found else { return Ok(None) };
    match super::field::fold(&found).as_str() {
        "f" | "fisica" | "personafisica" => Ok(Some(SubjectKind::F)),
        "g" | "giuridica" | "personagiuridica" => Ok(Some(SubjectKind::G)),
        _ => Err(plain(RowCode::SubjectInvalid)),
    }
}

/// pagoPA's grammar of an e-mail address (`ctSubject/e-mail`).
pub fn is_email(text: &str) -> bool {
    let word = |text: &str, signs: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || signs.contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| {
        word(local, "_.+-") && domain.contains('.') && domain.split('.').all(|part| word(part, "-"))
    })
}

/// An e-mail address, in lower case.
pub fn email(cell: Cell<'_>) -> Result<Option<String>, Fault> {
    let Some(found) = text(cell, EMAIL_CHARS_MAX)? else {
        return Ok(None);
    };
    if is_email(&found) {
        Ok(Some(found.to_ascii_lowercase()))
    } else {
        Err((
            RowCode::EmailInvalid,
            format!("L'indirizzo e-mail «{}» non è valido.", shown(&found)).into(),
        ))
    }
}

/// An Italian code has five digits, and zeros that were lost come back; a foreign one is free.
pub fn postal_code(
    cell: Cell<'_>,
    italian: bool,
) -> Result<(Option<String>, Vec<WarningCode>), Fault> {
    let Some(found) = text(cell, POSTAL_CODE_CHARS_MAX)? else {
        return Ok((None, Vec::new()));
    };
    if !italian {
        return Ok((Some(found), Vec::new()));
    }
    let mut warnings = Vec::new();
    let code = match padded(&found, POSTAL_CODE_DIGITS) {
        Some(padded) => {
            warnings.push(WarningCode::LeadingZerosRestored);
            padded
        }
        None => found,
    };
    if code.len() != POSTAL_CODE_DIGITS || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(plain(RowCode::PostalCodeInvalid));
    }
    if super::postal::is_obsolete(&code) {
        warnings.push(WarningCode::PostalCodeObsolete);
    }
    Ok((Some(code), warnings))
}

/// Two letters, or the word Italia.
pub fn country(cell: Cell<'_>) -> Result<Option<String>, Fault> {
    let found = text(cell, super::limits::CELL_CHARS_MAX)?;
    let Some(found) = found.map(|found| found.to_uppercase()) else {
        return Ok(None);
    };
    match found.as_str() {
        "ITALIA" | "ITALY" | "ITA" => Ok(Some("IT".to_owned())),
        code if code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase()) => Ok(Some(found)),
        _ => Err(plain(RowCode::CountryInvalid)),
    }
}

/// Digits, fewer than wanted but at least three: the zeros that a spreadsheet dropped, put back.
fn padded(digits: &str, wanted: usize) -> Option<String> {
    let short = (3..wanted).contains(&digits.len());
    (short && digits.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| format!("{digits:0>wanted$}"))
}

/// Lengths of pagoPA's `ctSubject` (paForNode.xsd): `stText70`, `stText35`, `stText16`, 256.
pub const NAME_CHARS_MAX: usize = 70;
pub const STREET_CHARS_MAX: usize = 70;
pub const CITY_CHARS_MAX: usize = 35;
pub const STREET_NUMBER_CHARS_MAX: usize = 16;
pub const POSTAL_CODE_CHARS_MAX: usize = 16;
pub const EMAIL_CHARS_MAX: usize = 256;

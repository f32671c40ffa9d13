//! What the text of a movement says of pagoPA, however a bank has mangled it.
//!
//! | text | meaning |
//! |---|---|
//! | `/PUR/LGPE-RIVERSAMENTO/URI/<flow>`, also with `/TXT/<n>/` before `URI` | all the payments of a flow |
//! | `/RFB/<IUV>[/<amount>][/TXT/…]`, `/RFS/<RF…>/<amount>[/TXT/…]` | one payment, the old way |
//!
//! Sources: SANP and SACI for the plain forms; what banks make of them, from the tests of p4pa and
//! GovPay (facts, "pagoPA remittance text in practice").

use kernel::flow::FlowId;
use kernel::notice::Iuv;
use serde::{Deserialize, Serialize};

use super::known::KnownFlows;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "kind", content = "of")]
pub enum RemittanceInfo {
    Cumulative(FlowId),
    Single(Iuv),
    Other,
}

const KEYWORDS: [&str; 2] = ["LGPE-RIVERSAMENTO", "LGPE-INTEGRAZIONE"];
/// `2026-11-20`
const DATE_CHARS: usize = 10;

impl RemittanceInfo {
    /// What the texts of a movement say together. A flow that is loaded is found whatever blanks
    /// stand in its name; else the longest name that the usual forms give.
    pub fn of(texts: &[String], known: &KnownFlows) -> Self {
        let together = texts.join(" ");
        let places = || texts.iter().chain([&together]);
        let named: Vec<FlowId> = places().filter_map(|text| flow_id(text)).collect();
        let loaded = named.iter().find(|id| known.has(id));
        if let Some(id) = loaded.cloned().or_else(|| known.named_in(&together)) {
            return Self::Cumulative(id);
        }
        if let Some(id) = named.into_iter().rev().max_by_key(|id| id.as_str().len()) {
            return Self::Cumulative(id);
        }
        places()
            .find_map(|text| iuv(text))
            .map_or(Self::Other, Self::Single)
    }
}

/// A text as its characters, with those that are no blanks counted apart.
struct Text {
    chars: Vec<char>,
    /// Places in `chars` of what is not blank.
    solid: Vec<usize>,
}

impl Text {
    fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let solid = |(at, c): (usize, &char)| (!c.is_whitespace()).then_some(at);
        let solid = chars.iter().enumerate().filter_map(solid).collect();
        Self { chars, solid }
    }

    /// The character at solid place `at`.
    fn at(&self, at: usize) -> Option<char> {
        self.solid
            .get(at)
            .and_then(|place| self.chars.get(*place))
            .copied()
    }

    /// The solid place behind `word`, if it stands at solid place `at`.
    fn after(&self, at: usize, word: &str) -> Option<usize> {
        let same = |(index, wanted): (usize, char)| {
            self.at(at + index)
                .is_some_and(|c| c.eq_ignore_ascii_case(&wanted))
        };
        word.chars()
            .enumerate()
            .all(same)
            .then_some(at + word.len())
    }

    /// Passes over one sign: a slash, or whatever the bank has put in its place.
    fn after_sign(&self, at: usize) -> usize {
        at + usize::from(self.at(at).is_some_and(|c| !c.is_ascii_alphanumeric()))
    }
}

/// The name behind `LGPE-RIVERSAMENTO … URI`.
fn flow_id(text: &str) -> Option<FlowId> {
    let text = Text::new(text);
    (0..text.solid.len()).find_map(|at| {
        let start = KEYWORDS.iter().find_map(|word| text.after(at, word))?;
        let start = name_start(&text, start)?;
        FlowId::parse(&name(&text.chars, *text.solid.get(start)?)).ok()
    })
}

/// The solid place where the name begins: behind `[/TXT/<digit>]/URI/`.
fn name_start(text: &Text, at: usize) -> Option<usize> {
    let at = text.after_sign(at);
    let at = match text.after(at, "TXT") {
        Some(number) => {
            let number = text.after_sign(number);
            let digit = text.at(number).is_some_and(|c| c.is_ascii_digit());
            text.after_sign(number + usize::from(digit))
        }
        None => at,
    };
    text.after(at, "URI").map(|at| text.after_sign(at))
}

/// The name from `at` on. It ends at the first character that a name cannot have; a blank inside
/// its date, or right behind it, is the bank's. One such blank at most, and what stands behind it has
/// a digit in it: the words of a bank (`ACCREDITO BOLLETTINO`) have none.
fn name(chars: &[char], at: usize) -> String {
    let rest = chars.get(at..).unwrap_or_default();
    let mut name: String = token(rest);
    let after = rest.get(name.chars().count()..).unwrap_or_default();
    let blanks = after.iter().take_while(|c| c.is_whitespace()).count();
    let next = token(after.get(blanks..).unwrap_or_default());
    let belongs = next.contains(|c: char| c.is_ascii_digit());
    if blanks > 0 && belongs && begins_a_date(&name) {
        name.push_str(&next);
    }
    name
}

fn token(chars: &[char]) -> String {
    chars.iter().take_while(|c| in_a_name(**c)).collect()
}

pub(super) fn in_a_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

/// Whether a text is a date or the beginning of one.
fn begins_a_date(text: &str) -> bool {
    let form = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    !text.is_empty() && text.len() <= DATE_CHARS && text.bytes().enumerate().all(form)
}

/// The IUV of a settlement of one payment.
fn iuv(text: &str) -> Option<Iuv> {
    let chars: Vec<char> = text.chars().collect();
    let sign = |at: Option<usize>| {
        at.and_then(|at| chars.get(at))
            .is_none_or(|c| !c.is_ascii_alphanumeric())
    };
    chars.windows(3).enumerate().find_map(|(at, word)| {
        let structured = match word {
            ['R' | 'r', 'F' | 'f', 'S' | 's'] => true,
            ['R' | 'r', 'F' | 'f', 'B' | 'b'] => false,
            _ => return None,
        };
        let alone = sign(at.checked_sub(1)) && sign(Some(at + 3));
        let rest = chars.get(at + 4..).filter(|_| alone)?;
        if structured {
            structured_iuv(rest)
        } else {
            plain_iuv(rest)
        }
    })
}

/// Up to the first sign or blank. Of an IUV of 15 or 17 digits a blank may stand inside.
fn plain_iuv(rest: &[char]) -> Option<Iuv> {
    let first: String = alphanumeric(rest).collect();
    let behind = rest.get(first.chars().count()..).unwrap_or_default();
    let next: String = match behind {
        [' ', behind @ ..] => alphanumeric(behind).collect(),
        _ => String::new(),
    };
    let joined = format!("{first}{next}");
    let found = if !is_number(&first) && is_number(&joined) {
        joined
    } else {
        first
    };
    let digits = found.chars().filter(char::is_ascii_digit).count();
    Iuv::parse(&found).ok().filter(|_| digits > 0)
}

fn alphanumeric(chars: &[char]) -> impl Iterator<Item = char> {
    chars
        .iter()
        .copied()
        .take_while(char::is_ascii_alphanumeric)
}

fn is_number(text: &str) -> bool {
    matches!(text.len(), 15 | 17) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// ISO 11649, perhaps in groups of four; up to the first sign, or up to the group where its check
/// digits are right.
fn structured_iuv(rest: &[char]) -> Option<Iuv> {
    let in_groups = |c: &&char| c.is_ascii_alphanumeric() || **c == ' ';
    let found: String = rest.iter().take_while(in_groups).collect();
    let mut joined = String::new();
    let right = found.split(' ').find_map(|group| {
        joined.push_str(group);
        is_creditor_reference(&joined).then(|| joined.clone())
    });
    let found = right.unwrap_or_else(|| found.replace(' ', ""));
    Iuv::parse(&found).ok().filter(|_| found.starts_with("RF"))
}

/// A reference outside the texts, where it is one of pagoPA: ISO 11649, or 15 or 17 digits.
pub(super) fn reference(text: &str) -> Option<Iuv> {
    let solid: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let good = is_number(&solid) || is_creditor_reference(&solid);
    Iuv::parse(&solid).ok().filter(|_| good)
}

/// `RF`, two check digits and up to 21 letters and digits: modulo 97, the first four behind, is 1.
fn is_creditor_reference(text: &str) -> bool {
    let good = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !good || !(5..=25).contains(&text.len()) || !text.starts_with("RF") {
        return false;
    }
    let (head, tail) = text.split_at(4);
    let digit = |rest: u32, c: char| match c.to_digit(36) {
        Some(value @ 0..=9) => (rest * 10 + value) % 97,
        Some(value) => (rest * 100 + value) % 97,
        None => rest,
    };
    tail.chars().chain(head.chars()).fold(0, digit) == 1
}

#[cfg(test)]
mod tests;

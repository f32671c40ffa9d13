//! The second look, over the whole text: values that are personal where they have a name of their own
//! and stand again inside other words, and what is a tax code, an e-mail address or an IBAN by its form.

use std::collections::BTreeSet;

use quick_xml::escape::escape;

use super::MASK;

const TAX_CODE_CHARS: usize = 16;
const IBAN_CHARS: usize = 27;

#[derive(Debug)]
pub(super) struct Scrub {
    /// As they may be written in the text, longest first.
    words: Vec<String>,
}

impl Scrub {
    pub(super) fn of(personal: &BTreeSet<String>) -> Self {
        let mut words: BTreeSet<String> = BTreeSet::new();
        for value in personal {
            let json = serde_json::to_string(value).unwrap_or_default();
            let json = json
                .strip_prefix('"')
                .and_then(|json| json.strip_suffix('"'));
            words.extend(json.map(str::to_owned));
            words.insert(escape(value.as_str()).into_owned());
            words.insert(value.clone());
        }
        let mut words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        Self { words }
    }

    pub(super) fn clean(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for word in &self.words {
            if text.contains(word.as_str()) {
                text = text.replace(word.as_str(), MASK);
            }
        }
        by_form(&text)
    }
}

/// Tax codes, IBANs and e-mail addresses, wherever they stand.
pub(crate) fn by_form(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() || matches!(c, '@' | '.' | '_' | '+' | '-' | '%') {
            run.push(c);
            continue;
        }
        out.push_str(&clean_run(&run));
        run.clear();
        out.push(c);
    }
    out.push_str(&clean_run(&run));
    out
}

fn clean_run(run: &str) -> String {
    if run.contains('@') {
        return MASK.to_owned();
    }
    let parts = run.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    parts.map(clean_word).collect()
}

/// Letters and digits, with at most one other sign at the end.
fn clean_word(word: &str) -> String {
    let mut rest = word;
    let mut out = String::new();
    while !rest.is_empty() {
        let masked = match (rest.get(..IBAN_CHARS), rest.get(..TAX_CODE_CHARS)) {
            (Some(iban), _) if is_iban(iban) => Some(IBAN_CHARS),
            (_, Some(code)) if is_tax_code(code) => Some(TAX_CODE_CHARS),
            _ => None,
        };
        if let Some(length) = masked {
            out.push_str(MASK);
            rest = rest.get(length..).unwrap_or_default();
        } else {
            let mut chars = rest.chars();
            out.extend(chars.next());
            rest = chars.as_str();
        }
    }
    out
}

/// `LLLLLLDDLDDLDDDL`, where a digit may be one of the letters that stand for it (omocodia).
fn is_tax_code(text: &str) -> bool {
    const FORM: &[u8; TAX_CODE_CHARS] = b"LLLLLLDDLDDLDDDL";
    let digit =
        |byte: u8| byte.is_ascii_digit() || b"LMNPQRSTUV".contains(&byte.to_ascii_uppercase());
    let fits = |(form, byte): (&u8, u8)| match form {
        b'L' => byte.is_ascii_alphabetic(),
        _ => digit(byte),
    };
    text.len() == TAX_CODE_CHARS && FORM.iter().zip(text.bytes()).all(fits)
}

/// An Italian one.
fn is_iban(text: &str) -> bool {
    let rest = text.strip_prefix("IT").map(str::as_bytes);
    let Some([a, b, cin, rest @ ..]) = rest else {
        return false;
    };
    let numbers = rest
        .get(..10)
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_digit));
    a.is_ascii_digit()
        && b.is_ascii_digit()
        && cin.is_ascii_uppercase()
        && numbers
        && rest.iter().all(u8::is_ascii_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_forms_are_seen_inside_other_words() {
        let clean = |text| Scrub::of(&BTreeSet::new()).clean(text);
        assert_eq!(clean("iupd=X-RSSMRA80A01H501U-9"), "iupd=X-***-9");
        assert_eq!(clean("XRSSMRA80A01H501U9"), "X***9");
        assert_eq!(clean("write to m.rossi+a@example.it!"), "write to ***!");
        assert_eq!(clean("on IT44H0306933840100000009001."), "on ***.");
        for harmless in [
            "307000000000000075",
            "01ARZ3NDEKTSV4RRFFQ69G5FAV",
            "80047110152",
        ] {
            assert_eq!(clean(harmless), harmless);
        }
    }

    #[test]
    fn a_value_is_seen_however_it_is_escaped() {
        let scrub = Scrub::of(&BTreeSet::from(["D’Arco & \"Figli\"".to_owned()]));
        for text in [
            "a D’Arco & \"Figli\" b",
            "a D’Arco &amp; &quot;Figli&quot; b",
            "a D’Arco & \\\"Figli\\\" b",
        ] {
            assert_eq!(scrub.clean(text), "a *** b", "{text}");
        }
    }
}

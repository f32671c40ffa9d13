//! Text as people type it, brought to a form that machines can compare and print.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Only ASCII: accents are dropped (`Zoë D’Alò` becomes `Zoe D'Alo`), letters and signs with a usual
/// spelling take it (`ß` ss, `€` EUR), and what is left becomes `?`. Case is kept.
pub fn fold_ascii(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for character in text.nfkd().filter(|&c| !is_combining_mark(c)) {
        match spelling(character) {
            Some(spelled) => folded.push_str(spelled),
            None if character.is_ascii() => folded.push(character),
            None => folded.push('?'),
        }
    }
    folded
}

fn spelling(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'ł' => "l",
        'Ł' => "L",
        'ħ' => "h",
        'Ħ' => "H",
        'ı' => "i",
        'þ' => "th",
        'Þ' => "Th",
        '‘' | '’' | '‚' | '′' | 'ʼ' | '´' => "'",
        '“' | '”' | '„' | '«' | '»' | '″' => "\"",
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => "-",
        '⁄' => "/",
        '×' => "x",
        '·' | '•' => ".",
        '€' => "EUR",
        '£' => "GBP",
        '©' => "(c)",
        '®' => "(r)",
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => "",
        _ => return None,
    })
}

/// A count as people read it: `29990` → `29.990`.
pub fn italian_count(count: u64) -> String {
    let digits = count.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push('.');
        }
        grouped.push(digit);
    }
    grouped
}

/// One blank between words and none around. Tabs, line breaks, no-break blanks and control
/// characters count as blanks; invisible marks (byte order mark, zero-width blank) are dropped.
pub fn normalise_spaces(text: &str) -> String {
    if is_tidy(text) {
        return text.to_owned();
    }
    let visible: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Plain letters and single blanks between them: most texts are so, and cost one look.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    let edge = |byte: Option<&u8>| byte == Some(&b' ');
    !edge(bytes.first())
        && !edge(bytes.last())
        && bytes.iter().all(|byte| matches!(byte, b' '..=b'~'))
        && !bytes.windows(2).any(|pair| pair == b"  ")
}

/// At most so many characters from the start (characters, as XSD lengths count, not bytes).
pub fn truncate_chars(text: &str, chars_max: usize) -> &str {
    if text.len() <= chars_max {
        return text;
    }
    match text.char_indices().nth(chars_max) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// A blank after every fourth character: `IT60 X054 …`.
pub fn grouped_by_four(text: &str) -> String {
    let mut grouped = String::with_capacity(text.len() + text.len() / 4);
    for (index, character) in text.chars().enumerate() {
        if index > 0 && index % 4 == 0 {
            grouped.push(' ');
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_has_a_point_every_three_digits() {
        let counts = [0, 999, 1_000, 29_990, 1_234_567].map(italian_count);
        assert_eq!(counts, ["0", "999", "1.000", "29.990", "1.234.567"]);
    }
    use proptest::prelude::*;

    #[test]
    fn names_become_ascii_as_people_would_write_them() {
        for (text, folded) in [
            ("Zoë D’Alò", "Zoe D'Alo"),
            ("Straße 12 – città", "Strasse 12 - citta"),
            ("Łukasz Ørsted Æthel", "Lukasz Orsted AEthel"),
            ("ﬁne № 1 … 5 €", "fine No 1 ... 5 EUR"),
            ("Nguyễn Văn", "Nguyen Van"),
            ("a\u{A0}b", "a b"),
            ("東京", "??"),
        ] {
            assert_eq!(fold_ascii(text), folded);
        }
    }

    #[test]
    fn blanks_of_every_kind_become_one() {
        assert_eq!(
            normalise_spaces(" \u{FEFF}Rossi\u{A0}\t Maria\r\n\u{0}"),
            "Rossi Maria"
        );
        assert_eq!(normalise_spaces("\u{200B} \n"), "");
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        assert_eq!(truncate_chars("città", 4), "citt");
        assert_eq!(truncate_chars("città", 5), "città");
        assert_eq!(truncate_chars("città", 0), "");
    }

    proptest! {
        #[test]
        fn folding_leaves_only_ascii_and_ascii_alone(text in "\\PC*", plain in "[ -~]*") {
            prop_assert!(fold_ascii(&text).is_ascii());
            prop_assert_eq!(fold_ascii(&plain), plain);
        }

        #[test]
        fn normal_spaces_stay(text in any::<String>()) {
            let once = normalise_spaces(&text);
            prop_assert_eq!(normalise_spaces(&once), once.clone());
            prop_assert!(!once.contains("  "));
        }

        #[test]
        fn a_cut_text_is_the_start_and_no_longer(text in any::<String>(), most in 0..40_usize) {
            let cut = truncate_chars(&text, most);
            prop_assert!(text.starts_with(cut));
            prop_assert_eq!(cut.chars().count(), most.min(text.chars().count()));
        }

        #[test]
        fn groups_without_blanks_are_the_text(text in "[A-Z0-9]{0,40}") {
            prop_assert_eq!(grouped_by_four(&text).replace(' ', ""), text);
        }
    }
}

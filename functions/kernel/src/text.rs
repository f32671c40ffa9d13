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

/// One blank between words and none around. Tabs, line breaks, no-break blanks and control
/// characters count as blanks; invisible marks (byte order mark, zero-width blank) are dropped.
pub fn normalise_spaces(text: &str) -> String {
    let visible: String = text
        .chars()
        .filter(|c| !matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many characters from the start (characters, as XSD lengths count, not bytes).
pub fn truncate_chars(text: &str, chars_max: usize) -> &str {
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

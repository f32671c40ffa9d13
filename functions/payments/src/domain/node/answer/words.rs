//! Stored texts, made fit for the schema.

use kernel::text::{normalise_spaces, truncate_chars};

use super::super::xml::is_xml_char;

/// One line of 1 to `max` characters that XML can carry; nothing where nothing is left.
pub fn line(text: &str, max: usize) -> Option<String> {
    let visible: String = text
        .chars()
        .filter(|&c| is_xml_char(c) || c.is_control())
        .collect();
    let line = normalise_spaces(&visible);
    let cut = truncate_chars(&line, max).trim_end();
    (!cut.is_empty()).then(|| cut.to_owned())
}

/// As [`line`], of an optional text.
pub fn line_if(text: Option<&str>, max: usize) -> Option<String> {
    line(text?, max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blanks_and_control_characters_become_one_blank() {
        assert_eq!(line(" a\u{0}\t\n b ", 9), Some("a b".to_owned()));
        assert_eq!(line("ab cd", 3), Some("ab".to_owned()));
        assert_eq!(line("\u{FFFF}\u{0} ", 9), None);
    }

    proptest! {
        #[test]
        fn what_comes_out_fits(text in any::<String>(), max in 1..20_usize) {
            if let Some(line) = line(&text, max) {
                prop_assert!((1..=max).contains(&line.chars().count()));
                prop_assert!(line.chars().all(is_xml_char));
                prop_assert_eq!(line.trim(), line.as_str());
            }
        }
    }
}

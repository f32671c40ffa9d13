//! The letters of XML 1.0 (fifth edition): characters, names, references.

/// The production `Char`: what a document may hold at all.
pub fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'..)
}

/// The production `S`.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\n' | '\r'))
}

/// The production `NCName`: a name without colon.
pub fn is_ncname(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(starts_a_name) && chars.all(goes_on_a_name)
}

fn starts_a_name(c: char) -> bool {
    matches!(c,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}' | '\u{370}'..='\u{37D}'
        | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}' | '\u{2070}'..='\u{218F}'
        | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}' | '\u{F900}'..='\u{FDCF}'
        | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

fn goes_on_a_name(c: char) -> bool {
    starts_a_name(c)
        || matches!(c,
            '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

/// The character behind `&name;`: one of the five that XML knows by itself, or a number. Nothing
/// else is ever expanded.
pub fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        _ => numbered(name.strip_prefix('#')?),
    }
}

fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix('x') {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    // `from_str_radix` would take a sign.
    if !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let code = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(code).filter(|&c| is_xml_char(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_five_names_and_numbers_are_references() {
        assert_eq!(reference("amp"), Some('&'));
        assert_eq!(reference("#65"), Some('A'));
        assert_eq!(reference("#x20AC"), Some('€'));
        for unknown in [
            "",
            "nbsp",
            "#",
            "#x",
            "#+65",
            "#x+41",
            "#X41",
            "#0",
            "#xFFFE",
            "#xD800",
            "#99999999999",
        ] {
            assert_eq!(reference(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn names_are_those_of_the_standard() {
        for name in ["a", "_", "è", "e-mail", "a.1", "a·"] {
            assert!(is_ncname(name), "{name}");
        }
        for not in ["", "1", "-a", "a b", "a:b", "a/b", "×"] {
            assert!(!is_ncname(not), "{not}");
        }
    }

    #[test]
    fn control_characters_are_no_xml() {
        assert!(is_xml_char('\t') && is_xml_char('\u{85}') && is_xml_char('\u{1F600}'));
        assert!(!is_xml_char('\0') && !is_xml_char('\u{B}') && !is_xml_char('\u{FFFF}'));
    }
}

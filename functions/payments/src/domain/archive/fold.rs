//! Names as the directory of debtors sorts them.

use kernel::text::fold_ascii;

/// Words of a name that may be looked for first.
pub const NAME_WORDS_MAX: usize = 4;

/// Capital letters and digits without accents, one blank between words: `D’Alò  Zoë` is
/// `D ALO ZOE`.
pub fn name_key(name: &str) -> String {
    let plain: String = fold_ascii(name)
        .to_uppercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The name beginning at each of its first words: whoever types a surname finds a person whose
/// file has the first name first.
pub fn name_keys(name: &str) -> Vec<String> {
    let key = name_key(name);
    let words: Vec<&str> = key.split(' ').filter(|word| !word.is_empty()).collect();
    let turned = |at: usize| {
        let (before, after) = words.split_at(at);
        [after, before].concat().join(" ")
    };
    let mut keys: Vec<String> = (0..words.len().min(NAME_WORDS_MAX)).map(turned).collect();
    keys.sort();
    keys.dedup();
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        assert_eq!(name_key(" D’Alò  Zoë "), "D ALO ZOE");
        assert_eq!(name_keys("Mario Rossi"), ["MARIO ROSSI", "ROSSI MARIO"]);
        assert_eq!(name_keys("Rossi"), ["ROSSI"]);
        assert_eq!(name_keys("a a"), ["A A"]);
        assert_eq!(name_keys("a b c d e f").len(), NAME_WORDS_MAX);
        assert_eq!(name_keys("…"), [""; 0]);
    }
}

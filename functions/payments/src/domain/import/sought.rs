//! What a person looks for in the list of imports.

use kernel::text::fold_ascii;

use super::{Import, ImportState};

/// Letters of the search box.
pub const SOUGHT_CHARS_MAX: u16 = 100;

/// All of it must hold. An empty filter is the whole list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportFilter {
    /// Each a part of the name or of the description, without accents and capitals.
    words: Vec<String>,
    state: Option<ImportState>,
}

impl ImportFilter {
    pub fn new(words: &str, state: Option<ImportState>) -> Self {
        let words = fold(words);
        Self {
            words: words.split_whitespace().map(str::to_owned).collect(),
            state,
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub fn accepts(&self, import: &Import) -> bool {
        if self.state.is_some_and(|state| state != import.state) {
            return false;
        }
        let described = import.terms.as_ref();
        let described = described.map_or("", |terms| terms.description.as_str());
        let text = fold(&format!("{}\n{described}", import.file_name));
        self.words.iter().all(|word| text.contains(word))
    }
}

fn fold(text: &str) -> String {
    fold_ascii(text).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;
    use kernel::ids::ImportId;
    use kernel::tax::OrgFiscalCode;

    #[test]
    fn words_are_found_anywhere_in_the_name_whatever_their_case_and_accents() {
        let at: Timestamp = "2026-11-21T10:00:00Z".parse().expect("a time");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let name = "Mensa, Libertà 2026.xlsx".to_owned();
        let import = Import::new(creditor, id, name, "user:x".into(), at);
        let accepts = |words, state| ImportFilter::new(words, state).accepts(&import);
        assert!(accepts("", None) && accepts("LIBERTA mensa", None));
        assert!(accepts("26.xls", Some(ImportState::Uploaded)));
        assert!(!accepts("mensa 2025", None));
        assert!(!accepts("mensa", Some(ImportState::Ready)));
        assert!(ImportFilter::new("  ", None).is_empty());
    }
}

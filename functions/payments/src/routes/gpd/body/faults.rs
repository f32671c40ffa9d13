//! Every wrong field of a body at once, as GPD tells them: `field: sentence, field: sentence`.

use crate::routes::gpd::problem::Problem;

/// What was found so far. A reader of a field gives nothing where it has added a fault.
#[derive(Debug, Default)]
pub struct Faults(Vec<String>);

impl Faults {
    pub fn add(&mut self, field: &str, sentence: impl std::fmt::Display) {
        self.0.push(format!("{field}: {sentence}"));
    }

    /// A value that must be there.
    pub fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.add(field, "must not be null");
        }
        value
    }

    /// A text that must be there and say something, of at most so many characters.
    pub fn text(&mut self, field: &str, value: Option<String>, most: usize) -> Option<String> {
        let text = self.required(field, value)?;
        if text.trim().is_empty() {
            self.add(field, "must not be blank");
            return None;
        }
        self.bounded(field, text, most)
    }

    /// A text that may be absent; a blank one is.
    pub fn maybe(&mut self, field: &str, value: Option<String>, most: usize) -> Option<String> {
        let text = value.filter(|text| !text.trim().is_empty())?;
        self.bounded(field, text, most)
    }

    fn bounded(&mut self, field: &str, text: String, most: usize) -> Option<String> {
        // A line of text is one line for the node and on the notice.
        let text = text.replace("\r\n", " ").replace(['\t', '\r', '\n'], " ");
        if text.chars().count() > most {
            self.add(field, format!("size must be between 0 and {most}"));
            return None;
        }
        // XML has no place for them, and these texts go to the node.
        if text.chars().any(char::is_control) {
            self.add(field, "must not have control characters");
            return None;
        }
        Some(text)
    }

    /// A text that may say nothing; one that is not there does.
    pub fn even_empty(
        &mut self,
        field: &str,
        value: Option<String>,
        most: usize,
    ) -> Option<String> {
        self.bounded(field, value.unwrap_or_default(), most)
    }

    /// A text that `parse` reads.
    pub fn parsed<T, E: std::fmt::Display>(
        &mut self,
        field: &str,
        value: Option<&str>,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Option<T> {
        let text = value?;
        match parse(text) {
            Ok(value) => Some(value),
            Err(error) => {
                self.add(field, error);
                None
            }
        }
    }

    /// What was read, if nothing was wrong.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problem> {
        match value {
            Some(value) if self.0.is_empty() => Ok(value),
            _ => Err(Problem::malformed(self.0.join(", "))),
        }
    }
}

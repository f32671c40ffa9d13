//! Forms that keep what was typed and say in Italian what is wrong.

use std::fmt::Display;

use axum::Form;
use axum::extract::{DefaultBodyLimit, FromRequest, Request};
use http::StatusCode;

use super::error::PageError;
use super::fault::Fault;
use super::limits::{FORM_BYTES_MAX, FORM_FIELDS_MAX};
use super::ui::Summary;

/// What a person typed into a form (or, with GET, asked in the query), and what is wrong with it.
///
/// ```text
/// async fn look_up(mut form: Typed) -> Result<Response, PageError> {
///     let notice = form.parse("notice_number", |text| NoticeNumber::parse(text).map_err(|_| "…"));
///     let tax = form.parse("tax_code", |text| TaxCode::parse(text).map_err(|_| "…"));
///     let (Some(notice), Some(tax)) = (notice, tax) else {
///         return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(FormPage { form })).into_response());
///     };
/// ```
/// In the template: `{{ Field::text("notice_number", "Codice avviso").from(&form) }}`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    fields: Vec<(String, String)>,
    errors: Vec<(String, String)>,
}

impl Typed {
    /// A form nobody has filled yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A form with this field filled in, for editing what is there.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.push((name.into(), value.into()));
        self
    }

    /// What was typed, trimmed; empty if the field is missing.
    pub fn value(&self, name: &str) -> &str {
        self.values(name).next().unwrap_or_default()
    }

    /// All the values of a field that may come more than once, such as check boxes.
    pub fn values(&self, name: &str) -> impl Iterator<Item = &str> {
        let same = move |(field, value): &'_ (String, String)| field == name && !value.is_empty();
        self.fields
            .iter()
            .filter(move |pair| same(pair))
            .map(|(_, value)| value.trim())
    }

    /// Every field whose name begins so, with the rest of its name: `map.` of `map.amount`.
    pub fn prefixed(&self, prefix: &str) -> impl Iterator<Item = (&str, &str)> {
        let split = move |(name, value)| {
            let (name, value): (&String, &String) = (name, value);
            Some((name.strip_prefix(prefix)?, value.trim()))
        };
        self.fields
            .iter()
            .map(|(name, value)| (name, value))
            .filter_map(split)
    }

    /// Whether a check box or radio button with this value was chosen.
    pub fn is_chosen(&self, name: &str, value: &str) -> bool {
        self.values(name).any(|typed| typed == value)
    }

    /// Reads a required field: `None` and a kept error if it is empty or `parse` refuses it. The
    /// error of `parse` is an Italian sentence for the person.
    pub fn parse<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        if self.value(name).is_empty() {
            self.reject(name, "Compila questo campo.");
            return None;
        }
        self.parse_optional(name, parse).flatten()
    }

    /// Reads a field that may be empty: `Some(None)` then; `None` and a kept error if refused.
    pub fn parse_optional<T, E: Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<Option<T>> {
        let value = self.value(name);
        if value.is_empty() {
            return Some(None);
        }
        match parse(value) {
            Ok(parsed) => Some(Some(parsed)),
            Err(sentence) => {
                self.reject(name, sentence.to_string());
                None
            }
        }
    }

    /// What is said where a required field is empty, before it is read: a list of errors should name
    /// what is missing.
    pub fn require(&mut self, name: &str, sentence: &str) {
        if self.value(name).is_empty() {
            self.reject(name, sentence);
        }
    }

    /// Says that a field is wrong; the first error of a field is the one shown.
    pub fn reject(&mut self, name: &str, sentence: impl Into<String>) {
        if self.error(name).is_none() {
            self.errors.push((name.to_owned(), sentence.into()));
        }
    }

    /// What is wrong with a field.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors
            .iter()
            .find(|(field, _)| field == name)
            .map(|(_, said)| said.as_str())
    }

    /// Whether nothing was refused.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The list of errors for the top of the form, with links to the fields; nothing if clean.
    pub fn summary(&self) -> Summary {
        Summary::new(&self.errors)
    }
}

impl<S: Send + Sync> FromRequest<S> for Typed {
    type Rejection = PageError;

    async fn from_request(mut request: Request, state: &S) -> Result<Self, PageError> {
        DefaultBodyLimit::max(FORM_BYTES_MAX).apply(&mut request);
        let unreadable = |status: StatusCode| {
            let detail = "I dati del modulo non sono leggibili o sono troppi.";
            let status = if status.is_client_error() {
                status
            } else {
                StatusCode::BAD_REQUEST
            };
            PageError::from(Fault::new(status, "unreadable_form", detail))
        };
        let form = Form::<Vec<(String, String)>>::from_request(request, state).await;
        let Form(fields) = form.map_err(|refused| unreadable(refused.status()))?;
        if fields.len() > FORM_FIELDS_MAX {
            return Err(unreadable(StatusCode::PAYLOAD_TOO_LARGE));
        }
        Ok(Self {
            fields,
            errors: Vec::new(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::header;

    async fn post(body: String) -> Result<Typed, PageError> {
        let kind = "application/x-www-form-urlencoded";
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(body));
        Typed::from_request(request.expect("a request"), &()).await
    }

    fn number(text: &str) -> Result<u8, &'static str> {
        text.parse().map_err(|_| "Scrivi un numero.")
    }

    #[tokio::test]
    async fn what_was_typed_is_kept_with_its_error() {
        let mut form = post("age=+abc%20&name=Anna".to_owned())
            .await
            .expect("readable");
        assert_eq!(form.parse("age", number), None);
        assert_eq!(form.value("age"), "abc");
        assert_eq!(form.error("age"), Some("Scrivi un numero."));
        assert_eq!(form.error("name"), None);
        assert!(!form.is_clean());
    }

    #[tokio::test]
    async fn an_empty_field_is_an_error_only_where_it_is_required() {
        let mut form = post("age=".to_owned()).await.expect("readable");
        assert_eq!(form.parse_optional("age", number), Some(None));
        assert!(form.is_clean());
        assert_eq!(form.parse("age", number), None);
        assert_eq!(form.error("age"), Some("Compila questo campo."));
    }

    #[tokio::test]
    async fn a_form_beyond_its_bounds_is_refused() {
        assert!(
            post(format!("a={}", "x".repeat(FORM_BYTES_MAX)))
                .await
                .is_err()
        );
        assert!(post("a=1&".repeat(FORM_FIELDS_MAX + 1)).await.is_err());
    }

    #[test]
    fn fields_of_a_family_are_found_by_their_prefix() {
        let form = Typed::new().with("map.amount", " 3 ").with("other", "x");
        assert_eq!(form.prefixed("map.").collect::<Vec<_>>(), [("amount", "3")]);
    }
}

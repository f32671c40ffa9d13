//! What went wrong, told once, before anybody decides how to show it.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::Write as _;

use http::StatusCode;
use serde::Serialize;

/// Words that carry a cause for the log; the person never sees it.
type Cause = Box<dyn Error + Send + Sync>;

/// How loud the log speaks. An operator looks at `Error` at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The client's doing, and normal: unknown page, wrong field.
    Info,
    /// The client's doing, and odd: refused origin, too many tries.
    Warning,
    /// Our doing.
    Error,
}

/// One wrong field of a request, for `errors[]` of the problem.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// Where: a field name or JSON pointer, `due_date`, `/upload/size`.
    pub field: String,
    /// A code of the route's documented list.
    pub code: Cow<'static, str>,
    /// Italian sentence.
    pub message: String,
}

/// An error answer in the making: what happened, for the person, the machine and the log.
///
/// Routes build it in one place (their table of errors) and return it as
/// [`super::PageError`] or [`super::ApiError`]; [`super::dress`] turns it into bytes.
#[derive(Debug)]
pub struct Fault {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) title: Cow<'static, str>,
    pub(super) detail: Cow<'static, str>,
    pub(super) severity: Severity,
    pub(super) retry_after_s: Option<u32>,
    pub(super) errors: Vec<FieldFault>,
    pub(super) cause: Option<Cause>,
}

impl Fault {
    /// `code` is a stable word for machines (`notice_unknown`), `detail` an Italian sentence for
    /// the person. Severity and title follow the status.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        let severity = match status.as_u16() {
            500.. => Severity::Error,
            403 | 429 => Severity::Warning,
            _ => Severity::Info,
        };
        Self {
            status,
            code,
            title: title(status).into(),
            detail: detail.into(),
            severity,
            retry_after_s: None,
            errors: Vec::new(),
            cause: None,
        }
    }

    /// 404, the same for what is unknown and for what belongs to somebody else.
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", detail)
    }

    /// 400 `code`: the request can't be read.
    pub fn bad_request(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 403: known, but not allowed.
    pub fn forbidden() -> Self {
        let detail = "Il tuo profilo non permette questa operazione.";
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// 409 `code`: what is asked contradicts what is there.
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 422 `code`: readable, but wrong.
    pub fn unprocessable(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 429, with the seconds to wait.
    pub fn too_many(retry_after_s: u32) -> Self {
        let detail = "Troppi tentativi in poco tempo. Attendi qualche minuto e riprova.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", detail)
            .retry_after_s(retry_after_s)
    }

    /// 500: our doing, and the same request will fail again.
    pub fn internal(cause: impl Into<Cause>) -> Self {
        let detail = "Qualcosa non ha funzionato e il problema è stato registrato. \
                      Se si ripete, comunica all'assistenza il codice indicato.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", detail).cause(cause)
    }

    /// 503: a service we need does not answer; worth another try.
    pub fn unavailable(cause: impl Into<Cause>) -> Self {
        let detail = "Il servizio è momentaneamente occupato. Riprova tra qualche istante.";
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable", detail)
            .retry_after_s(5)
            .cause(cause)
    }

    /// Another heading than the status's own.
    #[must_use]
    pub fn title(mut self, title: impl Into<Cow<'static, str>>) -> Self {
        self.title = title.into();
        self
    }

    /// Another severity than the status's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The same request may succeed after so many seconds.
    #[must_use]
    pub fn retry_after_s(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// One more wrong field.
    #[must_use]
    pub fn field(
        mut self,
        field: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        let (field, code, message) = (field.into(), code.into(), message.into());
        self.errors.push(FieldFault {
            field,
            code,
            message,
        });
        self
    }

    /// What made it happen, for the log alone. Its words must carry no personal data.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Cause>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Whether it answers with 404: without a reference code then, so that what is unknown and
    /// what is somebody else's look alike, byte for byte.
    pub(super) fn is_unknown(&self) -> bool {
        self.status == StatusCode::NOT_FOUND
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The chain of causes in one line, `outer: inner: innermost`; empty without a cause.
    pub(super) fn causes(&self) -> String {
        let mut line = String::new();
        let mut next: Option<&(dyn Error + 'static)> = self.cause.as_deref().map(|c| c as _);
        while let Some(error) = next {
            let colon = if line.is_empty() { "" } else { ": " };
            // Writing to a String can't fail.
            let _ = write!(line, "{colon}{error}");
            next = error.source();
        }
        line
    }
}

/// The heading that people see above a fault of this status.
fn title(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "Richiesta non valida",
        401 => "Accesso richiesto",
        403 => "Operazione non permessa",
        404 => "Pagina non trovata",
        405 => "Operazione non prevista",
        409 => "Richiesta in conflitto",
        410 => "Contenuto non più disponibile",
        413 => "Richiesta troppo grande",
        415 => "Formato non accettato",
        422 => "Dati da correggere",
        429 => "Troppe richieste",
        502..=504 => "Servizio momentaneamente non disponibile",
        402 | 406..=408 | 411..=499 => "Richiesta non accettata",
        _ => "Errore del servizio",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_gets_the_whole_chain_of_causes() {
        #[derive(Debug, thiserror::Error)]
        #[error("the table did not answer")]
        struct Outer(#[source] std::fmt::Error);
        let fault = Fault::internal(Outer(std::fmt::Error));
        let inner = std::fmt::Error.to_string();
        assert_eq!(fault.causes(), format!("the table did not answer: {inner}"));
    }

    #[test]
    fn our_own_faults_are_louder_than_the_clients() {
        assert_eq!(Fault::internal("x").severity, Severity::Error);
        assert_eq!(Fault::forbidden().severity, Severity::Warning);
        assert_eq!(Fault::not_found("x").severity, Severity::Info);
    }
}

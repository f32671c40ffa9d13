//! GPD's errors: `ProblemJson` with its titles and sentences, which clients compare.

use std::borrow::Cow;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::RETRY_AFTER;
use platform::table::TableError;
use platform::web::Fault;
use serde::Serialize;

use crate::routes::words::table_fault;

/// Whoever changes the same position at the same time has done so by then.
const RETRY_AFTER_S: u32 = 1;

/// What a handler of these routes answers instead: a problem of GPD's list, or a fault of ours, to which the
/// house gives the same shape.
#[derive(Debug)]
pub enum GpdError {
    Problem(Problem),
    Fault(Fault),
}

/// `ProblemJson` of the OpenAPI documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    pub title: Cow<'static, str>,
    pub status: u16,
    pub detail: String,
}

/// An entry of GPD's list of errors (`AppError`): the sentence has `{cf}` where the organisation goes and `{id}`
/// where the IUPD, the number or whatever was asked for goes.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    status: u16,
    title: &'static str,
    detail: &'static str,
}

macro_rules! entries {
    ($($name:ident $status:literal $title:literal $detail:literal;)*) => {
        $(#[doc = $title] pub const $name: Entry = Entry { status: $status, title: $title, detail: $detail };)*
    };
}

entries! {
    UNIQUE_VIOLATION 409 "The debt position violated constraints of uniqueness"
        "Already exists a debt position for the Organization Fiscal Code {cf} or one of its payment options is not unique";
    NOT_FOUND 404 "Not found the debt position"
        "Not found a debt position for Organization Fiscal Code {cf} and IUPD {id}";
    PAYMENT_FOUND 409 "Existing related payment found"
        "A payment transaction has already been carried out on the debt position with Organization Fiscal Code {cf} and IUPD {id}";
    NOT_UPDATABLE 409 "Existing related payment found or not in updatable state"
        "A payment transaction has already been carried out or, the debt position with Organization Fiscal Code {cf} and IUPD {id}, is not in updatable state";
    NOT_PUBLISHABLE 409 "Existing related payment found or not in publishable state"
        "A payment transaction has already been carried out or, the debt position with Organization Fiscal Code {cf} and IUPD {id}, is not in publishable state";
    PUBLISH_VALIDITY_DATE_MISMATCH 409 "Publish request occurred after the validity date began"
        "A publish request has been made after the validity date began for the debt position with Organization Fiscal Code {cf} and IUPD {id}";
    PUBLISH_DUE_DATE_MISMATCH 409 "Publish request occurred after the due date of a payment options has expired"
        "A publish request occurred after the due date of a payment options has expired for the debt position with Organization Fiscal Code {cf} and IUPD {id}";
    PUBLISH_DUE_BEFORE_VALIDITY 409 "The due date of a payment option is before the validity date"
        "Invalid publish request: the payment option due date cannot be before the validity date for the debt position with Organization Fiscal Code {cf} and IUPD {id}";
    OF_AN_IMPORT 409 "The debt position cannot be deleted"
        "The debt position with Organization Fiscal Code {cf} and IUPD {id} was made by an import: it can be invalidated";
    NOT_INVALIDABLE 409 "Existing related payment found or not in invalidable state"
        "A payment transaction has already been carried out or, the debt position with Organization Fiscal Code {cf} and IUPD {id}, is not in invalidable state";
    NO_TRANSFER_FOR_FEE 422 "The debt position update is failed"
        "No valid transfer found to apply the registered notification fee on the debt position with Organization Fiscal Code {cf} and IUPD {id}";
    FORBIDDEN 403 "The payment position is forbidden"
        "The caller does not have proper authorization to access or modify the IUVs in the payment position. [Organization Fiscal Code={cf}, IUPD={id}]";
    FORBIDDEN_ON_NAV 403 "The payment position is forbidden"
        "The caller does not have proper authorization to access or modify the NAVs in the payment position. [Organization Fiscal Code={cf}]";
    RESERVED_METADATA 409 "The payment option contains reserved metadata"
        "The caller should not add or modify reserved payment option metadata. Reserved metadata list = {NOTIFICATION_FEE}.";
    OPTION_NOT_FOUND 404 "Not found the payment option"
        "Not found a payment option for Organization Fiscal Code {cf} and NAV {id}";
    OPTION_IUV_NOT_FOUND 404 "Not found the payment option"
        "Not found a payment option for Organization Fiscal Code {cf} and IUV {id}";
    OPTION_NOT_PAYABLE 422 "Not in payable state"
        "The payment option with Organization Fiscal Code {cf} and NAV {id} is not in payable state";
    OPTION_ALREADY_PAID 409 "Existing related payment found"
        "A payment transaction has already been carried out for the Organization Fiscal Code {cf} and NAV {id}";
    FEE_NOT_UPDATABLE 422 "Not in unpaid state for notification fee update"
        "The payment option with Organization Fiscal Code {cf} and NAV {id} is not in unpaid state and the notification fee cannot be updated.";
    FEE_NO_TRANSFER 422 "No valid transfer found for notification fee update"
        "No transfer found for payment option with IUV {id} related to Organization Fiscal Code {cf}";
    TRANSFER_NOT_FOUND 404 "Not found the transfer"
        "Not found a transfer for Organization Fiscal Code {cf}, {id}";
    TRANSFER_NOT_ACCOUNTABLE 409 "transfer is not in accountable state"
        "The transfer option with Organization Fiscal Code {cf}, {id} is not in payable state";
    MULTI_INSTALLMENT 422 "MULTI_INSTALLMENT_NOT_SUPPORTED_IN_V1"
        "Multi-installment positions are not supported by this version of the API (v1). Organization Fiscal Code {cf}, IUPD {id}.";
}

impl Entry {
    /// The problem about a thing of an organisation.
    pub fn of(self, cf: impl AsRef<str>, id: impl AsRef<str>) -> Problem {
        let detail = self.detail.replace("{cf}", cf.as_ref());
        Problem {
            title: Cow::Borrowed(self.title),
            status: self.status,
            detail: detail.replace("{id}", id.as_ref()),
        }
    }
}

impl Problem {
    fn of_400(title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            title: Cow::Borrowed(title),
            status: 400,
            detail: detail.into(),
        }
    }

    /// The request does not have the form of the document.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::of_400("BAD REQUEST", detail)
    }

    /// It has the form and contradicts itself: dates, amounts, transfers.
    pub fn data(detail: impl Into<String>) -> Self {
        Self::of_400("Error in the debt position request data", detail)
    }

    /// A parameter of the address, of another form than the document's.
    pub fn parameter(name: &str, value: &str) -> Self {
        Self::malformed(format!("Invalid value {value} for property {name}"))
    }

    /// Two kinds of filter that exclude each other.
    pub fn exclusive(these: &[&str], those: &[&str]) -> Self {
        let (these, those) = (these.join(", "), those.join(", "));
        let detail = format!("Parameters {these} and {those} are mutual exclusive");
        Self::of_400("Exclusive Parameters", detail)
    }

    /// An interval of days turned around, or too long.
    pub fn interval(detail: impl Into<String>) -> Self {
        Self::of_400("The debt positions cannot be recovered", detail)
    }

    /// Longer than any request that is taken.
    pub fn too_large() -> Self {
        Self {
            title: Cow::Borrowed("PAYLOAD TOO LARGE"),
            status: 413,
            detail: "The request is too large".to_owned(),
        }
    }

    /// Somebody else changed the same thing again and again: nothing was written, and it may be sent once more. Never 409,
    /// which a client that makes positions reads as "it is there".
    pub fn busy() -> Self {
        Self {
            title: Cow::Borrowed("Too Many Requests"),
            status: StatusCode::TOO_MANY_REQUESTS.as_u16(),
            detail: "The debt position was changed by others at the same time, retry later"
                .to_owned(),
        }
    }
}

impl From<Problem> for GpdError {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<Fault> for GpdError {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<TableError> for GpdError {
    fn from(error: TableError) -> Self {
        Self::Fault(table_fault(error))
    }
}

impl IntoResponse for GpdError {
    fn into_response(self) -> Response {
        match self {
            Self::Problem(problem) => problem.into_response(),
            Self::Fault(fault) => fault.into_response(),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        if status == StatusCode::TOO_MANY_REQUESTS {
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, RETRY_AFTER_S.into());
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_names_the_organisation_and_the_thing() {
        let problem = NOT_FOUND.of("80047110152", "TARI-1");
        let json = serde_json::to_value(problem).unwrap();
        let wanted = serde_json::json!({
            "title": "Not found the debt position",
            "status": 404,
            "detail": "Not found a debt position for Organization Fiscal Code 80047110152 and IUPD TARI-1",
        });
        assert_eq!(json, wanted);
    }

    #[test]
    fn who_comes_at_the_same_time_is_asked_to_come_back_and_not_told_of_a_conflict() {
        let answer = Problem::busy().into_response();
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(answer.headers()[RETRY_AFTER], "1");
    }
}

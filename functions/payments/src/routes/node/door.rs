//! SOAP over HTTP: what comes in, and how an answer goes out.

use std::panic::AssertUnwindSafe;

use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use futures::FutureExt;
use http::{HeaderMap, StatusCode, header};
use platform::web::limits::SOAP_BYTES_MAX;

use super::NodeDeps;
use super::answer::{Trouble, answer};
use crate::domain::journal::{self, Call};
use crate::domain::node::{
    Fault, FaultCode, Operation, Payload, Refusal, Reply, SoapFault, read, soap_fault,
};

/// `fault/id` before the request has named anybody.
const NOBODY: &str = "-";

/// A status and the XML that goes with it.
type Said = (StatusCode, String);

/// `POST /node`. Every call is noted in the journal, whatever came of it.
pub async fn serve(State(deps): State<NodeDeps>, headers: HeaderMap, body: Body) -> Response {
    let started = deps.journal.now();
    let operation = operation_of(&headers);
    let bytes = to_bytes(body, SOAP_BYTES_MAX).await.ok();
    let (status, text) = hear(&deps, (operation, &headers), bytes.as_deref()).await;
    let call = Call {
        operation: operation.map_or(journal::Operation::UnknownSoap, Into::into),
        creditor: None,
        notice: None,
        what: "",
        started,
        ended: deps.journal.now(),
        status: Some(status.as_u16()),
        trouble: None,
        request: bytes.as_deref().unwrap_or_default(),
        answer: text.as_bytes(),
    };
    deps.journal.note(&call).await;
    let kind = [(header::CONTENT_TYPE, "text/xml; charset=utf-8")];
    (status, kind, text).into_response()
}

async fn hear(
    deps: &NodeDeps,
    (operation, headers): (Option<Operation>, &HeaderMap),
    bytes: Option<&[u8]>,
) -> Said {
    let Some(operation) = operation else {
        return refuse(SoapFault::NoAction);
    };
    if let Some(why) = foreign_letters(headers) {
        let fault = Fault::new(FaultCode::SintassiXsd, why);
        return reply(operation, NOBODY, Err(Trouble::Ko(fault)));
    }
    let Some(bytes) = bytes else {
        return refuse(SoapFault::TooLarge);
    };
    let work = AssertUnwindSafe(respond(deps, operation, bytes)).catch_unwind();
    work.await.unwrap_or_else(|panic| {
        let said = panic.downcast_ref::<String>().map(String::as_str);
        let said = said.or_else(|| panic.downcast_ref::<&str>().copied());
        let cause = format!("panic: {}", said.unwrap_or("no message"));
        reply(operation, NOBODY, Err(Trouble::Ours(cause)))
    })
}

/// The operation that the one header `SOAPAction` names.
fn operation_of(headers: &HeaderMap) -> Option<Operation> {
    let mut actions = headers.get_all("soapaction").iter();
    let action = actions.next().filter(|_| actions.next().is_none())?;
    Operation::of_soap_action(action.to_str().ok()?)
}

/// What the headers say against reading the body: it is compressed (nothing is inflated here), or
/// in letters other than UTF-8. A media type alone says nothing.
fn foreign_letters(headers: &HeaderMap) -> Option<&'static str> {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let coding = text(header::CONTENT_ENCODING).unwrap_or("identity").trim();
    if !coding.eq_ignore_ascii_case("identity") {
        return Some("a compressed body is not accepted");
    }
    let kind = text(header::CONTENT_TYPE)?.to_ascii_lowercase();
    let mut parameters = kind.split(';').map(str::trim);
    let charset = parameters.find_map(|it| it.strip_prefix("charset="))?;
    let charset = charset.trim_matches('"');
    (!["utf-8", "us-ascii"].contains(&charset)).then_some("the content type names another encoding")
}

async fn respond(deps: &NodeDeps, operation: Operation, bytes: &[u8]) -> Said {
    match read(operation, bytes) {
        Err(Refusal::Soap(fault)) => refuse(fault),
        Err(Refusal::Ko(fault)) => reply(operation, NOBODY, Err(Trouble::Ko(fault))),
        Ok(request) => {
            let speaker = request.addressee.broker.clone();
            reply(operation, &speaker, answer(deps, request).await)
        }
    }
}

/// One line in the log for each KO: code and place, never a value.
fn reply(operation: Operation, speaker: &str, outcome: Result<Payload, Trouble>) -> Said {
    let action = operation.soap_action();
    let (status, outcome) = match outcome {
        Ok(payload) => (StatusCode::OK, Ok(payload)),
        Err(Trouble::Ko(fault)) => {
            let (code, why) = (fault.code.as_str(), &fault.description);
            tracing::info!(
                node.operation = action,
                node.fault = code,
                node.why = why,
                "node: KO"
            );
            (StatusCode::OK, Err(fault))
        }
        Err(Trouble::Ours(cause)) => {
            tracing::error!(node.operation = action, error.cause = cause, "node: failed");
            let fault = Fault::from(FaultCode::SystemError);
            (StatusCode::INTERNAL_SERVER_ERROR, Err(fault))
        }
    };
    let speaker = speaker.to_owned();
    let reply = Reply {
        operation,
        speaker,
        outcome,
    };
    (status, reply.to_xml())
}

fn refuse(fault: SoapFault) -> Said {
    tracing::info!(
        node.fault = fault.code(),
        node.why = fault.text(),
        "node: SOAP fault"
    );
    let status = match fault {
        SoapFault::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        // SOAP 1.1, 6.2.
        SoapFault::NoAction | SoapFault::Version | SoapFault::MustUnderstand => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    (status, soap_fault(fault))
}

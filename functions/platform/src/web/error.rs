//! The two error types that handlers return. Who reads the answer decides which.

use std::sync::Arc;

use axum::response::{IntoResponse, Response};

use super::fault::Fault;

/// A fault on a page: a person reads the answer. `?` turns a [`Fault`] into it.
///
/// A room writes `impl From<ItsError> for PageError` in its routes folder: its table of errors.
#[derive(Debug)]
pub struct PageError(Fault);

/// A fault of a machine API: a program reads the answer, RFC 9457 problem JSON.
#[derive(Debug)]
pub struct ApiError(Fault);

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    Person,
    Machine,
}

/// An answer that [`super::dress`] still has to dress.
#[derive(Debug, Clone)]
pub(super) struct Undressed {
    pub fault: Arc<Fault>,
    /// `None`: nobody chose, the address decides.
    pub reader: Option<Reader>,
}

impl Undressed {
    pub fn into_response(self) -> Response {
        let mut response = self.fault.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Fault> for PageError {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<Fault> for ApiError {
    fn from(fault: Fault) -> Self {
        Self(fault)
    }
}

impl From<Fault> for Response {
    fn from(fault: Fault) -> Self {
        Undressed {
            fault: Arc::new(fault),
            reader: None,
        }
        .into_response()
    }
}

/// For layers that serve pages and machines alike: the address and `Accept` decide the shape.
impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        self.into()
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        Undressed {
            fault: Arc::new(self.0),
            reader: Some(Reader::Person),
        }
        .into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        Undressed {
            fault: Arc::new(self.0),
            reader: Some(Reader::Machine),
        }
        .into_response()
    }
}

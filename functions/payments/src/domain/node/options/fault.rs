//! The faults of the node, as its REST service tells them.

use jiff::Timestamp;
use jiff::civil::DateTime;
use serde::Serialize;

use super::super::fault::FaultCode;
use super::utc;

/// `ErrorResponse`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OptionsFault {
    http_status_code: u16,
    http_status_description: &'static str,
    app_error_code: &'static str,
    /// Seconds since 1970.
    timestamp: i64,
    /// The same instant: UTC, without a zone.
    date_time: DateTime,
    error_message: String,
}

impl OptionsFault {
    pub fn new(code: FaultCode, now: Timestamp) -> Self {
        let status = http_status(code);
        Self {
            http_status_code: status,
            http_status_description: description(status),
            app_error_code: app_error_code(code),
            timestamp: now.as_second(),
            date_time: utc(now),
            error_message: format!("{} {}", name(code), code.text()),
        }
    }

    pub fn status(&self) -> u16 {
        self.http_status_code
    }
}

/// One to one (the document's table, "APP ERROR CODES").
fn app_error_code(code: FaultCode) -> &'static str {
    match code {
        FaultCode::SintassiXsd | FaultCode::SintassiExtraXsd => "ODP-101",
        FaultCode::Semantica => "ODP-102",
        FaultCode::SystemError => "ODP-103",
        FaultCode::IdDominioErrato => "ODP-104",
        FaultCode::IdIntermediarioErrato => "ODP-105",
        FaultCode::StazioneIntErrata => "ODP-106",
        FaultCode::PagamentoSconosciuto => "ODP-107",
        FaultCode::PagamentoDuplicato | FaultCode::ReceiptDuplicata => "ODP-108",
        FaultCode::PagamentoInCorso => "ODP-109",
        FaultCode::PagamentoScaduto => "ODP-110",
        FaultCode::PagamentoAnnullato => "ODP-111",
    }
}

/// The status that goes with a code.
fn http_status(code: FaultCode) -> u16 {
    match code {
        FaultCode::SintassiXsd
        | FaultCode::SintassiExtraXsd
        | FaultCode::IdDominioErrato
        | FaultCode::IdIntermediarioErrato
        | FaultCode::StazioneIntErrata => 400,
        FaultCode::PagamentoSconosciuto => 404,
        FaultCode::PagamentoDuplicato
        | FaultCode::ReceiptDuplicata
        | FaultCode::PagamentoInCorso => 409,
        FaultCode::Semantica | FaultCode::PagamentoScaduto | FaultCode::PagamentoAnnullato => 422,
        FaultCode::SystemError => 500,
    }
}

fn description(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        404 => "Not Found",
        409 => "Conflict",
        422 => "Unprocessable Entity",
        _ => "Internal Server Error",
    }
}

/// The document knows one code for a request that can not be read.
fn name(code: FaultCode) -> &'static str {
    match code {
        FaultCode::SintassiXsd | FaultCode::SintassiExtraXsd => "PAA_SINTASSI",
        code => code.as_str(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_number_of_the_document_has_its_code_and_status() {
        let told: BTreeSet<_> = FaultCode::ALL
            .map(|code| (app_error_code(code), http_status(code)))
            .into();
        let wanted = [
            ("ODP-101", 400),
            ("ODP-102", 422),
            ("ODP-103", 500),
            ("ODP-104", 400),
            ("ODP-105", 400),
            ("ODP-106", 400),
            ("ODP-107", 404),
            ("ODP-108", 409),
            ("ODP-109", 409),
            ("ODP-110", 422),
            ("ODP-111", 422),
        ];
        assert_eq!(told, BTreeSet::from(wanted));
    }

    #[test]
    fn a_fault_is_told_as_the_document_shows_it() {
        let now: Timestamp = "2024-08-23T14:57:15.635528Z".parse().unwrap();
        let fault = OptionsFault::new(FaultCode::PagamentoSconosciuto, now);
        let told = serde_json::to_value(&fault).unwrap();
        assert_eq!(told["httpStatusCode"], 404);
        assert_eq!(told["httpStatusDescription"], "Not Found");
        assert_eq!(told["appErrorCode"], "ODP-107");
        assert_eq!(told["timestamp"], 1_724_425_035);
        assert_eq!(told["dateTime"], "2024-08-23T14:57:15");
        let message = told["errorMessage"].as_str().unwrap();
        assert!(message.starts_with("PAA_PAGAMENTO_SCONOSCIUTO "));
    }
}

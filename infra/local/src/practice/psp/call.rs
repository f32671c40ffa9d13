//! One SOAP call over HTTP.

use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::super::soap::{
    self, Answer, Demand, Demanded, Operation, Payment, Question, Receipt, TransferType, Verified,
    Version,
};
use super::super::xml::{Deviation, Rule};
use super::{Psp, PspError};

/// No answer of a station is larger than a few kilobytes.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

impl Psp {
    /// paVerifyPaymentNotice.
    pub async fn verify(
        &self,
        creditor: &OrgFiscalCode,
        notice: &NoticeNumber,
    ) -> Result<Verified, PspError> {
        let question = self.question(creditor, notice);
        let body = self
            .call(Operation::Verify, soap::verify(&question))
            .await?;
        payload(Operation::Verify, soap::read_verify(&body, &question))
    }

    /// paDemandPaymentNotice.
    pub async fn demand(&self, asked: &Demand) -> Result<Demanded, PspError> {
        let request = soap::demand(asked, &self.broker, &self.station);
        let body = self.call(Operation::Demand, request).await?;
        payload(Operation::Demand, soap::read_demand(&body))
    }

    /// paGetPaymentV2.
    pub async fn activate(
        &self,
        creditor: &OrgFiscalCode,
        notice: &NoticeNumber,
    ) -> Result<Payment, PspError> {
        self.activate_with(Version::V2, &self.question(creditor, notice), None, None)
            .await
    }

    pub(super) async fn activate_with(
        &self,
        version: Version,
        question: &Question,
        note: Option<&str>,
        transfer_type: Option<TransferType>,
    ) -> Result<Payment, PspError> {
        let operation = Operation::GetPayment(version);
        let request = soap::get_payment(version, question, note, transfer_type);
        let body = self.call(operation, request).await?;
        payload(operation, soap::read_payment(version, &body, question))
    }

    /// paSendRT or paSendRTV2, as the receipt says, once.
    pub async fn send(&self, receipt: &Receipt) -> Result<Answer<()>, PspError> {
        let question = Question {
            creditor: receipt.fiscal_code.clone(),
            broker: self.broker.clone(),
            station: self.station.clone(),
            notice_number: receipt.notice_number.clone(),
            iuv: receipt.creditor_reference_id.clone(),
        };
        let operation = Operation::SendReceipt(receipt.version);
        let request = soap::send_receipt(receipt.version, &question, receipt);
        let body = self.call(operation, request).await?;
        soap::read_receipt_answer(receipt.version, &body)
            .map_err(|found| PspError::Deviations { operation, found })
    }

    async fn call(&self, operation: Operation, request: String) -> Result<String, PspError> {
        let sent = self
            .http
            .post(&self.node_url)
            .header(CONTENT_TYPE, "text/xml; charset=utf-8")
            .header("SOAPAction", format!("\"{}\"", operation.name()))
            .timeout(operation.timeout())
            .body(request)
            .send();
        let answer = sent.await.map_err(|cause| failed(operation, cause))?;
        let status = answer.status();
        let mut found = check_head(status, answer.headers());
        let body = answer
            .bytes()
            .await
            .map_err(|cause| failed(operation, cause))?;
        if body.len() > ANSWER_BYTES_MAX {
            found.push(http("the answer is too large"));
        }
        match String::from_utf8(body.to_vec()) {
            Ok(body) if found.is_empty() => Ok(body),
            Ok(_) => Err(PspError::Deviations { operation, found }),
            Err(_) => {
                found.push(http("the answer is not UTF-8"));
                Err(PspError::Deviations { operation, found })
            }
        }
    }
}

/// Outcomes OK and KO both come with status 200.
fn check_head(status: reqwest::StatusCode, headers: &HeaderMap) -> Vec<Deviation> {
    let mut found = Vec::new();
    if status != reqwest::StatusCode::OK {
        found.push(http(format!("status {status}")));
    }
    let content_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let media = content_type.unwrap_or_default().to_ascii_lowercase();
    let mut parts = media.split(';').map(str::trim);
    if parts.next() != Some("text/xml") {
        found.push(http(format!("content type `{media}` is not text/xml")));
    }
    if parts.any(|part| part.starts_with("charset=") && part.trim_matches('"') != "charset=utf-8") {
        found.push(http(format!("content type `{media}` is not UTF-8")));
    }
    found
}

fn http(detail: impl Into<String>) -> Deviation {
    Deviation::new("HTTP", Rule::Http, detail)
}

fn failed(operation: Operation, cause: reqwest::Error) -> PspError {
    if cause.is_timeout() {
        return PspError::Timeout(operation);
    }
    PspError::Unreachable {
        operation,
        cause: cause.to_string(),
    }
}

fn payload<T>(
    operation: Operation,
    answer: Result<Answer<T>, Vec<Deviation>>,
) -> Result<T, PspError> {
    match answer {
        Ok(Answer::Ok(payload)) => Ok(payload),
        Ok(Answer::Ko(fault)) => Err(PspError::Refused { operation, fault }),
        Err(found) => Err(PspError::Deviations { operation, found }),
    }
}

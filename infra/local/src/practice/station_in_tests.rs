//! A stand-in for the creditor's station: right by default, wrong when a test tampers with it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use jiff::Timestamp;
use kernel::dice::SeededDice;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use kernel::time::ManualClock;

use super::psp::Psp;
use super::xml::{Element, parse};

pub const CREDITOR: &str = "80047110152";
pub const IBAN: &str = "IT44H0306933840100000009001";

/// Operation and right answer, to the answer that is sent.
pub type Tamper = fn(&str, String) -> Response;

#[derive(Clone)]
pub struct Station {
    pub node_url: String,
    inner: Arc<Inner>,
}

struct Inner {
    tamper: Tamper,
    /// Receipt of each paid notice.
    paid: Mutex<HashMap<String, String>>,
    requests: Mutex<Vec<(String, String)>>,
}

/// Sends what it is given, as XML.
pub fn right(_: &str, answer: String) -> Response {
    xml(StatusCode::OK, answer)
}

pub fn xml(status: StatusCode, answer: String) -> Response {
    (
        status,
        [("content-type", "text/xml; charset=utf-8")],
        answer,
    )
        .into_response()
}

impl Station {
    pub async fn start(tamper: Tamper) -> Self {
        let (paid, requests) = Default::default();
        let inner = Arc::new(Inner {
            tamper,
            paid,
            requests,
        });
        let app = Router::new()
            .route("/node", post(answer))
            .with_state(inner.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("bound");
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self {
            node_url: format!("http://{address}/node"),
            inner,
        }
    }

    pub fn psp(&self) -> Psp {
        let clock = ManualClock::new("2026-11-21T10:00:00Z".parse::<Timestamp>().expect("valid"));
        let dice = Arc::new(SeededDice::new(1));
        Psp::new(
            &self.node_url,
            "11477110156",
            "11477110156_01",
            Arc::new(clock),
            dice,
        )
    }

    /// SOAPAction and body of every request so far.
    pub fn requests(&self) -> Vec<(String, String)> {
        self.inner.requests.lock().expect("not poisoned").clone()
    }

    pub fn actions(&self) -> Vec<String> {
        self.requests()
            .into_iter()
            .map(|(action, _)| action)
            .collect()
    }
}

pub fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(CREDITOR).expect("valid")
}

/// A notice that the stand-in knows: its base is below 1000, and it costs `30.00`.
pub fn notice(base: u64) -> NoticeNumber {
    NoticeNumber::issue(&SegregationCode::parse("07").expect("valid"), base).expect("valid")
}

async fn answer(State(station): State<Arc<Inner>>, headers: HeaderMap, body: String) -> Response {
    let action = headers
        .get("soapaction")
        .and_then(|value| value.to_str().ok());
    let action = action.unwrap_or_default().trim_matches('"').to_owned();
    station
        .requests
        .lock()
        .expect("not poisoned")
        .push((action.clone(), body.clone()));
    let envelope = parse(&body).expect("the practice node writes XML");
    let request = &envelope.children[1].children[0];
    let answer = match action.as_str() {
        "paVerifyPaymentNotice" => station.verify(request),
        "paGetPaymentV2" => station.payment(request),
        "paGetPayment" => of_the_first_version(&station.payment(request)),
        "paSendRT" => of_the_first_version(&station.receipt(request)),
        _ => station.receipt(request),
    };
    (station.tamper)(&action, answer)
}

/// The right answers to verify, getPayment and receipt of a notice.
///
/// The last two are of the first version.
pub fn right_answers(notice: &NoticeNumber) -> [String; 5] {
    let payload = payment_payload(notice.as_str());
    let verified = envelope(
        "paVerifyPaymentNoticeRes",
        &format!("<outcome>OK</outcome>{VERIFY_PAYLOAD}"),
    );
    let payment = envelope(
        "paGetPaymentV2Response",
        &format!("<outcome>OK</outcome>{payload}"),
    );
    let refused = refused("paSendRTV2Response", "PAA_RECEIPT_DUPLICATA");
    let first = [
        of_the_first_version(&payment),
        of_the_first_version(&refused),
    ];
    let [first_payment, first_refused] = first;
    [verified, payment, refused, first_payment, first_refused]
}

fn of_the_first_version(answer: &str) -> String {
    answer.replace("V2Response>", "Res>").replace(
        "<companyName>Comune di Valdorra</companyName><IBAN>",
        "<IBAN>",
    )
}

impl Inner {
    fn refusal(&self, nav: &str) -> Option<&'static str> {
        if !nav.starts_with("3070000000000") {
            return Some("PAA_PAGAMENTO_SCONOSCIUTO");
        }
        let paid = self.paid.lock().expect("not poisoned").contains_key(nav);
        paid.then_some("PAA_PAGAMENTO_DUPLICATO")
    }

    fn verify(&self, request: &Element) -> String {
        let nav = request.text_at("qrCode/noticeNumber").expect("present");
        let element = "paVerifyPaymentNoticeRes";
        match self.refusal(nav) {
            Some(code) => refused(element, code),
            None => envelope(element, &format!("<outcome>OK</outcome>{VERIFY_PAYLOAD}")),
        }
    }

    fn payment(&self, request: &Element) -> String {
        let nav = request.text_at("qrCode/noticeNumber").expect("present");
        let element = "paGetPaymentV2Response";
        match self.refusal(nav) {
            Some(code) => refused(element, code),
            None => {
                let payload = payment_payload(nav);
                envelope(element, &format!("<outcome>OK</outcome>{payload}"))
            }
        }
    }

    fn receipt(&self, request: &Element) -> String {
        let nav = request.text_at("receipt/noticeNumber").expect("present");
        let id = request.text_at("receipt/receiptId").expect("present");
        let mut paid = self.paid.lock().expect("not poisoned");
        let element = "paSendRTV2Response";
        if !nav.starts_with("3070000000000") {
            return refused(element, "PAA_PAGAMENTO_SCONOSCIUTO");
        }
        if paid.entry(nav.to_owned()).or_insert(id.to_owned()) != id {
            return refused(element, "PAA_RECEIPT_DUPLICATA");
        }
        envelope(element, "<outcome>OK</outcome>")
    }
}

fn payment_payload(nav: &str) -> String {
    PAYMENT_PAYLOAD
        .replace("{iuv}", &nav[1..])
        .replace("{iban}", IBAN)
}

fn refused(element: &str, code: &str) -> String {
    let fault = format!("<faultCode>{code}</faultCode><faultString>no</faultString><id>1</id>");
    envelope(
        element,
        &format!("<outcome>KO</outcome><fault>{fault}</fault>"),
    )
}

fn envelope(element: &str, payload: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\"><soapenv:Body>\
         <p:{element}>{payload}</p:{element}></soapenv:Body></soapenv:Envelope>"
    )
}

const VERIFY_PAYLOAD: &str = "<paymentList><paymentOptionDescription><amount>30.00</amount>\
    <options>EQ</options><dueDate>2026-12-31</dueDate><allCCP>false</allCCP>\
    </paymentOptionDescription></paymentList><paymentDescription>Mensa</paymentDescription>\
    <fiscalCodePA>80047110152</fiscalCodePA><companyName>Comune di Valdorra</companyName>";

const PAYMENT_PAYLOAD: &str = "<data><creditorReferenceId>{iuv}</creditorReferenceId>\
    <paymentAmount>30.00</paymentAmount><dueDate>2026-12-31</dueDate>\
    <description>Mensa &amp; merende</description><companyName>Comune di Valdorra</companyName>\
    <debtor><uniqueIdentifier><entityUniqueIdentifierType>F</entityUniqueIdentifierType>\
    <entityUniqueIdentifierValue>RSSMRA80A01H501U</entityUniqueIdentifierValue>\
    </uniqueIdentifier><fullName>Mario Rossi</fullName><city>Valdorra</city>\
    <e-mail>mario@example.it</e-mail></debtor><transferList><transfer><idTransfer>1</idTransfer>\
    <transferAmount>30.00</transferAmount><fiscalCodePA>80047110152</fiscalCodePA>\
    <companyName>Comune di Valdorra</companyName><IBAN>{iban}</IBAN>\
    <remittanceInformation>Mensa</remittanceInformation>\
    <transferCategory>9/0101108TS/</transferCategory><metadata><mapEntry><key>k</key>\
    <value>v</value></mapEntry></metadata></transfer></transferList></data>";

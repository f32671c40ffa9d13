//! The PSP against a stand-in station that answers rightly and wrongly.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::official::{Schema, official_faults};
use super::super::station_in_tests::{Station, creditor, notice, right, xml};
use super::super::xml::Rule;
use super::*;

fn order(mode: Mode) -> Order {
    let stand_in = StandIn {
        amount: kernel::money::Cents::new(3000),
        iban: super::super::station_in_tests::IBAN.to_owned(),
        company_name: "Comune di Valdorra".to_owned(),
    };
    Order {
        mode,
        stand_in: Some(stand_in),
        ..Order::new(creditor(), notice(1))
    }
}

#[tokio::test]
async fn a_regular_payment_is_three_calls_and_one_receipt() {
    let station = Station::start(right).await;
    let paid = station
        .psp()
        .pay(&creditor(), &notice(1))
        .await
        .expect("paid");
    assert_eq!(
        station.actions(),
        ["paVerifyPaymentNotice", "paGetPaymentV2", "paSendRTV2"]
    );
    assert_eq!(paid.amount.get(), 3000);
    assert_eq!(paid.receipts[0].description, "Mensa & merende");
    assert_eq!(paid.receipt_id.len(), 32);
    let again = station
        .psp()
        .pay(&creditor(), &notice(1))
        .await
        .expect_err("paid already");
    assert_eq!(again.fault_code(), Some("PAA_PAGAMENTO_DUPLICATO"));
}

#[tokio::test]
async fn a_payment_of_the_first_version_is_told_by_its_own_operations() {
    let station = Station::start(right).await;
    let first = Order {
        version: super::super::soap::Version::V1,
        ..order(Mode::Regular)
    };
    let paid = station.psp().pay_order(&first).await.expect("paid");
    assert_eq!(
        station.actions(),
        ["paVerifyPaymentNotice", "paGetPayment", "paSendRT"]
    );
    assert_eq!(paid.receipts[0].transfers[0].company_name, None);
}

#[tokio::test]
async fn every_mode_makes_its_calls_and_accepts_the_right_answers() {
    let receipts_of = async |mode| {
        let station = Station::start(right).await;
        let paid = station
            .psp()
            .pay_order(&order(mode))
            .await
            .expect("answered by the rules");
        let sent = station
            .actions()
            .iter()
            .filter(|action| *action == "paSendRTV2")
            .count();
        assert_eq!(sent, paid.answers.len());
        (station.actions().len() - sent, sent)
    };
    let after = std::time::Duration::from_millis(5);
    assert_eq!(receipts_of(Mode::Late { after }).await, (2, 1));
    assert_eq!(receipts_of(Mode::LostAnswer).await, (2, 2));
    assert_eq!(receipts_of(Mode::Doubled { times: 9 }).await, (2, 9));
    assert_eq!(receipts_of(Mode::WrongAmount).await, (2, 1));
    assert_eq!(receipts_of(Mode::Reissued).await, (2, 2));
    assert_eq!(receipts_of(Mode::Unannounced).await, (0, 1));
    assert_eq!(receipts_of(Mode::Unknown).await, (1, 1));
}

#[tokio::test]
async fn every_request_is_valid_by_the_official_schema() {
    let station = Station::start(right).await;
    for (base, mode) in (1..).zip([
        Mode::Regular,
        Mode::Reissued,
        Mode::Unannounced,
        Mode::Unknown,
    ]) {
        let order = Order {
            notice: notice(base),
            version: if base % 2 == 0 {
                super::super::soap::Version::V1
            } else {
                super::super::soap::Version::V2
            },
            note: Some("cart-1".to_owned()),
            transfer_type: Some(super::super::soap::TransferType::PagoPa),
            ..order(mode)
        };
        station
            .psp()
            .pay_order(&order)
            .await
            .expect("answered by the rules");
    }
    for (action, body) in station.requests() {
        let message = message(&body);
        assert_eq!(official_faults(Schema::Node, &message), None, "{action}");
    }
}

#[tokio::test]
async fn the_stand_in_answers_what_the_official_schema_allows() {
    fn checked(action: &str, answer: String) -> Response {
        assert_eq!(
            official_faults(Schema::Node, &message(&answer)),
            None,
            "{action}"
        );
        xml(StatusCode::OK, answer)
    }
    let station = Station::start(checked).await;
    let paid = station.psp().pay_order(&order(Mode::Reissued)).await;
    paid.expect("a failed check breaks the connection");
}

/// The message of an envelope as a document of its own.
fn message(envelope: &str) -> String {
    let from = envelope.find("<soapenv:Body>").expect("a body") + "<soapenv:Body>".len();
    let to = envelope.find("</soapenv:Body>").expect("a body");
    let (name, rest) = envelope[from..to].split_once('>').expect("an element");
    let prefix = name[1..].split(':').next().expect("a prefix");
    format!("{name} xmlns:{prefix}=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\">{rest}")
}

/// Operation, what to find in the right answer, what to put there, and the rule it breaks.
type Wrong = (&'static str, &'static str, &'static str, Rule);

const VERIFY: &str = "paVerifyPaymentNotice";
const PAYMENT: &str = "paGetPaymentV2";
const RECEIPT: &str = "paSendRTV2";

const WRONGS: [Wrong; 24] = [
    (
        VERIFY,
        "<soapenv:Envelope",
        "<!DOCTYPE x><soapenv:Envelope",
        Rule::Doctype,
    ),
    (
        VERIFY,
        "schemas.xmlsoap.org/soap/envelope/",
        "www.w3.org/2003/05/soap-envelope",
        Rule::Namespace,
    ),
    (
        VERIFY,
        "pagopa.gov.it/pa/",
        "pagopa.gov.it/pa2/",
        Rule::Namespace,
    ),
    (
        VERIFY,
        "<outcome>",
        "<outcome xmlns='urn:x'>",
        Rule::Namespace,
    ),
    (
        VERIFY,
        "paVerifyPaymentNoticeRes",
        "paVerifyPaymentNoticeResponse",
        Rule::Envelope,
    ),
    (VERIFY, "<amount>30.00<", "<amount>30.0<", Rule::Value),
    (VERIFY, "<amount>30.00<", "<amount>31.00<", Rule::Identity),
    (VERIFY, "<allCCP>false</allCCP>", "", Rule::Missing),
    (
        VERIFY,
        "<fiscalCodePA>80047110152</fiscalCodePA>",
        "",
        Rule::Missing,
    ),
    (VERIFY, "80047110152", "11477110156", Rule::Identity),
    (
        VERIFY,
        "<outcome>OK</outcome>",
        "<outcome>KO</outcome>",
        Rule::Outcome,
    ),
    (
        VERIFY,
        "<outcome>OK</outcome>",
        "<outcome>Ok</outcome>",
        Rule::Value,
    ),
    (PAYMENT, "<dueDate>2026-12-31</dueDate>", "", Rule::Missing),
    (
        PAYMENT,
        "<dueDate>2026-12-31<",
        "<dueDate>31/12/2026<",
        Rule::Value,
    ),
    (
        PAYMENT,
        "<transferAmount>30.00<",
        "<transferAmount>29.99<",
        Rule::Transfers,
    ),
    (PAYMENT, "<idTransfer>1<", "<idTransfer>2<", Rule::Transfers),
    (
        PAYMENT,
        "<creditorReferenceId>07",
        "<creditorReferenceId>08",
        Rule::Identity,
    ),
    (PAYMENT, "IT44H", "IT45H", Rule::Value),
    (
        PAYMENT,
        "<companyName>Comune di Valdorra</companyName><debtor>",
        "<debtor>",
        Rule::Missing,
    ),
    (PAYMENT, "mario@example.it", "mario", Rule::Value),
    (PAYMENT, "<IBAN>", "<iban/><IBAN>", Rule::Unexpected),
    (RECEIPT, "<outcome>OK</outcome>", "", Rule::Missing),
    (
        RECEIPT,
        "<outcome>OK</outcome>",
        "<outcome>OK</outcome><fault><faultCode>PAA_SEMANTICA</faultCode><faultString/><id/></fault>",
        Rule::Outcome,
    ),
    (
        RECEIPT,
        "<outcome>OK</outcome>",
        "<outcome>KO</outcome><fault><faultCode>PPT_SEMANTICA</faultCode><faultString/><id/></fault>",
        Rule::FaultCode,
    ),
];

#[tokio::test]
async fn each_wrong_answer_is_found_by_its_rule() {
    static NOW: std::sync::Mutex<Option<Wrong>> = std::sync::Mutex::new(None);
    fn tamper(action: &str, answer: String) -> Response {
        let wrong = NOW.lock().expect("not poisoned").expect("set");
        let answer = if wrong.0 == action {
            answer.replace(wrong.1, wrong.2)
        } else {
            answer
        };
        xml(StatusCode::OK, answer)
    }
    let station = Station::start(tamper).await;
    for (base, wrong) in (1..).zip(WRONGS) {
        *NOW.lock().expect("not poisoned") = Some(wrong);
        let error = station
            .psp()
            .pay(&creditor(), &notice(base))
            .await
            .expect_err(wrong.2);
        let rules: Vec<_> = error.deviations().iter().map(|found| found.rule).collect();
        assert!(rules.contains(&wrong.3), "{wrong:?} gave {error}");
    }
}

#[tokio::test]
async fn status_content_type_and_silence_are_found() {
    fn plain(_: &str, answer: String) -> Response {
        answer.into_response()
    }
    fn failing(_: &str, answer: String) -> Response {
        xml(StatusCode::INTERNAL_SERVER_ERROR, answer)
    }
    for tamper in [plain, failing] {
        let psp = Station::start(tamper).await.psp();
        let error = psp
            .verify(&creditor(), &notice(1))
            .await
            .expect_err("wrong head");
        assert_eq!(error.deviations()[0].rule, Rule::Http, "{error}");
    }
    let mut psp = Station::start(right).await.psp();
    psp.node_url = "http://127.0.0.1:9/node".to_owned();
    let error = psp
        .verify(&creditor(), &notice(1))
        .await
        .expect_err("nobody there");
    assert!(matches!(error, PspError::Unreachable { .. }));
}

#[tokio::test]
async fn an_accepted_second_receipt_is_a_mistake_of_the_station() {
    fn forgetful(_: &str, answer: String) -> Response {
        let from = answer.find("<outcome>KO").unwrap_or(answer.len());
        let to = answer
            .find("</fault>")
            .map_or(answer.len(), |at| at + "</fault>".len());
        let mut answer = answer;
        if from < to {
            answer.replace_range(from..to, "<outcome>OK</outcome>");
        }
        xml(StatusCode::OK, answer)
    }
    let station = Station::start(forgetful).await;
    let error = station
        .psp()
        .pay_order(&order(Mode::Reissued))
        .await
        .expect_err("accepted");
    assert_eq!(error.deviations()[0].rule, Rule::Expectation);
}

//! Every answer of `/node` is valid with the official schema.

use kernel::iban::Iban;
use kernel::money::Cents;
use payments::domain::position::{DebtPosition, Destination, PositionState};

use super::town::{Town, body_of};
use super::{samples, xsd};

pub const PA: &str = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd";

/// `idPA`, `idBrokerPA`, `idStation`.
pub type Ids<'a> = [&'a str; 3];

pub const IDS: Ids<'static> = [samples::CREDITOR, samples::BROKER, samples::STATION];

fn ask(element: &str, [pa, broker, station]: Ids<'_>, nav: &str, more: &str) -> String {
    let code = samples::CREDITOR;
    samples::envelope(&format!(
        "<p:{element} xmlns:p=\"{PA}\"><idPA>{pa}</idPA><idBrokerPA>{broker}</idBrokerPA>\
         <idStation>{station}</idStation><qrCode><fiscalCode>{code}</fiscalCode>\
         <noticeNumber>{nav}</noticeNumber></qrCode>{more}</p:{element}>"
    ))
}

pub fn verify(ids: Ids<'_>, nav: &str) -> (&'static str, String) {
    (
        "paVerifyPaymentNotice",
        ask("paVerifyPaymentNoticeReq", ids, nav, ""),
    )
}

pub fn get(nav: &str, more: &str) -> (&'static str, String) {
    (
        "paGetPaymentV2",
        ask("paGetPaymentV2Request", IDS, nav, more),
    )
}

/// As [`get`], of the first version.
pub fn get_v1(nav: &str, more: &str) -> (&'static str, String) {
    ("paGetPayment", ask("paGetPaymentReq", IDS, nav, more))
}

/// The body of `paSendRT`: what must be in the second version must be in this one.
fn send_rt_v1(nav: &str, id: &str, amount: Cents) -> String {
    samples::send_rt(nav, id, amount).replace("paSendRTV2Request", "paSendRTReq")
}

fn demand([pa, broker, station]: Ids<'_>) -> (&'static str, String) {
    let element = "paDemandPaymentNoticeRequest";
    let message = samples::envelope(&format!(
        "<p:{element} xmlns:p=\"{PA}\"><idPA>{pa}</idPA><idBrokerPA>{broker}</idBrokerPA>\
         <idStation>{station}</idStation><idServizio>00001</idServizio>\
         <idSoggettoServizio>00002</idSoggettoServizio>\
         <datiSpecificiServizioRequest>QUJD</datiSpecificiServizioRequest></p:{element}>"
    ));
    ("paDemandPaymentNotice", message)
}

pub fn receipt(nav: &str, id: &str, amount: i64) -> (&'static str, String) {
    let body = samples::send_rt(nav, id, Cents::new(amount));
    ("paSendRTV2", samples::envelope(&body))
}

fn in_state(state: PositionState) -> impl FnOnce(&mut DebtPosition) {
    move |position| position.state = state
}

/// Action and message, and what the answer must hold.
type Turn = ((&'static str, String), &'static str);

const UNKNOWN: &str = "309999999999999999";

async fn questions(town: &Town) -> Vec<Turn> {
    let open = town.publish(1, |_| ()).await;
    let rich = town.publish(2, rich).await;
    let withdrawn = town.publish(3, in_state(PositionState::Invalid)).await;
    let expired = town.publish(4, in_state(PositionState::Expired)).await;
    let draft = town.publish(5, in_state(PositionState::Draft)).await;
    let [creditor, broker, station] = IDS;
    let stranger = verify(["80001234567", broker, station], &open);
    let nobody = verify(["x", broker, station], &open);
    let broker_s = verify([creditor, "x", "y"], UNKNOWN);
    let station_s = verify([creditor, broker, "y"], UNKNOWN);
    let postal = get(&rich, "<transferType>POSTAL</transferType>");
    let pagopa = get(&rich, "<transferType>PAGOPA</transferType>");
    vec![
        (verify(IDS, &open), "<outcome>OK</outcome>"),
        (verify(IDS, &rich), "<allCCP>true</allCCP>"),
        (stranger, "PAA_ID_DOMINIO_ERRATO"),
        (nobody, "PAA_ID_DOMINIO_ERRATO"),
        (broker_s, "PAA_ID_INTERMEDIARIO_ERRATO"),
        (station_s, "PAA_STAZIONE_INT_ERRATA"),
        (verify(IDS, UNKNOWN), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (
            verify(IDS, "999999999999999999"),
            "PAA_PAGAMENTO_SCONOSCIUTO",
        ),
        (
            verify(IDS, "311111111111112222"),
            "PAA_PAGAMENTO_SCONOSCIUTO",
        ),
        (verify(IDS, &draft), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (verify(IDS, &withdrawn), "PAA_PAGAMENTO_ANNULLATO"),
        (verify(IDS, &expired), "PAA_PAGAMENTO_SCADUTO"),
        (verify(IDS, "3"), "PAA_SINTASSI_XSD"),
        (get(&open, ""), "<dueDate>2099-12-31</dueDate>"),
        (
            get(&open, "<amount>1.00</amount>"),
            "<paymentAmount>30.00</paymentAmount>",
        ),
        (postal, "IT33I0760103200001234567890</IBAN>"),
        (pagopa, "IBANAPPOGGIO"),
        (get(UNKNOWN, ""), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (demand(IDS), "PAA_SEMANTICA"),
        (demand(["x", broker, station]), "PAA_ID_DOMINIO_ERRATO"),
        (
            demand([creditor, "x", station]),
            "PAA_ID_INTERMEDIARIO_ERRATO",
        ),
        (demand([creditor, broker, "x"]), "PAA_STAZIONE_INT_ERRATA"),
    ]
}

/// The first version of get payment decides as the second does.
async fn first_version(town: &Town) -> Vec<Turn> {
    let open = town.publish(11, |_| ()).await;
    let rich = town.publish(12, rich).await;
    let withdrawn = town.publish(13, in_state(PositionState::Invalid)).await;
    let expired = town.publish(14, in_state(PositionState::Expired)).await;
    let planned = town.publish(15, |position| {
        position.state = PositionState::Published;
        position.options[0].validity_date = "2026-06-02T08:00:00Z".parse().ok();
    });
    let planned = planned.await;
    let of = |kind: &str| format!("<transferType>{kind}</transferType>");
    let crossed = ("paGetPayment", get(&open, "").1);
    let paid = samples::envelope(&send_rt_v1(&open, "V1", Cents::new(3_000)));
    let again = receipt(&open, "V1", 3_000);
    let as_second = ("paSendRTV2", paid.clone());
    let other = samples::envelope(&send_rt_v1(&open, "V1b", Cents::new(3_000)));
    let orphan = samples::envelope(&send_rt_v1(UNKNOWN, "V1", Cents::new(3_000)));
    vec![
        (get_v1(&open, ""), "<dueDate>2099-12-31</dueDate>"),
        (
            get_v1(&rich, &of("POSTAL")),
            "IT33I0760103200001234567890</IBAN>",
        ),
        (
            get_v1(&rich, &of("PAGOPA")),
            "IT60X0542811101000000123456</IBAN>",
        ),
        (get_v1(&rich, &of("OTHER")), "PAA_SINTASSI_XSD"),
        (get_v1(UNKNOWN, ""), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (get_v1(&planned, ""), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (get_v1(&withdrawn, ""), "PAA_PAGAMENTO_ANNULLATO"),
        (get_v1(&expired, ""), "PAA_PAGAMENTO_SCADUTO"),
        (crossed, "PAA_SINTASSI_XSD"),
        (as_second, "PAA_SINTASSI_XSD"),
        (("paSendRT", paid.clone()), "<outcome>OK</outcome>"),
        (("paSendRT", paid), "<outcome>OK</outcome>"),
        (again, "<outcome>OK</outcome>"),
        (("paSendRT", other), "PAA_RECEIPT_DUPLICATA"),
        (("paSendRT", orphan), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (get_v1(&open, ""), "PAA_PAGAMENTO_DUPLICATO"),
    ]
}

async fn payments(town: &Town) -> Vec<Turn> {
    let open = town.publish(6, |_| ()).await;
    let withdrawn = town.publish(7, in_state(PositionState::Invalid)).await;
    let good = samples::send_rt(&open, "A", Cents::new(3_000));
    let spoilt = |from: &str, to: &str| ("paSendRTV2", samples::envelope(&good.replace(from, to)));
    let crossed = ("paVerifyPaymentNotice", receipt(&open, "A", 1).1);
    vec![
        (
            spoilt("<outcome>OK", "<outcome>KO"),
            "<outcome>OK</outcome>",
        ),
        (spoilt("<outcome>OK", "<outcome>SI"), "PAA_SINTASSI_XSD"),
        (
            spoilt("<receiptId>A", "<receiptId> "),
            "PAA_SINTASSI_EXTRAXSD",
        ),
        (verify(IDS, &open), "<outcome>OK</outcome>"),
        (receipt(&open, "A", 3_000), "<outcome>OK</outcome>"),
        (receipt(&open, "A", 3_000), "<outcome>OK</outcome>"),
        (receipt(&open, "B", 3_000), "PAA_RECEIPT_DUPLICATA"),
        (receipt(&open, "B", 3_000), "PAA_RECEIPT_DUPLICATA"),
        (receipt(UNKNOWN, "A", 3_000), "PAA_PAGAMENTO_SCONOSCIUTO"),
        (receipt(&withdrawn, "A", 1), "<outcome>OK</outcome>"),
        (verify(IDS, &open), "PAA_PAGAMENTO_DUPLICATO"),
        (get(&withdrawn, ""), "PAA_PAGAMENTO_DUPLICATO"),
        (crossed, "PAA_SINTASSI_XSD"),
    ]
}

/// Everything that a position may have, in letters that XML must escape.
fn rich(position: &mut DebtPosition) {
    position.company_name = "Comune <di> \"Valdorra\" & ’dintorni’ \u{1F600}".to_owned();
    position.office_name = Some("Ufficio\u{0}\tTributi".to_owned());
    position.debtor.email = Some("mario@rossi.example".to_owned());
    let part = &mut position.options[0].installments[0];
    part.description = "è".repeat(200);
    part.due_date = Some(jiff::civil::date(2026, 7, 1));
    let postal = Iban::parse("IT33I0760103200001234567890").ok();
    let bank = part.transfers[0].iban().unwrap().clone();
    part.transfers[0].to = Destination::account(bank, postal);
}

#[tokio::test]
async fn every_answer_says_what_it_should_and_is_valid() {
    let town = Town::new().await;
    let mut answers = Vec::new();
    let turns = [
        questions(&town).await,
        payments(&town).await,
        first_version(&town).await,
    ];
    let turns = turns.concat();
    for ((action, message), wanted) in turns {
        let (status, answer) = town.say(action, message.clone()).await;
        assert_eq!(status, 200, "{answer}");
        assert!(answer.contains(wanted), "{wanted}\n{message}\n{answer}");
        answers.push(answer);
    }
    if xsd::is_here() {
        let bodies: Vec<String> = answers
            .iter()
            .map(|answer| body_of(answer).to_owned())
            .collect();
        xsd::PA_FOR_NODE.assert_valid(&bodies);
        xsd::SOAP_ENVELOPE.assert_valid(&answers);
    }
}

#[tokio::test]
async fn what_no_operation_can_answer_is_a_soap_fault() {
    let town = Town::new().await;
    let (_, message) = verify(IDS, "300000000000000000");
    let new = message.replace(
        "schemas.xmlsoap.org/soap/envelope/",
        "www.w3.org/2003/05/soap-envelope",
    );
    let header = "<e:Header><q:x xmlns:q=\"urn:q\" e:mustUnderstand=\"1\"/></e:Header>";
    let strict = message.replace("<e:Header/>", header);
    let mut answers = Vec::new();
    for (action, message, code) in [
        ("", &message, "Client"),
        ("\"\"", &message, "Client"),
        ("paVerifyPaymentNoticeReq", &message, "Client"),
        ("paVerifyPaymentNotice, paSendRTV2", &message, "Client"),
        ("\"paVerifyPaymentNotice\"", &new, "VersionMismatch"),
        ("paVerifyPaymentNotice", &strict, "MustUnderstand"),
    ] {
        let (status, answer) = town.say(action, message.clone()).await;
        assert_eq!(status, 500, "{action}");
        let wanted = format!("<faultcode>soapenv:{code}</faultcode>");
        assert!(answer.contains(&wanted), "{action} {answer}");
        answers.push(answer);
    }
    let calls = answers.len() as u64;
    assert_eq!(town.cost(calls), 0, "nothing was read or written");
    if xsd::is_here() {
        xsd::SOAP_ENVELOPE.assert_valid(&answers);
    }
}

/// DESIGN, "The table": 1 get for a question, 1 get and 1 transaction for a receipt.
#[tokio::test]
async fn the_budgets_of_requests_hold() {
    let town = Town::new().await;
    let open = town.publish(1, |_| ()).await;
    let cost = async |(action, message): (&'static str, String)| {
        town.count.take();
        let (status, answer) = town.say(action, message).await;
        assert!(status == 200 && answer.contains("<outcome>OK"), "{answer}");
        town.cost(1)
    };
    assert_eq!(
        cost(verify(IDS, &open)).await,
        3,
        "the settings, and whether software tells amounts, are read once"
    );
    assert_eq!(cost(verify(IDS, &open)).await, 1);
    assert_eq!(cost(get(&open, "")).await, 1);
    assert_eq!(cost(get_v1(&open, "")).await, 1);
    assert_eq!(cost(receipt(&open, "A", 3_000)).await, 2);
    assert_eq!(
        cost(receipt(&open, "A", 3_000)).await,
        2,
        "known, and its receipt is kept"
    );
    let first = samples::envelope(&send_rt_v1(&open, "A", Cents::new(3_000)));
    assert_eq!(cost(("paSendRT", first)).await, 2, "known by either");
    town.count.take();
    let (_, message) = demand(IDS);
    town.say("paDemandPaymentNotice", message).await;
    assert_eq!(town.cost(1), 0);
}

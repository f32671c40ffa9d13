//! Notices made on the spot, and amounts that the body's software tells.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use payments::domain::amount::AmountHook;
use payments::domain::receipt::Standing;
use payments::domain::settings::{OnDemand, Service, ServiceKind};
use payments::domain::webhook::{Reach, WebhookSecret, WebhookUrl};
use payments::store::{amounts, receipts, settings};
use platform::table::Condition;

use super::answers::{IDS, PA, get, receipt, verify};
use super::town::{Town, body_of};
use super::{samples, xsd};

fn ask(service: &str, data: &str) -> (&'static str, String) {
    let [pa, broker, station] = IDS;
    let element = "paDemandPaymentNoticeRequest";
    let data = STANDARD.encode(data);
    let message = samples::envelope(&format!(
        "<p:{element} xmlns:p=\"{PA}\"><idPA>{pa}</idPA><idBrokerPA>{broker}</idBrokerPA>\
         <idStation>{station}</idStation><idServizio>{service}</idServizio>\
         <idSoggettoServizio>00002</idSoggettoServizio>\
         <datiSpecificiServizioRequest>{data}</datiSpecificiServizioRequest></p:{element}>"
    ));
    ("paDemandPaymentNotice", message)
}

const DATA: &str = "<service xmlns=\"http://PuntoAccessoPSP.spcoop.gov.it/GeneralService\"><amount>1250</amount>\
                    <description>Bollo &amp; co.</description></service>";

/// A town that offers one service of the catalogue.
async fn offering() -> Town {
    let town = Town::new().await;
    let code = ServiceCode::parse("BOLLO").unwrap();
    let mut with = samples::settings();
    with.services.push(Service {
        code: code.clone(),
        name: "Tassa auto".to_owned(),
        taxonomy: "9/0101108TS/".to_owned(),
        kind: ServiceKind::Spontaneous,
        amount_cents: None,
    });
    let (service, subject) = ("00001".to_owned(), "00002".to_owned());
    with.on_demand.push(OnDemand {
        service,
        subject,
        code,
    });
    with.version = 2;
    assert!(settings::write(&town.table, &with, 1).await.unwrap());
    town
}

fn number(answer: &str) -> String {
    let (_, rest) = answer.split_once("<noticeNumber>").unwrap();
    rest.split('<').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_demand_makes_one_notice_which_can_be_paid() {
    let town = offering().await;
    let say = async |(action, message): (&'static str, String)| town.say(action, message).await.1;
    let first = say(ask("00001", DATA)).await;
    assert!(first.contains("<amount>12.50</amount>"), "{first}");
    assert!(first.contains("<paymentDescription>Bollo &amp; co.</paymentDescription>"));
    let nav = number(&first);
    town.count.take();
    let again = say(ask("00001", &DATA.replace("1250", "01250"))).await;
    assert_eq!((number(&again), town.cost(1)), (nav.clone(), 2));
    assert!(say(verify(IDS, &nav)).await.contains("<outcome>OK"));
    assert!(
        say(get(&nav, ""))
            .await
            .contains("<entityUniqueIdentifierValue>ANONIMO<")
    );
    assert!(say(receipt(&nav, "A", 1_250)).await.contains("<outcome>OK"));
    town.count.take();
    let other = say(ask("00001", DATA)).await;
    assert_ne!(
        number(&other),
        nav,
        "the first is paid: who asks again pays again"
    );
    assert_eq!(town.cost(1), 2 + 2 + 1, "gets, the number, a transaction");
    if xsd::is_here() {
        let bodies = [first, again, other].map(|answer| body_of(&answer).to_owned());
        xsd::PA_FOR_NODE.assert_valid(&bodies);
    }
}

#[tokio::test]
async fn a_demand_is_the_same_for_a_while_and_longer_where_somebody_is_named() {
    let town = offering().await;
    let named = "<debtorFiscalCode>RSSMRA85T10A562S</debtorFiscalCode></service>";
    let named = DATA.replace("</service>", named);
    let demand = async |data: &str| {
        let (action, message) = ask("00001", data);
        number(&town.say(action, message).await.1)
    };
    let (nobody, somebody) = (demand(DATA).await, demand(&named).await);
    town.later(2);
    assert_ne!(demand(DATA).await, nobody, "another customer");
    assert_eq!(demand(&named).await, somebody);
    let (creditor, nav) = (samples::settings().fiscal_code, somebody.clone());
    let nav = kernel::notice::NoticeNumber::parse(&nav).unwrap();
    let mut withdrawn = payments::store::positions::by_nav(&town.table, &creditor, &nav)
        .await
        .unwrap()
        .unwrap();
    withdrawn.state = payments::domain::position::PositionState::Invalid;
    let put = town.table.put(&withdrawn, Condition::Exists).await;
    assert!(put.unwrap().is_none());
    assert_ne!(demand(&named).await, somebody, "nobody can pay it any more");
}

#[tokio::test]
async fn the_same_demand_many_times_at_once_makes_one_notice() {
    let town = offering().await;
    let (action, message) = ask("00001", DATA);
    let all = (0..20).map(|_| town.say(action, message.clone()));
    let answers = futures::future::join_all(all).await;
    let told: Vec<_> = answers
        .iter()
        .filter(|(_, text)| text.contains("<qrCode>"))
        .collect();
    let numbers: std::collections::BTreeSet<_> =
        told.iter().map(|(_, text)| number(text)).collect();
    assert_eq!((numbers.len(), told.len()), (1, 20), "{answers:?}");
}

#[tokio::test]
async fn a_demand_that_can_not_be_met_is_refused_and_writes_nothing() {
    let town = offering().await;
    for (asked, code) in [
        (ask("00009", DATA), "PAA_SEMANTICA"),
        (ask("00001", "<service/>"), "PAA_SEMANTICA"),
        (ask("00001", "<service>"), "PAA_SINTASSI_EXTRAXSD"),
        (
            ask("00001", "<!DOCTYPE service><service/>"),
            "PAA_SINTASSI_EXTRAXSD",
        ),
        (ask("0001", DATA), "PAA_SINTASSI_XSD"),
    ] {
        let (status, answer) = town.say(asked.0, asked.1).await;
        assert_eq!(status, StatusCode::OK);
        assert!(answer.contains(code), "{code} {answer}");
    }
    town.count.take();
    let (action, message) = ask("00001", "<service/>");
    town.say(action, message).await;
    assert_eq!(town.cost(1), 0);
}

/// A body's software that answers with this, and counts how often it was asked.
async fn software(
    status: u16,
    body: &'static str,
    delay: Duration,
) -> (SocketAddr, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let answer = move || {
        let count = count.clone();
        async move {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(delay).await;
            (StatusCode::from_u16(status).unwrap(), body)
        }
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = Router::new().route("/", post(answer));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, asked)
}

async fn asks(town: &Town, address: SocketAddr) {
    let hook = AmountHook {
        creditor: samples::settings().fiscal_code,
        url: WebhookUrl::parse(&format!("http://{address}/"), Reach::Loopback).unwrap(),
        secret: WebhookSecret::of_bytes([7; 32]),
        updated_by: "user:x".to_owned(),
        updated_at: Timestamp::UNIX_EPOCH,
        version: 1,
    };
    assert!(
        amounts::save(&town.table, &hook, Condition::New)
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn the_software_of_the_body_tells_the_amount_and_its_receipt_is_no_surprise() {
    let town = Town::new().await;
    let open = town.publish(1, |_| ()).await;
    let (address, _) = software(200, r#"{"amount_cents":3500}"#, Duration::ZERO).await;
    asks(&town, address).await;
    let say = async |(action, message): (&'static str, String)| town.say(action, message).await.1;
    assert!(
        say(verify(IDS, &open))
            .await
            .contains("<amount>35.00</amount>")
    );
    let told = say(get(&open, "")).await;
    assert!(told.contains("<paymentAmount>35.00<") && told.contains("<transferAmount>35.00<"));
    town.count.take();
    say(verify(IDS, &open)).await;
    assert_eq!(
        town.cost(2),
        1,
        "a verify writes nothing but journal, of call and question"
    );
    say(get(&open, "")).await;
    assert_eq!(town.cost(2), 2, "what was told is kept");
    assert!(
        say(receipt(&open, "A", 3_500))
            .await
            .contains("<outcome>OK")
    );
    assert_eq!(town.cost(1), 3, "position, what was told, a transaction");
    let nav = samples::notice(1);
    let creditor = samples::settings().fiscal_code;
    let kept = receipts::by_nav(&town.table, &creditor, &nav)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (kept.standing, kept.updated_amount),
        (Standing::Settles, true)
    );
    assert_eq!(
        (kept.warnings.len(), kept.amount_cents),
        (0, Cents::new(3_500))
    );
}

#[tokio::test]
async fn each_reason_of_the_software_has_its_code() {
    for (body, code) in [
        (r#"{"not_payable":"paid"}"#, "PAA_PAGAMENTO_DUPLICATO"),
        (r#"{"not_payable":"cancelled"}"#, "PAA_PAGAMENTO_ANNULLATO"),
        (r#"{"not_payable":"expired"}"#, "PAA_PAGAMENTO_SCADUTO"),
        (r#"{"not_payable":"in_progress"}"#, "PAA_PAGAMENTO_IN_CORSO"),
        (r#"{"not_payable":"unknown"}"#, "PAA_PAGAMENTO_SCONOSCIUTO"),
    ] {
        let town = Town::new().await;
        let open = town.publish(1, |_| ()).await;
        let (address, _) = software(200, body, Duration::ZERO).await;
        asks(&town, address).await;
        for (action, message) in [verify(IDS, &open), get(&open, "")] {
            let (_, answer) = town.say(action, message).await;
            assert!(answer.contains(code), "{code} {answer}");
        }
    }
}

#[tokio::test]
async fn software_that_fails_is_left_alone_and_the_stored_amount_is_told() {
    let town = Town::new().await;
    let open = town.publish(1, |_| ()).await;
    let (address, asked) = software(500, "", Duration::ZERO).await;
    asks(&town, address).await;
    for _ in 0..6 {
        let (action, message) = verify(IDS, &open);
        let (_, answer) = town.say(action, message).await;
        assert!(answer.contains("<amount>30.00</amount>"), "{answer}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn nobody_waits_longer_than_three_seconds_for_the_software() {
    let town = Town::new().await;
    let open = town.publish(1, |_| ()).await;
    let late = Duration::from_secs(30);
    let (address, _) = software(200, r#"{"amount_cents":1}"#, late).await;
    asks(&town, address).await;
    let since = tokio::time::Instant::now();
    let (action, message) = get(&open, "");
    let (_, answer) = town.say(action, message).await;
    assert!(answer.contains("<paymentAmount>30.00<"), "{answer}");
    assert!(since.elapsed() < Duration::from_secs(4));
}

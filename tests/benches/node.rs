//! What the node asks, over HTTP and SOAP on loopback. Caller, functions and store share the two cores, so the rate
//! for one core is an underestimate: CPU time of all three is counted.

use std::time::{Duration, Instant};

use futures::StreamExt;
use kernel::money::Cents;

use crate::figure::{Aim, Figure};
use crate::gauge::{self, Spent};
use crate::town::{Town, runtime};

#[path = "../samples/messages.rs"]
mod messages;

use messages::{BROKER, CREDITOR, STATION, envelope, send_rt};

const POSITIONS: usize = 4_000;
const VERIFIES: usize = 10_000;
const AT_ONCE: usize = 8;

pub fn measure() {
    runtime().block_on(async {
        let town = Town::start().await;
        let notices = town.publish(POSITIONS).await.notices;
        let asked = |element: &'static str| {
            let notice = |n: usize| question(element, &notices[n % notices.len()]);
            (0..VERIFIES).map(notice).collect()
        };
        let verifies = asked("paVerifyPaymentNoticeReq");
        let (times, spent) = call(&town, "paVerifyPaymentNotice", verifies).await;
        told("verify", &times, spent, Some(Aim::AtLeast(1_000.0)));
        for (operation, element, what) in [
            ("paGetPayment", "paGetPaymentReq", "get payment, V1"),
            ("paGetPaymentV2", "paGetPaymentV2Request", "get payment, V2"),
        ] {
            let (times, spent) = call(&town, operation, asked(element)).await;
            told(what, &times, spent, Some(Aim::AtLeast(1_000.0)));
        }
        let (first, second) = notices.split_at(notices.len() / 2);
        let paid = first.iter().enumerate().map(|(n, nav)| {
            let body = send_rt(nav, &format!("bench{n:027}"), Cents::new(3_000));
            envelope(&body.replace("paSendRTV2Request", "paSendRTReq"))
        });
        let (times, spent) = call(&town, "paSendRT", paid.collect()).await;
        told("receipt, V1", &times, spent, None);
        let paid = second.iter().enumerate();
        let paid = paid
            .map(|(n, nav)| envelope(&send_rt(nav, &format!("again{n:027}"), Cents::new(3_000))));
        let (times, spent) = call(&town, "paSendRTV2", paid.collect()).await;
        told("receipt, V2", &times, spent, None);
        town.stack.stop().await;
    });
}

fn told(what: &str, times: &[Duration], spent: Spent, aim: Option<Aim>) {
    let figure = Figure::new(
        &format!("node: {what}, one core"),
        times.len() as f64 / spent.cpu_s,
        "/s",
    )
    .note("calls a CPU second, caller and store included");
    Figure { aim, ..figure }.print();
    let wall = times.len() as f64 / spent.wall.as_secs_f64();
    Figure::new(&format!("… {what}, this machine, 8 at once"), wall, "/s").print();
    let p99 = times[times.len() * 99 / 100].as_secs_f64() * 1e3;
    Figure::new(&format!("… {what}, p99"), p99, "ms").print();
}

/// Sends all of them, some at once, and gives how long each took, sorted.
async fn call(town: &Town, operation: &str, bodies: Vec<String>) -> (Vec<Duration>, Spent) {
    let url = format!("{}/node", town.stack.url);
    let (began, before) = (Instant::now(), gauge::cpu_s());
    let calls = bodies.into_iter().map(|body| {
        let request = town.http.post(&url).header("SOAPAction", operation);
        let request = request
            .header("Content-Type", "text/xml; charset=utf-8")
            .body(body);
        async move {
            let sent = Instant::now();
            let answer = request.send().await.unwrap().text().await.unwrap();
            assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
            sent.elapsed()
        }
    });
    let mut times: Vec<Duration> = futures::stream::iter(calls)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    let spent = gauge::since(began, before);
    times.sort();
    (times, spent)
}

/// `element` asks for the notice.
fn question(element: &str, nav: &str) -> String {
    envelope(&format!(
        "<p:{element} xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\">\
         <idPA>{CREDITOR}</idPA><idBrokerPA>{BROKER}</idBrokerPA><idStation>{STATION}</idStation>\
         <qrCode><fiscalCode>{CREDITOR}</fiscalCode><noticeNumber>{nav}</noticeNumber></qrCode>\
         </p:{element}>"
    ))
}

//! The node's door, over real HTTP.

use futures::future::join_all;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::domain::receipt::Standing;
use payments::store::receipts;
use serde_json::{Value, json};

use super::messages::{BROKER, CREDITOR, STATION, envelope, send_rt};
use super::world::{DEBTOR, World};

impl World {
    /// Status and text of the answer.
    pub async fn soap(&self, action: &str, body: &str) -> (u16, String) {
        let request = self
            .http
            .post(self.url("/node"))
            .header("SOAPAction", action);
        let request = request.header("Content-Type", "text/xml; charset=utf-8");
        let answer = request.body(envelope(body)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    async fn receipt(&self, nav: &str, id: &str) -> String {
        let (status, answer) = self
            .soap("paSendRTV2", &send_rt(nav, id, Cents::new(1_250)))
            .await;
        assert_eq!(status, 200, "{answer}");
        outcome(&answer)
    }

    async fn verify(&self, nav: &str) -> String {
        let body = verification(nav);
        let (_, answer) = self.soap("\"paVerifyPaymentNotice\"", &body).await;
        outcome(&answer)
    }

    async fn standings(&self, nav: &str) -> Vec<Standing> {
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        let nav = NoticeNumber::parse(nav).unwrap();
        let all = receipts::by_nav(&self.stack.parts.table, &creditor, &nav).await;
        all.unwrap()
            .iter()
            .map(|receipt| receipt.standing)
            .collect()
    }
}

/// The body of `paVerifyPaymentNotice`.
pub fn verification(nav: &str) -> String {
    format!(
        "<p:paVerifyPaymentNoticeReq xmlns:p=\"http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd\">\
         <idPA>{CREDITOR}</idPA><idBrokerPA>{BROKER}</idBrokerPA><idStation>{STATION}</idStation>\
         <qrCode><fiscalCode>{CREDITOR}</fiscalCode><noticeNumber>{nav}</noticeNumber></qrCode>\
         </p:paVerifyPaymentNoticeReq>"
    )
}

/// `OK`, or the fault code.
fn outcome(answer: &str) -> String {
    let of = |name: &str| {
        let (_, rest) = answer.split_once(&format!("<{name}>"))?;
        rest.split_once('<').map(|(text, _)| text.to_owned())
    };
    of("faultCode")
        .or_else(|| of("outcome"))
        .unwrap_or_else(|| answer.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notice_is_verified_paid_and_then_known_as_paid() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    assert_eq!(world.verify(&nav).await, "OK");
    assert_eq!(world.receipt(&nav, "A").await, "OK");
    assert_eq!(world.receipt(&nav, "A").await, "OK");
    assert_eq!(world.receipt(&nav, "B").await, "PAA_RECEIPT_DUPLICATA");
    assert_eq!(world.verify(&nav).await, "PAA_PAGAMENTO_DUPLICATO");
    assert_eq!(
        world.standings(&nav).await,
        [Standing::Settles, Standing::Extra]
    );
    let fields = [("notice_number", nav.as_str()), ("tax_code", DEBTOR)];
    let page = world
        .form("/pay/notice", &fields)
        .await
        .text()
        .await
        .unwrap();
    assert!(page.contains("Pagat"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_of_a_payment_that_the_body_told_of_first_is_kept_and_told() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let path = format!("/gpd/api/v1/organizations/{CREDITOR}/paymentoptions/{nav}/pay");
    let told = json!({ "pspCompany": "Tesoreria", "idReceipt": "T" });
    let request = world.http.post(world.url(&path)).json(&told);
    let request = request.header("Ocp-Apim-Subscription-Key", world.key(CREDITOR));
    let status = request.send().await.unwrap().status();
    assert_eq!(
        (status.as_u16(), world.standings(&nav).await),
        (200, vec![])
    );
    for _ in 0..2 {
        assert_eq!(world.receipt(&nav, "T").await, "OK");
    }
    assert_eq!(world.standings(&nav).await, [Standing::Settles]);
    assert_eq!(world.receipt(&nav, "B").await, "PAA_RECEIPT_DUPLICATA");
    // The payment was told of with the amount that was due; the receipt tells another one.
    let open: Value = world
        .get("/exceptions?state=open")
        .await
        .json()
        .await
        .unwrap();
    let kinds = open["exceptions"].as_array().unwrap().iter();
    let mut kinds: Vec<&str> = kinds.map(|one| one["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, ["extra_payment", "receipt_amount"]);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_delivered_a_hundred_times_at_once_is_one_receipt() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let answers = join_all((0..100).map(|_| world.receipt(&nav, "A"))).await;
    assert!(answers.iter().all(|answer| answer == "OK"), "{answers:?}");
    assert_eq!(world.standings(&nav).await, [Standing::Settles]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_payments_at_once_one_settles_and_the_others_are_extra() {
    let world = World::start().await;
    let nav = world.publish(1).await.notices.remove(0);
    let ids: Vec<String> = (0..6).map(|n| format!("R{n}")).collect();
    let mut answers = join_all(ids.iter().map(|id| world.receipt(&nav, id))).await;
    answers.sort();
    let mut wanted = vec!["PAA_RECEIPT_DUPLICATA"; 6];
    wanted[0] = "OK";
    assert_eq!(answers, wanted);
    let settles = world.standings(&nav).await;
    assert_eq!(
        settles.iter().filter(|s| **s == Standing::Settles).count(),
        1
    );
    assert_eq!(settles.len(), 6);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_an_unknown_notice_is_kept_as_orphan() {
    let world = World::start().await;
    let nav = "309999999999999999";
    assert_eq!(world.verify(nav).await, "PAA_PAGAMENTO_SCONOSCIUTO");
    assert_eq!(world.receipt(nav, "A").await, "PAA_PAGAMENTO_SCONOSCIUTO");
    assert_eq!(world.receipt(nav, "A").await, "PAA_PAGAMENTO_SCONOSCIUTO");
    assert_eq!(world.standings(nav).await, [Standing::Orphan]);
}

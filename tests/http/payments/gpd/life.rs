//! A position from its making to its end.

use http::Method;
use payments::jobs::position_time::{TimeDeps, tick};
use serde_json::json;

use crate::payments::world::CREDITOR;

use super::desk::{ACA, Desk, EXTERNAL, INFO, INTERNAL, INTERNAL_2, MOUNTS, iuv, nav, transfer};

#[tokio::test(flavor = "multi_thread")]
async fn a_position_is_made_read_published_changed_withdrawn_and_deleted() {
    let desk = Desk::open().await;
    let body = desk.one("TARI-2026-1", 1);
    let made = desk.create(&body).await;
    assert_eq!((made.status, &made.body["status"]), (201, &json!("DRAFT")));
    let part = &made.body["paymentOption"][0];
    assert_eq!(part["nav"], nav(1));
    assert_eq!(
        (&part["fee"], &part["notificationFee"]),
        (&json!(0), &json!(0))
    );
    for (field, value) in body.as_object().unwrap() {
        if field != "paymentOption" {
            assert_eq!(&made.body[field], value, "{field}");
        }
    }
    let path = "{org}/debtpositions/TARI-2026-1";
    for mount in MOUNTS {
        let read = desk.ask(mount, Method::GET, path, None).await;
        assert_eq!((read.status, &read.body["status"]), (200, &json!("DRAFT")));
        assert_eq!(read.body["paymentOption"][0]["status"], "PO_UNPAID");
    }
    let published = desk
        .ask(EXTERNAL, Method::POST, &format!("{path}/publish"), None)
        .await;
    assert_eq!(published.body["status"], "VALID");
    assert!(published.body["validityDate"].is_string());
    let again = desk
        .ask(EXTERNAL, Method::POST, &format!("{path}/publish"), None)
        .await;
    assert_eq!(again.status, 409);
    let mut changed = body.clone();
    changed["fullName"] = json!("Mario Rossi Bianchi");
    let put = desk.ask(EXTERNAL, Method::PUT, path, Some(&changed)).await;
    assert_eq!((put.status, &put.body["status"]), (200, &json!("DRAFT")));
    let put = format!("{path}?toPublish=true");
    let put = desk.ask(ACA, Method::PUT, &put, Some(&changed)).await;
    assert_eq!((put.status, &put.body["status"]), (200, &json!("VALID")));
    assert_eq!(put.body["fullName"], "Mario Rossi Bianchi");
    let withdrawn = desk
        .ask(INTERNAL, Method::POST, &format!("{path}/invalidate"), None)
        .await;
    assert_eq!(
        (withdrawn.status, &withdrawn.body["status"]),
        (200, &json!("INVALID"))
    );
    let put = desk.ask(EXTERNAL, Method::PUT, path, Some(&changed)).await;
    assert_eq!(put.status, 409);
    let deleted = desk.ask(INTERNAL_2, Method::DELETE, path, None).await;
    assert_eq!(deleted.body, "The debt position was successfully deleted");
    let gone = desk.get(path).await;
    assert_eq!(
        (gone.status, &gone.body["title"]),
        (404, &json!("Not found the debt position"))
    );
    let anew = desk.create(&body).await;
    assert_eq!(anew.status, 201, "{anew:?}");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_waits_for_its_validity_date_and_keeps_stamps_and_other_bodies_shares() {
    let desk = Desk::open().await;
    let mut body = desk.one("BOLLO-1", 10);
    body["validityDate"] = json!(desk.in_days(5));
    let mut stamp = transfer("2", 1_600);
    stamp["iban"].take();
    stamp.as_object_mut().unwrap().remove("iban");
    stamp["stamp"] = json!({
        "hashDocument": "nvUzlgHHhxrRgGVoL3eq6fUxJxTJtCFqDyVpJUjLqTg=",
        "stampType": "01",
        "provincialResidence": "RM",
    });
    let mut share = transfer("3", 1_000);
    share["organizationFiscalCode"] = json!("80051230409");
    share["companyName"] = json!("Ordine degli Ingegneri di Valdorra");
    share["postalIban"] = json!("IT33I0760103200001234567890");
    body["paymentOption"][0]["amount"] = json!(5_600);
    body["paymentOption"][0]["transfer"] = json!([transfer("1", 3_000), stamp, share]);
    let made = desk.publish(&body).await;
    assert_eq!(made.body["status"], "PUBLISHED");
    let read = desk.get("{org}/debtpositions/BOLLO-1").await.body;
    let transfers = &read["paymentOption"][0]["transfer"];
    assert_eq!(transfers[1]["stamp"]["provincialResidence"], "RM");
    assert_eq!(transfers[2]["organizationFiscalCode"], "80051230409");
    let by_iuv = format!("{{org}}/paymentoptions/{}/debtposition", iuv(10));
    let by_iuv = desk.ask(INTERNAL, Method::GET, &by_iuv, None).await;
    assert_eq!(by_iuv.body["iupd"], "BOLLO-1");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_is_there_says_so() {
    let desk = Desk::open().await;
    let info = INFO.trim_start_matches("{mount}");
    for mount in MOUNTS {
        let (answer, faults) = desk.exchange(mount, Method::GET, info, None).await;
        assert_eq!((answer.status, faults), (200, vec![]), "{mount}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_position_that_cannot_be_read_does_not_stop_the_time_of_others() {
    let desk = Desk::open().await;
    for n in 400..420 {
        let mut body = desk.one(&format!("TEMPO-{n}"), n);
        body["switchToExpired"] = json!(true);
        desk.publish(&body).await;
    }
    let parts = &desk.world.stack.parts;
    let creditor = kernel::tax::OrgFiscalCode::parse(CREDITOR).unwrap();
    let place = |n: u64| {
        let nav = kernel::notice::NoticeNumber::parse(&nav(n)).unwrap();
        payments::store::keys::position(&creditor, &nav)
    };
    for n in [403, 407] {
        // Something else stands where the position stood.
        let key = place(n);
        let tx = platform::table::Tx::new().delete(key, platform::table::Condition::Exists);
        parts.job_table.commit(tx).await.unwrap();
        let broken = Broken { pk: place(n).pk };
        parts.job_table.put_new(&broken).await.unwrap();
    }
    let late = parts.clock.now() + jiff::SignedDuration::from_hours(24 * 30);
    let clock = std::sync::Arc::new(kernel::time::ManualClock::new(late));
    let deps = TimeDeps::new(parts.job_table.clone(), (clock, parts.dice.clone()));
    assert!(tick(&deps).await.is_err(), "somebody has to look");
    for n in (400..420).filter(|n| ![403, 407].contains(n)) {
        let nav = kernel::notice::NoticeNumber::parse(&nav(n)).unwrap();
        let found = payments::store::positions::by_nav(&parts.job_table, &creditor, &nav).await;
        let state = found.unwrap().unwrap().state;
        assert_eq!(
            state,
            payments::domain::position::PositionState::Expired,
            "{n}"
        );
    }
    desk.world.stack.stop().await;
}

/// An item that is no position.
#[derive(serde::Serialize, serde::Deserialize)]
struct Broken {
    #[serde(skip)]
    pk: String,
}

impl platform::table::Stored for Broken {
    const ENTITY: &'static str = "position";

    fn key(&self) -> platform::table::Key {
        platform::table::Key::new(self.pk.clone(), payments::store::keys::POSITION_SK)
    }
}

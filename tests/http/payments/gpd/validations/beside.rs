//! Rules of dates that pass, of what is said of a part, of numbers that are others'.

use http::Method;
use serde_json::{Value, json};

use super::cases::{FORM, long};
use super::{V2, in_v3, judged, spoilt};
use crate::payments::gpd::desk::{Desk, EXTERNAL, INTERNAL, OTHER_IBAN, V3, iuv, nav};

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_whose_dates_have_passed_can_not_be_published() {
    let desk = Desk::open().await;
    let mut begun = desk.one("INIZIATA", 850);
    begun["validityDate"] = json!(desk.in_days(1));
    desk.create(&begun).await;
    let late = desk.one("SCADUTA", 851);
    desk.create(&late).await;
    let mut never = desk.one("SENZA-SCADENZA", 852);
    never["switchToExpired"] = json!(false);
    desk.create(&never).await;
    desk.world
        .stack
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 2));
    let publish = async |iupd: &str| {
        let path = format!("{{org}}/debtpositions/{iupd}/publish");
        let answer = desk.ask(EXTERNAL, Method::POST, &path, None).await;
        (answer.status, answer.body["title"].clone())
    };
    let validity = "Publish request occurred after the validity date began";
    assert_eq!(publish("INIZIATA").await, (409, json!(validity)));
    desk.world
        .stack
        .clock
        .advance(jiff::SignedDuration::from_hours(24 * 19));
    let due = "Publish request occurred after the due date of a payment options has expired";
    assert_eq!(publish("SCADUTA").await, (409, json!(due)));
    // Written anew: a past due date is refused where the position expires by it, and kept where it does not.
    for (body, iupd, status) in [(&late, "SCADUTA", 400), (&never, "SENZA-SCADENZA", 200)] {
        let path = format!("{{org}}/debtpositions/{iupd}");
        let answer = desk.ask(EXTERNAL, Method::PUT, &path, Some(body)).await;
        assert_eq!(answer.status, status, "{answer:?}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_of_a_part_has_rules_of_its_own() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("PARTE", 860)).await;
    let part = |end: &str| format!("{{org}}/paymentoptions/{}{end}", nav(860));
    let (pay, fee) = (part("/pay"), part("/notificationfee"));
    let beside = format!("{{org}}/paymentoptions/paids/{}", nav(860));
    let accounts = "{org}/debtpositions/transfers".to_owned();
    let from_old = format!("{accounts}?oldIban={OTHER_IBAN}");
    let paid = |name: &str, value: Value| {
        let mut body = json!({ "pspCompany": "PSP", "idReceipt": "R", "pspCode": "P", "fee": "1" });
        body[name] = value;
        body
    };
    let (post, put, patch) = (Method::POST, Method::PUT, Method::PATCH);
    #[rustfmt::skip]
    let cases = [
        (&post, &pay, paid("pspCompany", Value::Null), "pspCompany: must not be null"),
        (&post, &pay, paid("pspCompany", json!(" ")), "pspCompany: must not be blank"),
        (&post, &pay, paid("idReceipt", Value::Null), "idReceipt: must not be null"),
        (&post, &pay, paid("pspCode", long(36)), "pspCode: size must be between 0 and 35"),
        (&post, &pay, paid("pspTaxCode", long(71)), "pspTaxCode: size must be between 0 and 70"),
        (&post, &pay, paid("fee", json!("1,50")), "fee: must be an amount in cents"),
        (&post, &pay, paid("paymentDate", json!("ieri")), "paymentDate: ieri is not a valid date format"),
        (&post, &beside, json!({ "paymentDate": "2026-02-30T10:00:00" }), "paymentDate: "),
        (&put, &fee, json!({}), "notificationFee: must not be null"),
        (&put, &fee, json!({ "notificationFee": -1 }), "notificationFee: must be greater than"),
        (&put, &fee, json!({ "notificationFee": "uno" }), "invalid type"),
        (&patch, &accounts, json!({ "newIban": OTHER_IBAN }), "'oldIban'"),
        (&patch, &from_old, json!({}), "newIban: must not be null"),
        (&patch, &from_old, json!({ "newIban": "IT00" }), "newIban: "),
    ];
    for (method, path, body, words) in &cases {
        let answer = desk
            .ask_freely(INTERNAL, (*method).clone(), path, Some(body))
            .await;
        let wrong = judged(&answer, (FORM, *words));
        assert_eq!(wrong, None, "{path} {body}");
    }
    assert_eq!(desk.status_of("PARTE").await, "VALID");
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_takes_no_number_of_another_partner_and_none_that_is_another_positions() {
    let desk = Desk::open().await;
    desk.create(&desk.one("MIA", 870)).await;
    desk.create(&desk.one("ALTRA", 871)).await;
    let foreign = kernel::notice::SegregationCode::parse("08").unwrap();
    let foreign = kernel::notice::NoticeNumber::issue(&foreign, 870).unwrap();
    let foreign = json!(foreign.as_str()[1..]);
    for (number, status, title) in [
        (foreign, 403, "The payment position is forbidden"),
        (
            json!(iuv(871)),
            409,
            "The debt position violated constraints of uniqueness",
        ),
    ] {
        let flat = spoilt(&desk.one("MIA", 870), ("/paymentOption/0/iuv", &number));
        let bulk = json!({ "paymentPositions": [flat] });
        let (list, one) = ("{org}/debtpositions", "{org}/debtpositions/MIA");
        for (mount, path, body) in [
            (EXTERNAL, one, &flat),
            (V2, list, &bulk),
            (V3, one, &in_v3(&flat)),
        ] {
            let answer = desk.ask_freely(mount, Method::PUT, path, Some(body)).await;
            assert_eq!(
                (answer.status, &answer.body["title"]),
                (status, &json!(title)),
                "{mount}"
            );
        }
    }
    let read = desk.get("{org}/debtpositions/MIA").await.body;
    assert_eq!(read["paymentOption"][0]["iuv"], iuv(870));
    desk.world.stack.stop().await;
}

//! Lists: filters, orders, pages.

use http::Method;
use serde_json::{Value, json};

use super::desk::{Desk, EXTERNAL};

fn iupds(page: &Value) -> Vec<String> {
    let list = page["payment_position_list"].as_array().unwrap();
    list.iter()
        .map(|one| one["iupd"].as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_hold_every_position_once() {
    let desk = Desk::open().await;
    for n in 0..7 {
        desk.create(&desk.one(&format!("L-{n}"), 100 + n)).await;
    }
    let mut all = Vec::new();
    for page in 0..3 {
        let path = format!("{{org}}/debtpositions?limit=3&page={page}");
        let answer = desk.get(&path).await.body;
        let info = &answer["page_info"];
        assert_eq!(
            (&info["page"], &info["total_pages"]),
            (&json!(page), &json!(3))
        );
        assert_eq!(info["items_found"], iupds(&answer).len());
        all.extend(iupds(&answer));
    }
    let newest: Vec<String> = (0..7).rev().map(|n| format!("L-{n}")).collect();
    assert_eq!(all, newest);
    let behind = desk.get("{org}/debtpositions?limit=3&page=9").await.body;
    assert_eq!(iupds(&behind), [""; 0]);
    assert_eq!(behind["page_info"]["total_pages"], 3);
    let jumped = desk.get("{org}/debtpositions?limit=2&page=3").await.body;
    assert_eq!(iupds(&jumped), ["L-0"]);
    for (order, first) in [
        ("INSERTED_DATE", "L-0"),
        ("IUPD", "L-0"),
        ("COMPANY_NAME", "L-0"),
    ] {
        let path = format!("{{org}}/debtpositions?orderby={order}&ordering=ASC&limit=1");
        assert_eq!(iupds(&desk.get(&path).await.body), [first], "{order}");
    }
    desk.world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_by_state_due_date_and_payment_date() {
    let desk = Desk::open().await;
    desk.publish(&desk.one("VALIDA", 120)).await;
    desk.create(&desk.one("BOZZA", 121)).await;
    desk.publish(&desk.one("PAGATA", 122)).await;
    let beside = format!("{{org}}/paymentoptions/paids/{}", super::desk::nav(122));
    let body = json!({ "paymentDate": desk.in_days(0) });
    desk.ask(EXTERNAL, Method::POST, &beside, Some(&body)).await;
    let mut late = desk.one("LONTANA", 123);
    late["paymentOption"][0]["dueDate"] = json!(desk.in_days(100));
    late["paymentOption"][0]["retentionDate"].take();
    late["paymentOption"][0]
        .as_object_mut()
        .unwrap()
        .remove("retentionDate");
    desk.create(&late).await;
    let day = |days| desk.in_days(days)[..10].to_owned();
    for (query, wanted) in [
        ("status=VALID".to_owned(), vec!["VALIDA"]),
        ("status=PAID".to_owned(), vec!["PAGATA"]),
        (
            format!("due_date_from={}&due_date_to={}", day(95), day(105)),
            vec!["LONTANA"],
        ),
        (
            format!("due_date_to={}&ordering=ASC", day(25)),
            vec!["VALIDA", "BOZZA", "PAGATA"],
        ),
        (format!("payment_date_from={}", day(0)), vec!["PAGATA"]),
        (format!("payment_date_to={}", day(-1)), vec![]),
        (
            format!(
                "payment_date_time_from={}&payment_date_time_to={}",
                desk.in_days(-1),
                desk.in_days(1)
            ),
            vec!["PAGATA"],
        ),
        (
            "orderby=STATUS&ordering=ASC&limit=1&page=3".to_owned(),
            vec!["VALIDA"],
        ),
    ] {
        let answer = desk.get(&format!("{{org}}/debtpositions?{query}")).await;
        assert_eq!(iupds(&answer.body), wanted, "{query}");
    }
    for (query, title) in [
        (
            "due_date_from=2026-01-01&due_date_to=2026-03-01",
            "The debt positions cannot be recovered",
        ),
        (
            "due_date_from=2026-01-01&payment_date_from=2026-03-01",
            "Exclusive Parameters",
        ),
        ("limit=51", "BAD REQUEST"),
        ("page=-1", "BAD REQUEST"),
        ("status=GONE", "BAD REQUEST"),
        ("due_date_from=ieri", "BAD REQUEST"),
    ] {
        let answer = desk.get(&format!("{{org}}/debtpositions?{query}")).await;
        assert_eq!(
            (answer.status, &answer.body["title"]),
            (400, &json!(title)),
            "{query}"
        );
    }
    desk.world.stack.stop().await;
}

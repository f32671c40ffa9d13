//! What the practice node answers is what the official OpenAPI file says of the FdR API.

use serde_json::{Value, json};

use super::super::openapi_in_tests::{Judge, files};
use super::super::station_in_tests::{CREDITOR, Station, notice, right};
use super::super::tests::serve;

const FILES: [&str; 2] = [
    "fdr/fdr_organization.json",
    "fdr/pagopa-fdr_openapi_org.json",
];
const BASE: &str = "/organizations/{organizationId}/fdrs";
const ONE: &str = "/organizations/{organizationId}/fdrs/{fdr}/revisions/{revision}/psps/{pspId}";

async fn get(url: &str, path: &str) -> (u16, Value) {
    let request = reqwest::Client::new()
        .get(format!("{url}/_local/fdr-org/service/v1{path}"))
        .header("Ocp-Apim-Subscription-Key", "practice");
    let answer = request.send().await.expect("answers");
    let status = answer.status().as_u16();
    (status, answer.json().await.expect("JSON"))
}

async fn post(url: &str, path: &str, body: Value) -> Value {
    let request = reqwest::Client::new().post(format!("{url}/_local/practice/{path}"));
    let answer = request.json(&body).send().await.expect("answers");
    assert!(answer.status().is_success(), "{path}");
    answer.json().await.expect("JSON")
}

#[tokio::test]
async fn every_answer_is_as_the_official_openapi_file_says() {
    let files = files(&FILES);
    let station = Station::start(right).await;
    let url = serve(&station.node_url, None).await;
    for (base, mode) in [(1, "regular"), (2, "unannounced")] {
        let body = json!({ "creditor": CREDITOR, "notice_number": notice(base).as_str(),
            "mode": mode, "delay_ms": 20, "amount_cents": 1200 });
        post(&url, "pay", body).await;
    }
    let settled = post(&url, "settle", json!({ "creditor": CREDITOR })).await;
    let all = format!("/organizations/{CREDITOR}/fdrs");
    let (status, list) = get(&url, &format!("{all}?page=1&size=10")).await;
    assert_eq!(
        (status, &list["data"][0]["fdr"]),
        (200, &settled["flow_id"])
    );
    let text = |name: &str| list["data"][0][name].as_str().expect(name).to_owned();
    let one = format!("{all}/{}/revisions/1/psps/{}", text("fdr"), text("pspId"));
    let (_, flow) = get(&url, &one).await;
    let (_, payments) = get(&url, &format!("{one}/payments")).await;
    assert_eq!(payments["count"], 2, "{payments}");
    let (lost, error) = get(&url, &format!("{all}/X/revisions/1/psps/Y")).await;
    assert_eq!(lost, 404);
    for file in &files {
        let judge = Judge::new(file);
        for (path, status, answer) in [
            (BASE.to_owned(), "200", &list),
            (ONE.to_owned(), "200", &flow),
            (format!("{ONE}/payments"), "200", &payments),
            (ONE.to_owned(), "404", &error),
        ] {
            assert_eq!(judge.answer((&path, status), answer), [""; 0]);
        }
        let mut wrong = flow.clone();
        wrong["status"] = json!("DONE");
        wrong["totPayments"] = json!("2");
        wrong["fdrDate"] = json!("2026-11-21");
        assert_eq!(judge.answer((ONE, "200"), &wrong).len(), 3, "it judges");
    }
}

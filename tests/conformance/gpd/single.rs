//! The life of positions of v1, one at a time.

use serde_json::{Value, json};

use super::bodies::{IBAN, NEW_IBAN, Thing, days, v1};
use super::book::Api;
use super::desk::Desk;

/// A position of the API, made and published.
pub async fn published(desk: &Desk, api: Api) -> Thing {
    let thing = desk.thing();
    let line = thing.at("post /debtpositions?toPublish=true");
    let made = desk.ask(maker(api), &line, Some(&v1(&thing)), 201).await;
    holds!(desk, made["status"] == "VALID", made);
    thing
}

/// The service that takes a single position where this one takes several at once.
pub fn maker(api: Api) -> Api {
    match api {
        Api::Bulk | Api::Internal2 => Api::V1,
        one => one,
    }
}

pub async fn live(desk: &Desk, api: Api) {
    made_and_changed(desk, api).await;
    published_and_withdrawn(desk, api).await;
    lists(desk, api).await;
    if api != Api::Aca {
        accounts(desk, api).await;
    }
    paid_beside(desk, api).await;
}

async fn made_and_changed(desk: &Desk, api: Api) {
    let thing = desk.thing();
    let mut body = v1(&thing);
    let made = desk
        .ask(
            maker(api),
            &thing.at("post /debtpositions"),
            Some(&body),
            201,
        )
        .await;
    holds!(desk, made["status"] == "DRAFT", made);
    holds!(desk, made["paymentOption"][0]["nav"] == thing.nav(0), made);
    desk.ask(
        maker(api),
        &thing.at("post /debtpositions"),
        Some(&body),
        409,
    )
    .await;
    let read = desk.ask(api, &thing.of("get", ""), None, 200).await;
    holds!(
        desk,
        read["paymentOption"][0]["status"] == "PO_UNPAID",
        read
    );
    holds!(
        desk,
        read["paymentOption"][0]["transfer"][1]["amount"] == 500,
        read
    );
    body["fullName"] = json!("Maria Rossi");
    let changed = desk.ask(api, &thing.of("put", ""), Some(&body), 200).await;
    holds!(desk, changed["fullName"] == "Maria Rossi", changed);
    desk.ask(api, &thing.of("delete", ""), None, 200).await;
    desk.ask(api, &thing.of("get", ""), None, 404).await;
}

async fn published_and_withdrawn(desk: &Desk, api: Api) {
    let thing = desk.thing();
    let mut body = v1(&thing);
    body["validityDate"] = json!(days(1));
    desk.ask(
        maker(api),
        &thing.at("post /debtpositions"),
        Some(&body),
        201,
    )
    .await;
    desk.ask(api, &thing.of("post", "/invalidate"), None, 409)
        .await;
    let published = desk
        .ask(api, &thing.of("post", "/publish"), None, 200)
        .await;
    holds!(desk, published["status"] == "PUBLISHED", published);
    desk.ask(api, &thing.of("post", "/publish"), None, 409)
        .await;
    let withdrawn = desk
        .ask(api, &thing.of("post", "/invalidate"), None, 200)
        .await;
    holds!(desk, withdrawn["status"] == "INVALID", withdrawn);
    desk.ask(api, &thing.of("post", "/invalidate"), None, 409)
        .await;
    desk.ask(api, &thing.of("put", ""), Some(&body), 409).await;
}

async fn lists(desk: &Desk, api: Api) {
    let thing = published(desk, api).await;
    let line =
        thing.at("get /debtpositions?limit=50&page=0&status=VALID&orderby=IUPD&ordering=ASC");
    let page = desk.ask(api, &line, None, 200).await;
    holds!(desk, iupds(&page).contains(&thing.iupd), page);
    let (from, to) = (&days(29)[..10], &days(31)[..10]);
    let line = thing.at(&format!(
        "get /debtpositions?due_date_from={from}&due_date_to={to}&limit=50"
    ));
    let page = desk.ask(api, &line, None, 200).await;
    holds!(desk, iupds(&page).contains(&thing.iupd), page);
}

/// The positions on a page.
pub fn iupds(page: &Value) -> Vec<String> {
    let list = page["payment_position_list"]
        .as_array()
        .into_iter()
        .flatten();
    let iupd = |one: &Value| one["iupd"].as_str().unwrap_or_default().to_owned();
    list.map(iupd).collect()
}

async fn accounts(desk: &Desk, api: Api) {
    let thing = published(desk, api).await;
    let line = thing.at(&format!(
        "patch /debtpositions/transfers?oldIban={IBAN}&limit=1000"
    ));
    let body = json!({ "newIban": NEW_IBAN });
    let told = desk.ask(api, &line, Some(&body), 200).await;
    holds!(desk, told["updatedTransfers"].as_u64() >= Some(1), told);
    let read = desk.ask(api, &thing.of("get", ""), None, 200).await;
    holds!(
        desk,
        read["paymentOption"][0]["transfer"][0]["iban"] == NEW_IBAN,
        read
    );
}

/// The body says that it was paid elsewhere.
pub async fn paid_beside(desk: &Desk, api: Api) {
    let maker = maker(api);
    let thing = published(desk, api).await;
    let body = json!({ "paymentDate": days(0) });
    let line = format!("post /paymentoptions/paids/{}", thing.nav(0));
    let paid = desk.ask(api, &thing.at(&line), Some(&body), 200).await;
    holds!(desk, paid["status"] == "PO_PAID", paid);
    desk.ask(api, &thing.at(&line), Some(&body), 409).await;
    let single = if api == Api::Bulk { maker } else { api };
    desk.ask(single, &thing.of("delete", ""), None, 409).await;
    let draft = desk.thing();
    desk.ask(
        maker,
        &draft.at("post /debtpositions"),
        Some(&v1(&draft)),
        201,
    )
    .await;
    let line = format!("post /paymentoptions/paids/{}", draft.nav(0));
    desk.ask(api, &draft.at(&line), Some(&body), 422).await;
}

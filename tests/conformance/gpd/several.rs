//! Positions of v1, several at once: all or none.

use serde_json::{Value, json};

use super::bodies::{Thing, several, v1};
use super::book::Api;
use super::desk::Desk;
use super::plans::two_plans;
use super::single::{paid_beside, published};

pub async fn live(desk: &Desk, api: Api) {
    made_changed_and_deleted(desk, api).await;
    a_hundred(desk, api).await;
    one_refuses_all(desk, api).await;
    paid_beside(desk, api).await;
}

async fn made_changed_and_deleted(desk: &Desk, api: Api) {
    let things: Vec<Thing> = (0..3).map(|_| desk.thing()).collect();
    let line = things[0].at("post /debtpositions?toPublish=true");
    desk.ask(api, &line, Some(&several(&things)), 201).await;
    let fresh = desk.thing();
    let mixed = several(&[fresh.clone(), things[0].clone()]);
    desk.ask(api, &line, Some(&mixed), 409).await;
    desk.ask(Api::V1, &fresh.of("get", ""), None, 404).await;

    let mut changed = several(&things);
    changed["paymentPositions"][1]["officeName"] = json!("Ragioneria");
    let put = things[0].at("put /debtpositions");
    desk.ask(api, &put, Some(&changed), 200).await;
    let read = desk.ask(Api::V1, &things[1].of("get", ""), None, 200).await;
    holds!(desk, read["officeName"] == "Ragioneria", read);

    let withdrawn = desk.thing();
    let line = withdrawn.at("post /debtpositions?toPublish=true");
    desk.ask(Api::V1, &line, Some(&v1(&withdrawn)), 201).await;
    desk.ask(Api::V1, &withdrawn.of("post", "/invalidate"), None, 200)
        .await;
    let mixed = several(&[things[0].clone(), withdrawn]);
    desk.ask(api, &put, Some(&mixed), 409).await;

    let body = named(&things);
    let line = things[0].at("delete /debtpositions");
    desk.ask(api, &line, Some(&body), 200).await;
    desk.ask(Api::V1, &things[2].of("get", ""), None, 404).await;
    desk.ask(api, &line, Some(&body), 404).await;
}

/// As many as there may be in one call.
async fn a_hundred(desk: &Desk, api: Api) {
    let things: Vec<Thing> = (0..100).map(|_| desk.thing()).collect();
    let post = things[0].at("post /debtpositions");
    desk.ask(api, &post, Some(&several(&things)), 201).await;
    let put = things[0].at("put /debtpositions?toPublish=true");
    desk.ask(api, &put, Some(&several(&things)), 200).await;
    desk.ask(api, &put, Some(&several(&things)), 200).await;
    for thing in [&things[0], &things[99]] {
        let read = desk.ask(Api::V3, &thing.of("get", ""), None, 200).await;
        holds!(desk, read["status"] == "VALID", read);
    }
    let mut too_many = things.clone();
    too_many.push(desk.thing());
    desk.ask(api, &post, Some(&several(&too_many)), 400).await;
    let delete = things[0].at("delete /debtpositions");
    for some in things.chunks(20) {
        desk.ask(api, &delete, Some(&named(some)), 200).await;
    }
    desk.ask(api, &delete, Some(&named(&things[..21])), 400)
        .await;
}

/// What is said of one position of a bulk is said of the bulk, and nothing of it is done.
async fn one_refuses_all(desk: &Desk, api: Api) {
    let good = published(desk, api).await;
    let (put, delete) = (
        good.at("put /debtpositions"),
        good.at("delete /debtpositions"),
    );
    let unknown = [good.clone(), desk.thing()];
    desk.ask(api, &put, Some(&several(&unknown)), 404).await;
    desk.ask(api, &delete, Some(&named(&unknown)), 404).await;

    let plans = desk.thing();
    let line = plans.at("post /debtpositions?toPublish=true");
    let body = two_plans(&plans);
    desk.ask(Api::V3, &line, Some(&body), 201).await;
    let with_plans = several(&[good.clone(), plans]);
    desk.ask(api, &put, Some(&with_plans), 422).await;

    let paid = published(desk, api).await;
    let line = paid.at(&format!("post /paymentoptions/paids/{}", paid.nav(0)));
    desk.ask(api, &line, Some(&json!({})), 200).await;
    let with_paid = [good.clone(), paid];
    desk.ask(api, &put, Some(&several(&with_paid)), 409).await;
    let refused = desk.ask(api, &delete, Some(&named(&with_paid)), 409).await;
    let place = refused["detail"].as_str().unwrap_or_default();
    holds!(desk, place.contains("paymentPositions[1]"), refused);
    let read = desk.ask(Api::V1, &good.of("get", ""), None, 200).await;
    holds!(desk, read["status"] == "VALID", read);
}

fn named(things: &[Thing]) -> Value {
    let names: Vec<&str> = things.iter().map(|thing| thing.iupd.as_str()).collect();
    json!({ "paymentPositionIUPDs": names })
}

//! Positions of v1, several at once: all or none.

use serde_json::json;

use super::bodies::{Thing, several, v1};
use super::book::Api;
use super::desk::Desk;
use super::single::paid_beside;

pub async fn live(desk: &Desk, api: Api) {
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

    let names: Vec<&str> = things.iter().map(|thing| thing.iupd.as_str()).collect();
    let body = json!({ "paymentPositionIUPDs": names });
    let line = things[0].at("delete /debtpositions");
    desk.ask(api, &line, Some(&body), 200).await;
    desk.ask(Api::V1, &things[2].of("get", ""), None, 404).await;
    desk.ask(api, &line, Some(&body), 404).await;
    paid_beside(desk, api).await;
}

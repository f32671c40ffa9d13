//! What every operation answers to strangers, to nonsense, about what is not there, and in trouble.

use serde_json::Value;

use super::bodies::{Thing, malformed, sample, v1};
use super::book::{Api, asked};
use super::desk::{CREDITOR, Desk, Key, OTHER};
use super::differences::{NEVER_SAID, SAID_BEYOND};

/// Each operation that documents the status, with the request that brings it about.
async fn each(desk: &Desk, status: u16, thing: &Thing, key: Key) {
    for api in Api::ALL {
        let document = &desk.documents[&api];
        for operation in asked(api, document) {
            let is_told = document.statuses(&operation).contains(&status);
            let is_beyond = status == 403 && SAID_BEYOND.has(api, &operation, status);
            if !(is_told || is_beyond) || NEVER_SAID.has(api, &operation, status) {
                continue;
            }
            let (line, body) = match status {
                400 => malformed(document, &operation, thing),
                _ => sample(document, &operation, thing),
            };
            // An operation of no organisation looks at the key alone.
            let key = match operation.path.contains("{org") {
                false if status == 500 => Key::Unreadable,
                _ => key,
            };
            desk.ask_as(key, (api, &line), body.as_ref(), status).await;
        }
    }
}

pub async fn without_a_key(desk: &Desk) {
    each(desk, 401, &desk.thing(), Key::None).await;
}

pub async fn of_another_body(desk: &Desk) {
    each(desk, 403, &desk.thing(), Key::Of(OTHER)).await;
}

pub async fn about_nothing(desk: &Desk) {
    each(desk, 404, &desk.thing(), Key::Of(CREDITOR)).await;
}

pub async fn of_another_form(desk: &Desk) {
    each(desk, 400, &desk.thing(), Key::Of(CREDITOR)).await;
}

/// What is known of a creditor and of its position can't be read: whatever it asks, nothing is answered but that.
pub async fn in_trouble(desk: &Desk) {
    let thing = Thing::new(OTHER, "01", 1);
    let (line, body) = (thing.at("post /debtpositions"), v1(&thing));
    desk.ask_as(Key::Of(OTHER), (Api::V1, &line), Some(&body), 201)
        .await;
    desk.spoil(&thing).await;
    each(desk, 500, &thing, Key::Of(OTHER)).await;
}

/// `info` says who answers, whatever the key may do.
pub async fn about_itself(desk: &Desk) {
    for api in Api::ALL {
        let document = &desk.documents[&api];
        if document.find("get", "/info").is_some() {
            let told = desk
                .ask_as(Key::Powerless, (api, "get /info"), None, 200)
                .await;
            holds!(desk, matches!(told["name"], Value::String(_)), told);
        }
    }
}

//! API keys: the page on which they are made, and what they open from their making to their end.

mod life;
mod logs;
mod opening;
mod reminders;
mod safety;
mod schedule;

use access::Role;
use access::domain::api_key::{ApiKeySecret, KeyId};
use http::StatusCode;

use super::gate::change_role;
use super::world::{Answer, World};

pub const FLOWS: &str = "/api/creditors/80047110152/flows";
pub const KEYS: &str = "/panel/access/keys";

/// The administrator's session.
pub async fn administrator(world: &World) -> String {
    change_role(world, Role::Administrator).await;
    world.session().await
}

/// What stands between two texts of a page.
pub fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0
}

/// The hidden field of a form, and the owner that it proposes.
pub async fn new_form(world: &World, cookie: &str) -> (String, String) {
    let page = world
        .get(&format!("{KEYS}/new"), &[("cookie", cookie)])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let form = between(&page.body, "name=\"form\" value=\"", "\"").to_owned();
    let chosen = page.body.split("\" selected>").next().unwrap();
    let owner = chosen.rsplit('"').next().unwrap().to_owned();
    (form, owner)
}

pub fn key_of(page: &Answer) -> String {
    let start = page.body.find("sp_live_").expect("the key");
    page.body[start..].chars().take(103).collect()
}

pub async fn create(world: &World, cookie: &str, grants: &[&str]) -> String {
    let (form, owner) = new_form(world, cookie).await;
    let mut fields = vec![
        ("form", form.as_str()),
        ("label", "Mensa"),
        ("owner", &owner),
    ];
    fields.extend(grants.iter().map(|grant| ("grants", *grant)));
    let answer = world.form(cookie, KEYS, &fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    key_of(&answer)
}

pub async fn ask(world: &World, key: &str) -> Answer {
    world.get(FLOWS, &[("x-api-key", key)]).await
}

pub fn id_of(key: &str) -> KeyId {
    ApiKeySecret::parse(key).unwrap().id().clone()
}

pub async fn revoke(world: &World, cookie: &str, key: &str) {
    let path = format!("{KEYS}/{}/revoke", id_of(key));
    let unsure = world.form(cookie, &path, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = world.form(cookie, &path, &[("sure", "yes")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

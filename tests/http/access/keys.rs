//! The page of keys, and what a key opens from its making to its end.

use std::collections::BTreeSet;

use access::Role;
use access::domain::api_key::{ApiKey, ApiKeySecret, KeyId};
use access::store::api_keys;
use aws_sdk_dynamodb::types::AttributeValue;
use http::{StatusCode, header};
use jiff::SignedDuration;
use kernel::tax::OrgFiscalCode;
use local::cloud::TABLE;
use platform::table::Tx;
use platform::web::inspect;

use super::audit::events;
use super::gate::change_role;
use super::world::{Answer, KEY, NEIGHBOUR, TOWN, World};

const FLOWS: &str = "/api/creditors/80047110152/flows";
const KEYS: &str = "/panel/access/keys";

/// The administrator's session.
pub async fn administrator(world: &World) -> String {
    change_role(world, Role::Administrator).await;
    world.session().await
}

/// What stands between two texts of a page.
fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).expect(before).1;
    rest.split_once(after).expect(after).0
}

/// The hidden field of a form, and the owner that it proposes.
async fn new_form(world: &World, cookie: &str) -> (String, String) {
    let page = world
        .get(&format!("{KEYS}/new"), &[("cookie", cookie)])
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let form = between(&page.body, "name=\"form\" value=\"", "\"").to_owned();
    let chosen = page.body.split("\" selected>").next().unwrap();
    let owner = chosen.rsplit('"').next().unwrap().to_owned();
    (form, owner)
}

fn key_of(page: &Answer) -> String {
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

#[tokio::test]
async fn a_key_opens_what_it_was_given_for_one_request_and_one_more_on_the_first_of_a_day() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    world.count.take();
    for (requests, name) in [
        (2, "x-api-key"),
        (1, "ocp-apim-subscription-key"),
        (1, "x-api-key"),
    ] {
        let answer = world.get(FLOWS, &[(name, &key)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert_eq!(answer.body, format!("key:{} for {TOWN}", id_of(&key)));
        assert_eq!(world.count.take(), requests);
    }
    world.clock.advance(SignedDuration::from_hours(24));
    ask(&world, &key).await;
    assert_eq!(world.count.take(), 2, "another day");
    let import = format!("/api/creditors/{TOWN}/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE");
    let answer = world.get(&import, &[("x-api-key", &key)]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.body.contains("\"code\":\"forbidden\""));
}

#[tokio::test]
async fn a_key_is_shown_once_and_a_form_makes_one() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let (form, owner) = new_form(&world, &cookie).await;
    let fields = [
        ("form", form.as_str()),
        ("label", "Mensa"),
        ("owner", &owner),
        ("grants", "matching_read"),
    ];
    let first = world.form(&cookie, KEYS, &fields).await;
    assert!(first.header(header::CACHE_CONTROL).contains("no-store"));
    assert_eq!(inspect::faults(&first.body), [""; 0], "{}", first.body);
    let key = key_of(&first);
    assert_eq!(first.body.matches(&key).count(), 1);
    let again = world.form(&cookie, KEYS, &fields).await;
    assert!(again.body.contains("è già stata creata"), "{}", again.body);
    let list = world.get(KEYS, &[("cookie", &cookie)]).await;
    let id = id_of(&key);
    let detail = world
        .get(&format!("{KEYS}/{id}"), &[("cookie", &cookie)])
        .await;
    for page in [&again, &list, &detail] {
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("sp_live_"));
        assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
    }
    assert_eq!(
        list.body.matches(id.serial()).count(),
        2,
        "cell and link: {}",
        list.body
    );
}

#[tokio::test]
async fn whatever_does_not_open_is_answered_alike() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    let revoked = create(&world, &cookie, &["matching_read"]).await;
    revoke(&world, &cookie, &revoked).await;
    let other = ApiKeySecret::new(id_of(&key), [9; 32]).reveal();
    let unknown = KeyId::new(id_of(&key).owner().clone(), [0xff; 4]);
    let unknown = ApiKeySecret::new(unknown, [9; 32]).reveal();
    let misspelt = format!("{}x", &key[..102]);
    world.count.take();
    let reference = |answer: &Answer| {
        let body = answer
            .body
            .split("\"instance\":")
            .next()
            .unwrap()
            .to_owned();
        (answer.status, body)
    };
    let expected = reference(&ask(&world, &misspelt).await);
    assert_eq!(expected.0, StatusCode::UNAUTHORIZED);
    assert!(
        ask(&world, &misspelt)
            .await
            .body
            .contains("\"code\":\"key_invalid\"")
    );
    assert_eq!(world.count.take(), 0, "wrong check digits ask nobody");
    for (wrong, told) in [(&other, 1), (&unknown, 0), (&revoked, 1)] {
        for requests in [1 + told, 1] {
            assert_eq!(reference(&ask(&world, wrong).await), expected, "{wrong}");
            assert_eq!(world.count.take(), requests, "told once an hour");
        }
    }
    assert_eq!(
        ask(&world, &key).await.status,
        StatusCode::OK,
        "nobody is locked out"
    );
    world
        .clock
        .advance(SignedDuration::from_hours(24 * 366 * 2));
    assert_eq!(reference(&ask(&world, &key).await), expected, "expired");
    let missing = world.get(FLOWS, &[]).await;
    assert!(missing.body.contains("\"code\":\"key_missing\""));
    assert_eq!(
        ask(&world, KEY).await.status,
        StatusCode::OK,
        "of the file, locally"
    );
}

async fn revoke(world: &World, cookie: &str, key: &str) {
    let path = format!("{KEYS}/{}/revoke", id_of(key));
    let unsure = world.form(cookie, &path, &[]).await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    let answer = world.form(cookie, &path, &[("sure", "yes")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
}

#[tokio::test]
async fn a_revoked_key_opens_nothing_from_the_next_request_on() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    assert_eq!(ask(&world, &key).await.status, StatusCode::OK);
    revoke(&world, &cookie, &key).await;
    assert_eq!(ask(&world, &key).await.status, StatusCode::UNAUTHORIZED);
    revoke(&world, &cookie, &key).await;
}

#[tokio::test]
async fn a_right_that_the_owner_lost_is_lost_to_the_key_at_once() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read", "imports_write"]).await;
    let import = format!("/api/creditors/{TOWN}/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE");
    assert_eq!(ask(&world, &key).await.status, StatusCode::OK);
    change_role(&world, Role::Customer).await;
    assert_eq!(ask(&world, &key).await.status, StatusCode::FORBIDDEN);
    change_role(&world, Role::Viewer).await;
    assert_eq!(ask(&world, &key).await.status, StatusCode::OK);
    let read = world.get(&import, &[("x-api-key", &key)]).await;
    assert_eq!(read.status, StatusCode::FORBIDDEN, "never given");
}

#[tokio::test]
async fn a_rotated_key_works_beside_the_new_one_until_the_chosen_day() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let old = create(&world, &cookie, &["matching_read"]).await;
    let path = format!("{KEYS}/{}/rotate", id_of(&old));
    for day in ["2026-03-01", "2026-04-02", "x", ""] {
        let refused = world.form(&cookie, &path, &[("until", day)]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{day}");
        assert_eq!(inspect::faults(&refused.body), [""; 0]);
    }
    let rotated = world.form(&cookie, &path, &[("until", "2026-03-05")]).await;
    let new = key_of(&rotated);
    assert_ne!(new, old);
    let again = world.form(&cookie, &path, &[("until", "2026-03-05")]).await;
    assert!(again.body.contains("già stata rinnovata"), "{}", again.body);
    assert!(!again.body.contains("sp_live_"));
    let third = format!("{KEYS}/{}/rotate", id_of(&new));
    let third = world
        .form(&cookie, &third, &[("until", "2026-03-05")])
        .await;
    assert_eq!(third.status, StatusCode::CONFLICT);
    for key in [&old, &new] {
        assert_eq!(ask(&world, key).await.status, StatusCode::OK);
    }
    world.clock.advance(SignedDuration::from_hours(24 * 4));
    assert_eq!(ask(&world, &old).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&world, &new).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_is_given_another_name() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    let path = format!("{KEYS}/{}/rename", id_of(&key));
    let refused = world.form(&cookie, &path, &[("label", " ")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hostile = world
        .form(&cookie, &path, &[("label", inspect::HOSTILE)])
        .await;
    assert_eq!(hostile.status, StatusCode::SEE_OTHER);
    for page in [KEYS.to_owned(), format!("{KEYS}/{}", id_of(&key))] {
        let page = world.get(&page, &[("cookie", &cookie)]).await;
        assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
    }
}

#[tokio::test]
async fn a_programme_owns_a_key_and_takes_it_along_when_it_is_closed() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let accounts = format!("{KEYS}/accounts");
    let page = world.get(&accounts, &[("cookie", &cookie)]).await;
    let form = between(&page.body, "name=\"form\" value=\"", "\"").to_owned();
    let fields = [
        ("form", form.as_str()),
        ("name", "Gestionale mensa"),
        ("purpose", "Carica i dovuti della mensa ogni notte"),
    ];
    for _ in 0..2 {
        let made = world.form(&cookie, &accounts, &fields).await;
        assert_eq!(made.status, StatusCode::SEE_OTHER, "{}", made.body);
    }
    let page = world.get(&accounts, &[("cookie", &cookie)]).await;
    assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
    assert_eq!(
        page.body.matches("/close\"").count(),
        1,
        "sent twice, made once"
    );
    let close = between(
        &page.body,
        "action=\"/panel/access/keys/accounts/",
        "/close\"",
    )
    .to_owned();
    let (form, _) = new_form(&world, &cookie).await;
    let owner = format!("s{}", close.to_lowercase());
    let fields = [
        ("form", form.as_str()),
        ("label", "Mensa"),
        ("owner", &owner),
        ("grants", "matching_read"),
    ];
    let key = key_of(&world.form(&cookie, KEYS, &fields).await);
    assert_eq!(ask(&world, &key).await.status, StatusCode::OK);
    let closed = world
        .form(&cookie, &format!("{accounts}/{close}/close"), &[])
        .await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert_eq!(ask(&world, &key).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_key_of_another_organisation_is_like_one_that_does_not_exist() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    move_away(&world, &id_of(&key)).await;
    let unknown = KeyId::new(id_of(&key).owner().clone(), [0xff; 4]);
    for act in ["rename", "rotate", "revoke"] {
        let ask = async |id: &KeyId| {
            let path = format!("{KEYS}/{id}/{act}");
            let fields = [("label", "x"), ("until", "2026-03-05"), ("sure", "yes")];
            world.form(&cookie, &path, &fields).await
        };
        let (foreign, unknown) = (ask(&id_of(&key)).await, ask(&unknown).await);
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!(foreign.body, unknown.body);
    }
    let page = world
        .get(&format!("{KEYS}/{}", id_of(&key)), &[("cookie", &cookie)])
        .await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_administrators_come_near_keys() {
    let world = World::new().await;
    for role in [Role::Secretary, Role::Viewer, Role::Operator] {
        change_role(&world, role).await;
        let cookie = world.session().await;
        for path in ["", "/new", "/accounts", "/factsheet", "/x"] {
            let page = world
                .get(&format!("{KEYS}{path}"), &[("cookie", &cookie)])
                .await;
            assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        }
        let page = world.form(&cookie, KEYS, &[]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn what_is_missing_in_the_form_is_told_beside_its_field() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let nothing = world.form(&cookie, KEYS, &[]).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(inspect::faults(&nothing.body), [""; 0], "{}", nothing.body);
    let (form, owner) = new_form(&world, &cookie).await;
    world.clock.advance(SignedDuration::from_hours(11));
    let fields = |grants| {
        [
            ("form", form.as_str()),
            ("label", "Mensa"),
            ("owner", owner.as_str()),
            ("grants", grants),
        ]
    };
    for grants in ["", "panel_open", "keys_manage", "nonsense"] {
        let answer = world.form(&cookie, KEYS, &fields(grants)).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{grants}");
    }
}

#[tokio::test]
async fn the_factsheet_is_a_pdf() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let path = format!("{KEYS}/factsheet");
    let sheet = world.get(&path, &[("cookie", &cookie)]).await;
    assert_eq!(sheet.header(header::CONTENT_TYPE), "application/pdf");
    assert!(sheet.body.starts_with("%PDF-1.7"));
}

#[tokio::test]
async fn a_dump_of_the_table_opens_nothing() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    ask(&world, &key).await;
    let mut tried = 0;
    for text in every_text(&world).await {
        assert!(!key.contains(&text) || text.len() < 40, "{text}");
        let Ok(value) = http::HeaderValue::try_from(&text) else {
            continue;
        };
        let value = value.to_str().unwrap_or_default();
        let answer = world.get(FLOWS, &[("x-api-key", value)]).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{text}");
        tried += 1;
    }
    assert!(tried > 30, "{tried} texts");
}

#[tokio::test]
async fn what_happens_to_a_key_is_in_the_log_of_activities() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    let path = |act: &str| format!("{KEYS}/{}/{act}", id_of(&key));
    let renamed = world
        .form(&cookie, &path("rename"), &[("label", "Tributi")])
        .await;
    assert_eq!(renamed.status, StatusCode::SEE_OTHER);
    world
        .form(&cookie, &path("rotate"), &[("until", "2026-03-05")])
        .await;
    revoke(&world, &cookie, &key).await;
    ask(&world, &key).await;
    let id = id_of(&key).to_string();
    let events = events(&world).await;
    let of_key = events.iter().filter(|event| {
        let object = event.object.as_ref();
        object.is_some_and(|object| object.as_str() == id)
    });
    let acts: BTreeSet<_> = of_key
        .map(|event| (event.act.name(), event.outcome.name()))
        .collect();
    let expected = [
        ("key_changed", "done"),
        ("key_created", "done"),
        ("key_refused", "denied"),
        ("key_revoked", "done"),
        ("key_rotated", "done"),
    ];
    assert_eq!(acts, BTreeSet::from(expected));
}

/// Gives a key to the neighbour.
async fn move_away(world: &World, id: &KeyId) {
    let found = api_keys::find(&world.table, id).await.unwrap().unwrap();
    let tenant = OrgFiscalCode::parse(NEIGHBOUR).unwrap();
    let key = ApiKey {
        tenant,
        ..found.key.clone()
    };
    let tx = api_keys::put(Tx::new(), &found, key);
    world.table.commit(tx).await.unwrap();
}

/// Every text and number that stands in an item, however deep.
async fn every_text(world: &World) -> Vec<String> {
    let client = aws_sdk_dynamodb::Client::new(&world.cloud.dynamodb);
    let all = client.scan().table_name(TABLE).send().await.unwrap();
    let mut texts = Vec::new();
    for item in all.items.unwrap() {
        item.values().for_each(|value| collect(value, &mut texts));
    }
    texts
}

fn collect(value: &AttributeValue, into: &mut Vec<String>) {
    match value {
        AttributeValue::S(text) | AttributeValue::N(text) => into.push(text.clone()),
        AttributeValue::L(list) => list.iter().for_each(|value| collect(value, into)),
        AttributeValue::M(map) => map.values().for_each(|value| collect(value, into)),
        _ => {}
    }
}

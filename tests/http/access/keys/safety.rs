//! Who comes near keys, and what is left of them in the table and in the log.

use access::Role;
use access::domain::api_key::{ApiKey, KeyId};
use access::store::api_keys;
use aws_sdk_dynamodb::types::AttributeValue;
use http::StatusCode;
use kernel::tax::OrgFiscalCode;
use local::cloud::TABLE;
use platform::table::Tx;
use std::collections::BTreeSet;

use super::super::audit::events;
use super::super::gate::change_role;
use super::super::world::{NEIGHBOUR, World};
use super::{FLOWS, KEYS, administrator, ask, create, id_of, revoke};

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

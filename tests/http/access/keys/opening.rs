//! What a key opens, and how what does not open is answered.

use access::Role;
use access::domain::api_key::{ApiKeySecret, KeyId};
use access::domain::email::Email;
use access::domain::user::State;
use access::store::catalogue::{self, Catalogue};
use access::store::users;
use http::StatusCode;
use jiff::SignedDuration;
use kernel::ids::ServiceCode;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::web::inspect;

use super::super::gate::change_role;
use super::super::world::{Answer, EMAIL, KEY, TOWN, World};
use super::{FLOWS, KEYS, administrator, ask, between, create, id_of, key_of, new_form, revoke};

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
async fn the_keys_of_somebody_suspended_open_nothing_until_they_are_back() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let key = create(&world, &cookie, &["matching_read"]).await;
    for (state, status) in [
        (State::Suspended, StatusCode::UNAUTHORIZED),
        (State::Active, StatusCode::OK),
    ] {
        let email = Email::parse(EMAIL).unwrap();
        let found = users::find(&world.table, &email).await.unwrap().unwrap();
        let mut user = found.user.clone();
        user.memberships[0].state = state;
        let now = world.clock.now();
        assert!(
            users::change(&world.table, &found, user, "test", now)
                .await
                .unwrap()
        );
        assert_eq!(ask(&world, &key).await.status, status, "{state:?}");
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
async fn a_key_for_one_service_is_stored_with_its_limit_and_matching_knows_none() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    let code = |text| ServiceCode::parse(text).unwrap();
    let services = vec![(code("MENSA"), "Mensa scolastica".to_owned())];
    let tenant = OrgFiscalCode::parse(TOWN).unwrap();
    let all = Catalogue { tenant, services };
    catalogue::write(&world.table, &all).await.unwrap();
    let (form, owner) = new_form(&world, &cookie).await;
    let fields = |grant| {
        [
            ("form", form.as_str()),
            ("label", "Mensa"),
            ("owner", owner.as_str()),
            ("grants", grant),
            ("services", "MENSA"),
        ]
    };
    let refused = world.form(&cookie, KEYS, &fields("matching_read")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.body.contains("Riguarda tutto l’ente"),
        "{}",
        refused.body
    );
    assert_eq!(inspect::faults(&refused.body), [""; 0]);
    let key = key_of(&world.form(&cookie, KEYS, &fields("imports_read")).await);
    let page = format!("{KEYS}/{}", id_of(&key));
    let page = world.get(&page, &[("cookie", &cookie)]).await;
    assert!(
        page.body.contains("del servizio Mensa scolastica"),
        "{}",
        page.body
    );
    assert_eq!(ask(&world, &key).await.status, StatusCode::FORBIDDEN);
}

//! A key is made, renewed, renamed and taken back.

use http::{StatusCode, header};
use jiff::SignedDuration;
use platform::web::inspect;

use super::super::world::World;
use super::{KEYS, administrator, ask, create, id_of, key_of, new_form, revoke};

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
async fn pages_and_acts_cost_what_their_table_says_and_one_for_the_gate() {
    let world = World::new().await;
    let cookie = administrator(&world).await;
    world.count.take();
    let (form, owner) = new_form(&world, &cookie).await;
    assert_eq!(world.count.take(), 1 + 3, "the form");
    let fields = [
        ("form", form.as_str()),
        ("label", "Mensa"),
        ("owner", &owner),
        ("grants", "matching_read"),
    ];
    let key = key_of(&world.form(&cookie, KEYS, &fields).await);
    assert_eq!(world.count.take(), 1 + 2, "a new key");
    let detail = format!("{KEYS}/{}", id_of(&key));
    for (path, requests) in [(KEYS, 2), (&detail, 3), (&format!("{KEYS}/accounts"), 1)] {
        world.get(path, &[("cookie", &cookie)]).await;
        assert_eq!(world.count.take(), 1 + requests, "{path}");
    }
    let acts: [(&str, (&str, &str)); 3] = [
        ("rename", ("label", "Tributi")),
        ("rotate", ("until", "2026-03-05")),
        ("revoke", ("sure", "yes")),
    ];
    for (act, field) in acts {
        world
            .form(&cookie, &format!("{detail}/{act}"), &[field])
            .await;
        assert_eq!(world.count.take(), 1 + 2, "{act}");
    }
}

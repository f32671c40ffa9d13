use access::Permission;
use access::domain::grant::Grant;
use access::domain::user::State;
use access::store::{members, users};
use http::StatusCode;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::Tx;
use platform::web::inspect;

use super::people::{ADMIN, OTHER_ADMIN, STRANGER, VIEWER};
use super::world::{Answer, EMAIL, TOWN, World};

const HERE: &str = "/panel/access/members";

async fn act(
    world: &World,
    cookie: &str,
    email: &str,
    act: &str,
    fields: &[(&str, &str)],
) -> Answer {
    let path = format!("{}/{act}", world.page_of(email).await);
    world.count.take();
    world.form(cookie, &path, fields).await
}

#[tokio::test]
async fn the_list_shows_the_organisations_people_alone_within_its_budget() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let page = world.look(&cookie, HERE).await;
    assert_eq!(world.count.take(), 1 + 2, "gate, list, last accesses");
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    for name in ["Gina Rosa", "Elsa Bruni", "Bruno Neri", "Ada Bianchi"] {
        assert!(page.body.contains(name), "{name}");
    }
    assert!(!page.body.contains("Remo Viola"));
    let places = ["Ada Bianchi", "Elsa Bruni", "Bruno Neri"].map(|name| page.body.find(name));
    assert!(places.is_sorted(), "by surname: {places:?}");
}

#[tokio::test]
async fn a_search_keeps_names_out_of_addresses_and_finds_the_own_people() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    for (typed, found) in [
        ("bru", 2),
        ("ELSA", 1),
        ("gina@", 1),
        ("remo", 0),
        ("viola", 0),
    ] {
        world.count.take();
        let page = world.form(&cookie, HERE, &[("q", typed)]).await;
        let people = page.body.matches("<th scope=\"row\"").count();
        assert_eq!((page.status, people), (StatusCode::OK, found), "{typed}");
        assert!(world.count.take() <= 1 + 4);
        assert_eq!(inspect::faults(&page.body), [""; 0]);
    }
    let short = world.form(&cookie, HERE, &[("q", "b")]).await;
    assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
    let hostile = world.form(&cookie, HERE, &[("q", inspect::HOSTILE)]).await;
    assert_eq!(inspect::faults(&hostile.body), [""; 0]);
}

#[tokio::test]
async fn a_person_is_shown_with_role_state_and_last_access() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let page = world.look(&cookie, &world.page_of(VIEWER).await).await;
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    assert!(page.body.contains("Consultazione") && page.body.contains("Mai"));
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let id = world.user(VIEWER).await.unwrap().user.id;
    let seen = members::put_seen(Tx::new(), &town, &id, world.clock.now());
    world.table.commit(seen).await.unwrap();
    world.count.take();
    let path = format!("{HERE}/{id}");
    let page = world.look(&cookie, &path).await;
    assert!(page.body.contains("02/03/2026"));
    assert_eq!(world.count.take(), 1 + 2);
}

#[tokio::test]
async fn another_organisations_people_are_like_nobody() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let foreign = world.page_of(STRANGER).await;
    let unknown = format!("{HERE}/01KA9B6N0M5VJ8G2Q4T7XW3ZRE");
    let main = |answer: &Answer| {
        let (_, main) = answer.body.split_once("<main").unwrap();
        let code = main.find("Codice").map_or(main.len(), |at| at);
        main[..code].to_owned()
    };
    for tail in ["", "/picture"] {
        let one = world.look(&cookie, &format!("{foreign}{tail}")).await;
        let two = world.look(&cookie, &format!("{unknown}{tail}")).await;
        assert_eq!(
            (one.status, two.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!(main(&one), main(&two));
    }
    for act in ["role", "suspend", "reactivate", "remove"] {
        let fields = [("role", "viewer"), ("sure", "yes")];
        let one = world
            .form(&cookie, &format!("{foreign}/{act}"), &fields)
            .await;
        let two = world
            .form(&cookie, &format!("{unknown}/{act}"), &fields)
            .await;
        assert_eq!(
            (one.status, two.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
        assert_eq!(main(&one), main(&two));
    }
    assert_eq!(world.user(STRANGER).await.unwrap().version, 1);
}

#[tokio::test]
async fn a_suspended_person_is_out_at_once_and_back_when_reactivated() {
    let world = World::of_people().await;
    let (admin, viewer) = (
        world.session_of(ADMIN).await,
        world.session_of(VIEWER).await,
    );
    let done = act(&world, &admin, VIEWER, "suspend", &[]).await;
    assert!(done.header("location").ends_with("done=suspended"));
    assert!(world.count.take() <= 1 + 6);
    assert_eq!(
        world.look(&viewer, "/panel").await.status,
        StatusCode::SEE_OTHER
    );
    let refused = world.sign_in(VIEWER, super::people::PASSWORD).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = world.look(&admin, &world.page_of(VIEWER).await).await;
    assert!(page.body.contains("Sospeso") && page.body.contains("Riattiva"));
    act(&world, &admin, VIEWER, "reactivate", &[]).await;
    world.session_of(VIEWER).await;
}

#[tokio::test]
async fn a_changed_role_holds_at_the_next_sign_in_and_ends_the_sessions() {
    let world = World::of_people().await;
    let (admin, viewer) = (
        world.session_of(ADMIN).await,
        world.session_of(VIEWER).await,
    );
    let asked = act(&world, &admin, VIEWER, "role", &[("role", "administrator")]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("name=\"administrator\""));
    assert_eq!(inspect::faults(&asked.body), [""; 0]);
    let sure = [("role", "administrator"), ("administrator", "yes")];
    let done = act(&world, &admin, VIEWER, "role", &sure).await;
    assert!(
        done.header("location").ends_with("done=role"),
        "{}",
        done.body
    );
    assert_eq!(
        world.look(&viewer, "/panel").await.status,
        StatusCode::SEE_OTHER
    );
    let viewer = world.session_of(VIEWER).await;
    assert_eq!(world.look(&viewer, HERE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_removal_asks_first_and_leaves_other_organisations_alone() {
    let world = World::of_people().await;
    let admin = world.session_of(ADMIN).await;
    world.invite(&admin, STRANGER, "viewer").await;
    let mails = world.letters().await;
    let join = mails[0].welcome().replace("/welcome/", "/profile/join/");
    let stranger = world.session_of(STRANGER).await;
    world.form(&stranger, &join, &[]).await;
    let asked = act(&world, &admin, STRANGER, "remove", &[]).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("Conferma che vuoi togliere"));
    assert_eq!(
        world.user(STRANGER).await.unwrap().user.memberships.len(),
        2
    );
    let done = act(&world, &admin, STRANGER, "remove", &[("sure", "yes")]).await;
    assert!(done.header("location").ends_with("done=removed"));
    let left = world.user(STRANGER).await.unwrap().user;
    assert_eq!(left.memberships.len(), 1);
    assert_eq!(left.memberships[0].state, State::Active);
    let list = world.look(&admin, HERE).await.body;
    assert!(!list.contains("Remo Viola"));
    world.session_of(STRANGER).await;
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_one_remains() {
    let world = World::of_people().await;
    let (one, other) = (
        world.session_of(ADMIN).await,
        world.session_of(OTHER_ADMIN).await,
    );
    let (a, b) = futures::join!(
        act(&world, &one, OTHER_ADMIN, "remove", &[("sure", "yes")]),
        act(&world, &other, ADMIN, "remove", &[("sure", "yes")])
    );
    let town = OrgFiscalCode::parse(TOWN).unwrap();
    let left = members::administrators(&world.table, &town)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(left.users.len(), 1, "{:?} {:?}", a.status, b.status);
    let still = [ADMIN, OTHER_ADMIN].map(async |email| {
        let user = world.user(email).await.unwrap().user;
        user.active().count()
    });
    assert_eq!(
        futures::future::join_all(still).await.iter().sum::<usize>(),
        1
    );
}

#[tokio::test]
async fn the_last_administrator_stays_whatever_is_tried() {
    let world = World::of_people().await;
    let admin = world.session_of(ADMIN).await;
    act(&world, &admin, OTHER_ADMIN, "remove", &[("sure", "yes")]).await;
    let demoted = [("role", "viewer")];
    for (what, fields) in [
        ("suspend", &[][..]),
        ("remove", &[("sure", "yes")]),
        ("role", &demoted),
    ] {
        let answer = act(&world, &admin, ADMIN, what, fields).await;
        assert_eq!(answer.status, StatusCode::CONFLICT, "{what}");
        assert!(answer.body.contains("unico amministratore attivo"));
        assert_eq!(inspect::faults(&answer.body), [""; 0]);
    }
    assert_eq!(world.look(&admin, HERE).await.status, StatusCode::OK);
}

#[tokio::test]
async fn who_may_only_look_sees_no_acts() {
    let world = World::of_people().await;
    let secretary = world.session().await;
    let page = world.page_of(EMAIL).await;
    let seen = world.look(&secretary, &page).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    let viewer = world.session_of(VIEWER).await;
    let answer = act(&world, &viewer, ADMIN, "remove", &[("sure", "yes")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn who_looks_after_people_makes_nobody_more_than_themselves() {
    let world = World::of_people().await;
    let found = world.user(VIEWER).await.unwrap();
    let mut user = found.user.clone();
    user.memberships[0].grants = [Permission::MembersRead, Permission::MembersManage]
        .map(Grant::whole)
        .to_vec();
    let changed = users::change(&world.table, &found, user, "test", world.clock.now());
    assert!(changed.await.unwrap());
    let helper = world.session_of(VIEWER).await;

    let before = world.user(EMAIL).await.unwrap().user;
    for role in ["administrator", "secretary"] {
        let fields = [("role", role), ("administrator", "yes")];
        let answer = act(&world, &helper, VIEWER, "role", &fields).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
        let invited = world.invite(&helper, "nuova@valdorra.example", role).await;
        assert_eq!(invited.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
    }
    for (who, what, fields) in [
        (ADMIN, "remove", &[("sure", "yes")][..]),
        (ADMIN, "suspend", &[]),
        (EMAIL, "role", &[("role", "viewer")]),
    ] {
        let answer = act(&world, &helper, who, what, fields).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who} {what}");
    }
    assert_eq!(world.user(EMAIL).await.unwrap().user, before);
    assert_eq!(world.mails().await.len(), 0);
    let invited = world
        .invite(&helper, "nuova@valdorra.example", "viewer")
        .await;
    assert_eq!(invited.status, StatusCode::SEE_OTHER, "{}", invited.body);
}

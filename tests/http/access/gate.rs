use access::Role;
use access::domain::email::Email;
use access::domain::user::User;
use access::store::users;
use http::{Method, StatusCode, header};

use super::world::{EMAIL, TOWN, World, membership};

#[tokio::test]
async fn a_route_without_a_rule_is_closed_to_everybody() {
    let world = World::new().await;
    let cookie = world.session().await;
    for headers in [&[][..], &[("cookie", cookie.as_str())]] {
        let answer = world.get("/panel/forgotten", headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.body.contains("open"));
    }
}

#[tokio::test]
async fn a_public_route_asks_nothing_and_reads_nothing() {
    let world = World::new().await;
    let answer = world.get("/api/openapi.json", &[]).await;
    assert_eq!(
        (answer.status, answer.body.as_str()),
        (StatusCode::OK, "open")
    );
    assert_eq!(world.count.get(), 0);
}

#[tokio::test]
async fn a_page_without_a_session_leads_to_sign_in_and_back() {
    let world = World::new().await;
    let answer = world.get("/panel/payments/imports?state=ready", &[]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let back = "/panel/sign-in?next=/panel/payments/imports";
    assert_eq!(answer.header(header::LOCATION), back);
    let home = world
        .get("/panel", &[("cookie", "__Host-session=nonsense")])
        .await;
    assert_eq!(home.header(header::LOCATION), "/panel/sign-in");
    let form = [("sec-fetch-site", "same-origin")];
    let posted = world
        .send(Method::POST, "/panel/payments/imports", &form)
        .await;
    assert_eq!(posted.header(header::LOCATION), "/panel/sign-in");
}

#[tokio::test]
async fn a_fragment_without_a_session_turns_the_whole_page_to_sign_in() {
    let world = World::new().await;
    let page = "http://localhost/panel/payments/imports?x=1";
    let headers = [("hx-request", "true"), ("hx-current-url", page)];
    let answer = world.get("/panel/payments/imports", &headers).await;
    assert_eq!(answer.status, StatusCode::NO_CONTENT);
    assert_eq!(
        answer.header("hx-redirect"),
        "/panel/sign-in?next=/panel/payments/imports"
    );
}

#[tokio::test]
async fn a_role_opens_what_it_may_and_the_menu_shows_no_more() {
    let world = World::new().await;
    change_role(&world, Role::Viewer).await;
    let cookie = world.session().await;
    let read = world
        .get("/panel/payments/imports", &[("cookie", &cookie)])
        .await;
    assert_eq!(read.status, StatusCode::OK);
    let headers = [
        ("cookie", cookie.as_str()),
        ("sec-fetch-site", "same-origin"),
    ];
    let write = world
        .send(Method::POST, "/panel/payments/imports", &headers)
        .await;
    assert_eq!(write.status, StatusCode::FORBIDDEN);
    change_role(&world, Role::Customer).await;
    let cookie = world.session().await;
    let home = world.get("/panel", &[("cookie", &cookie)]).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("Comune di Valdorra") && home.body.contains("Ada Bianchi"));
    assert!(!home.body.contains("/panel/payments/imports"));
}

#[tokio::test]
async fn a_changed_user_is_signed_out_at_once() {
    let world = World::new().await;
    let cookie = world.session().await;
    change_role(&world, Role::Viewer).await;
    let answer = world.get("/panel", &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn the_home_page_names_the_organisation_and_offers_its_rooms() {
    let world = World::new().await;
    let cookie = world.session().await;
    let home = world.get("/panel", &[("cookie", &cookie)]).await;
    assert_eq!(home.status, StatusCode::OK);
    assert!(home.body.contains("<h1>Comune di Valdorra</h1>"));
    for room in ["imports", "positions", "matching"] {
        assert!(
            home.body
                .contains(&format!("href=\"/panel/payments/{room}\"")),
            "{room}"
        );
    }
    assert!(home.header(header::CACHE_CONTROL).contains("no-store"));
}

pub async fn change_role(world: &World, role: Role) {
    let email = Email::parse(EMAIL).unwrap();
    let found = users::find(&world.table, &email).await.unwrap().unwrap();
    let memberships = vec![membership(TOWN, "Comune di Valdorra", role)];
    let user = User {
        memberships,
        ..found.user.clone()
    };
    let at = "2026-03-02T08:00:00Z".parse().unwrap();
    assert!(
        users::change(&world.table, &found, user, "test", at)
            .await
            .unwrap()
    );
}

//! The first page: empty at first, then as each person arranged it.

use access::Role;
use http::{Method, StatusCode};
use platform::web::inspect;

use super::gate::change_role;
use super::world::{Answer, World};

/// What a press sends; a browser that runs scripts asks for the tiles alone.
async fn press(world: &World, cookie: &str, body: &str, fragment: bool) -> Answer {
    let mut headers = vec![
        ("cookie", cookie),
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    if fragment {
        headers.push(("hx-request", "true"));
    }
    let body = body.to_owned();
    world
        .send_body(Method::POST, "/panel/dashboard", &headers, body)
        .await
}

async fn page(world: &World, cookie: &str) -> String {
    let answer = world.get("/panel", &[("cookie", cookie)]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(inspect::faults(&answer.body), [""; 0], "{}", answer.body);
    answer.body
}

/// The tiles in their order.
fn tiles(html: &str) -> Vec<&str> {
    let starts = html.split("<section class=\"sp-tile ").skip(1);
    let name = |tile: &'_ str| -> Option<usize> { tile.find("id=\"tile-") };
    starts
        .map(|tile| {
            let at = name(tile).unwrap() + "id=\"tile-".len();
            tile[at..].split('"').next().unwrap()
        })
        .collect()
}

#[tokio::test]
async fn the_first_page_is_empty_at_first_and_offers_what_the_person_may_see() {
    let world = World::new().await;
    let cookie = world.session().await;
    let html = page(&world, &cookie).await;
    assert_eq!(tiles(&html), [""; 0]);
    assert!(html.contains("<summary>Aggiungi</summary>"), "{html}");
    assert!(html.contains("value=\"exceptions\""));
    assert!(html.contains("href=\"/panel/payments/imports\""));

    change_role(&world, Role::Customer).await;
    let cookie = world.session().await;
    let html = page(&world, &cookie).await;
    assert!(!html.contains("value=\"exceptions\""), "{html}");
    let refused = press(&world, &cookie, "widget=exceptions&add=yes", false).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn tiles_are_added_placed_sized_and_found_again_at_the_next_sign_in() {
    let world = World::new().await;
    let cookie = world.session().await;
    for widget in ["imports", "exceptions", "search"] {
        let body = format!("widget={widget}&add=yes");
        let answer = press(&world, &cookie, &body, false).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let there = format!("/panel?tile={widget}#tile-{widget}");
        assert_eq!(answer.header("location"), there);
    }
    press(&world, &cookie, "widget=search&place=0", false).await;
    press(&world, &cookie, "widget=imports&width=full", false).await;
    let cookie = world.session().await;
    let html = page(&world, &cookie).await;
    assert_eq!(tiles(&html), ["search", "imports", "exceptions"]);
    assert!(
        html.contains("sp-tile-full\" id=\"tile-imports\""),
        "{html}"
    );
    press(&world, &cookie, "widget=imports&remove=yes", false).await;
    assert_eq!(
        tiles(&page(&world, &cookie).await),
        ["search", "exceptions"]
    );
}

#[tokio::test]
async fn a_press_sent_twice_is_one_and_htmx_gets_the_tiles_alone() {
    let world = World::new().await;
    let cookie = world.session().await;
    for _ in 0..2 {
        let answer = press(&world, &cookie, "widget=links&add=yes", true).await;
        assert!(
            answer.body.starts_with("<div id=\"dashboard\""),
            "{}",
            answer.body
        );
        assert!(answer.body.contains("Riquadro aggiunto."));
        assert_eq!(tiles(&answer.body), ["links"]);
        assert_eq!(inspect::faults(&answer.body), [""; 0]);
    }
}

#[tokio::test]
async fn the_first_page_costs_one_request_more_than_any_other_and_a_press_two() {
    let world = World::new().await;
    let cookie = world.session().await;
    world.count.take();
    page(&world, &cookie).await;
    assert_eq!(world.count.take(), 1 + 1);
    for (body, cost) in [
        ("widget=links&add=yes", 1 + 2),
        ("widget=links&add=yes", 1 + 1),
        ("widget=links&place=0", 1 + 1),
        ("widget=links&width=third", 1 + 2),
        ("widget=links&remove=yes", 1 + 2),
    ] {
        press(&world, &cookie, body, true).await;
        assert_eq!(world.count.take(), cost, "{body}");
    }
}

#[tokio::test]
async fn a_form_that_means_nothing_changes_nothing() {
    let world = World::new().await;
    let cookie = world.session().await;
    for body in [
        "",
        "widget=links",
        "widget=A&add=yes",
        "widget=links&width=huge",
    ] {
        let answer = press(&world, &cookie, body, false).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
    }
    let long = format!("widget={}&add=yes", "x".repeat(41));
    let answer = press(&world, &cookie, &long, false).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(tiles(&page(&world, &cookie).await), [""; 0]);
}

#[tokio::test]
async fn a_tile_whose_right_is_gone_is_not_shown() {
    let world = World::new().await;
    let cookie = world.session().await;
    press(&world, &cookie, "widget=exceptions&add=yes", false).await;
    press(&world, &cookie, "widget=links&add=yes", false).await;
    change_role(&world, Role::Customer).await;
    let cookie = world.session().await;
    assert_eq!(tiles(&page(&world, &cookie).await), ["links"]);
}

use http::{Method, StatusCode, header};

use super::world::World;

const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

#[tokio::test]
async fn signing_out_ends_the_session_and_makes_the_browser_forget() {
    let world = World::new().await;
    let cookie = world.session().await;
    let other = world.session().await;
    let answer = world
        .send(
            Method::POST,
            "/panel/sign-out",
            &[("cookie", &cookie), OURS],
        )
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/panel/sign-in");
    let forget = "__Host-session=; Secure; HttpOnly; SameSite=Lax; Path=/; Max-Age=0";
    assert_eq!(answer.header(header::SET_COOKIE), forget);
    let stolen = world.get("/panel", &[("cookie", &cookie)]).await;
    assert_eq!(
        stolen.status,
        StatusCode::SEE_OTHER,
        "the cookie is worth nothing now"
    );
    let elsewhere = world.get("/panel", &[("cookie", &other)]).await;
    assert_eq!(
        elsewhere.status,
        StatusCode::OK,
        "another browser stays signed in"
    );
}

#[tokio::test]
async fn a_link_signs_nobody_out() {
    let world = World::new().await;
    let cookie = world.session().await;
    let answer = world.get("/panel/sign-out", &[("cookie", &cookie)]).await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.header(header::ALLOW), "POST");
    assert_eq!(
        world.get("/panel", &[("cookie", &cookie)]).await.status,
        StatusCode::OK
    );
}

use http::{StatusCode, header};

use super::world::{KEY, NEIGHBOUR, TOWN, World};

#[tokio::test]
async fn a_key_opens_the_machine_api_under_either_header_for_one_request() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/flows");
    for name in ["x-api-key", "ocp-apim-subscription-key"] {
        let answer = world.get(&path, &[(name, KEY)]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.body.starts_with("key:") && answer.body.ends_with(TOWN));
        assert_eq!(world.count.take(), 1);
    }
}

#[tokio::test]
async fn without_a_key_a_programme_is_told_so_as_a_problem() {
    let world = World::new().await;
    let path = format!("/api/creditors/{TOWN}/flows");
    let session = world.session().await;
    let attempts: [&[(&str, &str)]; 4] = [
        &[],
        &[("x-api-key", "test-key-valdorra-2")],
        &[("x-api-key", "short")],
        &[("cookie", &session)],
    ];
    for headers in attempts {
        let answer = world.get(&path, headers).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            answer.header(header::CONTENT_TYPE),
            "application/problem+json"
        );
        assert!(
            answer
                .header(header::WWW_AUTHENTICATE)
                .starts_with("ApiKey")
        );
    }
}

#[tokio::test]
async fn another_organisation_looks_like_nothing_at_all_byte_for_byte() {
    let world = World::new().await;
    let unknown = format!("/api/creditors/{TOWN}/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE");
    let unknown = world.get(&unknown, &[("x-api-key", KEY)]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    for cf in [NEIGHBOUR, "80006480281", "nonsense", "8%30047110152"] {
        let foreign = format!("/api/creditors/{cf}/imports/01KA9B6N0M5VJ8G2Q4T7XW3ZRE");
        let foreign = world.get(&foreign, &[("x-api-key", KEY)]).await;
        assert_eq!(foreign.status, unknown.status);
        assert_eq!(foreign.headers, unknown.headers);
        assert_eq!(foreign.body, unknown.body);
    }
}

#[tokio::test]
async fn a_key_opens_no_page() {
    let world = World::new().await;
    let answer = world.get("/panel", &[("x-api-key", KEY)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

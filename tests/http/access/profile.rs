use std::io::Cursor;

use access::domain::notice;
use access::domain::user::{Accepted, User};
use access::store::users::{self, Act, Changed};
use http::{Method, StatusCode, header};
use image::{ImageFormat, Rgb, RgbImage};
use kernel::time::Clock;
use platform::web::inspect;

use super::people::{ADMIN, VIEWER};
use super::world::{Answer, World};

const HERE: &str = "/panel/profile";

async fn upload(world: &World, cookie: &str, file: &[u8]) -> Answer {
    let headers = [
        ("cookie", cookie),
        ("content-type", "multipart/form-data; boundary=xXx"),
        ("sec-fetch-site", "same-origin"),
    ];
    let mut body =
        b"--xXx\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"io.png\"\r\n\
        Content-Type: image/png\r\n\r\n"
            .to_vec();
    body.extend(file);
    body.extend(b"\r\n--xXx--\r\n");
    world
        .send_body(Method::POST, &format!("{HERE}/picture"), &headers, body)
        .await
}

fn png() -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = RgbImage::from_pixel(300, 200, Rgb([10, 200, 10]));
    image.write_to(&mut file, ImageFormat::Png).unwrap();
    file.into_inner()
}

#[tokio::test]
async fn the_profile_tells_name_and_organisations_within_its_budget() {
    let world = World::of_people().await;
    let cookie = world.session_of(VIEWER).await;
    let page = world.look(&cookie, HERE).await;
    assert_eq!(world.count.take(), 1 + 1);
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    assert!(page.body.contains("value=\"Bruno\"") && page.body.contains("Comune di Valdorra"));
    assert!(page.body.contains("/panel/profile/security"));
}

#[tokio::test]
async fn a_new_name_is_seen_at_once_here_and_among_the_members() {
    let world = World::of_people().await;
    let cookie = world.session_of(VIEWER).await;
    let fields = [("given_name", "Bruno"), ("family_name", "Grigi")];
    let done = world.form(&cookie, HERE, &fields).await;
    assert_eq!(done.header("location"), "/panel/profile?done=name");
    assert!(
        world
            .look(&cookie, "/panel")
            .await
            .body
            .contains("Bruno Grigi")
    );
    let admin = world.session_of(ADMIN).await;
    let list = world.look(&admin, "/panel/access/members").await.body;
    assert!(list.contains("Bruno Grigi") && !list.contains("Bruno Neri"));
    let wrong = world
        .form(&cookie, HERE, &[("given_name", "7"), ("family_name", "x")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(inspect::faults(&wrong.body), [""; 0]);
}

#[tokio::test]
async fn a_picture_is_drawn_anew_private_and_shown_to_colleagues_alone() {
    let world = World::of_people().await;
    let cookie = world.session_of(VIEWER).await;
    let none = world.look(&cookie, &format!("{HERE}/picture")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let done = upload(&world, &cookie, &png()).await;
    assert_eq!(
        done.header("location"),
        "/panel/profile?done=picture",
        "{}",
        done.body
    );
    let picture = world.look(&cookie, &format!("{HERE}/picture")).await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/jpeg");
    assert!(picture.header(header::CACHE_CONTROL).starts_with("private"));
    assert_eq!(picture.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(
        world
            .look(&cookie, HERE)
            .await
            .body
            .contains("/panel/profile/picture?v=")
    );
    let admin = world.session_of(ADMIN).await;
    let path = format!("{}/picture", world.page_of(VIEWER).await);
    assert_eq!(world.look(&admin, &path).await.status, StatusCode::OK);
    let removed = world
        .form(&cookie, &format!("{HERE}/picture/remove"), &[])
        .await;
    assert_eq!(removed.header("location"), "/panel/profile?done=no-picture");
    assert_eq!(
        world.look(&admin, &path).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn what_is_no_picture_is_refused_in_words() {
    let world = World::of_people().await;
    let cookie = world.session_of(VIEWER).await;
    let large = vec![0; 1024 * 1024 + 1];
    for (file, said) in [
        (&b"<svg onload=alert(1)>"[..], "JPEG o PNG"),
        (b"", "JPEG o PNG"),
        (&png()[..200], "danneggiata"),
        (&large, "al massimo 1 MB"),
    ] {
        let refused = upload(&world, &cookie, file).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(refused.body.contains(said), "{}", refused.body);
        assert_eq!(inspect::faults(&refused.body), [""; 0]);
    }
}

#[tokio::test]
async fn a_changed_notice_is_asked_again_before_anything_else() {
    let world = World::of_people().await;
    let found = world.user(VIEWER).await.unwrap();
    let old = Accepted {
        version: "2001-01-01".to_owned(),
        at: world.clock.now(),
    };
    let user = User {
        notice: Some(old),
        ..found.user.clone()
    };
    let act = Act::new("test", world.clock.now());
    let done = users::change_in(&world.table, &found, user, act).await;
    assert_eq!(done.unwrap(), Changed::Done);
    let cookie = world.session_of(VIEWER).await;
    let path = format!("{HERE}/notice");
    assert_eq!(world.look(&cookie, "/panel").await.header("location"), path);
    let page = world.look(&cookie, &path).await;
    assert!(page.body.contains("L’informativa è cambiata"));
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    let refused = world.form(&cookie, &path, &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let accepted = world
        .form(&cookie, &path, &[("accept", notice::version())])
        .await;
    assert_eq!(accepted.header("location"), "/panel");
    assert_eq!(world.look(&cookie, "/panel").await.status, StatusCode::OK);
}

//! Every page of the room, in every state, held to what is asked of all pages.

use access::Role;
use platform::web::inspect;

use super::gate::change_role;
use super::world::{Answer, EMAIL, PASSWORD, World};

#[track_caller]
fn is_sound(page: &Answer) {
    assert!(page.header("content-type").starts_with("text/html"));
    assert_eq!(inspect::faults(&page.body), [""; 0], "{}", page.body);
}

#[tokio::test]
async fn the_sign_in_page_is_sound_in_every_state() {
    let world = World::new().await;
    is_sound(&world.get("/panel/sign-in", &[]).await);
    is_sound(&world.sign_in("", "").await);
    is_sound(&world.sign_in(inspect::HOSTILE, PASSWORD).await);
    for _ in 0..6 {
        is_sound(&world.sign_in(EMAIL, "sbagliata").await);
    }
}

#[tokio::test]
async fn the_home_page_is_sound_with_and_without_rooms() {
    let world = World::new().await;
    for role in [Role::Secretary, Role::Customer] {
        change_role(&world, role).await;
        let cookie = world.session().await;
        is_sound(&world.get("/panel", &[("cookie", &cookie)]).await);
    }
}

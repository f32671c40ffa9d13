use http::StatusCode;
use jiff::SignedDuration;
use platform::web::inspect;

use super::people::{ADMIN, OTHER_ADMIN, STRANGER, VIEWER};
use super::world::World;

const NEW: &str = "nuova@valdorra.example";
const HERE: &str = "/panel/access/invitations";

/// The id of the one open invitation on the page.
async fn the_one(world: &World, cookie: &str) -> String {
    let page = world.look(cookie, HERE).await.body;
    let (_, rest) = page.split_once("/panel/access/invitations/").unwrap();
    rest.split_once('/').unwrap().0.to_owned()
}

#[tokio::test]
async fn an_invitation_is_two_mails_for_a_new_person_and_one_for_a_known_one() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let answer = world.invite(&cookie, NEW, "secretary").await;
    assert_eq!(
        answer.header("location"),
        "/panel/access/invitations?done=sent"
    );
    assert_eq!(
        world.count.take(),
        1 + 3,
        "a new address: gate, address, invitation, transaction"
    );
    let mails = world.letters().await;
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects.len(), 2, "{subjects:?}");
    assert!(subjects[0].starts_with("Le tue credenziali provvisorie"));
    assert!(subjects[1].starts_with("Invito di Comune di Valdorra"));
    assert!(mails[1].text.contains("come Segreteria"));
    assert!(mails.iter().all(|mail| mail.to == NEW));
    assert!(!mails[1].text.contains(&mails[0].temporary()));

    world.invite(&cookie, STRANGER, "viewer").await;
    let mails = world.letters().await;
    assert_eq!(mails.len(), 1, "a known person has a password already");
    assert!(mails[0].subject.starts_with("Invito di"));
}

#[tokio::test]
async fn who_is_known_elsewhere_looks_like_anybody_to_who_invites() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let new = world.invite(&cookie, NEW, "viewer").await;
    let known = world.invite(&cookie, STRANGER, "viewer").await;
    assert_eq!(
        (new.status, new.header("location"), &new.body),
        (known.status, known.header("location"), &known.body)
    );
    let page = world.look(&cookie, HERE).await.body;
    assert!(!page.contains("Comune Vicino") && !page.contains("Remo"));
}

#[tokio::test]
async fn the_same_address_twice_is_one_invitation_and_another_role_is_told_anew() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    world.invite(&cookie, NEW, "viewer").await;
    world.letters().await;
    let again = world
        .invite(&cookie, " NUOVA@Valdorra.example ", "viewer")
        .await;
    assert!(again.header("location").ends_with("done=already"));
    assert_eq!(world.letters().await.len(), 0);
    let page = world.look(&cookie, HERE).await.body;
    assert_eq!(
        page.matches(&format!("<th scope=\"row\" data-label=\"E-mail\">{NEW}"))
            .count(),
        1
    );
    world.clock.advance(SignedDuration::from_secs(61));
    world.invite(&cookie, NEW, "secretary").await;
    assert!(world.letters().await[1].text.contains("Segreteria"));
    let page = world.look(&cookie, HERE).await.body;
    assert_eq!(
        page.matches(&format!("<th scope=\"row\" data-label=\"E-mail\">{NEW}"))
            .count(),
        1
    );
}

#[tokio::test]
async fn an_administrator_is_invited_only_after_a_warning() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let fields = [("email", NEW), ("role", "administrator")];
    let asked = world.form(&cookie, HERE, &fields).await;
    assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(asked.body.contains("solo a chi deve abilitare altri"));
    assert!(asked.body.contains("name=\"administrator\""));
    assert_eq!(world.letters().await.len(), 0);
    let sent = world.invite(&cookie, NEW, "administrator").await;
    assert!(sent.header("location").ends_with("done=sent"));
}

#[tokio::test]
async fn members_and_nonsense_are_told_at_the_field() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    for (email, said) in [
        (VIEWER, "già tra gli utenti"),
        ("senza chiocciola", "Scrivi un indirizzo e-mail"),
        (inspect::HOSTILE, "Scrivi un indirizzo e-mail"),
    ] {
        let answer = world.invite(&cookie, email, "viewer").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(answer.body.contains(said), "{}", answer.body);
        assert_eq!(inspect::faults(&answer.body), [""; 0]);
    }
    let answer = world.invite(&cookie, NEW, "machine").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_list_tells_sent_expired_withdrawn_and_keeps_to_its_budget() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    let empty = world.look(&cookie, HERE).await;
    assert!(empty.body.contains("Nessun invito"));
    world.invite(&cookie, NEW, "viewer").await;
    world.count.take();
    let page = world.look(&cookie, HERE).await;
    assert_eq!(world.count.take(), 1 + 1);
    assert!(page.body.contains(">Inviato</span>"));
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    world.clock.advance(SignedDuration::from_hours(7 * 24));
    let cookie = world.session_of(ADMIN).await;
    assert!(
        world
            .look(&cookie, HERE)
            .await
            .body
            .contains(">Scaduto</span>")
    );
    let path = format!("{HERE}/{}/withdraw", the_one(&world, &cookie).await);
    let answer = world.form(&cookie, &path, &[]).await;
    assert!(answer.header("location").ends_with("done=withdrawn"));
    let page = world.look(&cookie, HERE).await;
    assert!(page.body.contains(">Ritirato</span>") && !page.body.contains("/withdraw"));
    let twice = world.form(&cookie, &path, &[]).await;
    assert_eq!(twice.status, StatusCode::SEE_OTHER, "done already");
    let again = world
        .form(&cookie, &path.replace("withdraw", "send"), &[])
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(again.body.contains("è stato ritirato"));
}

#[tokio::test]
async fn sending_again_makes_a_new_link_and_not_too_often() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    world.invite(&cookie, NEW, "viewer").await;
    let first = world.letters().await;
    let path = format!("{HERE}/{}/send", the_one(&world, &cookie).await);
    let soon = world.form(&cookie, &path, &[]).await;
    assert_eq!(soon.status, StatusCode::CONFLICT);
    assert!(soon.body.contains("appena partito"));
    world.clock.advance(SignedDuration::from_secs(61));
    world.count.take();
    let sent = world.form(&cookie, &path, &[]).await;
    assert!(sent.header("location").ends_with("done=sent"));
    assert_eq!(world.count.take(), 1 + 2);
    let second = world.letters().await;
    assert_eq!(second.len(), 2);
    assert_ne!(first[0].welcome(), second[0].welcome());
    assert_ne!(first[0].temporary(), second[0].temporary());
    let old = world.get(&first[0].welcome(), &[]).await;
    assert!(old.body.contains("C’è un invito più recente"));
}

#[tokio::test]
async fn an_invitation_of_another_organisation_is_like_none() {
    let world = World::of_people().await;
    let cookie = world.session_of(ADMIN).await;
    world.invite(&cookie, NEW, "viewer").await;
    let id = the_one(&world, &cookie).await;
    let stranger = world.session_of(STRANGER).await;
    for act in ["send", "withdraw"] {
        let foreign = world
            .form(&stranger, &format!("{HERE}/{id}/{act}"), &[])
            .await;
        let unknown = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
        let unknown = world
            .form(&stranger, &format!("{HERE}/{unknown}/{act}"), &[])
            .await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        let bare = |text: &str| text.split_once("<main").unwrap().1.len();
        assert_eq!(bare(&foreign.body), bare(&unknown.body));
    }
    assert!(!world.look(&stranger, HERE).await.body.contains(NEW));
}

#[tokio::test]
async fn only_who_manages_members_invites() {
    let world = World::of_people().await;
    let viewer = world.session_of(VIEWER).await;
    let answer = world.invite(&viewer, NEW, "administrator").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(
        world.look(&viewer, HERE).await.status,
        StatusCode::FORBIDDEN
    );
    let other = world.session_of(OTHER_ADMIN).await;
    assert_eq!(world.look(&other, HERE).await.status, StatusCode::OK);
}

use access::domain::notice;
use access::domain::password::Password;
use access::domain::user::State;
use http::StatusCode;
use jiff::SignedDuration;
use platform::web::inspect;

use super::mails::Mail;
use super::people::{ADMIN, STRANGER};
use super::world::{Answer, World};

const NEW: &str = "nuova@valdorra.example";
const CHOSEN: &str = " sette nuvole basse";

async fn invited(world: &World, role: &str) -> Vec<Mail> {
    let cookie = world.session_of(ADMIN).await;
    world.invite(&cookie, NEW, role).await;
    world.count.take();
    world.letters().await
}

async fn come(world: &World, path: &str, temporary: &str, changes: &[(&str, &str)]) -> Answer {
    let mut fields = vec![
        ("given_name", "Nives"),
        ("family_name", "D’Angiò"),
        ("temporary", temporary),
        ("password", CHOSEN),
        ("again", CHOSEN),
        ("accept", notice::version()),
    ];
    for change in changes {
        fields.retain(|(name, _)| *name != change.0);
        fields.push(*change);
    }
    world.form("", path, &fields).await
}

#[tokio::test]
async fn a_new_person_comes_in_with_a_name_a_password_and_the_notice_accepted() {
    let world = World::of_people().await;
    let mails = invited(&world, "secretary").await;
    let path = mails[0].welcome();
    let page = world.get(&path, &[]).await;
    assert_eq!(
        world.count.take(),
        2,
        "the invitation, and whose the address is"
    );
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    assert!(
        page.body
            .contains("Comune di Valdorra ti ha invitato come Segreteria")
    );
    assert!(page.body.contains(notice::text().trim()), "in full");
    let done = come(&world, &path, &mails[0].temporary().to_uppercase(), &[]).await;
    assert_eq!(done.header("location"), path);
    assert_eq!(world.count.take(), 3);
    let told = world.get(&path, &[]).await;
    assert!(told.body.contains("Invito già accettato"));
    let user = world.user(NEW).await.unwrap().user;
    assert_eq!(user.name, "Nives D’Angiò");
    assert!(
        user.password
            .unwrap()
            .matches(&Password::parse(CHOSEN).unwrap())
    );
    assert_eq!(user.notice.unwrap().version, notice::version());
    assert_eq!(user.memberships[0].state, State::Active);
    let cookie = world.session_of(ADMIN).await;
    let list = world.look(&cookie, "/panel/access/members").await.body;
    assert!(
        list.contains("Nives D’Angiò") || list.contains("Nives D&#8217;Angiò"),
        "{list}"
    );
    let invitations = world.look(&cookie, "/panel/access/invitations").await.body;
    assert!(invitations.contains(">Accettato</span>"));
}

#[tokio::test]
async fn a_link_works_once() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let (path, temporary) = (mails[0].welcome(), mails[0].temporary());
    come(&world, &path, &temporary, &[]).await;
    let taken = [
        ("password", "un altro gatto nero"),
        ("again", "un altro gatto nero"),
    ];
    come(&world, &path, &temporary, &taken).await;
    let user = world.user(NEW).await.unwrap().user;
    assert!(
        user.password
            .unwrap()
            .matches(&Password::parse(CHOSEN).unwrap())
    );
}

#[tokio::test]
async fn two_first_accesses_at_once_make_one_person() {
    let world = World::of_people().await;
    let mails = invited(&world, "administrator").await;
    let (path, temporary) = (mails[0].welcome(), mails[0].temporary());
    let both = futures::join!(
        come(&world, &path, &temporary, &[]),
        come(&world, &path, &temporary, &[])
    );
    let done = [both.0, both.1]
        .iter()
        .filter(|answer| answer.status == StatusCode::SEE_OTHER)
        .count();
    assert!(done >= 1);
    let user = world.user(NEW).await.unwrap();
    assert_eq!((user.version, user.user.memberships.len()), (1, 1));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_is_made() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let (path, right) = (mails[0].welcome(), mails[0].temporary());
    for (temporary, change, said) in [
        (
            "aaaa-bbbb-cccc",
            ("given_name", "Nives"),
            "Non è la password provvisoria",
        ),
        ("", ("given_name", "Nives"), "Non è la password provvisoria"),
        (&right, ("given_name", ""), "Compila questo campo"),
        (&right, ("family_name", "R0ssi"), "senza cifre"),
        (&right, ("password", "corta"), "almeno 8 caratteri"),
        (&right, ("password", "password1"), "tra le più usate"),
        (&right, ("again", "altra cosa del tutto"), "non sono uguali"),
        (&right, ("accept", ""), "leggi e accetta"),
        (&right, ("accept", "2001-01-01"), "leggi e accetta"),
    ] {
        let answer = come(&world, &path, temporary, &[change]).await;
        assert_eq!(
            answer.status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{change:?}"
        );
        assert!(answer.body.contains(said), "{change:?} {}", answer.body);
        assert_eq!(inspect::faults(&answer.body), [""; 0]);
        assert!(!answer.body.contains(CHOSEN), "no password comes back");
    }
    assert!(world.user(NEW).await.is_none());
}

#[tokio::test]
async fn an_expired_link_says_so_and_sends_a_new_one_with_one_press() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let old = mails[0].welcome();
    world.clock.advance(SignedDuration::from_hours(24 * 7));
    let page = world.get(&old, &[]).await;
    assert!(page.body.contains("Invito scaduto") && page.body.contains("09/03/2026"));
    assert!(page.body.contains("Mandami un nuovo invito"));
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    let late = come(&world, &old, &mails[0].temporary(), &[]).await;
    assert_eq!(late.header("location"), old, "nothing is made");
    world.count.take();
    let sent = world.form("", &format!("{old}/renew"), &[]).await;
    assert_eq!((sent.status, world.count.take()), (StatusCode::OK, 2));
    assert!(!sent.body.contains(NEW));
    let twice = world.form("", &format!("{old}/renew"), &[]).await;
    assert_eq!(twice.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(inspect::faults(&twice.body), [""; 0]);
    let mails = world.letters().await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == NEW));
    let done = come(&world, &mails[0].welcome(), &mails[0].temporary(), &[]).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    assert!(world.user(NEW).await.is_some());
}

#[tokio::test]
async fn a_withdrawn_link_opens_nothing_and_renews_nothing() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let cookie = world.session_of(ADMIN).await;
    let list = world.look(&cookie, "/panel/access/invitations").await.body;
    let (_, rest) = list.split_once("/panel/access/invitations/").unwrap();
    let id = rest.split_once('/').unwrap().0;
    let withdraw = format!("/panel/access/invitations/{id}/withdraw");
    world.form(&cookie, &withdraw, &[]).await;
    let path = mails[0].welcome();
    let page = world.get(&path, &[]).await;
    assert!(page.body.contains("Invito ritirato") && !page.body.contains("Mandami"));
    come(&world, &path, &mails[0].temporary(), &[]).await;
    assert!(world.user(NEW).await.is_none());
    let renewed = world.form("", &format!("{path}/renew"), &[]).await;
    assert_eq!(renewed.status, StatusCode::CONFLICT);
    assert_eq!(world.letters().await.len(), 0);
}

#[tokio::test]
async fn a_false_link_is_like_one_of_nobody() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let path = mails[0].welcome();
    let last = path.chars().last().unwrap();
    let other = if last == '0' { "1" } else { "0" };
    let guessed = format!("{}{other}", &path[..path.len() - 1]);
    let nobody = path.replace("/01", "/02");
    for path in [&guessed, &nobody, &"/panel/welcome/x".to_owned()] {
        let answer = world.get(path, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.body.contains("Questo invito non esiste"));
        assert_eq!(world.count.take(), 0, "the table is not asked");
        let renewed = world.form("", &format!("{path}/renew"), &[]).await;
        assert_eq!(renewed.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn looking_at_a_link_uses_nothing_up() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    for _ in 0..3 {
        let page = world.get(&mails[0].welcome(), &[]).await;
        assert!(page.body.contains("<h1>Primo accesso</h1>"));
    }
}

#[tokio::test]
async fn a_known_person_accepts_signed_in_and_nobody_else_can() {
    let world = World::of_people().await;
    let admin = world.session_of(ADMIN).await;
    world.invite(&admin, STRANGER, "viewer").await;
    let mails = world.letters().await;
    let path = mails[0].welcome();
    let page = world.get(&path, &[]).await;
    let join = path.replace("/welcome/", "/profile/join/");
    assert!(page.body.contains("Hai già un account") && page.body.contains(&join));
    let anonymous = world.get(&join, &[]).await;
    assert!(
        anonymous
            .header("location")
            .starts_with("/panel/sign-in?next=/panel/profile/join/")
    );
    let other = world.look(&admin, &join).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND, "somebody else's");
    let refused = world.form(&admin, &join, &[]).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);

    let cookie = world.session_of(STRANGER).await;
    let page = world.look(&cookie, &join).await;
    assert!(page.body.contains("Accetta l’invito"));
    assert_eq!(inspect::faults(&page.body), [""; 0]);
    world.count.take();
    let done = world.form(&cookie, &join, &[]).await;
    assert_eq!(
        (done.status, world.count.take()),
        (StatusCode::SEE_OTHER, 1 + 3)
    );
    assert!(
        world
            .look(&cookie, &join)
            .await
            .body
            .contains("Invito accettato")
    );
    let user = world.user(STRANGER).await.unwrap().user;
    assert_eq!(user.active().count(), 2);
    let twice = world.form(&cookie, &join, &[]).await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
}

#[tokio::test]
async fn neither_link_nor_password_stands_in_the_table() {
    let world = World::of_people().await;
    let mails = invited(&world, "viewer").await;
    let token = mails[0].welcome();
    let secret = token.rsplit('.').next().unwrap();
    let plain = mails[0].temporary();
    let client = aws_sdk_dynamodb::Client::new(&world.cloud.dynamodb);
    let all = client
        .scan()
        .table_name(local::cloud::TABLE)
        .send()
        .await
        .unwrap();
    let dump = format!("{:?}", all.items());
    assert!(dump.contains(NEW), "the dump is the table");
    for secret in [secret, &plain, &plain.replace('-', "")] {
        assert!(!dump.contains(secret));
    }
}

use access::domain::email::Email;
use access::jobs::letters::Letter;
use access::store::users;
use jiff::SignedDuration;
use kernel::dice::OsDice;
use kernel::time::Clock;
use platform::table::Tx;

use super::world::{EMAIL, World};

async fn order(world: &World, number: u32) {
    let email = Email::parse(EMAIL).unwrap();
    let found = users::find(&world.table, &email).await.unwrap().unwrap();
    let letter = Letter::SignInCode {
        user: found.user.id,
        attempt: "an attempt".to_owned(),
        number,
        until: world.clock.now() + SignedDuration::from_mins(10),
    };
    let item = letter.order(world.clock.as_ref(), &OsDice);
    assert!(!item.payload.contains('@'), "an order holds no address");
    world.table.commit(Tx::new().outbox(&item)).await.unwrap();
}

#[tokio::test]
async fn a_letter_that_was_ordered_goes_out_once() {
    let world = World::new().await;
    order(&world, 1).await;
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, EMAIL);
    assert_eq!(
        mails[0].subject,
        "Il tuo codice di accesso – Sportello dei pagamenti"
    );
    assert!(mails[0].text.starts_with("Gentile Ada Bianchi,"));
    assert_eq!(mails[0].code().len(), 6);
    assert_eq!(world.mails().await, []);
    order(&world, 2).await;
    assert_ne!(world.mails().await[0].code(), mails[0].code());
}

#[tokio::test]
async fn a_code_that_nobody_could_use_any_more_is_not_sent() {
    let world = World::new().await;
    order(&world, 1).await;
    world.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(world.mails().await, []);
}

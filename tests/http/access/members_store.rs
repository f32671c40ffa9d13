//! The mirror of the members and the guard of the last administrator, on the table itself.

use access::Role;
use access::domain::email::Email;
use access::domain::user::{State, User};
use access::store::members;
use access::store::users::{self, Act, Changed, Found};
use kernel::dice::SeededDice;
use kernel::ids::UserId;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use platform::table::Table;

use super::world::{NEIGHBOUR, TOWN, World, membership};

async fn person(
    world: &World,
    dice: u64,
    name: &str,
    email: &str,
    roles: &[(&str, Role)],
) -> Found {
    let id = UserId::mint(world.clock.as_ref(), &SeededDice::new(dice));
    let memberships = roles.iter().map(|(cf, role)| membership(cf, "Ente", *role));
    let user = User::new(id.clone(), Email::parse(email).unwrap(), name)
        .with_memberships(memberships.collect());
    assert!(users::create(&world.table, user).await.unwrap());
    users::by_id(&world.table, &id).await.unwrap().unwrap()
}

fn town() -> OrgFiscalCode {
    OrgFiscalCode::parse(TOWN).unwrap()
}

async fn names(table: &Table, typed: &str) -> Vec<String> {
    let found = members::search(table, &town(), typed, 25).await.unwrap();
    found.into_iter().map(|member| member.name).collect()
}

async fn without_town(world: &World, who: &Found) -> Changed {
    let mut user = who.user.clone();
    user.memberships.retain(|m| m.tenant != town());
    let act = Act::new("test", world.clock.now());
    users::change_in(&world.table, who, user, act)
        .await
        .unwrap()
}

#[tokio::test]
async fn members_are_found_by_the_beginning_of_name_surname_and_address() {
    let world = World::new().await;
    let town = [(TOWN, Role::Viewer)];
    person(&world, 10, "Dario D’Angiò", "dario@b.example", &town).await;
    person(&world, 11, "Angela Verdi", "verdi@b.example", &town).await;
    person(
        &world,
        12,
        "Angelo Neri",
        "neri@b.example",
        &[(NEIGHBOUR, Role::Viewer)],
    )
    .await;
    assert_eq!(names(&world.table, "d'an").await, ["Dario D’Angiò"]);
    assert_eq!(
        names(&world.table, "ANGEL").await,
        ["Angela Verdi"],
        "of this body alone"
    );
    assert_eq!(names(&world.table, "verdi@").await, ["Angela Verdi"]);
    assert_eq!(names(&world.table, "verdi").await, ["Angela Verdi"], "once");
    world.count.take();
    names(&world.table, "ver").await;
    assert_eq!(world.count.take(), 3);
    let page = members::list(&world.table, &self::town(), None, 2)
        .await
        .unwrap();
    assert_eq!(page.items.len(), 2);
    assert!(page.next.is_some());
}

#[tokio::test]
async fn the_mirror_follows_every_change_of_the_user() {
    let world = World::new().await;
    let who = person(
        &world,
        10,
        "Dario Neri",
        "d@b.example",
        &[(TOWN, Role::Viewer)],
    )
    .await;
    let mut user = who.user.clone();
    user.memberships[0].state = State::Suspended;
    "Dario Bruni".clone_into(&mut user.name);
    let act = Act::new("test", world.clock.now());
    let done = users::change_in(&world.table, &who, user, act).await;
    assert_eq!(done.unwrap(), Changed::Done);
    let member = members::find(&world.table, &town(), &who.user.id).await;
    let member = member.unwrap().unwrap();
    assert_eq!(
        (member.name.as_str(), member.state),
        ("Dario Bruni", State::Suspended)
    );
    assert_eq!(names(&world.table, "neri").await, [""; 0]);
    let who = users::by_id(&world.table, &who.user.id)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(without_town(&world, &who).await, Changed::Done);
    assert_eq!(names(&world.table, "bruni").await, [""; 0]);
}

#[tokio::test]
async fn of_two_administrators_who_remove_each_other_one_remains() {
    let world = World::new().await;
    let admin = [(TOWN, Role::Administrator), (NEIGHBOUR, Role::Viewer)];
    let one = person(&world, 10, "Dario Neri", "d@b.example", &admin).await;
    let other = person(&world, 11, "Elsa Bruni", "e@b.example", &admin).await;
    let (a, b) = futures::join!(without_town(&world, &one), without_town(&world, &other));
    let mut done = [&a, &b].iter().filter(|c| ***c == Changed::Done).count();
    for (who, first) in [(&one, &a), (&other, &b)] {
        if *first == Changed::Moved {
            let again = without_town(&world, who).await;
            assert_eq!(again, Changed::LastAdministrator(town()));
        }
        done += usize::from(matches!(first, Changed::LastAdministrator(_)));
    }
    assert!(done >= 1, "{a:?} {b:?}");
    let left = members::administrators(&world.table, &town())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(left.users.len(), 1);
    let found = members::search(&world.table, &town(), "", 25)
        .await
        .unwrap();
    let admins = found
        .iter()
        .filter(|m| m.role == Role::Administrator)
        .count();
    assert_eq!(admins, 1, "the mirror says the same");
}

#[tokio::test]
async fn whoever_is_suspended_or_demoted_counts_no_longer_as_an_administrator() {
    let world = World::new().await;
    let who = person(
        &world,
        10,
        "Dario Neri",
        "d@b.example",
        &[(TOWN, Role::Administrator)],
    )
    .await;
    for change in [
        |user: &mut User| user.memberships[0].state = State::Suspended,
        |user: &mut User| user.memberships[0].role = Role::Viewer,
    ] {
        let mut user = who.user.clone();
        change(&mut user);
        let act = Act::new("test", world.clock.now());
        let done = users::change_in(&world.table, &who, user, act)
            .await
            .unwrap();
        assert_eq!(done, Changed::LastAdministrator(town()));
    }
    person(
        &world,
        11,
        "Elsa Bruni",
        "e@b.example",
        &[(TOWN, Role::Administrator)],
    )
    .await;
    assert_eq!(without_town(&world, &who).await, Changed::Done);
}

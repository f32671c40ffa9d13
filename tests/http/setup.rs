//! A tenants file, applied to the embedded table.

use std::sync::Arc;

use access::domain::email::Email;
use access::domain::password::Password;
use access::domain::user::State;
use access::store::{invitations, users};
use jiff::Timestamp;
use kernel::dice::SeededDice;
use kernel::tax::OrgFiscalCode;
use kernel::time::ManualClock;
use local::cloud::{Cloud, TABLE};
use payments::store::settings;
use platform::table::{Query, Table};
use setup::{ApiKeys, Deps, Passwords, Plan, apply_file, check};

const FILE: &str = include_str!("../../infra/tenants/demo.toml");
const TOWN: &str = "80047110152";
const EMAIL: &str = "secretary@valdorra.example";

struct World {
    deps: Deps,
    /// Kept for as long as the world lives.
    _cloud: Cloud,
}

impl World {
    async fn new() -> Self {
        let cloud = Cloud::temporary(&[]).await.unwrap();
        let table = Table::new(&cloud.dynamodb, TABLE);
        let now: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let clock = Arc::new(ManualClock::new(now));
        let deps = Deps {
            table,
            clock,
            dice: Arc::new(SeededDice::new(1)),
        };
        Self {
            deps,
            _cloud: cloud,
        }
    }

    async fn apply(&self, text: &str) -> Plan {
        let email = Email::parse(EMAIL).unwrap();
        let passwords = Passwords::from([(email, Password::parse("Prova-12345").unwrap())]);
        let tenants = check(text).unwrap();
        apply_file(&self.deps, &tenants, ApiKeys::Honour, &passwords)
            .await
            .unwrap()
    }

    async fn settings(&self) -> payments::domain::settings::CreditorSettings {
        let code = OrgFiscalCode::parse(TOWN).unwrap();
        settings::read(&self.deps.table, &code)
            .await
            .unwrap()
            .unwrap()
    }
}

#[tokio::test]
async fn a_file_applied_twice_changes_nothing_the_second_time() {
    let world = World::new().await;
    let first = world.apply(FILE).await;
    assert!(!first.is_empty());
    let again = world.apply(FILE).await;
    assert_eq!(again, Plan::default());
    let settings = world.settings().await;
    assert_eq!(
        (settings.name.as_str(), settings.version),
        ("Comune di Valdorra", 1)
    );
}

#[tokio::test]
async fn a_person_gets_the_password_that_was_given_and_others_none() {
    let world = World::new().await;
    world.apply(FILE).await;
    let find = async |email: &str| {
        let email = Email::parse(email).unwrap();
        users::find(&world.deps.table, &email)
            .await
            .unwrap()
            .unwrap()
            .user
    };
    let password = Password::parse("Prova-12345").unwrap();
    assert!(find(EMAIL).await.password.unwrap().matches(&password));
    assert_eq!(find("viewer@valdorra.example").await.password, None);
}

#[tokio::test]
async fn what_the_panel_changed_outlives_the_file() {
    let world = World::new().await;
    world.apply(FILE).await;
    let mut changed = world.settings().await;
    changed.office = Some("Ragioneria".to_owned());
    changed.version += 1;
    assert!(
        settings::write(&world.deps.table, &changed, 1)
            .await
            .unwrap()
    );
    let station = FILE.replace("11477110156_01", "11477110156_09");
    let plan = world.apply(&station).await;
    assert_eq!((plan.acts.len(), plan.drift.len()), (1, 1));
    let settings = world.settings().await;
    assert_eq!(settings.office.as_deref(), Some("Ragioneria"));
    assert_eq!(
        (settings.station_id.as_str(), settings.version),
        ("11477110156_09", 3)
    );
}

#[tokio::test]
async fn two_pipelines_at_once_make_one_of_everything() {
    let world = World::new().await;
    let tenants = check(FILE).unwrap();
    let none = Passwords::new();
    let both = || apply_file(&world.deps, &tenants, ApiKeys::Honour, &none);
    let (one, two) = tokio::join!(both(), both());
    assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
    assert_eq!(world.apply(FILE).await, Plan::default());
}

#[tokio::test]
async fn who_has_no_password_is_invited_once_to_each_organisation() {
    let world = World::new().await;
    world.apply(FILE).await;
    world.apply(FILE).await;
    let table = &world.deps.table;
    let email = Email::parse("fulvia.conti@studio.example").unwrap();
    let user = users::find(table, &email).await.unwrap().unwrap().user;
    let states: Vec<_> = user.memberships.iter().map(|m| m.state).collect();
    assert_eq!(states, [State::Invited, State::Invited]);
    for membership in &user.memberships {
        let found = invitations::of_address(table, &membership.tenant, &email).await;
        let invitation = found.unwrap().unwrap().invitation;
        assert_eq!((invitation.role, invitation.serial), (membership.role, 1));
    }
    let mut ordered = 0;
    for shard in 0..8 {
        let pending = Query::gsi(1, format!("OXP#{shard}"));
        ordered += table.query_items(&pending).await.unwrap().items.len();
    }
    let people = 5; // of the file, without the one who was given a password
    assert_eq!(
        ordered,
        2 * (people + 1),
        "two mails each, four for who has two organisations"
    );
}

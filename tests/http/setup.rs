//! A tenants file, applied to the embedded table.

use std::sync::Arc;

use access::domain::audit::{Act, AuditEvent};
use access::domain::email::Email;
use access::domain::password::Password;
use access::domain::user::{State, User};
use access::store::{invitations, users};
use jiff::Timestamp;
use kernel::dice::SeededDice;
use kernel::tax::OrgFiscalCode;
use kernel::time::ManualClock;
use local::cloud::{Cloud, TABLE};
use payments::store::settings::{self, SettingsChange};
use platform::table::{Query, Table};
use setup::domain::plan::Verb;
use setup::jobs::tenants::{Act as Asked, Order, answer};
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

    async fn secretary(&self) -> User {
        let email = Email::parse(EMAIL).unwrap();
        let found = users::find(&self.deps.table, &email).await.unwrap();
        found.unwrap().user
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

#[tokio::test]
async fn what_left_the_file_is_retired_and_comes_back_as_it_was() {
    let world = World::new().await;
    world.apply(FILE).await;
    let (order, _) = FILE
        .split_once("[[creditor]]\nfiscal_code = \"80051230409\"")
        .unwrap();
    let gone = world.apply("").await;
    assert_eq!(gone.count(Verb::Retire), 2, "{gone}");
    assert!(world.settings().await.retired_at.is_some());
    assert_eq!(world.secretary().await.active().count(), 0, "nobody enters");
    assert!(world.apply("").await.is_empty());
    world.apply(order).await;
    assert_eq!(world.settings().await.retired_at, None);
    assert_eq!(
        world.secretary().await.active().count(),
        1,
        "named or not, who was in is in again"
    );
    world.apply(FILE).await;
    assert_eq!(world.apply(FILE).await, Plan::default());
}

#[tokio::test]
async fn another_plan_than_the_reviewed_one_is_refused() {
    let world = World::new().await;
    let tenants = check(FILE).unwrap();
    let order = |act, reviewed: Option<&str>| Order {
        act,
        file: FILE.to_owned(),
        reviewed: reviewed.map(str::to_owned),
    };
    let planned = json(&world.deps, order(Asked::Plan, None)).await;
    assert_eq!(planned["state"], "ok");
    let fingerprint = planned["plan"]["fingerprint"].as_str().unwrap();
    let refused = json(&world.deps, order(Asked::Apply, Some("0000"))).await;
    assert_eq!(refused["state"], "not_reviewed");
    assert_eq!(refused["plan"]["fingerprint"], fingerprint);
    assert_eq!(
        json(&world.deps, order(Asked::Apply, None)).await["state"],
        "not_reviewed"
    );
    assert!(
        settings::read(&world.deps.table, &tenants.creditors[0].fiscal_code)
            .await
            .unwrap()
            .is_none()
    );

    let done = json(&world.deps, order(Asked::Apply, Some(fingerprint))).await;
    assert_eq!(done["state"], "ok");
    let again = json(&world.deps, order(Asked::Plan, None)).await;
    assert_eq!(again["plan"]["empty"], true);
    let wrong = Order {
        file: "[[creditors]]".to_owned(),
        ..order(Asked::Check, None)
    };
    let faults = json(&world.deps, wrong).await;
    assert_eq!(
        (&faults["state"], &faults["faults"][0]["column"]),
        (&"faults".into(), &3.into())
    );
}

async fn json(deps: &Deps, order: Order) -> serde_json::Value {
    serde_json::to_value(answer(deps, order).await.unwrap()).unwrap()
}

#[tokio::test]
async fn what_a_file_changes_is_in_the_history_and_in_the_log_of_activities() {
    let world = World::new().await;
    world.apply(FILE).await;
    world
        .apply(&FILE.replace("11477110156_01", "11477110156_09"))
        .await;
    let history = Query::table(format!("CR#{TOWN}")).prefix("H#");
    let history = world
        .deps
        .table
        .query::<SettingsChange>(&history)
        .await
        .unwrap()
        .items;
    assert_eq!((history.len(), history[0].by.as_str()), (1, "tenants-file"));
    assert_eq!(history[0].from.station_id, "11477110156_01");
    let events = Query::gsi(2, format!("AUDITBY#{TOWN}#job:tenants-file"));
    let events = world
        .deps
        .table
        .query::<AuditEvent>(&events)
        .await
        .unwrap()
        .items;
    let count = |act| events.iter().filter(|event| event.act == act).count();
    assert_eq!(count(Act::TenantCreated), 1);
    assert_eq!(count(Act::TenantChanged), 1);
    assert!(count(Act::PersonDeclared) >= 2);
    assert_eq!(count(Act::KeyCreated), 1);
}

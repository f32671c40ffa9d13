//! Two administrators of the town and the rooms that look after people.

use std::sync::Arc;

use access::Role;
use access::domain::email::Email;
use access::domain::second_factor::SecondFactor;
use access::domain::user::User;
use access::routes::{invitations, members, profile, welcome};
use access::store::users::{self, Found};
use http::StatusCode;
use kernel::dice::SeededDice;
use kernel::ids::UserId;
use kernel::time::ManualClock;
use local::cloud::{BUCKET, Cloud};
use platform::derive::Deriver;
use platform::objects::Objects;
use platform::table::Table;
use platform::web::Routes;

use super::mails::Mail;
use super::world::{Answer, NEIGHBOUR, SEAL_KEY, TOWN, World, hash, membership};

pub const ADMIN: &str = "gina@valdorra.example";
pub const OTHER_ADMIN: &str = "elsa@valdorra.example";
pub const VIEWER: &str = "bruno@valdorra.example";
pub const STRANGER: &str = "remo@vicino.example";
pub const PASSWORD: &str = "tre gatti sul tetto";

pub fn routes(
    cloud: &Cloud,
    table: &Table,
    (clock, dice): (&Arc<ManualClock>, &Arc<SeededDice>),
) -> Routes {
    let objects = Objects::new(&cloud.s3, BUCKET);
    let deriver = Deriver::new(&SEAL_KEY);
    let (clock, dice) = (clock.clone(), dice.clone());
    let invited = invitations::InvitationsDeps::new(table.clone(), clock.clone(), dice.clone());
    let here =
        members::MembersDeps::new(table.clone(), objects.clone(), clock.clone(), dice.clone());
    let coming = welcome::WelcomeDeps {
        table: table.clone(),
        clock: clock.clone(),
        dice: dice.clone(),
        deriver: deriver.clone(),
    };
    let own = profile::ProfileDeps::new(table.clone(), objects, (clock, dice), deriver);
    invitations::routes(invited)
        .merge(members::routes(here))
        .merge(welcome::routes(coming))
        .merge(profile::routes(own))
}

impl World {
    /// A world with two administrators, a viewer, and an administrator of the neighbour.
    pub async fn of_people() -> Self {
        let world = Self::new().await;
        let town = "Comune di Valdorra";
        let admin = membership(TOWN, town, Role::Administrator);
        world.member(20, "Gina Rosa", ADMIN, admin.clone()).await;
        world.member(21, "Elsa Bruni", OTHER_ADMIN, admin).await;
        let viewer = membership(TOWN, town, Role::Viewer);
        world.member(22, "Bruno Neri", VIEWER, viewer).await;
        let there = membership(NEIGHBOUR, "Comune Vicino", Role::Administrator);
        world.member(23, "Remo Viola", STRANGER, there).await;
        world.count.take();
        world
    }

    async fn member(
        &self,
        seed: u64,
        name: &str,
        email: &str,
        of: access::domain::user::Membership,
    ) {
        let id = UserId::mint(self.clock.as_ref(), &SeededDice::new(seed));
        let user = User::new(id, Email::parse(email).unwrap(), name)
            .with_password(hash(PASSWORD))
            .with_second_factor(SecondFactor::None)
            .with_memberships(vec![of]);
        assert!(users::create(&self.table, user).await.unwrap());
    }

    pub async fn user(&self, email: &str) -> Option<Found> {
        let email = Email::parse(email).unwrap();
        users::find(&self.table, &email).await.unwrap()
    }

    /// The address of somebody's page among the members.
    pub async fn page_of(&self, email: &str) -> String {
        let id = self.user(email).await.unwrap().user.id;
        format!("/panel/access/members/{id}")
    }

    pub async fn session_of(&self, email: &str) -> String {
        let answer = self.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
        self.count.take();
        answer.cookie().to_owned()
    }

    pub async fn look(&self, cookie: &str, path: &str) -> Answer {
        self.get(path, &[("cookie", cookie)]).await
    }

    /// The mails that came, credentials before the others.
    pub async fn letters(&self) -> Vec<Mail> {
        let mut mails = self.mails().await;
        mails.sort_by_key(|mail| !mail.text.contains("Password provvisoria"));
        mails
    }

    pub async fn invite(&self, cookie: &str, email: &str, role: &str) -> Answer {
        let fields = [("email", email), ("role", role), ("administrator", "yes")];
        self.form(cookie, "/panel/access/invitations", &fields)
            .await
    }
}

impl Mail {
    /// The path of the link in it.
    pub fn welcome(&self) -> String {
        let line = self
            .text
            .lines()
            .find(|line| line.contains("/panel/welcome/"));
        let (_, path) = line
            .unwrap()
            .split_once("https://sportello.example")
            .unwrap();
        path.to_owned()
    }

    pub fn temporary(&self) -> String {
        let before = "Password provvisoria: ";
        let line = self.text.lines().find_map(|line| line.strip_prefix(before));
        line.unwrap().to_owned()
    }
}

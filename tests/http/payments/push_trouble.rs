//! Each service that is told of positions, each thing that it is told, each trouble that it may have:
//! what waits is seen, tried again in its time, and has its effect once.

use futures::future::join_all;
use http::Method;
use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use payments::domain::outwards::{Push, PushState, Target};
use serde_json::{Value, json};

use super::browser::Browser;
use super::gpd::desk::{Desk, EXTERNAL, iuv, nav};
use super::push_world::{IO, PAGOPA, judged};
use super::world::{CREDITOR, World};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// What becomes of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Made,
    Changed,
    Withdrawn,
    Deleted,
    Paid,
}

/// What the archives are told, and what debtors are.
const ARCHIVED: [Fate; 4] = [Fate::Made, Fate::Changed, Fate::Withdrawn, Fate::Deleted];
const WRITTEN: [Fate; 5] = [
    Fate::Made,
    Fate::Changed,
    Fate::Withdrawn,
    Fate::Deleted,
    Fate::Paid,
];

#[derive(Clone, Copy, Debug)]
struct Case {
    target: Target,
    trouble: &'static str,
    /// Of the reason that people read.
    told: &'static str,
    after: PushState,
}

impl Case {
    fn page(self) -> &'static str {
        match self.target {
            Target::Aca | Target::Gpd => PAGOPA,
            Target::Io => IO,
        }
    }

    fn badge(self) -> &'static str {
        match self.after {
            PushState::Waiting => "In attesa",
            PushState::Refused => "Rifiutata",
            other => panic!("{other:?}"),
        }
    }
}

/// One position on its way.
struct Story<'d> {
    desk: &'d Desk,
    case: Case,
    fate: Fate,
    base: u64,
}

impl Story<'_> {
    fn nav(&self) -> String {
        nav(self.base)
    }

    fn world(&self) -> &World {
        &self.desk.world
    }

    fn iupd(&self) -> String {
        format!("TROUBLE-{}", self.base)
    }

    fn cents(&self) -> i64 {
        if self.fate == Fate::Changed {
            4_000
        } else {
            3_000
        }
    }

    async fn push(&self) -> Push {
        let found = self.world().push_of(&self.nav(), self.case.target).await;
        found.unwrap()
    }

    /// The trouble is ordered, and what it troubles happens.
    async fn happen(&self) {
        let body = self.desk.one(&self.iupd(), self.base);
        if self.fate != Fate::Made {
            self.desk.publish(&body).await;
            let target = self.case.target;
            self.world()
                .told(&self.nav(), target, PushState::Done)
                .await;
        }
        let service = self.case.target.as_str();
        self.world().trouble(service, self.case.trouble, 1).await;
        let path = format!("{{org}}/debtpositions/{}", self.iupd());
        let done = match self.fate {
            Fate::Made => self.desk.publish(&body).await,
            Fate::Changed => {
                let mut body = body;
                body["paymentOption"][0]["amount"] = json!(self.cents());
                body["paymentOption"][0]["transfer"][0]["amount"] = json!(self.cents());
                let path = format!("{path}?toPublish=true");
                self.desk
                    .ask(EXTERNAL, Method::PUT, &path, Some(&body))
                    .await
            }
            Fate::Withdrawn => {
                let path = format!("{path}/invalidate");
                self.desk.ask(EXTERNAL, Method::POST, &path, None).await
            }
            Fate::Deleted => self.desk.ask(EXTERNAL, Method::DELETE, &path, None).await,
            Fate::Paid => return self.pay().await,
        };
        assert!(done.status < 300, "{done:?}");
        self.world().stack.quiet().await.unwrap();
    }

    async fn pay(&self) {
        self.world().pay(&self.nav()).await;
        self.world().stack.quiet().await.unwrap();
    }

    /// People see what happened and when it goes on: beside the position, and among all.
    async fn is_seen(&self) {
        let browser = Browser::open(self.world()).await;
        let push = self.push().await;
        assert_eq!(push.state, self.case.after, "{:?}: {push:?}", self.fate);
        let reason = push.reason.unwrap();
        assert!(reason.contains(self.case.told), "{reason}");
        let all = browser.page(self.case.page()).await;
        let grouped = NoticeNumber::parse(&self.nav()).unwrap().grouped();
        assert!(all.contains(&grouped) && all.contains(&reason), "{all}");
        if self.fate != Fate::Deleted {
            let own = format!("/panel/payments/positions/{}", self.nav());
            let own = browser.page(&own).await;
            assert!(
                own.contains(&reason) && own.contains(self.case.badge()),
                "{own}"
            );
        }
    }

    /// Nothing goes out before its time, which is a minute at least and what was asked for at most.
    async fn waits(&self) {
        let push = self.push().await;
        let pause = push.next_at.unwrap().duration_since(push.updated_at);
        let asked = if self.case.trouble == "throttle" {
            600
        } else {
            60
        };
        assert!((asked..asked + 5).contains(&pause.as_secs()), "{pause:?}");
        let before = self.calls().await;
        let early = SignedDuration::from_secs(asked / 2);
        self.world().push_after(early).await;
        assert_eq!(
            self.calls().await,
            before,
            "{:?}: before its time",
            self.fate
        );
    }

    async fn calls(&self) -> usize {
        let calls = self.world().calls(self.case.target.as_str()).await;
        calls.len()
    }

    /// Sent again as a person asks.
    async fn resend(&self) {
        let browser = Browser::open(self.world()).await;
        let (nav, path) = (self.nav(), format!("{}/resend", self.case.page()));
        let fields = [("nav", nav.as_str()), ("from", "position")];
        let answer = browser.post(&path, &fields).await;
        assert!(answer.status().is_redirection(), "{answer:?}");
        self.world().stack.quiet().await.unwrap();
    }

    /// The other side knows the position as it is.
    async fn is_there(&self) {
        let pushed = self.world().pushed().await;
        let is_over = matches!(self.fate, Fate::Withdrawn | Fate::Deleted);
        match self.case.target {
            Target::Aca => {
                let known = &pushed["aca"][&iuv(self.base)];
                let status = if is_over { "INVALID" } else { "VALID" };
                assert_eq!(known["status"], status, "{:?}: {known}", self.fate);
                let cents = if is_over { 0 } else { self.cents() };
                assert_eq!(known["amount"], cents, "{:?}: {known}", self.fate);
            }
            Target::Gpd => {
                let known = &pushed["gpd"][&format!("{CREDITOR}/{}", self.iupd())];
                match self.fate {
                    Fate::Deleted => assert!(known.is_null(), "{known}"),
                    Fate::Withdrawn => assert_eq!(known["status"], "INVALID", "{known}"),
                    _ => assert_eq!(
                        (&known["status"], &known["paymentOption"][0]["amount"]),
                        (&json!("VALID"), &json!(self.cents()))
                    ),
                }
            }
            Target::Io => panic!("messages are counted"),
        }
    }

    /// Messages that this fate writes to the debtor.
    async fn messages(&self) -> Vec<Value> {
        let subject = match self.fate {
            Fate::Made => "Avviso di pagamento",
            Fate::Changed => "Avviso aggiornato",
            Fate::Withdrawn | Fate::Deleted => "Avviso annullato",
            Fate::Paid => "Pagamento ricevuto",
        };
        let grouped = NoticeNumber::parse(&self.nav()).unwrap().grouped();
        let all = self.world().pushed().await["messages"].take();
        let own = all.as_array().unwrap().iter().filter(|message| {
            let content = &message["content"];
            content["subject"].as_str().unwrap().starts_with(subject)
                && content["markdown"].as_str().unwrap().contains(&grouped)
        });
        own.cloned().collect()
    }

    /// An archive takes a call twice with one effect; what has waited goes out by itself, or by hand.
    async fn archive(&self) {
        self.happen().await;
        self.is_seen().await;
        self.waits().await;
        match self.fate {
            Fate::Changed => {
                self.resend().await;
                // A person makes a position ready, not a service that asked to be left alone.
                if self.case.trouble == "throttle" {
                    assert_eq!(self.push().await.state, PushState::Waiting);
                    self.world().push_after(HOUR).await;
                }
            }
            _ => self.world().push_after(HOUR).await,
        }
        self.is_well().await;
        self.is_there().await;
    }

    /// A message that was not taken is sent again; one that may have been is for people.
    async fn write(&self) {
        self.happen().await;
        if self.case.after == PushState::Done {
            assert_eq!(self.messages().await.len(), 1, "{:?}", self.fate);
            return;
        }
        self.is_seen().await;
        if self.case.after == PushState::Refused {
            self.world().push_after(HOUR * 48).await;
            assert_eq!(self.messages().await.len(), 1, "{:?}: by itself", self.fate);
            self.resend().await;
            self.is_well().await;
            assert_eq!(self.messages().await.len(), 2, "{:?}: by hand", self.fate);
            return;
        }
        assert_eq!(self.messages().await.len(), 0, "{:?}", self.fate);
        self.waits().await;
        self.world().push_after(HOUR).await;
        self.is_well().await;
        assert_eq!(self.messages().await.len(), 1, "{:?}", self.fate);
    }

    /// Told, and nothing more is told however long one waits.
    async fn is_well(&self) {
        let target = self.case.target;
        self.world()
            .told(&self.nav(), target, PushState::Done)
            .await;
        let calls = self.calls().await;
        self.world().push_after(HOUR * 48).await;
        assert_eq!(self.calls().await, calls, "{:?}: once", self.fate);
    }
}

/// Every fate in turn; each in a world of its own where each takes the patience of a call.
async fn suffer(case: Case) {
    let fates: &[Fate] = match case.target {
        Target::Aca | Target::Gpd => &ARCHIVED,
        Target::Io => &WRITTEN,
    };
    if case.trouble == "late" {
        join_all(
            fates
                .iter()
                .map(|fate| alone(case, std::slice::from_ref(fate))),
        )
        .await;
    } else {
        alone(case, fates).await;
    }
}

async fn alone(case: Case, fates: &[Fate]) {
    let desk = Desk::open().await;
    match case.target {
        Target::Io => desk.world.write_on_io("MENSA").await,
        archive => desk.world.choose(archive.as_str()).await,
    }
    for (fate, base) in fates.iter().copied().zip(1..) {
        let desk = &desk;
        let story = Story {
            desk,
            case,
            fate,
            base,
        };
        match case.target {
            Target::Io => story.write().await,
            Target::Aca | Target::Gpd => story.archive().await,
        }
    }
    judged(&desk.world.calls(case.target.as_str()).await, case.target);
    desk.world.stack.stop().await;
}

macro_rules! cases {
    ($($name:ident: $target:ident $trouble:literal, $told:literal => $after:ident;)*) => {
        $(#[tokio::test(flavor = "multi_thread")]
        async fn $name() {
            let (target, after) = (Target::$target, PushState::$after);
            suffer(Case { target, trouble: $trouble, told: $told, after }).await;
        })*
    };
}

cases! {
    an_archive_of_notices_that_fails_is_told_later: Aca "fail", "500" => Waiting;
    an_archive_of_notices_that_throttles_is_left_alone_as_long_as_it_asks: Aca "throttle", "rallentare" => Waiting;
    an_archive_of_notices_that_is_late_is_told_again: Aca "late", "in tempo" => Waiting;
    an_archive_of_notices_that_answers_wrong_is_told_again: Aca "wrong", "non si può leggere" => Waiting;
    a_gpd_that_fails_is_told_later: Gpd "fail", "500" => Waiting;
    a_gpd_that_throttles_is_left_alone_as_long_as_it_asks: Gpd "throttle", "rallentare" => Waiting;
    a_gpd_that_is_late_is_told_again: Gpd "late", "in tempo" => Waiting;
    a_gpd_that_answers_wrong_is_told_again: Gpd "wrong", "non si può leggere" => Waiting;
    an_app_that_fails_is_written_to_later: Io "fail", "500" => Waiting;
    an_app_that_throttles_is_left_alone_as_long_as_it_asks: Io "throttle", "rallentare" => Waiting;
    an_app_that_is_late_may_have_the_message_and_a_person_decides: Io "late", "può essere arrivato" => Refused;
    an_app_that_answers_wrong_has_the_message: Io "wrong", "" => Done;
}

#[tokio::test(flavor = "multi_thread")]
async fn pauses_grow_with_every_failure_in_a_row() {
    let desk = Desk::open().await;
    desk.world.choose("aca").await;
    desk.world.trouble("aca", "fail", 4).await;
    desk.publish(&desk.one("GROWING", 1)).await;
    let mut pauses = Vec::new();
    for _ in 0..4 {
        desk.world.stack.quiet().await.unwrap();
        let push = desk.world.push_of(&nav(1), Target::Aca).await.unwrap();
        assert_eq!(push.state, PushState::Waiting, "{push:?}");
        pauses.push(
            push.next_at
                .unwrap()
                .duration_since(push.updated_at)
                .as_mins(),
        );
        desk.world.push_after(SignedDuration::from_mins(9)).await;
    }
    assert_eq!(pauses, [1, 2, 4, 8]);
    desk.world.told(&nav(1), Target::Aca, PushState::Done).await;
    desk.world.stack.stop().await;
}

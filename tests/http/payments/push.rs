//! Positions are told to the archive of the body's choice, whatever goes wrong on the way.

use std::time::Duration;

use jiff::SignedDuration;
use kernel::notice::NoticeNumber;
use kernel::time::Clock;
use payments::domain::outwards::{PushState, Target};
use payments::jobs::position_time::{TimeDeps, tick};
use payments::store::positions::{self, PositionPointer, Waking};
use platform::table::{Condition, Tx};
use serde_json::{Value, json};

use super::browser::Browser;
use super::push_world::{PAGOPA, creditor, judged};
use super::world::{World, text};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

#[tokio::test(flavor = "multi_thread")]
async fn a_position_is_told_to_the_archive_once_and_closed_when_it_is_paid() {
    let world = World::start().await;
    world.choose("aca").await;
    let published = world.publish(2).await;
    let [first, second] = published.notices.as_slice() else {
        panic!("{:?}", published.notices);
    };
    for notice in [first, second] {
        world.told(notice, Target::Aca, PushState::Done).await;
    }
    let pushed = world.pushed().await;
    assert_eq!(pushed["aca"][&first[1..]]["status"], "VALID", "{pushed}");
    assert_eq!(pushed["aca"][&first[1..]]["amount"], 3_000);
    world.pay(first).await;
    for _ in 0..500 {
        if world.pushed().await["aca"][&first[1..]]["status"] == "INVALID" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    world.stack.quiet().await.unwrap();
    let calls = world.calls("aca").await;
    let amounts = |notice: &str| -> Vec<i64> {
        let own = calls.iter().filter(|call| call["body"]["nav"] == notice);
        own.map(|call| call["body"]["amount"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(amounts(first), [3_000, 0]);
    assert_eq!(amounts(second), [3_000]);
    judged(&calls, Target::Aca);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn gpd_gets_the_position_and_hears_of_its_payment() {
    let world = World::start().await;
    world.choose("gpd").await;
    let notice = world.publish(1).await.notices.remove(0);
    world.told(&notice, Target::Gpd, PushState::Done).await;
    world.pay(&notice).await;
    for _ in 0..500 {
        if world.calls("gpd").await.len() == 2 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let calls = world.calls("gpd").await;
    let told: Vec<_> = calls.iter().map(|call| &call["method"]).collect();
    assert_eq!(told, ["POST", "POST"], "{calls:?}");
    assert!(calls[1]["path"].as_str().unwrap().ends_with(&notice));
    judged(&calls, Target::Gpd);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_archive_answers_the_position_is_told_at_last_and_once() {
    let world = World::start().await;
    world.choose("aca").await;
    let mut number = 0;
    for (kind, told) in [
        ("throttle", "troppe richieste"),
        ("fail", "risposta 500"),
        ("key", "chiave"),
        ("closed", "raggiungibile"),
        ("not_json", "non si può leggere"),
        ("wrong", "non si può leggere"),
        ("late", "in tempo"),
    ] {
        world.trouble("aca", kind, 1).await;
        number += 1;
        let notice = world.publish_one(number).await;
        let waits = world.told(&notice, Target::Aca, PushState::Waiting).await;
        let reason = waits.reason.clone().unwrap_or_default();
        assert!(reason.contains(told), "{kind}: {waits:?}");
        let cookie = world.sign_in().await;
        let page = world.panel(&cookie, PAGOPA).await.text().await.unwrap();
        assert!(page.contains(&reason), "{kind}: {page}");
        world.push_after(HOUR).await;
        world.told(&notice, Target::Aca, PushState::Done).await;
        let pushed = world.pushed().await;
        assert_eq!(pushed["aca"][&notice[1..]]["status"], "VALID", "{kind}");
    }
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_for_people_who_send_it_again() {
    let world = World::start().await;
    world.choose("aca").await;
    world.trouble("aca", "refuse", 1).await;
    let published = world.publish(3).await;
    for notice in &published.notices {
        while world.push_of(notice, Target::Aca).await.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    world.stack.quiet().await.unwrap();
    let mut refused = Vec::new();
    for notice in &published.notices {
        let push = world.push_of(notice, Target::Aca).await.unwrap();
        match push.state {
            PushState::Refused => refused.push(notice.clone()),
            state => assert_eq!(state, PushState::Done, "a refusal holds up nobody else"),
        }
    }
    let [refused] = refused.as_slice() else {
        panic!("{refused:?}");
    };
    world.push_after(HOUR).await;
    world.told(refused, Target::Aca, PushState::Refused).await;
    let browser = Browser::open(&world).await;
    let page = browser.page(PAGOPA).await;
    assert!(page.contains("practice: conflict"), "{page}");
    let position = format!("/panel/payments/positions/{refused}");
    assert!(browser.page(&position).await.contains("Rifiutata"));
    browser.post(&format!("{PAGOPA}/resend"), &[]).await;
    world.told(refused, Target::Aca, PushState::Done).await;
    let again = [("nav", refused.as_str()), ("from", "position")];
    browser.post(&format!("{PAGOPA}/resend"), &again).await;
    world.stack.quiet().await.unwrap();
    world.told(refused, Target::Aca, PushState::Done).await;
    let calls = world.calls("aca").await;
    let own = calls.iter().filter(|call| call["body"]["nav"] == **refused);
    assert_eq!(own.count(), 3, "refused, again with all, again alone");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_asked_for_kept_and_never_shown() {
    let world = World::start().await;
    let browser = Browser::open(&world).await;
    let missing = browser.post(PAGOPA, &[("archive", "aca")]).await;
    assert_eq!(missing.status().as_u16(), 422);
    world.choose("aca").await;
    let page = browser.page(PAGOPA).await;
    assert!(!page.contains("practice-key") && page.contains("C’è già una chiave"));
    let kept = browser.post(PAGOPA, &[("archive", "aca")]).await;
    assert!(kept.status().is_success() || kept.status().is_redirection());
    let other = browser.post(PAGOPA, &[("archive", "gpd")]).await;
    assert_eq!(other.status().as_u16(), 422, "its key is another one");
    world.stack.stop().await;
}

impl World {
    /// A position of its own: another name of file, another due.
    async fn publish_one(&self, number: usize) -> String {
        let file = format!(
            "Codice fiscale;Cognome e nome;Importo;IUD\n{};Rossi Mario;3{number},00;N{number:06}\n",
            super::world::DEBTOR
        );
        self.publish_file(&format!("quota-{number}.csv"), file.into_bytes())
            .await
    }

    async fn publish_file(&self, name: &str, file: Vec<u8>) -> String {
        let body = json!({ "file_name": name });
        let created = self.post("/imports", &body, name);
        let created: Value = created.await.json().await.unwrap();
        self.upload(&created["upload"], name, file).await;
        let id = created["id"].as_str().unwrap().to_owned();
        let path = format!("/imports/{id}");
        let body = json!({ "service": "MENSA" });
        self.post(&format!("{path}/check"), &body, &format!("check-{name}"))
            .await;
        self.until(&path, "state", &["ready", "failed"]).await;
        let terms = json!({ "description": "Mensa" });
        self.post(
            &format!("{path}/confirm"),
            &terms,
            &format!("confirm-{name}"),
        )
        .await;
        self.until(&path, "state", &["published", "failed"]).await;
        let all = self.positions(&id).await;
        all[0]["notice_number"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_to_pay_that_opens_by_itself_is_told_when_it_does() {
    let world = World::start().await;
    world.choose("aca").await;
    let notice = world.publish(1).await.notices.remove(0);
    world.told(&notice, Target::Aca, PushState::Done).await;
    let parts = &world.stack.parts;
    let (table, when) = (&parts.job_table, parts.clock.now() + HOUR);
    let nav = NoticeNumber::parse(&notice).unwrap();
    let found = positions::by_nav(table, &creditor(), &nav).await.unwrap();
    let mut position = found.unwrap();
    let mut later = position.options[0].clone();
    let second = NoticeNumber::issue(&nav.segregation().unwrap(), 82).unwrap();
    later.validity_date = Some(when);
    (later.installments[0].nav, later.installments[0].iuv) = (second.clone(), second.iuv());
    position.options.push(later);
    let pointer = PositionPointer {
        creditor: creditor(),
        nav: second.clone(),
        position: nav.clone(),
    };
    let waking = Waking {
        creditor: creditor(),
        nav,
        when,
    };
    let written = Tx::new().put(&position, Condition::Exists);
    let written = written.put_new(&pointer).put_new(&waking);
    table.commit(written).await.unwrap();
    let numbers = [notice, second.to_string()];
    let told = async || {
        world.stack.quiet().await.unwrap();
        let calls = world.calls("aca").await;
        let navs = calls.iter().map(|call| text(&call["body"], "nav"));
        navs.collect::<Vec<_>>()
    };
    assert_eq!(told().await, numbers[..1]);
    world.stack.clock.advance(HOUR + HOUR);
    let times = (parts.clock.clone(), parts.dice.clone());
    let deps = TimeDeps::new(table.clone(), times);
    for _ in 0..2 {
        tick(&deps).await.unwrap();
        assert_eq!(told().await, numbers);
    }
    world.stack.stop().await;
}

//! Every call that we make is noted, and nothing that is noted is a person's.

use std::collections::BTreeSet;

use http::Method;
use jiff::SignedDuration;
use local::cloud::TABLE;
use payments::domain::journal::{Direction, Entry, Operation, Outcome};
use payments::domain::outwards::{PushState, Target};
use platform::table::{Stored, from_item};
use serde_json::{Value, json};

use super::browser::Browser;
use super::gpd::desk::{Desk, EXTERNAL, nav};
use super::world::{CREDITOR, DEBTOR, World};

/// Whatever the positions of this file say of their debtor.
const PERSONAL: [&str; 8] = [
    DEBTOR,
    "Mario",
    "Rossi",
    "Garibaldi",
    "Lazio",
    "@example.it",
    "3331234567",
    "Mensa di marzo",
];

impl World {
    /// Every entry that stands in the table, whoever it is for, read back from its item.
    pub async fn journal_entries(&self) -> Vec<Entry> {
        let client = aws_sdk_dynamodb::Client::new(&self.stack.cloud().dynamodb);
        let pages = client.scan().table_name(TABLE).into_paginator();
        let mut all = pages.items().send();
        let mut entries = Vec::new();
        while let Some(item) = all.next().await {
            let item = item.unwrap();
            let is_entry = item.get("entity").and_then(|it| it.as_s().ok());
            if is_entry.is_some_and(|entity| entity == Entry::ENTITY) {
                entries.push(from_item(item).unwrap());
            }
        }
        entries
    }

    /// The software of the body says that 5 euro more are due.
    async fn asks_amounts(&self) {
        let browser = Browser::open(self).await;
        let url = self.url("/_local/practice/amounts?add_cents=500");
        let page = "/panel/payments/connections/amounts";
        browser.post(page, &[("url", &url)]).await;
    }

    /// A payment whose receipt is lost, told by a flow and asked for at last.
    async fn lose_a_receipt(&self, notice: &str) {
        let lost = json!({ "creditor": CREDITOR, "notice_number": notice,
            "mode": "lost_receipt", "delay_ms": 6_000 });
        for (path, body) in [("pay", lost), ("settle", json!({ "creditor": CREDITOR }))] {
            let url = self.url(&format!("/_local/practice/{path}"));
            let answer = self.http.post(url).json(&body).send().await.unwrap();
            assert!(answer.status().is_success(), "{path}");
        }
        for hours in [1, 8, 25] {
            self.stack.clock.advance(SignedDuration::from_hours(hours));
            self.tick().await;
            self.stack.quiet().await.unwrap();
        }
    }
}

impl Desk {
    /// A position for GPD and App IO, one for ACA, amounts, a lost receipt; with troubles.
    async fn tell_everybody(&self) {
        let world = &self.world;
        world.choose("gpd").await;
        world.write_on_io("MENSA").await;
        world.asks_amounts().await;
        let mut first = self.one("IUPD-GPD", 1);
        self.publish(&first).await;
        world.told(&nav(1), Target::Gpd, PushState::Done).await;
        world.told(&nav(1), Target::Io, PushState::Done).await;
        world.trouble("gpd", "refuse", 1).await;
        self.change(&mut first, 4_000).await;
        world.told(&nav(1), Target::Gpd, PushState::Refused).await;
        world.choose("aca").await;
        world.trouble("aca", "fail", 1).await;
        let second = self.one("IUPD-ACA", 2);
        self.publish(&second).await;
        world.told(&nav(2), Target::Aca, PushState::Waiting).await;
        world.push_after(SignedDuration::from_hours(1)).await;
        world.told(&nav(2), Target::Aca, PushState::Done).await;
        world.pay(&nav(2)).await;
        self.publish(&self.one("IUPD-LOST", 3)).await;
        world.lose_a_receipt(&nav(3)).await;
    }

    async fn change(&self, body: &mut Value, cents: i64) {
        body["paymentOption"][0]["amount"] = json!(cents);
        body["paymentOption"][0]["transfer"][0]["amount"] = json!(cents);
        let iupd = body["iupd"].as_str().unwrap();
        let path = format!("{{org}}/debtpositions/{iupd}?toPublish=true");
        let put = self.ask(EXTERNAL, Method::PUT, &path, Some(body)).await;
        assert_eq!(put.status, 200, "{put:?}");
        self.world.stack.quiet().await.unwrap();
    }
}

fn of(entries: &[Entry], operation: Operation) -> Vec<&Entry> {
    let own = entries.iter().filter(|one| one.operation == operation);
    own.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_that_we_make_is_noted_and_none_tells_of_a_person() {
    let desk = Desk::open().await;
    let world = &desk.world;
    desk.tell_everybody().await;
    let entries = world.journal_entries().await;
    let noted: BTreeSet<_> = entries.iter().map(|one| one.operation).collect();
    let out = Operation::ALL.iter().copied();
    let ours = out.filter(|one| one.direction() == Direction::Out);
    // Carts are opened by citizens alone.
    for operation in ours.filter(|one| *one != Operation::OpenCart) {
        assert!(noted.contains(&operation), "{operation:?} in {noted:?}");
    }
    for entry in &entries {
        let said = serde_json::to_string(entry).unwrap();
        for personal in PERSONAL {
            assert!(!said.contains(personal), "{personal}: {said}");
        }
        assert!(
            !said.contains("practice-key") && !said.contains("io-key"),
            "{said}"
        );
    }
    let gpd = of(&entries, Operation::PushGpd);
    assert!(
        gpd.iter()
            .any(|one| one.what == format!("POST /organizations/{CREDITOR}/debtpositions"))
    );
    let refused = gpd
        .iter()
        .find(|one| one.outcome == Outcome::Refused)
        .unwrap();
    assert_eq!(
        (refused.status, refused.notice.as_ref().unwrap().as_str()),
        (Some(409), &*nav(1))
    );
    let aca = of(&entries, Operation::PushAca);
    let ends: BTreeSet<_> = aca.iter().map(|one| one.outcome.name()).collect();
    assert_eq!(ends, BTreeSet::from(["done", "failed"]));
    assert!(
        aca.iter()
            .any(|one| one.request.text.contains("\"amount\": 0")),
        "closed"
    );
    let messages = of(&entries, Operation::IoMessage);
    let to_pay = format!("\"notice_number\": \"{}\"", nav(1));
    let message = messages
        .iter()
        .find(|one| one.request.text.contains(&to_pay));
    let message = message.unwrap();
    assert!(
        message.request.text.contains("\"markdown\": \"***\""),
        "{message:?}"
    );
    assert!(!message.answer.text.contains("***"), "its id: {message:?}");

    let cookie = world.sign_in().await;
    let list = format!(
        "/panel/payments/journal?notice={}&operation=aca.push",
        nav(2)
    );
    let page = world.panel(&cookie, &list).await.text().await.unwrap();
    let row = ">Posizione verso l’archivio centrale (ACA)</td>";
    assert_eq!(page.matches(row).count(), 3, "{page}");
    desk.world.stack.stop().await;
}

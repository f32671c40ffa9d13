//! A position in time, and what people do with it on its page.

use jiff::SignedDuration;
use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::Clock;
use payments::domain::position::{DebtPosition, Draft, Origin, PositionState, create};
use payments::jobs::position_time::{TimeDeps, tick};
use payments::store::{dossier, positions};
use platform::table::Tx;
use reqwest::{Client, Response, StatusCode};

use super::world::{CREDITOR, World};

const DAY: SignedDuration = SignedDuration::from_hours(24);

fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(CREDITOR).unwrap()
}

impl World {
    /// The content of a position that was imported, to be paid from tomorrow to the day after.
    async fn draft(&self, id: &str) -> Draft {
        let notice = self.publish(1).await.notices.remove(0);
        let nav = NoticeNumber::parse(&notice).unwrap();
        let table = &self.stack.parts.table;
        let model = positions::by_nav(table, &creditor(), &nav)
            .await
            .unwrap()
            .unwrap();
        let now = self.stack.clock.now();
        let mut options = model.options.clone();
        let segregation = &notice[1..3];
        let segregation = kernel::notice::SegregationCode::parse(segregation).unwrap();
        let own = NoticeNumber::issue(&segregation, 9_999_999_999_001).unwrap();
        options[0].switch_to_expired = true;
        options[0].validity_date = Some(now + DAY);
        let part = &mut options[0].installments[0];
        (part.iuv, part.nav) = (own.iuv(), own);
        part.due_at = Some(now + 2 * DAY);
        Draft {
            creditor: model.creditor,
            iupd: Iupd::parse(id).unwrap(),
            debtor: model.debtor,
            company_name: model.company_name,
            office_name: None,
            service: model.service,
            options,
            origin: Origin::Api,
            pay_stand_in: true,
        }
    }

    async fn stored(&self, nav: &NoticeNumber) -> Option<DebtPosition> {
        let table = &self.stack.parts.table;
        positions::by_nav(table, &creditor(), nav).await.unwrap()
    }

    /// A button of a position's page.
    async fn press(&self, cookie: &str, path: &str, fields: &[(&str, &str)]) -> Response {
        let quiet = Client::builder().redirect(reqwest::redirect::Policy::none());
        let request = quiet.build().unwrap().post(self.url(path));
        let request = request.header("Cookie", cookie).form(fields);
        request
            .header("Sec-Fetch-Site", "same-origin")
            .send()
            .await
            .unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn time_is_seen_at_once_and_written_once_by_the_job() {
    let world = World::start().await;
    let parts = &world.stack.parts;
    let made = create(world.draft("IN-TIME").await, true, parts.clock.now()).unwrap();
    positions::create(&parts.table, &made, Tx::new())
        .await
        .unwrap();
    let deps = TimeDeps::new(
        parts.table.clone(),
        (parts.clock.clone(), parts.dice.clone()),
    );
    assert_eq!(tick(&deps).await.unwrap(), 0, "nothing is due");
    for (written, seen) in [
        (PositionState::Published, PositionState::Valid),
        (PositionState::Valid, PositionState::Expired),
    ] {
        world
            .stack
            .clock
            .advance(DAY + SignedDuration::from_mins(1));
        let before = world.stored(&made.nav).await.unwrap();
        assert_eq!(before.state, written);
        assert_eq!(before.state_at(parts.clock.now()), seen);
        assert_eq!(tick(&deps).await.unwrap(), 1);
        assert_eq!(world.stored(&made.nav).await.unwrap().state, seen);
        assert_eq!(tick(&deps).await.unwrap(), 0, "once");
    }
    let kept = dossier::read(&parts.table, &creditor(), &made.nav).await;
    let told: Vec<String> = kept
        .unwrap()
        .unwrap()
        .history
        .into_iter()
        .map(|h| h.to)
        .collect();
    assert_eq!(told, ["VALID", "EXPIRED"]);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_publishes_withdraws_and_deletes_once_and_is_asked_before() {
    let world = World::start().await;
    let parts = &world.stack.parts;
    let mut draft = world.draft("BY-HAND").await;
    draft.options[0].validity_date = None;
    let made = create(draft.clone(), false, parts.clock.now()).unwrap();
    positions::create(&parts.table, &made, Tx::new())
        .await
        .unwrap();
    let cookie = world.sign_in().await;
    let path = |act: &str| format!("/panel/payments/positions/{}/{act}", made.nav);
    let page = world.panel(&cookie, &path("")[..path("").len() - 1]).await;
    assert!(page.text().await.unwrap().contains("Pubblica la posizione"));
    for _ in 0..2 {
        let answer = world.press(&cookie, &path("publish"), &[]).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "twice is once");
    }
    let stored = world.stored(&made.nav).await.unwrap();
    assert_eq!((stored.state, stored.version), (PositionState::Valid, 2));
    for act in ["withdraw", "delete"] {
        let asked = world.press(&cookie, &path(act), &[]).await;
        assert_eq!(asked.status(), StatusCode::UNPROCESSABLE_ENTITY, "{act}");
    }
    let answer = world
        .press(&cookie, &path("withdraw"), &[("withdraw_sure", "yes")])
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let withdrawn = world.stored(&made.nav).await.unwrap();
    assert_eq!(withdrawn.state, PositionState::Invalid);
    let answer = world
        .press(&cookie, &path("delete"), &[("delete_sure", "yes")])
        .await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert!(world.stored(&made.nav).await.is_none());
    // Its number and its id are free again, and its history goes on.
    let again = create(draft, true, parts.clock.now()).unwrap();
    let again = positions::create(&parts.table, &again, Tx::new())
        .await
        .unwrap();
    assert!(again.version > withdrawn.version);
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_payment_made_elsewhere_is_recorded_once() {
    let world = World::start().await;
    let notice = world.publish(1).await.notices.remove(0);
    let nav = NoticeNumber::parse(&notice).unwrap();
    let cookie = world.sign_in().await;
    let path = format!("/panel/payments/positions/{notice}/paid");
    let today = kernel::time::rome_date(world.stack.clock.now()).to_string();
    let fields = |day: &str| {
        let pairs = [
            ("part", notice.as_str()),
            ("by", "Tesoreria"),
            ("paid_sure", "yes"),
        ];
        let mut all = pairs.to_vec();
        all.push(("day", day.to_owned().leak()));
        all
    };
    let future = world.press(&cookie, &path, &fields("2999-01-01")).await;
    assert_eq!(future.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = world.press(&cookie, &path, &fields(&today)).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let stored = world.stored(&nav).await.unwrap();
    assert_eq!(stored.state, PositionState::Paid);
    let payment = stored.first().unwrap().payment.as_ref().unwrap();
    assert_eq!(
        (payment.receipt_id.as_ref(), payment.psp_name.as_str()),
        (None, "Tesoreria")
    );
    let again = world.press(&cookie, &path, &fields(&today)).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    world.stack.stop().await;
}

//! A position that can be paid in several ways, as citizens and clerks see it.

use kernel::ids::Iupd;
use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::time::Clock as _;
use payments::domain::position::{DebtPosition, Draft, create};
use payments::store::positions;
use platform::table::Tx;

use super::seeded::creditor;
use super::world::{DEBTOR, World};

fn nav(n: u64) -> NoticeNumber {
    NoticeNumber::issue(&SegregationCode::parse("07").unwrap(), 5_000_000 + n).unwrap()
}

/// 90,00 euro at once, or three times 30,00; made after the model of a published position.
async fn whole_or_three(world: &World) -> DebtPosition {
    let published = world.publish(1).await.notices.remove(0);
    let number = NoticeNumber::parse(&published).unwrap();
    let table = &world.stack.parts.job_table;
    let model = positions::by_nav(table, &creditor(), &number)
        .await
        .unwrap()
        .unwrap();
    let part = |n: u64, cents: i64| {
        let mut part = model.options[0].installments[0].clone();
        part.nav = nav(n);
        part.iuv = part.nav.iuv();
        part.amount_cents = Cents::new(cents);
        part.transfers[0].amount_cents = part.amount_cents;
        part
    };
    let way = |parts| {
        let mut way = model.options[0].clone();
        way.installments = parts;
        way
    };
    let whole = way(vec![part(0, 9_000)]);
    let plan = way((1..4).map(|n| part(n, 3_000)).collect());
    let draft = Draft {
        creditor: model.creditor.clone(),
        iupd: Iupd::parse("PIANO-1").unwrap(),
        debtor: model.debtor.clone(),
        company_name: model.company_name.clone(),
        office_name: None,
        service: model.service.clone(),
        options: vec![whole, plan],
        origin: payments::domain::position::Origin::Api,
        pay_stand_in: true,
    };
    let position = create(draft, true, world.stack.clock.now()).unwrap();
    positions::create(table, &position, Tx::new())
        .await
        .unwrap()
}

async fn page(world: &World, number: &NoticeNumber) -> String {
    let fields = [("notice_number", number.as_str()), ("tax_code", DEBTOR)];
    world
        .form("/pay/notice", &fields)
        .await
        .text()
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn any_number_shows_every_way_and_the_first_instalment_excludes_the_whole() {
    let world = World::start().await;
    whole_or_three(&world).await;
    for n in 0..4 {
        let page = page(&world, &nav(n)).await;
        for told in [
            "In un’unica soluzione",
            "In 3 rate",
            "Rata 3 di 3",
            "La prossima",
        ] {
            assert!(page.contains(told), "{n}: {told} not in {page}");
        }
        assert_eq!(page.matches("/pay/notice/checkout").count(), 4, "{n}");
    }
    world.pay(nav(1).as_str()).await;
    let after = page(&world, &nav(0)).await;
    assert!(after.contains("Questo avviso non si paga più"), "{after}");
    assert!(after.contains("Non si può più scegliere"), "{after}");
    assert_eq!(after.matches("/pay/notice/checkout").count(), 2, "{after}");
    assert_eq!(
        after.matches("action=\"/pay/receipt\"").count(),
        1,
        "{after}"
    );
    assert!(after.contains("Scarica l’avviso"), "{after}");
    world.stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_panel_tells_the_parts_and_the_list_how_many_they_are() {
    let world = World::start().await;
    let position = whole_or_three(&world).await;
    let cookie = world.sign_in().await;
    let path = format!("/panel/payments/positions/{}", position.nav);
    let detail = world.panel(&cookie, &path).await.text().await.unwrap();
    for told in [
        "Come si può pagare",
        "In 3 rate",
        "intera o in 3 rate",
        "Rata 2:",
    ] {
        assert!(detail.contains(told), "{told} not in {detail}");
    }
    let list = world
        .panel(&cookie, "/panel/payments/positions")
        .await
        .text()
        .await
        .unwrap();
    assert!(list.contains("(intera o in 3 rate)"), "{list}");
    world.stack.stop().await;
}

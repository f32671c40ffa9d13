//! Receipts that fit nowhere are kept all the same.

use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use payments::domain::position::{DebtPosition, PositionState};
use payments::domain::receipt::{Receipt, Standing};
use payments::store::{keys, positions, receipts};

use super::samples;
use super::town::Town;

const OTHER_BODY: &str = "15376371009";

fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(samples::CREDITOR).unwrap()
}

async fn send(town: &Town, body: &str) -> String {
    let (status, answer) = town.say("paSendRTV2", samples::envelope(body)).await;
    assert_eq!(status, 200, "{answer}");
    answer
}

#[tokio::test]
async fn for_a_position_that_can_not_be_read_as_orphan() {
    let town = Town::new().await;
    let spoil = |position: &mut DebtPosition| {
        position.options[0].installments[0].amount_cents = Cents::new(1);
    };
    let nav = town.publish(1, spoil).await;
    let message = samples::send_rt(&nav, "A", Cents::new(3_000));
    for _ in 0..2 {
        let answer = send(&town, &message).await;
        assert!(answer.contains("PAA_PAGAMENTO_SCONOSCIUTO"), "{answer}");
    }
    let nav = NoticeNumber::parse(&nav).unwrap();
    let kept = receipts::by_nav(&town.table, &creditor(), &nav)
        .await
        .unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].standing, Standing::Orphan);
    assert_eq!(
        kept[0].warnings,
        ["La posizione con questo numero non è leggibile."]
    );
}

#[tokio::test]
async fn for_another_body_s_notice_as_a_share_that_touches_nothing_of_ours() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let of = |code: &str| format!("</noticeNumber><fiscalCode>{code}</fiscalCode>");
    let message = samples::send_rt(&nav, "A", Cents::new(3_000));
    let message = message.replace(&of(samples::CREDITOR), &of(OTHER_BODY));
    for _ in 0..2 {
        let answer = send(&town, &message).await;
        assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    }
    let nav = NoticeNumber::parse(&nav).unwrap();
    let position = positions::by_nav(&town.table, &creditor(), &nav)
        .await
        .unwrap();
    assert_eq!(position.unwrap().state, PositionState::Valid);
    assert!(
        receipts::by_nav(&town.table, &creditor(), &nav)
            .await
            .unwrap()
            .is_empty()
    );
    let id = kernel::ids::ReceiptId::parse("A").unwrap();
    let place = keys::shared_receipt(&creditor(), OTHER_BODY, &nav, &id);
    let kept: Receipt = town.table.get(&place).await.unwrap().unwrap();
    assert_eq!(
        (kept.standing, kept.issuer.as_deref()),
        (Standing::Shared, Some(OTHER_BODY))
    );
}

#[tokio::test]
async fn with_an_id_of_any_length_that_a_key_can_hold() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let id = "\u{1F600}".repeat(255);
    let answer = send(&town, &samples::send_rt(&nav, &id, Cents::new(3_000))).await;
    assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    let long = samples::send_rt(&nav, &"a".repeat(256), Cents::new(3_000));
    assert!(send(&town, &long).await.contains("PAA_SINTASSI_EXTRAXSD"));
}

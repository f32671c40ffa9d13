//! Both versions of the operations, one set of books; and everything that a receipt tells is kept.

use kernel::iban::Iban;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use local::practice::psp::{Order, Psp};
use local::practice::soap::{TransferType, Version};
use payments::domain::position::{DebtPosition, Destination};
use payments::domain::receipt::{Receipt, Standing};
use payments::store::receipts;

use super::town::Town;
use super::tree::Node;
use super::{good, samples};

const POSTAL: &str = "IT33I0760103200001234567890";

fn creditor() -> OrgFiscalCode {
    OrgFiscalCode::parse(samples::CREDITOR).unwrap()
}

fn number(nav: &str) -> NoticeNumber {
    NoticeNumber::parse(nav).unwrap()
}

async fn kept(town: &Town, nav: &str) -> Vec<Receipt> {
    let nav = number(nav);
    let all = receipts::by_nav(&town.table, &creditor(), &nav).await;
    all.unwrap()
}

fn order(nav: &str, version: Version, transfer_type: Option<TransferType>) -> Order {
    Order {
        version,
        transfer_type,
        note: Some("carrello-7".to_owned()),
        ..Order::new(creditor(), number(nav))
    }
}

fn with_postal(position: &mut DebtPosition) {
    let part = &mut position.options[0].installments[0];
    let bank = part.transfers[0].iban().unwrap().clone();
    part.transfers[0].to = Destination::account(bank, Iban::parse(POSTAL).ok());
}

/// Where the practice node was told to send the money.
async fn account(psp: &Psp, order: &Order) -> String {
    let paid = psp.pay_order(order).await.unwrap();
    format!("{:?}", paid.receipts[0].transfers[0].to)
}

#[tokio::test]
async fn the_practice_node_pays_by_either_version_and_to_the_account_of_its_channel() {
    let town = Town::new().await;
    let psp = town.psp().await;
    let mut base = 0;
    for version in [Version::V1, Version::V2] {
        for (kind, postal) in [
            (None, false),
            (Some(TransferType::Postal), true),
            (Some(TransferType::PagoPa), false),
        ] {
            base += 1;
            let nav = town.publish(base, with_postal).await;
            let to = account(&psp, &order(&nav, version, kind)).await;
            assert_eq!(to.contains(POSTAL), postal, "{version:?} {kind:?} {to}");
            let kept = kept(&town, &nav).await;
            assert_eq!(kept.len(), 1);
            assert_eq!(kept[0].standing, Standing::Settles);
            let note = (version == Version::V2).then(|| "carrello-7".to_owned());
            assert_eq!(kept[0].payment_note, note, "the first version has no note");
            assert!(kept[0].warnings.is_empty(), "{:?}", kept[0].warnings);
        }
    }
}

#[tokio::test]
async fn the_same_receipt_by_both_versions_counts_once_and_hears_the_same() {
    let town = Town::new().await;
    let psp = town.psp().await;
    let nav = town.publish(1, |_| ()).await;
    let first = order(&nav, Version::V1, None);
    let taken = psp.take(&first).await.unwrap();
    let by_v1 = taken.receipts[0].clone();
    let by_v2 = local::practice::soap::Receipt {
        version: Version::V2,
        ..by_v1.clone()
    };
    for receipt in [&by_v1, &by_v2, &by_v1, &by_v2] {
        assert_eq!(psp.send(receipt).await.unwrap().fault_code(), None);
    }
    let kept_ones = kept(&town, &nav).await;
    assert_eq!(kept_ones.len(), 1);
    assert_eq!(
        kept_ones[0].payment_note, None,
        "the first one told is kept"
    );

    let second = local::practice::soap::Receipt {
        receipt_id: "another".to_owned(),
        ..by_v2
    };
    for version in [Version::V2, Version::V1] {
        let second = local::practice::soap::Receipt {
            version,
            ..second.clone()
        };
        let answer = psp.send(&second).await.unwrap();
        assert_eq!(answer.fault_code(), Some("PAA_RECEIPT_DUPLICATA"));
    }
    let extra = kept(&town, &nav).await;
    let extra = extra.iter().filter(|it| it.standing == Standing::Extra);
    assert_eq!(extra.count(), 1);
}

/// The full receipt of the corpus, for a notice that is there.
fn full(nav: &str) -> Node {
    let (_, receipt) = good::all().remove(7);
    receipt.with(&[3, 1], |number| number.text = nav.to_owned())
}

#[tokio::test]
async fn everything_that_a_receipt_tells_is_kept() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let message = samples::envelope(&full(&nav).to_xml());
    let (_, answer) = town.say("paSendRTV2", message).await;
    assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    let id = ReceiptId::parse("c110729d258c4ab1b765fe902aae41d6").unwrap();
    let found = receipts::by_id(&town.table, &creditor(), &number(&nav), &id).await;
    let receipt = found.unwrap().unwrap();
    let told = serde_json::to_value(&receipt.told).unwrap();
    let metadata = serde_json::json!([{ "key": "k", "value": "v" }]);
    let transfer = |id: u8, account: (&str, &str)| {
        let mut transfer = serde_json::json!({
            "id": id, "amount_cents": 1500, "fiscal_code": "80047110152",
            "company_name": "Comune", "remittance_information": "Mensa",
            "category": "9/0101108TS/", "metadata": metadata,
        });
        transfer[account.0] = account.1.into();
        transfer
    };
    let debtor = serde_json::json!({
        "kind": "F", "code": "RSSMRA80A01H501U", "full_name": "Rossi", "street": "Via Roma",
        "number": "1", "postal_code": "00100", "city": "Roma", "province": "RM",
        "country": "IT", "email": "a.b@c.it",
    });
    let wanted = serde_json::json!({
        "company_name": "Comune", "office_name": "Scuola", "debtor": debtor,
        "payer": { "kind": "F", "code": "RSSMRA80A01H501U", "full_name": "Rossi" },
        "transfers": [
            transfer(1, ("iban", "IT60X0542811101000000123456")),
            transfer(2, ("stamp", "QUJD")),
        ],
        "psp_fiscal_code": "CF", "psp_vat_number": "15376371009", "channel_description": "app",
        "creditor_fee_cents": 100, "bundle_id": "b", "creditor_bundle_id": "c",
        "metadata": metadata,
    });
    assert_eq!(told, wanted);
    assert_eq!(receipt.payment_note.as_deref(), Some("carrello"));
    assert_eq!(receipt.payment_method.as_deref(), Some("creditCard"));
    assert!(!receipt.stand_in);
    let iuv = "Lo IUV della ricevuta non è quello dell’avviso.";
    assert_eq!(receipt.warnings, [iuv], "the IUV of the corpus is another");
}

#[tokio::test]
async fn a_receipt_with_nothing_of_the_addressee_in_it_is_refused() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let mine = samples::send_rt(&nav, "A", kernel::money::Cents::new(3_000));
    let of = |code: &str| format!("<fiscalCode>{code}</fiscalCode>");
    let paid_to = |code: &str| format!("<fiscalCodePA>{code}</fiscalCodePA>");
    let foreign = mine
        .replace(&of(samples::CREDITOR), &of("15376371009"))
        .replace(&paid_to(samples::CREDITOR), &paid_to("15376371009"));
    for (action, body) in [
        ("paSendRTV2", foreign.clone()),
        (
            "paSendRT",
            foreign.replace("paSendRTV2Request", "paSendRTReq"),
        ),
    ] {
        town.count.take();
        let (status, answer) = town.say(action, samples::envelope(&body)).await;
        assert_eq!(status, 200);
        assert!(answer.contains("PAA_SEMANTICA"), "{answer}");
    }
    assert_eq!(town.cost(1), 0);
    assert!(kept(&town, &nav).await.is_empty());
}

#[tokio::test]
async fn a_receipt_as_large_as_the_schema_allows_is_kept() {
    let town = Town::new().await;
    let nav = town.publish(1, |_| ()).await;
    let long = |count: usize| "\u{1F600}".repeat(count);
    let entry = vec![
        Node::leaf("key", &long(140)),
        Node::leaf("value", &long(140)),
    ];
    let metadata = Node::of("metadata", vec![Node::of("mapEntry", entry); 15]);
    let receipt = full(&nav);
    let mut transfer = receipt.at(&[3, 10, 1]).clone();
    for child in &mut transfer.children {
        match child.name.as_str() {
            "metadata" => *child = metadata.clone(),
            "MBDAttachment" => child.text = "QUJD".repeat(10_000),
            "remittanceInformation" | "transferCategory" | "companyName" => child.text = long(140),
            _ => {}
        }
    }
    let mut large = receipt.with(&[3, 10], |list| list.children = vec![transfer; 5]);
    large = large.with(&[3], |receipt| {
        for child in &mut receipt.children {
            if child.name == "metadata" {
                *child = metadata.clone();
            }
        }
    });
    let (_, answer) = town
        .say("paSendRTV2", samples::envelope(&large.to_xml()))
        .await;
    assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    let kept_one = kept(&town, &nav).await.remove(0);
    assert_eq!(
        kept_one.told.transfers[4].stamp.as_ref().unwrap().len(),
        40_000
    );
    let sum = "I versamenti della ricevuta non danno la somma pagata.".to_owned();
    assert!(kept_one.warnings.contains(&sum), "{:?}", kept_one.warnings);

    let nav = town.publish(2, |_| ()).await;
    let other = large.with(&[3, 1], |number| number.text = nav.clone());
    let huge = other.with(&[3, 10, 0, 4], |stamp| stamp.text = "QUJD".repeat(100_000));
    let (_, answer) = town
        .say("paSendRTV2", samples::envelope(&huge.to_xml()))
        .await;
    assert!(answer.contains("<outcome>OK</outcome>"), "{answer}");
    let kept_one = kept(&town, &nav).await.remove(0);
    assert_eq!(kept_one.told.transfers[0].stamp, None);
    let omitted = "Una marca da bollo allegata era troppo grande e non è conservata.".to_owned();
    assert!(
        kept_one.warnings.contains(&omitted),
        "{:?}",
        kept_one.warnings
    );
}

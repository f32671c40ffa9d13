//! The keys of receipts; the table above them says who reads what.

use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

use super::{paid_pk, position_pk, shard};

const PREFIX: &str = "R#";

pub fn receipt(creditor: &OrgFiscalCode, nav: &NoticeNumber, id: &ReceiptId) -> Key {
    Key::new(position_pk(creditor, nav), format!("{PREFIX}{id}"))
}

/// Of the receipts in a partition, ours and shared.
pub fn receipt_prefix() -> &'static str {
    PREFIX
}

/// A receipt of another body's notice, in which ours has a share: its number is not one of ours, and
/// may be the same as one. The id may be as long as a sort key alone.
pub fn shared_receipt(
    creditor: &OrgFiscalCode,
    issuer: &str,
    nav: &NoticeNumber,
    id: &ReceiptId,
) -> Key {
    let sk = format!("{PREFIX}{issuer}#{}", print(id));
    Key::new(shared_pk(creditor, nav), sk)
}

/// What stands under the number of another body's notice.
pub fn shared_pk(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> String {
    format!("PX#{creditor}#{nav}")
}

/// Which flow reported our share.
pub fn reported_share(
    creditor: &OrgFiscalCode,
    (issuer, nav): (&str, &NoticeNumber),
    id: &ReceiptId,
    transfer: u8,
) -> Key {
    let sk = format!("{}{transfer}", reported_shares_prefix(issuer, id));
    Key::new(shared_pk(creditor, nav), sk)
}

/// Of the flows that reported shares of one receipt.
pub fn reported_shares_prefix(issuer: &str, id: &ReceiptId) -> String {
    format!("F#{issuer}#{}#", print(id))
}

fn print(id: &ReceiptId) -> String {
    Fingerprint::of(&[id.as_str().as_bytes()])
        .as_str()
        .to_owned()
}

pub fn receipt_list(creditor: &OrgFiscalCode, nav: &NoticeNumber, at: Timestamp, id: &str) -> Key {
    Key::new(format!("RL#{creditor}#{}", shard(nav)), receipt_sk(at, id))
}

/// By the moment of payment, which may be days before the receipt comes.
pub fn receipt_paid(creditor: &OrgFiscalCode, nav: &NoticeNumber, at: Timestamp, id: &str) -> Key {
    Key::new(paid_pk(creditor, shard(nav)), receipt_sk(at, id))
}

/// Of those that do not settle a notice of ours: by what they are, and the moment of payment.
pub fn receipt_standing(
    (creditor, standing): (&OrgFiscalCode, &str),
    nav: &NoticeNumber,
    at: Timestamp,
    id: &str,
) -> Key {
    let pk = receipt_standing_pk(creditor, standing, shard(nav));
    Key::new(pk, receipt_sk(at, id))
}

pub fn receipt_standing_pk(creditor: &OrgFiscalCode, standing: &str, shard: u8) -> String {
    format!("RS#{creditor}#{standing}#{shard}")
}

/// Of those that were paid without asking us, by the moment of payment.
pub fn receipt_stand_in(
    creditor: &OrgFiscalCode,
    nav: &NoticeNumber,
    at: Timestamp,
    id: &str,
) -> Key {
    let pk = receipt_stand_in_pk(creditor, shard(nav));
    Key::new(pk, receipt_sk(at, id))
}

pub fn receipt_stand_in_pk(creditor: &OrgFiscalCode, shard: u8) -> String {
    format!("RI#{creditor}#{shard}")
}

/// A sort key has at most 1,024 bytes and a receipt id up to 255 characters of up to 4 bytes: the
/// lists sort by its beginning.
fn receipt_sk(at: Timestamp, id: &str) -> String {
    let beginning = kernel::text::truncate_chars(id, 200);
    format!("{}#{beginning}", sortable(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_receipt_id_fits_every_key() {
        let id = ReceiptId::parse(&"\u{1F600}".repeat(ReceiptId::LENGTH_MAX)).unwrap();
        let creditor = OrgFiscalCode::parse("80047110152").unwrap();
        let nav = NoticeNumber::parse("300715700000000032").unwrap();
        let at = "2026-06-01T10:00:00Z".parse().unwrap();
        for key in [
            receipt(&creditor, &nav, &id),
            receipt_list(&creditor, &nav, at, id.as_str()),
            receipt_paid(&creditor, &nav, at, id.as_str()),
            receipt_standing((&creditor, "extra"), &nav, at, id.as_str()),
            receipt_stand_in(&creditor, &nav, at, id.as_str()),
            shared_receipt(&creditor, "15376371009", &nav, &id),
            reported_share(&creditor, ("15376371009", &nav), &id, 5),
        ] {
            assert!(key.sk.len() <= 1_024, "{}", key.sk.len());
        }
    }
}

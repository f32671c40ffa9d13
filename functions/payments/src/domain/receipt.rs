//! Receipts: what a payment service provider says has been paid, and what follows from it.
//!
//! Money is never lost, never counted twice (DESIGN): [`decide`] answers for every case.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::{Iuv, NoticeNumber};
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::history::HistoryEntry;
use super::position::{DebtPosition, PayRefusal, Payment, Warning, pay};

mod kind;
mod told;

pub use kind::ReceiptKind;
pub use told::{MapEntry, Subject, Told, ToldTransfer};

/// A receipt as it is kept: once for each receipt id, whatever it is worth to us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Our creditor, to whom the node sent it.
    pub creditor: OrgFiscalCode,
    /// The body that issued the notice, as told, where that is another one: ours only has a share.
    #[serde(default)]
    pub issuer: Option<String>,
    pub nav: NoticeNumber,
    pub iuv: Iuv,
    /// The payment token; the IUR of the reporting flows.
    pub receipt_id: ReceiptId,
    pub amount_cents: Cents,
    pub fee_cents: Option<Cents>,
    pub description: String,
    pub debtor_tax_code: String,
    pub debtor_name: String,
    pub payer_name: Option<String>,
    pub psp_id: String,
    pub psp_name: String,
    pub channel: String,
    pub payment_method: Option<String>,
    pub payment_note: Option<String>,
    /// When the debtor paid; the moment of arrival where the receipt does not say.
    pub paid_at: Timestamp,
    pub application_date: Option<Date>,
    pub transfer_date: Option<Date>,
    pub stand_in: bool,
    /// The amount is not the stored one, and the one that the body's software told for the payment.
    #[serde(default, skip_serializing_if = "is_no")]
    pub updated_amount: bool,
    pub received_at: Timestamp,
    pub standing: Standing,
    /// The number of the part that a person linked it to, where its own has no position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<NoticeNumber>,
    /// Sentences for the creditor: what was unusual about it.
    pub warnings: Vec<String>,
    #[serde(default)]
    pub told: Told,
}

/// What a receipt is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Standing {
    /// It made its part paid.
    Settles,
    /// The part had been paid by another payment, or another way to pay had been begun: to be refunded.
    Extra,
    /// We know no position with its number.
    Orphan,
    /// The notice is another body's; one of its transfers is ours.
    Shared,
}

/// What the node hears: the same for the same receipt id, however often it comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Ok,
    /// `PAA_RECEIPT_DUPLICATA`
    Duplicate,
    /// `PAA_PAGAMENTO_SCONOSCIUTO`
    Unknown,
}

impl Standing {
    pub fn answer(self) -> Answer {
        match self {
            Self::Settles | Self::Shared => Answer::Ok,
            Self::Extra => Answer::Duplicate,
            Self::Orphan => Answer::Unknown,
        }
    }
}

impl Receipt {
    /// Whether it made a part of one of our positions paid: by itself, or because a person linked it.
    pub fn settles(&self) -> bool {
        let by_itself = self.standing == Standing::Settles && self.issuer.is_none();
        by_itself || self.linked_to.is_some()
    }

    /// The number of the part that it is about: its own, where nobody linked it to another one.
    pub fn part(&self) -> &NoticeNumber {
        self.linked_to.as_ref().unwrap_or(&self.nav)
    }
}

/// What stands under the number of a receipt.
#[derive(Clone, Copy, Debug)]
pub enum Found<'a> {
    Position(&'a DebtPosition),
    Nothing,
    /// Something that no longer can be read as a position.
    Unreadable,
}

/// What to write for a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This payment made the part paid. Where its receipt is kept, nothing; where it is not, because the
    /// body's software told of the payment first, the receipt alone.
    Known(Box<Entry>),
    /// All of this, together or not at all.
    Write(Box<Entry>),
}

/// A receipt in the books, and what it changes there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// With its standing and warnings.
    pub receipt: Receipt,
    pub change: Option<Change>,
}

/// What a receipt does to the position under its number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The version of the position that was decided upon.
    pub expected: u64,
    pub after: DebtPosition,
    pub history: HistoryEntry,
}

/// Decides what a receipt is worth. One whose id was stored before as extra, orphan or shared is
/// found by the condition of the write itself.
pub fn decide(found: Found<'_>, receipt: Receipt, now: Timestamp) -> Decision {
    let alone = |standing, warning: Option<&str>| entry(receipt.clone(), standing, warning, None);
    let position = match found {
        _ if receipt.issuer.is_some() => return alone(Standing::Shared, None),
        Found::Nothing => return alone(Standing::Orphan, Some(NO_POSITION)),
        Found::Unreadable => return alone(Standing::Orphan, Some(UNREADABLE)),
        Found::Position(position) => position,
    };
    let payment = Payment {
        receipt_id: Some(receipt.receipt_id.clone()),
        amount_cents: receipt.amount_cents,
        paid_at: receipt.paid_at,
        psp_name: receipt.psp_name.clone(),
        method: receipt.payment_method.clone(),
        fee_cents: receipt.fee_cents,
        notice: None,
    };
    match pay(position, &receipt.nav, payment, now) {
        Err(PayRefusal::SamePayment) => Decision::Known(Box::new(told_before(position, receipt))),
        Err(PayRefusal::NoSuchPart) => alone(Standing::Orphan, Some(NO_POSITION)),
        Err(refusal @ (PayRefusal::PaidBefore | PayRefusal::OtherWay)) => {
            let why = extra(refusal);
            let mut after = position.clone();
            after.extra_payments += 1;
            after.updated_at = now;
            after.version += 1;
            after.state = position.state_at(now);
            let change = change(position, after, why.to_owned(), now);
            entry(receipt, Standing::Extra, Some(why), Some(change))
        }
        Ok(paid) => {
            let note = format!("Pagamento ricevuto da {}.", receipt.psp_name);
            let change = change(position, paid.position, note, now);
            let mut receipt = receipt;
            let expected =
                |warning: &&Warning| **warning == Warning::AmountDiffers && receipt.updated_amount;
            let warnings = paid.warnings.iter().filter(|warning| !expected(warning));
            let warnings: Vec<String> = warnings.map(|warning| warning.italian()).collect();
            receipt.warnings.extend(warnings);
            entry(receipt, Standing::Settles, None, Some(change))
        }
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_no(value: &bool) -> bool {
    !*value
}

/// The receipt of a payment that the body's software told of before.
fn told_before(position: &DebtPosition, mut receipt: Receipt) -> Entry {
    let part = position.installment(&receipt.nav);
    let told = part.and_then(|part| part.payment.as_ref());
    if told.is_some_and(|told| told.amount_cents != receipt.amount_cents) {
        receipt.warnings.push(Warning::AmountDiffers.italian());
    }
    receipt.standing = Standing::Settles;
    Entry {
        receipt,
        change: None,
    }
}

const NO_POSITION: &str = "Nessuna posizione con questo numero.";
const UNREADABLE: &str = "La posizione con questo numero non è leggibile.";
const SECOND: &str = "Secondo pagamento dello stesso avviso: da rimborsare.";

const OTHER_WAY: &str =
    "Pagamento di un’altra opzione di una posizione già pagata, anche in parte: da rimborsare.";

fn extra(refusal: PayRefusal) -> &'static str {
    match refusal {
        PayRefusal::OtherWay => OTHER_WAY,
        PayRefusal::PaidBefore | PayRefusal::NoSuchPart | PayRefusal::SamePayment => SECOND,
    }
}

fn entry(
    mut receipt: Receipt,
    standing: Standing,
    warning: Option<&str>,
    change: Option<Change>,
) -> Decision {
    receipt.standing = standing;
    receipt.warnings.extend(warning.map(str::to_owned));
    Decision::Write(Box::new(Entry { receipt, change }))
}

fn change(before: &DebtPosition, after: DebtPosition, note: String, at: Timestamp) -> Change {
    let history = HistoryEntry {
        creditor: after.creditor.clone(),
        nav: after.nav.clone(),
        version: after.version,
        at,
        actor: "pagoPA".to_owned(),
        from: before.state_at(at).as_str().to_owned(),
        to: after.state.as_str().to_owned(),
        note,
    };
    let expected = before.version;
    Change {
        expected,
        after,
        history,
    }
}

#[cfg(test)]
pub(crate) mod samples;

#[cfg(test)]
mod tests {
    use super::samples::receipt;
    use super::*;
    use crate::domain::position::PositionState;
    use crate::domain::position::samples::position;

    fn entry_of(found: Found<'_>, receipt: Receipt) -> Entry {
        let now = receipt.received_at;
        match decide(found, receipt, now) {
            Decision::Write(entry) => *entry,
            Decision::Known(_) => panic!("known"),
        }
    }

    #[test]
    fn the_first_receipt_settles_and_its_repetition_changes_nothing() {
        let position = position();
        let entry = entry_of(Found::Position(&position), receipt("A"));
        assert_eq!(entry.receipt.standing, Standing::Settles);
        let change = entry.change.unwrap();
        assert_eq!(change.expected, position.version);
        assert_eq!(change.after.state, PositionState::Paid);
        assert_eq!(change.history.version, change.after.version);
        assert_eq!(
            (change.history.from.as_str(), change.history.to.as_str()),
            ("VALID", "PAID")
        );
        let again = receipt("A");
        let now = again.received_at;
        let again = decide(Found::Position(&change.after), again, now);
        assert!(matches!(again, Decision::Known(_)), "{again:?}");
    }

    #[test]
    fn the_receipt_of_a_payment_that_the_body_told_of_first_is_kept() {
        let position = position();
        let told = entry_of(Found::Position(&position), receipt("T")).change;
        let paid = told.unwrap().after;
        let known = |cents| {
            let receipt = Receipt {
                amount_cents: Cents::new(cents),
                ..receipt("T")
            };
            let now = receipt.received_at;
            match decide(Found::Position(&paid), receipt, now) {
                Decision::Known(entry) => *entry,
                Decision::Write(entry) => panic!("{entry:?}"),
            }
        };
        let entry = known(3_000);
        assert_eq!(entry.receipt.standing, Standing::Settles);
        assert_eq!((entry.change, entry.receipt.warnings.len()), (None, 0));
        assert_eq!(known(2_900).receipt.warnings.len(), 1);
    }

    #[test]
    fn an_amount_that_the_body_told_is_no_surprise() {
        let position = position();
        let other = |updated_amount| Receipt {
            amount_cents: Cents::new(3_500),
            updated_amount,
            ..receipt("A")
        };
        let entry = |updated| entry_of(Found::Position(&position), other(updated));
        assert_eq!(entry(false).receipt.warnings.len(), 1);
        assert_eq!(entry(true).receipt.warnings, [""; 0]);
        assert_eq!(entry(true).receipt.standing, Standing::Settles);
    }

    #[test]
    fn another_receipt_on_a_paid_notice_is_kept_and_counted_as_extra() {
        let position = position();
        let paid = entry_of(Found::Position(&position), receipt("A"))
            .change
            .unwrap()
            .after;
        let entry = entry_of(Found::Position(&paid), receipt("B"));
        assert_eq!(entry.receipt.standing.answer(), Answer::Duplicate);
        let after = entry.change.unwrap().after;
        assert_eq!((after.extra_payments, after.version), (1, paid.version + 1));
        assert_eq!(
            after.first().unwrap().payment,
            paid.first().unwrap().payment
        );
    }

    #[test]
    fn money_that_fits_nowhere_is_kept_as_orphan() {
        for found in [Found::Nothing, Found::Unreadable] {
            let entry = entry_of(found, receipt("A"));
            assert_eq!(entry.receipt.standing.answer(), Answer::Unknown);
            assert_eq!(entry.receipt.warnings.len(), 1);
            assert_eq!(entry.change, None);
        }
    }

    #[test]
    fn the_share_of_another_body_s_notice_never_touches_a_position_of_ours() {
        let position = position();
        let foreign = Receipt {
            issuer: Some("15376371009".to_owned()),
            ..receipt("A")
        };
        let entry = entry_of(Found::Position(&position), foreign);
        assert_eq!(entry.receipt.standing.answer(), Answer::Ok);
        assert_eq!(entry.change, None);
    }
}

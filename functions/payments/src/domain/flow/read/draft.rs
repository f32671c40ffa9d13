//! A flow while it is read, and what is checked once it was read.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;

use super::super::fault::{Faults, FlowFaultCode};
use super::super::schema::Slot;
use super::super::{FlowHead, Party, PaymentOutcome, RowText, leaf};
use super::Sink;
use crate::domain::moment::Moment;

#[derive(Default)]
pub struct Draft {
    id: Option<FlowId>,
    made_at: Option<Timestamp>,
    regulation: Option<String>,
    settled_on: Option<Date>,
    sender: DraftParty,
    receiver: DraftParty,
    bic: Option<String>,
    count: Option<u64>,
    total: Option<Cents>,
    row: DraftRow,
    rows: u32,
    sums: Sums,
}

#[derive(Default)]
struct DraftParty {
    kind: Option<String>,
    code: Option<String>,
    name: Option<String>,
}

/// The row that is open; its texts are used again for the next one.
#[derive(Default)]
struct DraftRow {
    iuv: String,
    receipt_id: String,
    transfer: Option<u8>,
    amount: Option<Cents>,
    payment: Option<PaymentOutcome>,
    paid_on: Option<Date>,
}

/// The sum as written, and the one in which revoked payments take away: some senders write them
/// negative, others positive as the schema wants. Unknown where an amount is missing.
struct Sums {
    written: Option<Cents>,
    taken_away: Option<Cents>,
}

impl Default for Sums {
    fn default() -> Self {
        let (written, taken_away) = (Some(Cents::ZERO), Some(Cents::ZERO));
        Self {
            written,
            taken_away,
        }
    }
}

impl Draft {
    /// The number of the row that begins.
    pub fn begin_row(&mut self) -> u32 {
        self.row.clear();
        self.rows = self.rows.saturating_add(1);
        self.rows
    }

    /// Takes a value of its slot's type; `false` where our own words are narrower than the type.
    pub fn set(&mut self, slot: Slot, text: &str) -> bool {
        let own = || Some(text.to_owned());
        match slot {
            Slot::Version => true,
            Slot::Id => keep(&mut self.id, FlowId::parse(text).ok()),
            Slot::MadeAt => keep(&mut self.made_at, instant(text)),
            Slot::Regulation => keep(&mut self.regulation, own()),
            Slot::SettledOn => keep(&mut self.settled_on, date(text)),
            Slot::SenderKind => keep(&mut self.sender.kind, own()),
            Slot::SenderCode => keep(&mut self.sender.code, own()),
            Slot::SenderName => keep(&mut self.sender.name, own()),
            Slot::Bic => keep(&mut self.bic, own()),
            Slot::ReceiverKind => keep(&mut self.receiver.kind, own()),
            Slot::ReceiverCode => keep(&mut self.receiver.code, own()),
            Slot::ReceiverName => keep(&mut self.receiver.name, own()),
            Slot::Count => keep(&mut self.count, leaf::count(text)),
            Slot::Total => keep(&mut self.total, leaf::amount(text)),
            Slot::Iuv
            | Slot::ReceiptId
            | Slot::Index
            | Slot::Amount
            | Slot::Outcome
            | Slot::PaidOn => self.row.set(slot, text),
        }
    }

    /// The open row is over: counted, checked and, if it is whole, handed on.
    pub fn end_row(&mut self, sink: &mut Sink<'_>, faults: &mut Faults) {
        self.sums.add(&self.row);
        let payment = self.row.payment;
        let negative = self.row.amount.is_some_and(|amount| amount < Cents::ZERO);
        if negative && payment.is_some_and(|payment| payment != PaymentOutcome::Revoked) {
            let place = format!("datiSingoliPagamenti[{}]/singoloImportoPagato", self.rows);
            let message = "Soltanto un pagamento revocato può avere un importo negativo.";
            faults.add(place, FlowFaultCode::NegativeAmount, message);
        }
        if let Some(row) = self.row.whole(self.rows) {
            sink(row);
        }
    }

    /// The head, if all of it is there; what does not add up is told.
    pub fn finish(self, creditor: &OrgFiscalCode, faults: &mut Faults) -> Option<FlowHead> {
        self.check_head(creditor, faults);
        self.check_totals(faults);
        Some(FlowHead {
            id: self.id?,
            made_at: self.made_at?,
            regulation: self.regulation?,
            settled_on: self.settled_on?,
            sender: self.sender.finish()?,
            receiver: self.receiver.finish()?,
            bic: self.bic,
            amount_cents: self.total?,
            row_count: self.rows,
        })
    }

    fn check_head(&self, creditor: &OrgFiscalCode, faults: &mut Faults) {
        let place = || "identificativoFlusso".to_owned();
        if self.id.as_ref().is_some_and(|id| id.date().is_none()) {
            let message = "L'identificativo del flusso deve cominciare con una data, come \
                           2026-11-20.";
            faults.add(place(), FlowFaultCode::FlowIdDate, message);
        } else if self.id.as_ref().is_some_and(|id| !names_sender(id)) {
            let message = "Dopo la data l'identificativo del flusso deve avere il codice del PSP, un \
                           trattino e un progressivo.";
            faults.add(place(), FlowFaultCode::FlowIdSender, message);
        }
        let receiver = self.receiver.code.as_deref().map(str::trim);
        if receiver.is_some_and(|code| code != creditor.as_str()) {
            let place = "istitutoRicevente/identificativoUnivocoRicevente\
                         /codiceIdentificativoUnivoco";
            let message = "Il flusso è destinato a un altro ente creditore.";
            faults.add(place.to_owned(), FlowFaultCode::OtherCreditor, message);
        }
    }

    fn check_totals(&self, faults: &mut Faults) {
        let found = u64::from(self.rows);
        if let Some(told) = self.count.filter(|told| *told != found) {
            let message = format!("Il flusso dichiara {told} pagamenti ma ne contiene {found}.");
            let place = "numeroTotalePagamenti".to_owned();
            faults.add(place, FlowFaultCode::CountDiffers, message);
        }
        if let (Some(told), Some(written)) = (self.total, self.sums.written)
            && told != written
            && Some(told) != self.sums.taken_away
        {
            let message = format!(
                "Il flusso dichiara {} euro ma i pagamenti sommano {} euro.",
                told.italian(),
                written.italian()
            );
            let place = "importoTotalePagamenti".to_owned();
            faults.add(place, FlowFaultCode::SumDiffers, message);
        }
    }
}

/// `2026-11-20PRATITM1XXX-000000001`: something before and something behind a hyphen.
fn names_sender(id: &FlowId) -> bool {
    let rest = id.as_str().get(10..).unwrap_or_default();
    let parts = rest.split_once('-');
    parts.is_some_and(|(psp, rest)| !psp.is_empty() && !rest.is_empty())
}

impl Sums {
    fn add(&mut self, row: &DraftRow) {
        let amount = row.amount;
        let revoked = row.payment == Some(PaymentOutcome::Revoked);
        let signed = amount.map(|cents| match revoked {
            true => Cents::new(-cents.get().abs()),
            false => cents,
        });
        let add = |sum: Option<Cents>, cents: Option<Cents>| sum?.checked_add(cents?);
        self.written = add(self.written, amount);
        self.taken_away = add(self.taken_away, signed);
    }
}

impl DraftParty {
    fn finish(self) -> Option<Party> {
        let (kind, code) = (self.kind?, self.code?);
        let name = self.name;
        Some(Party { kind, code, name })
    }
}

impl DraftRow {
    fn clear(&mut self) {
        self.iuv.clear();
        self.receipt_id.clear();
        (self.transfer, self.amount) = (None, None);
        (self.payment, self.paid_on) = (None, None);
    }

    fn set(&mut self, slot: Slot, text: &str) -> bool {
        match slot {
            Slot::Iuv => fill(&mut self.iuv, text.trim(), usize::MAX),
            Slot::ReceiptId => fill(&mut self.receipt_id, text, ReceiptId::LENGTH_MAX),
            Slot::Index => keep(&mut self.transfer, leaf::index(text)),
            Slot::Amount => keep(&mut self.amount, leaf::amount(text)),
            Slot::Outcome => keep(&mut self.payment, PaymentOutcome::parse(text)),
            Slot::PaidOn => keep(&mut self.paid_on, date(text)),
            _ => false,
        }
    }

    fn whole(&self, row: u32) -> Option<RowText<'_>> {
        let there = !self.iuv.is_empty() && !self.receipt_id.is_empty();
        there.then_some(RowText {
            row,
            iuv: &self.iuv,
            receipt_id: &self.receipt_id,
            transfer: self.transfer,
            amount_cents: self.amount?,
            payment: self.payment?,
            paid_on: self.paid_on?,
        })
    }
}

/// As `Iuv` and `ReceiptId` read: not all blanks, no control characters.
fn fill(place: &mut String, text: &str, chars_max: usize) -> bool {
    let good = !text.trim().is_empty()
        && (text.len() <= chars_max || text.chars().count() <= chars_max)
        && !text.chars().any(char::is_control);
    place.clear();
    if good {
        place.push_str(text);
    }
    good
}

fn date(text: &str) -> Option<Date> {
    Moment::parse_date(text)?.date()
}

fn instant(text: &str) -> Option<Timestamp> {
    Moment::parse_date_time(text)?.instant()
}

fn keep<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    *place = value;
    place.is_some()
}

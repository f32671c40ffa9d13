//! A flow while it is read, and what is checked once it was read.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::Iuv;
use kernel::tax::OrgFiscalCode;

use super::super::fault::{Faults, FlowFaultCode};
use super::super::schema::Slot;
use super::super::{FlowRow, Party, PaymentOutcome, ReportingFlow, leaf};
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
    rows: Vec<DraftRow>,
}

#[derive(Default)]
struct DraftParty {
    kind: Option<String>,
    code: Option<String>,
    name: Option<String>,
}

#[derive(Default)]
struct DraftRow {
    iuv: Option<Iuv>,
    receipt_id: Option<ReceiptId>,
    transfer: Option<u8>,
    amount: Option<Cents>,
    payment: Option<PaymentOutcome>,
    paid_on: Option<Date>,
}

impl Draft {
    /// The number of the row that begins.
    pub fn begin_row(&mut self) -> usize {
        self.rows.push(DraftRow::default());
        self.rows.len()
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
            | Slot::PaidOn => self.rows.last_mut().is_some_and(|row| row.set(slot, text)),
        }
    }

    /// The flow, if all of it is there; what does not add up is told.
    pub fn finish(self, creditor: &OrgFiscalCode, faults: &mut Faults) -> Option<ReportingFlow> {
        self.check_head(creditor, faults);
        self.check_rows(faults);
        let rows: Vec<FlowRow> = (1..)
            .zip(self.rows)
            .map(|(number, row)| row.finish(number))
            .collect::<Option<_>>()?;
        Some(ReportingFlow {
            id: self.id?,
            made_at: self.made_at?,
            regulation: self.regulation?,
            settled_on: self.settled_on?,
            sender: self.sender.finish()?,
            receiver: self.receiver.finish()?,
            bic: self.bic,
            amount_cents: self.total?,
            rows,
        })
    }

    fn check_head(&self, creditor: &OrgFiscalCode, faults: &mut Faults) {
        if self.id.as_ref().is_some_and(|id| id.date().is_none()) {
            let message = "L'identificativo del flusso deve cominciare con una data, come \
                           2026-11-20.";
            let place = "identificativoFlusso".to_owned();
            faults.add(place, FlowFaultCode::FlowIdDate, message);
        }
        let receiver = self.receiver.code.as_deref().map(str::trim);
        if receiver.is_some_and(|code| code != creditor.as_str()) {
            let place = "istitutoRicevente/identificativoUnivocoRicevente\
                         /codiceIdentificativoUnivoco";
            let message = "Il flusso è destinato a un altro ente creditore.";
            faults.add(place.to_owned(), FlowFaultCode::OtherCreditor, message);
        }
    }

    fn check_rows(&self, faults: &mut Faults) {
        for (number, row) in (1..).zip(&self.rows) {
            let negative = row.amount.is_some_and(|amount| amount < Cents::ZERO);
            if negative && row.payment.is_some_and(|p| p != PaymentOutcome::Revoked) {
                let place = format!("datiSingoliPagamenti[{number}]/singoloImportoPagato");
                let message = "Soltanto un pagamento revocato può avere un importo negativo.";
                faults.add(place, FlowFaultCode::NegativeAmount, message);
            }
        }
        let found = self.rows.len() as u64;
        if let Some(told) = self.count.filter(|told| *told != found) {
            let message = format!("Il flusso dichiara {told} pagamenti ma ne contiene {found}.");
            let place = "numeroTotalePagamenti".to_owned();
            faults.add(place, FlowFaultCode::CountDiffers, message);
        }
        if let (Some(told), Some(sums)) = (self.total, self.sums())
            && !sums.contains(&told)
        {
            let message = format!(
                "Il flusso dichiara {} euro ma i pagamenti sommano {} euro.",
                told.italian(),
                sums[0].italian()
            );
            let place = "importoTotalePagamenti".to_owned();
            faults.add(place, FlowFaultCode::SumDiffers, message);
        }
    }

    /// The sum as written, and the one in which revoked payments take away: some senders write
    /// them negative, others positive as the schema wants. `None` where an amount is missing.
    fn sums(&self) -> Option<[Cents; 2]> {
        let (mut written, mut taken_away) = (Cents::ZERO, Cents::ZERO);
        for row in &self.rows {
            let amount = row.amount?;
            written = written.checked_add(amount)?;
            taken_away = if row.payment == Some(PaymentOutcome::Revoked) {
                taken_away.checked_sub(Cents::new(amount.get().abs()))?
            } else {
                taken_away.checked_add(amount)?
            };
        }
        Some([written, taken_away])
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
    fn set(&mut self, slot: Slot, text: &str) -> bool {
        match slot {
            Slot::Iuv => keep(&mut self.iuv, Iuv::parse(text).ok()),
            Slot::ReceiptId => keep(&mut self.receipt_id, ReceiptId::parse(text).ok()),
            Slot::Index => keep(&mut self.transfer, leaf::index(text)),
            Slot::Amount => keep(&mut self.amount, leaf::amount(text)),
            Slot::Outcome => keep(&mut self.payment, PaymentOutcome::parse(text)),
            Slot::PaidOn => keep(&mut self.paid_on, date(text)),
            _ => false,
        }
    }

    fn finish(self, row: u32) -> Option<FlowRow> {
        Some(FlowRow {
            row,
            iuv: self.iuv?,
            receipt_id: self.receipt_id?,
            transfer: self.transfer,
            amount_cents: self.amount?,
            payment: self.payment?,
            paid_on: self.paid_on?,
        })
    }
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

//! Making receipts.

use jiff::civil::DateTime;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::time::rome_datetime;

use super::super::soap::{Beneficiary, Payment, Receipt, Subject, Transfer};
use super::{Order, Psp, PspError};

/// What a practice PSP asks its customer for.
const FEE: Cents = Cents::new(120);

impl Psp {
    /// A receipt of what the creditor asked for, with a `receiptId` of its own.
    pub(super) fn receipt(&self, order: &Order, payment: &Payment) -> Receipt {
        let paid_at = self.local_now();
        Receipt {
            version: order.version,
            receipt_id: self.payment_token(),
            notice_number: order.notice.as_str().to_owned(),
            fiscal_code: order.creditor.as_str().to_owned(),
            creditor_reference_id: payment.creditor_reference_id.clone(),
            amount_cents: payment.amount,
            description: payment.description.clone(),
            company_name: payment.company_name.clone(),
            office_name: payment.office_name.clone(),
            debtor: payment.debtor.clone(),
            transfers: payment.transfers.clone(),
            psp: self.identity.clone(),
            payment_note: order.note.clone(),
            method: "creditCard".to_owned(),
            fee_cents: FEE,
            paid_at,
            transfer_date: paid_at.date().tomorrow().unwrap_or(paid_at.date()),
            metadata: payment.metadata.clone(),
            stand_in: false,
        }
    }

    /// A receipt that the PSP makes by itself, about an unnamed debtor.
    pub(super) fn stand_in_receipt(
        &self,
        order: &Order,
        notice: &NoticeNumber,
    ) -> Result<Receipt, PspError> {
        let terms = order.stand_in.as_ref().ok_or(PspError::NoAmount)?;
        let order = Order {
            notice: notice.clone(),
            ..order.clone()
        };
        let creditor = order.creditor.as_str().to_owned();
        let transfer = Transfer {
            id: 1,
            amount_cents: terms.amount,
            fiscal_code: creditor,
            company_name: Some(terms.company_name.clone()),
            to: Beneficiary::Iban(terms.iban.clone()),
            remittance: "Pagamento in stand-in".to_owned(),
            category: "9/0101108TS/".to_owned(),
            metadata: Vec::new(),
        };
        let payment = Payment {
            creditor_reference_id: notice.iuv().as_str().to_owned(),
            amount: terms.amount,
            due_date: String::new(),
            description: "Pagamento in stand-in".to_owned(),
            company_name: terms.company_name.clone(),
            office_name: None,
            debtor: nobody(),
            transfers: vec![transfer],
            metadata: Vec::new(),
        };
        Ok(Receipt {
            stand_in: true,
            ..self.receipt(&order, &payment)
        })
    }

    /// A well-formed notice number of the same aux digit and segregation code, drawn by chance:
    /// one in 10^13 that it was issued.
    pub(super) fn foreign_notice(&self, like: &NoticeNumber) -> NoticeNumber {
        let mut bytes = [0; 8];
        self.dice.fill(&mut bytes);
        let base = u64::from_be_bytes(bytes) % 10_000_000_000_000;
        let head = like.as_str().get(..3).unwrap_or("300");
        let sixteen = format!("{head}{base:013}");
        let check = sixteen.parse::<u64>().unwrap_or(0) % 93;
        NoticeNumber::parse(&format!("{sixteen}{check:02}")).unwrap_or_else(|_| like.clone())
    }

    /// 32 hexadecimal characters, as the node's payment tokens.
    fn payment_token(&self) -> String {
        let mut bytes = [0; 16];
        self.dice.fill(&mut bytes);
        hex::encode(bytes)
    }

    fn local_now(&self) -> DateTime {
        rome_datetime(self.clock.now())
    }
}

fn nobody() -> Subject {
    Subject {
        kind: "F".to_owned(),
        identifier: "ANONIMO".to_owned(),
        full_name: "ANONIMO".to_owned(),
        contact: Vec::new(),
    }
}

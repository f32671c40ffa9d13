//! A payment from the counter to the receipt.

use futures::future::join_all;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::OrgFiscalCode;

use super::super::soap::{Answer, Operation, Payment, Receipt, TransferType, Version};
use super::super::xml::{Deviation, Rule};
use super::mode::Delivery;
use super::{Mode, Psp, PspError};

/// What a customer asks the PSP to pay.
#[derive(Debug, Clone)]
pub struct Order {
    pub creditor: OrgFiscalCode,
    pub notice: NoticeNumber,
    pub mode: Mode,
    pub version: Version,
    /// `idCart` of Checkout, told as `paymentNote`.
    pub note: Option<String>,
    pub transfer_type: Option<TransferType>,
    /// What the PSP knows of the notice by itself, for the modes that call nobody before.
    pub stand_in: Option<StandIn>,
}

/// Terms of a payment that nobody asked the creditor about.
#[derive(Debug, Clone)]
pub struct StandIn {
    pub amount: Cents,
    pub iban: String,
    pub company_name: String,
}

impl Order {
    /// By the book, at a counter.
    pub fn new(creditor: OrgFiscalCode, notice: NoticeNumber) -> Self {
        let (mode, note, transfer_type, stand_in) = (Mode::Regular, None, None, None);
        Self {
            creditor,
            notice,
            mode,
            version: Version::default(),
            note,
            transfer_type,
            stand_in,
        }
    }
}

/// Money taken, receipts still to be told.
#[derive(Debug, Clone)]
pub struct Taken {
    pub mode: Mode,
    /// One, or two when the payment is re-issued. Never empty.
    pub receipts: Vec<Receipt>,
}

/// A payment whose receipts were told and answered by the rules.
#[derive(Debug, Clone)]
pub struct Paid {
    pub receipt_id: String,
    pub iuv: String,
    pub amount: Cents,
    pub receipts: Vec<Receipt>,
    pub answers: Vec<Answer<()>>,
}

impl Psp {
    /// verify, getPayment, receipt.
    pub async fn pay(
        &self,
        creditor: &OrgFiscalCode,
        notice: &NoticeNumber,
    ) -> Result<Paid, PspError> {
        self.pay_order(&Order::new(creditor.clone(), notice.clone()))
            .await
    }

    /// Takes the money and tells the receipts as the order's mode says.
    pub async fn pay_order(&self, order: &Order) -> Result<Paid, PspError> {
        let taken = self.take(order).await?;
        let answers = self.deliver(&taken).await?;
        let Some(first) = taken.receipts.first() else {
            return Err(PspError::NoAmount);
        };
        Ok(Paid {
            receipt_id: first.receipt_id.clone(),
            iuv: first.creditor_reference_id.clone(),
            amount: first.amount_cents,
            answers,
            receipts: taken.receipts,
        })
    }

    /// Everything before the receipt: the calls that the mode makes, and the money.
    pub async fn take(&self, order: &Order) -> Result<Taken, PspError> {
        let receipts = match order.mode {
            Mode::Unannounced => vec![self.stand_in_receipt(order, &order.notice)?],
            Mode::Unknown => vec![self.receipt_of_nobody(order).await?],
            Mode::Reissued => {
                let payment = self.agreed(order).await?;
                vec![self.receipt(order, &payment), self.receipt(order, &payment)]
            }
            Mode::WrongAmount => {
                let payment = self.agreed(order).await?;
                vec![one_euro_more(self.receipt(order, &payment))]
            }
            Mode::Regular
            | Mode::Late { .. }
            | Mode::LostReceipt
            | Mode::LostAnswer
            | Mode::Doubled { .. } => {
                let payment = self.agreed(order).await?;
                vec![self.receipt(order, &payment)]
            }
        };
        Ok(Taken {
            mode: order.mode,
            receipts,
        })
    }

    /// Tells the receipts and checks every answer against the rules of receipts.
    pub async fn deliver(&self, taken: &Taken) -> Result<Vec<Answer<()>>, PspError> {
        if let Mode::Late { after } = taken.mode {
            tokio::time::sleep(after).await;
        }
        let mut answers = Vec::new();
        for delivery in taken.mode.deliveries() {
            if let Some(receipt) = taken.receipts.get(delivery.receipt) {
                answers.extend(self.deliver_one(receipt, delivery).await?);
            }
        }
        Ok(answers)
    }

    /// The question at the counter, then the activation; both must name one amount.
    async fn agreed(&self, order: &Order) -> Result<Payment, PspError> {
        let verified = self.verify(&order.creditor, &order.notice).await?;
        let question = self.question(&order.creditor, &order.notice);
        let (version, note) = (order.version, order.note.as_deref());
        let activation = self.activate_with(version, &question, note, order.transfer_type);
        let payment = activation.await?;
        if verified.amount == payment.amount {
            return Ok(payment);
        }
        let (said, asked) = (verified.amount.decimal(), payment.amount.decimal());
        let detail = format!("verify said {said}, getPayment asks {asked}");
        let found = vec![Deviation::new("paymentAmount", Rule::Identity, detail)];
        Err(PspError::Deviations {
            operation: Operation::GetPayment(order.version),
            found,
        })
    }

    /// Asks for a notice that cannot exist and, whatever the creditor says, receipts it.
    async fn receipt_of_nobody(&self, order: &Order) -> Result<Receipt, PspError> {
        let notice = self.foreign_notice(&order.notice);
        match self.verify(&order.creditor, &notice).await {
            Err(error) if error.fault_code() == Some("PAA_PAGAMENTO_SCONOSCIUTO") => {
                self.stand_in_receipt(order, &notice)
            }
            Err(error) => Err(error),
            Ok(_) => Err(unexpected(
                Operation::Verify,
                "a notice never issued was found",
            )),
        }
    }

    async fn deliver_one(
        &self,
        receipt: &Receipt,
        delivery: Delivery,
    ) -> Result<Vec<Answer<()>>, PspError> {
        let sends = (0..delivery.times).map(|_| self.send(receipt));
        let mut answers = Vec::new();
        if delivery.together {
            for answer in join_all(sends).await {
                answers.push(answer?);
            }
        } else {
            for send in sends {
                answers.push(send.await?);
            }
        }
        match answers
            .iter()
            .find(|answer| answer.fault_code() != delivery.refusal)
        {
            None => Ok(answers),
            Some(answer) => {
                let (wanted, got) = (delivery.refusal.unwrap_or("OK"), answer.fault_code());
                let detail = format!("answered {} instead of {wanted}", got.unwrap_or("OK"));
                Err(unexpected(Operation::SendReceipt(receipt.version), &detail))
            }
        }
    }
}

fn unexpected(operation: Operation, detail: &str) -> PspError {
    let found = vec![Deviation::new("outcome", Rule::Expectation, detail)];
    PspError::Deviations { operation, found }
}

/// The customer paid one euro too much; the first transfer gets it.
fn one_euro_more(mut receipt: Receipt) -> Receipt {
    let more = |amount: Cents| Cents::new(amount.get() + 100);
    receipt.amount_cents = more(receipt.amount_cents);
    if let Some(first) = receipt.transfers.first_mut() {
        first.amount_cents = more(first.amount_cents);
    }
    receipt
}

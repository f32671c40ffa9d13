//! The practice node as one thing: PSPs, the money they took, and the end of the day.

use std::sync::{Arc, Weak};
use std::time::Duration;

use axum::http::StatusCode;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_datetime;

use super::fdr::TroubleKind;
use super::ledger::{Event, Irregularity, Ledger};
use super::options::{PracticeCreditor, PracticeOptions};
use super::problem::Problem;
use super::psp::{Mode, Order, Psp, PspError, Taken};
use super::pushed::Pushed;
use super::receipts::ReceiptTrouble;
use super::settlement::{Close, Settlement, close_day};
use super::soap::{Answer, PspIdentity, Receipt};
use super::trouble::Trouble;
use super::xml::Rule;

/// The node tries an undelivered receipt again after slot·(2^k − 1), at most this often.
const RETRIES_MAX: u32 = 5;
const RETRY_SLOT: Duration = Duration::from_secs(1);

pub struct Practice {
    pub options: PracticeOptions,
    pub ledger: Ledger,
    http: reqwest::Client,
    /// Bad answers of the FdR API that are still to be given.
    pub(super) trouble: Trouble<TroubleKind>,
    /// … and of the API of receipts.
    pub(super) receipt_trouble: Trouble<ReceiptTrouble>,
    /// What the services that are told of positions know.
    pub(super) pushed: Pushed,
    /// Held while a cart is being paid.
    pub(super) paying: tokio::sync::Mutex<()>,
}

impl Practice {
    /// Opens the journal and takes up the receipts that were never answered.
    pub fn open(options: PracticeOptions) -> std::io::Result<Arc<Self>> {
        let ledger = Ledger::open(options.folder.as_deref())?;
        let (http, paying) = (reqwest::Client::new(), tokio::sync::Mutex::new(()));
        let practice = Arc::new(Self {
            options,
            ledger,
            http,
            trouble: Trouble::default(),
            receipt_trouble: Trouble::default(),
            pushed: Pushed::default(),
            paying,
        });
        let left: Vec<_> = practice.ledger.read(|state| {
            state
                .undelivered()
                .map(|record| record.receipt.as_ref().clone())
                .collect()
        });
        for receipt in left {
            tokio::spawn(retry(Arc::downgrade(&practice), receipt));
        }
        Ok(practice)
    }

    pub fn creditor(&self, fiscal_code: &str) -> Result<&PracticeCreditor, Problem> {
        let known = self
            .options
            .creditors
            .iter()
            .find(|c| c.fiscal_code.as_str() == fiscal_code);
        known.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "no such creditor at this node"))
    }

    /// A PSP that reaches this creditor.
    pub fn psp(&self, creditor: &PracticeCreditor, identity: PspIdentity) -> Psp {
        Psp {
            node_url: self.options.node_url.clone(),
            broker: creditor.broker.clone(),
            station: creditor.station.clone(),
            http: self.http.clone(),
            identity,
            clock: self.options.clock.clone(),
            dice: self.options.dice.clone(),
        }
    }

    /// The calls before the receipt; what they find against the rules is kept.
    pub async fn take(&self, psp: &Psp, order: &Order) -> Result<Taken, PspError> {
        let taken = psp.take(order).await;
        if let Err(error) = &taken {
            self.note(error, order.notice.as_str());
        }
        taken
    }

    /// Writes the money down before anybody is told.
    pub fn keep(&self, taken: &Taken) -> std::io::Result<()> {
        taken.receipts.iter().try_for_each(|receipt| {
            self.ledger.record(Event::Taken {
                receipt: Box::new(receipt.clone()),
            })
        })
    }

    /// Tells the receipts. A late one is told in the background; one that found no regular answer
    /// is tried again there. A lost one is not told before the practice node starts again.
    pub async fn tell(
        self: &Arc<Self>,
        psp: Psp,
        taken: Taken,
    ) -> Result<Vec<Answer<()>>, PspError> {
        if taken.mode == Mode::LostReceipt {
            return Ok(Vec::new());
        }
        if matches!(taken.mode, Mode::Late { .. }) {
            let practice = self.clone();
            tokio::spawn(async move { practice.tell_now(&psp, &taken).await });
            return Ok(Vec::new());
        }
        self.tell_now(&psp, &taken).await
    }

    async fn tell_now(
        self: &Arc<Self>,
        psp: &Psp,
        taken: &Taken,
    ) -> Result<Vec<Answer<()>>, PspError> {
        let answers = psp.deliver(taken).await;
        let answered = match &answers {
            Ok(_) => true,
            Err(error) => {
                let about = taken
                    .receipts
                    .first()
                    .map_or("", |receipt| &receipt.notice_number);
                self.note(error, about);
                error
                    .deviations()
                    .iter()
                    .any(|found| found.rule == Rule::Expectation)
            }
        };
        for (place, receipt) in taken.receipts.iter().enumerate() {
            if answered {
                let refused = answers.as_ref().ok().and_then(|all| all.get(place));
                self.delivered(receipt, refused.and_then(Answer::fault_code));
            } else {
                tokio::spawn(retry(Arc::downgrade(self), receipt.clone()));
            }
        }
        answers
    }

    /// True when the station answered, whatever it answered.
    async fn try_again(&self, receipt: &Receipt) -> bool {
        let Ok(creditor) = self.creditor(&receipt.fiscal_code) else {
            return true;
        };
        let psp = self.psp(creditor, receipt.psp.clone());
        match psp.send(receipt).await {
            Ok(answer) => {
                self.delivered(receipt, answer.fault_code());
                true
            }
            Err(error) => {
                self.note(&error, &receipt.notice_number);
                false
            }
        }
    }

    fn delivered(&self, receipt: &Receipt, fault_code: Option<&str>) {
        let receipt_id = receipt.receipt_id.clone();
        let fault_code = fault_code.map(str::to_owned);
        self.write(Event::Delivered {
            receipt_id,
            fault_code,
        });
    }

    fn note(&self, error: &PspError, notice: &str) {
        if let PspError::Deviations { operation, found } = error {
            let about = format!("{} {notice}", operation.name());
            self.irregular(about, found.clone());
        }
    }

    /// Keeps what a station, or a client of Checkout, did against the rules.
    pub fn irregular(&self, about: String, found: Vec<super::xml::Deviation>) {
        tracing::warn!(
            practice.about = about,
            practice.found = super::xml::list(&found)
        );
        let at = rome_datetime(self.options.clock.now());
        self.write(Event::Irregular {
            irregularity: Irregularity { at, about, found },
        });
    }

    fn write(&self, event: Event) {
        if let Err(error) = self.ledger.record(event) {
            tracing::error!(practice.journal = %error);
        }
    }

    /// Closes the creditor's day: flows and a statement of what no flow has told yet.
    pub fn settle(&self, creditor: &OrgFiscalCode) -> Result<Settlement, Problem> {
        let creditor = self.creditor(creditor.as_str())?;
        let settlement = self.ledger.decide(|state| {
            let close = Close {
                creditor: creditor.fiscal_code.as_str(),
                creditor_name: &creditor.name,
                flows_before: state.settlements().iter().map(|one| one.flows.len()).sum(),
                statements_before: state.settlements().len(),
                now: rome_datetime(self.options.clock.now()),
            };
            let unsettled = state.unsettled(close.creditor);
            let settlement = close_day(&unsettled, &close, self.options.dice.as_ref());
            let event = settlement
                .clone()
                .map(|settlement| Event::Settled { settlement });
            (settlement, event)
        })?;
        settlement.ok_or_else(|| {
            Problem::new(
                StatusCode::CONFLICT,
                "nothing was paid since the last close",
            )
        })
    }
}

/// Ends with the answer, after the last attempt, or when the practice node is gone.
async fn retry(practice: Weak<Practice>, receipt: Receipt) {
    for attempt in 1..=RETRIES_MAX {
        tokio::time::sleep(RETRY_SLOT * (2_u32.pow(attempt) - 1)).await;
        let Some(practice) = practice.upgrade() else {
            return;
        };
        if practice.try_again(&receipt).await {
            return;
        }
    }
}

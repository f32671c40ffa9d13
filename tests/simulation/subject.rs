//! Who takes the receipts: the product's own route, or one of several ways to do it wrong that a
//! simulation worth its name must find out.

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use http::Request;
use kernel::dice::SeededDice;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use payments::domain::receipt::Answer;
use payments::routes::node::{NodeDeps, routes};
use platform::table::Table;
use tower::ServiceExt;

use super::time::Time;
use super::{broken, samples};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// SOAP through the route of the product.
    Product,
    /// Looks whether the receipt is there, then writes without conditions.
    CheckThenAct,
    /// The receipt in one write, the position in the next.
    TwoWrites,
    /// One transaction, but the position is not held to the version that was read.
    NoVersion,
    /// Does not look again whether an orphan has a position by now.
    NoCheck,
    /// Answers the same whether the write came through or not.
    Hopes,
    /// Takes the first instalment for the whole.
    FirstPartPaysAll,
    /// Takes money for any way to pay, whatever the debtor chose.
    IgnoresChoice,
}

impl Subject {
    pub const BROKEN: [Self; 5] = [
        Self::CheckThenAct,
        Self::TwoWrites,
        Self::NoVersion,
        Self::NoCheck,
        Self::Hopes,
    ];
}

/// What the node sends.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    pub nav: NoticeNumber,
    pub id: ReceiptId,
    pub amount: Cents,
}

/// A function instance with its table.
pub struct Station {
    pub table: Table,
    pub time: Time,
    pub dice: Arc<SeededDice>,
    pub subject: Subject,
    /// The product's route, warm: it has read the creditor's settings before.
    route: Router,
}

impl Station {
    pub fn new(table: Table, time: Time, dice: Arc<SeededDice>, subject: Subject) -> Self {
        let clock = Arc::new(time.clone());
        let deps = NodeDeps::new(table.clone(), clock, dice.clone());
        let route = routes(deps).into_router();
        Self {
            table,
            time,
            dice,
            subject,
            route,
        }
    }

    /// The final answer, or nothing when the node has to come again.
    pub async fn take(&self, told: &Told) -> Option<Answer> {
        match self.subject {
            Subject::Product => self.by_soap(told).await,
            _ => broken::record(self, told).await.ok(),
        }
    }

    async fn by_soap(&self, told: &Told) -> Option<Answer> {
        let body = samples::send_rt(told.nav.as_str(), told.id.as_str(), told.amount);
        let request = Request::post("/node")
            .header("soapaction", "\"paSendRTV2\"")
            .body(Body::from(samples::envelope(&body)))
            .unwrap();
        let response = self.route.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 100_000).await.unwrap();
        let text = String::from_utf8(body.to_vec()).unwrap();
        let has = |word: &str| text.contains(&format!(">{word}<"));
        match status {
            200 if has("OK") => Some(Answer::Ok),
            200 if has("PAA_RECEIPT_DUPLICATA") => Some(Answer::Duplicate),
            200 if has("PAA_PAGAMENTO_SCONOSCIUTO") => Some(Answer::Unknown),
            500 if has("PAA_SYSTEM_ERROR") => None,
            _ => panic!("{status} {text}"),
        }
    }
}

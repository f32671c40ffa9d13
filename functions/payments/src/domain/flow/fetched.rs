//! Flows as the FdR API for creditors tells them (OpenAPI `fdr_organization` 1.1: flows of an
//! organisation, one flow, its payments).

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::ReceiptId;
use kernel::money::Cents;
use kernel::notice::Iuv;
use kernel::tax::OrgFiscalCode;
use kernel::time::rome_date;
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

use super::fault::{Faults, FlowFault, FlowFaultCode};
use super::{FlowHead, FlowRow, Party, PaymentOutcome};

/// A page of a list.
#[derive(Debug, Deserialize)]
pub struct FetchedPage<T> {
    pub metadata: PageNumbers,
    #[serde(default = "Vec::new")]
    pub data: Vec<T>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageNumbers {
    #[serde(default)]
    pub tot_page: u32,
}

/// A line of the list of flows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListedFlow {
    pub fdr: String,
    pub psp_id: String,
    pub revision: u32,
    pub published: Timestamp,
}

/// One flow without its payments.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedFlow {
    fdr: String,
    fdr_date: Timestamp,
    regulation: String,
    regulation_date: Date,
    bic_code_pouring_bank: Option<String>,
    sender: Sender,
    receiver: Receiver,
    tot_payments: u32,
    sum_payments: Amount,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sender {
    #[serde(rename = "type")]
    kind: String,
    id: String,
    psp_id: String,
    psp_name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receiver {
    organization_id: String,
    organization_name: Option<String>,
}

/// One payment of a flow.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FetchedPayment {
    iuv: String,
    iur: String,
    id_transfer: Option<u8>,
    pay: Amount,
    pay_status: String,
    pay_date: Timestamp,
}

impl FetchedFlow {
    /// The head, or what is wrong with it: it must be the flow that was asked for, and ours.
    pub fn head(
        &self,
        asked: &ListedFlow,
        creditor: &OrgFiscalCode,
    ) -> Result<FlowHead, Vec<FlowFault>> {
        let mut faults = Faults::default();
        let mut told = |place: &str, code, message: &str| {
            faults.add(place.to_owned(), code, message);
        };
        if self.fdr != asked.fdr {
            let message = "pagoPA ha risposto con un altro flusso.";
            told("fdr", FlowFaultCode::FlowIdDiffers, message);
        }
        let id = FlowId::parse(&self.fdr).ok();
        match id.as_ref().map(|id| (id.date(), named(id, asked, self))) {
            None => told("fdr", FlowFaultCode::Value, "L'identificativo non va bene."),
            Some((None, _)) => {
                let message = "L'identificativo deve cominciare con una data.";
                told("fdr", FlowFaultCode::FlowIdDate, message);
            }
            Some((Some(_), false)) => {
                let message = "L'identificativo non porta il codice del PSP.";
                told("fdr", FlowFaultCode::FlowIdSender, message);
            }
            Some((Some(_), true)) => {}
        }
        if self.receiver.organization_id != creditor.as_str() {
            let message = "Il flusso è destinato a un altro ente creditore.";
            told(
                "receiver/organizationId",
                FlowFaultCode::OtherCreditor,
                message,
            );
        }
        match id {
            Some(id) if faults.is_empty() => Ok(self.told(id)),
            _ => Err(faults.into_vec()),
        }
    }

    fn told(&self, id: FlowId) -> FlowHead {
        FlowHead {
            id,
            made_at: self.fdr_date,
            regulation: self.regulation.clone(),
            settled_on: self.regulation_date,
            sender: Party {
                kind: kind(&self.sender.kind).to_owned(),
                code: self.sender.id.clone(),
                name: self.sender.psp_name.clone(),
            },
            receiver: Party {
                kind: "G".to_owned(),
                code: self.receiver.organization_id.clone(),
                name: self.receiver.organization_name.clone(),
            },
            bic: self.bic_code_pouring_bank.clone(),
            amount_cents: self.sum_payments.0,
            row_count: self.tot_payments,
        }
    }
}

/// `<date><psp>-…`, the PSP as listed or as the flow tells it.
fn named(id: &FlowId, asked: &ListedFlow, flow: &FetchedFlow) -> bool {
    let rest = id.as_str().get(10..).unwrap_or_default();
    [&asked.psp_id, &flow.sender.psp_id, &flow.sender.id]
        .into_iter()
        .any(|psp| {
            rest.strip_prefix(psp.as_str())
                .is_some_and(|rest| rest.starts_with('-'))
        })
}

fn kind(told: &str) -> &str {
    match told {
        "LEGAL_PERSON" => "G",
        "ABI_CODE" => "A",
        "BIC_CODE" => "B",
        other => other,
    }
}

impl FetchedPayment {
    /// Row `row` of the flow; `None` where it says what no row may say.
    pub fn row(&self, row: u32) -> Option<FlowRow> {
        let payment = match self.pay_status.as_str() {
            "EXECUTED" => PaymentOutcome::Executed,
            "REVOKED" => PaymentOutcome::Revoked,
            "STAND_IN" => PaymentOutcome::StandIn,
            "STAND_IN_NO_RPT" => PaymentOutcome::StandInWithoutRequest,
            "NO_RPT" => PaymentOutcome::WithoutRequest,
            _ => return None,
        };
        let negative = self.pay.0 < Cents::ZERO && payment != PaymentOutcome::Revoked;
        let transfer = self.id_transfer.filter(|id| (1..=5).contains(id));
        if negative || (self.id_transfer.is_some() && transfer.is_none()) {
            return None;
        }
        Some(FlowRow {
            row,
            iuv: Iuv::parse(&self.iuv).ok()?,
            receipt_id: ReceiptId::parse(&self.iur).ok()?,
            transfer,
            amount_cents: self.pay.0,
            payment,
            paid_on: rome_date(self.pay_date),
        })
    }
}

/// What was counted of the payments while they came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub rows: u32,
    written: i64,
    taken_away: i64,
}

impl Counted {
    pub fn add(&mut self, row: &FlowRow) {
        self.rows = self.rows.saturating_add(1);
        self.written = self.written.saturating_add(row.amount_cents.get());
        self.taken_away = self.taken_away.saturating_add(row.signed_cents().get());
    }

    /// What does not add up: nothing in a sound flow.
    pub fn faults(&self, head: &FlowHead) -> Vec<FlowFault> {
        let mut faults = Faults::default();
        if self.rows != head.row_count {
            let (told, found) = (head.row_count, self.rows);
            let message = format!("Il flusso dichiara {told} pagamenti ma ne contiene {found}.");
            faults.add(
                "totPayments".to_owned(),
                FlowFaultCode::CountDiffers,
                message,
            );
        }
        if ![self.written, self.taken_away].contains(&head.amount_cents.get()) {
            let message = format!(
                "Il flusso dichiara {} euro ma i pagamenti sommano {} euro.",
                head.amount_cents.italian(),
                Cents::new(self.written).italian()
            );
            faults.add("sumPayments".to_owned(), FlowFaultCode::SumDiffers, message);
        }
        faults.into_vec()
    }
}

/// Euro as a JSON number with at most two decimals. The number is taken by its shortest decimal
/// form, which is what was written: no arithmetic is done on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Amount(Cents);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Decimal;
        impl Visitor<'_> for Decimal {
            type Value = Amount;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("euro with at most two decimals")
            }

            fn visit_f64<E: Error>(self, value: f64) -> Result<Amount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Amount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Amount, E> {
                decimal(&value.to_string()).ok_or_else(|| E::custom("not an amount"))
            }
        }
        deserializer.deserialize_any(Decimal)
    }
}

/// `100`, `100.9`, `-100.95`
fn decimal(text: &str) -> Option<Amount> {
    let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (euro, part) = rest.split_once('.').unwrap_or((rest, ""));
    let cents = Cents::parse_decimal(&format!("{euro}.{part:0<2}")).ok()?;
    let within = (part.len() <= 2).then_some(cents)?;
    Some(Amount(Cents::new(sign * within.get())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::samples::creditor;
    use super::*;

    fn asked() -> ListedFlow {
        let listed = json!({ "fdr": "2026-11-20PRATITM1XXX-1", "pspId": "PRATITM1XXX",
            "revision": 1, "published": "2026-11-20T10:00:00Z", "flowDate": null });
        serde_json::from_value(listed).expect("a flow")
    }

    fn flow(id: &str, org: &str, sum: serde_json::Value) -> FetchedFlow {
        let flow = json!({
            "status": "PUBLISHED", "fdr": id, "fdrDate": "2026-11-20T09:30:00Z",
            "regulation": "TRN1", "regulationDate": "2026-11-20", "totPayments": 2,
            "sumPayments": sum,
            "sender": { "type": "BIC_CODE", "id": "PRATITM1XXX", "pspId": "PRATITM1XXX",
                "pspName": "Banca", "pspBrokerId": "1", "channelId": "1_01" },
            "receiver": { "id": "x", "organizationId": org, "organizationName": "Comune" },
        });
        serde_json::from_value(flow).expect("a flow")
    }

    #[test]
    fn amounts_are_taken_as_they_were_written() {
        for (text, cents) in [
            ("0.01", 1),
            ("100", 10_000),
            ("100.9", 10_090),
            ("-1.10", -110),
            ("999999999.99", 99_999_999_999),
            ("81.66", 8_166),
        ] {
            let amount: Amount = serde_json::from_str(text).expect(text);
            assert_eq!(amount.0.get(), cents, "{text}");
        }
        for text in ["0.001", "1e40", "\"1.00\"", "null"] {
            assert!(serde_json::from_str::<Amount>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_flow_is_taken_if_it_is_the_one_that_was_asked_for_and_ours() {
        let own = creditor();
        let head = flow("2026-11-20PRATITM1XXX-1", own.as_str(), json!(42.5))
            .head(&asked(), &own)
            .expect("sound");
        assert_eq!(head.sender.kind, "B");
        assert_eq!(head.amount_cents.get(), 4_250);
        for (id, org, code) in [
            ("2026-11-20PRATITM1XXX-2", own.as_str(), "flow_id_differs"),
            ("2026-11-20PRATITM1XXX-1", "80051230409", "other_creditor"),
        ] {
            let faults = flow(id, org, json!(1)).head(&asked(), &own).unwrap_err();
            assert_eq!(faults[0].code.as_str(), code);
        }
        let mut strange = asked();
        strange.fdr = "2026-11-20ALTRO-1".to_owned();
        let faults = flow(&strange.fdr, own.as_str(), json!(1)).head(&strange, &own);
        assert_eq!(faults.unwrap_err()[0].code, FlowFaultCode::FlowIdSender);
    }

    #[test]
    fn what_does_not_add_up_is_told() {
        let payment = json!({ "index": 1, "iuv": "07000000000000114", "iur": "R", "idTransfer": 1,
            "pay": 30.0, "payStatus": "EXECUTED", "payDate": "2026-11-19T23:30:00Z" });
        let payment: FetchedPayment = serde_json::from_value(payment).expect("a payment");
        let row = payment.row(1).expect("a row");
        assert_eq!(
            row.paid_on,
            jiff::civil::date(2026, 11, 20),
            "the day in Rome"
        );
        let mut counted = Counted::default();
        counted.add(&row);
        let own = creditor();
        let head = flow("2026-11-20PRATITM1XXX-1", own.as_str(), json!(30.01))
            .head(&asked(), &own)
            .expect("sound");
        let codes: Vec<_> = counted.faults(&head).iter().map(|f| f.code).collect();
        let expected = [FlowFaultCode::CountDiffers, FlowFaultCode::SumDiffers];
        assert_eq!(codes, expected);
        let mut revoked = payment.clone();
        revoked.pay_status = "REVOKED".to_owned();
        counted.add(&revoked.row(2).expect("a row"));
        assert_eq!((counted.rows, counted.taken_away), (2, 0));
        revoked.pay_status = "MAYBE".to_owned();
        assert_eq!(revoked.row(3), None);
    }
}

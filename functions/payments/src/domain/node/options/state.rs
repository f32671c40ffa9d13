//! What has become of an option and of its parts.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::position::{Installment, PaymentOption};

/// `EnumPo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum EnumPo {
    #[serde(rename = "PO_UNPAID")]
    Unpaid,
    #[serde(rename = "PO_PAID")]
    Paid,
    #[serde(rename = "PO_PARTIALLY_PAID")]
    PartiallyPaid,
    #[serde(rename = "PO_EXPIRED_NOT_PAYABLE")]
    ExpiredNotPayable,
    #[serde(rename = "PO_EXPIRED_UNPAID")]
    ExpiredUnpaid,
    #[serde(rename = "PO_INVALID")]
    Invalid,
}

/// `EnumInstallment`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum EnumInstallment {
    #[serde(rename = "POI_UNPAID")]
    Unpaid,
    #[serde(rename = "POI_PAID")]
    Paid,
    #[serde(rename = "POI_EXPIRED_NOT_PAYABLE")]
    ExpiredNotPayable,
    #[serde(rename = "POI_EXPIRED_UNPAID")]
    ExpiredUnpaid,
    #[serde(rename = "POI_INVALID")]
    Invalid,
}

/// What is decided of an option; its parts follow from it.
#[derive(Clone, Copy, Debug)]
pub struct Verdict<'a> {
    option: &'a PaymentOption,
    closed: bool,
    now: Timestamp,
}

const CLOSED: &str = "another payment option was begun";
const PAID: &str = "paid";
const OPEN: &str = "to be paid";
const PARTLY: &str = "some installments are paid";
const LATE: &str = "past its due date, and payable";
const OVER: &str = "past its due date, and not payable any more";

impl<'a> Verdict<'a> {
    /// `closed`: another option was begun, and the debtor has chosen.
    pub fn of(option: &'a PaymentOption, closed: bool, now: Timestamp) -> Self {
        Self {
            option,
            closed,
            now,
        }
    }

    pub fn of_option(self) -> (EnumPo, &'static str) {
        let parts = &self.option.installments;
        let paid = parts.iter().filter(|part| part.payment.is_some()).count();
        let open = || parts.iter().filter(|part| part.payment.is_none());
        match paid {
            _ if self.closed => (EnumPo::Invalid, CLOSED),
            all if all == parts.len() => (EnumPo::Paid, PAID),
            0 if !open().all(|part| self.is_late(part)) => (EnumPo::Unpaid, OPEN),
            0 if self.option.expires_at().is_some_and(|at| at <= self.now) => {
                (EnumPo::ExpiredNotPayable, OVER)
            }
            0 => (EnumPo::ExpiredUnpaid, LATE),
            _ => (EnumPo::PartiallyPaid, PARTLY),
        }
    }

    /// A part of an option that expires can be paid until the last one is past its due date.
    pub fn of_part(self, part: &Installment) -> (EnumInstallment, &'static str) {
        match self.of_option().0 {
            EnumPo::Invalid => (EnumInstallment::Invalid, CLOSED),
            _ if part.payment.is_some() => (EnumInstallment::Paid, PAID),
            EnumPo::ExpiredNotPayable => (EnumInstallment::ExpiredNotPayable, OVER),
            _ if self.is_late(part) => (EnumInstallment::ExpiredUnpaid, LATE),
            _ => (EnumInstallment::Unpaid, OPEN),
        }
    }

    fn is_late(self, part: &Installment) -> bool {
        part.due_moment().is_some_and(|due| due < self.now)
    }
}

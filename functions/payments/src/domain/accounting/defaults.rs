//! What a body presets for its records.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::{AccountingPerson, AccountingTerms, CollectionAccount};
use crate::domain::flow::{BankLine, Flow};

/// Which day a record is booked on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateRule {
    /// The accounting date of the bank's line; the settlement date while there is none.
    #[default]
    Bank,
    Settlement,
}

impl DateRule {
    pub fn name(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Settlement => "settlement",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        [Self::Bank, Self::Settlement]
            .into_iter()
            .find(|rule| rule.name() == name)
    }
}

/// What is preset, all of it optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DefaultTerms {
    pub date: DateRule,
    /// Absent: the payment service provider that sent the flow.
    pub person: Option<AccountingPerson>,
    /// Absent: the body's IBAN.
    pub account: Option<CollectionAccount>,
}

/// The presets of a creditor; version 0 before anybody set them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountingDefaults {
    pub creditor: OrgFiscalCode,
    pub terms: DefaultTerms,
    pub updated_by: String,
    pub updated_at: Timestamp,
    pub version: u64,
}

impl DefaultTerms {
    /// The terms of a flow that nobody has touched; `iban` is the body's.
    pub fn of(&self, flow: &Flow, line: Option<&BankLine>, iban: &str) -> Option<AccountingTerms> {
        Some(AccountingTerms {
            accounting_date: self.day(flow, line),
            person: self.person(flow)?,
            account: self.account(iban)?,
        })
    }

    fn day(&self, flow: &Flow, line: Option<&BankLine>) -> Date {
        match (self.date, line) {
            (DateRule::Bank, Some(line)) => line.accounting_date,
            (DateRule::Bank, None) | (DateRule::Settlement, _) => flow.settled_on,
        }
    }

    fn person(&self, flow: &Flow) -> Option<AccountingPerson> {
        let sender = &flow.sender;
        let named = sender.name.as_deref().and_then(AccountingPerson::of_sender);
        let told = named.or_else(|| AccountingPerson::of_sender(&sender.code));
        self.person.clone().or(told)
    }

    fn account(&self, iban: &str) -> Option<CollectionAccount> {
        self.account
            .clone()
            .or_else(|| CollectionAccount::parse(iban).ok())
    }
}

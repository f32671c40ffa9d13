//! A record of one credited flow, and what changes it.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::money::Cents;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

use super::AccountingTerms;
use crate::domain::flow::{BankLine, BankState, Flow, LineMatch};
use crate::domain::statement::ProvisionalEntry;

/// One per flow, whatever happens afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountingRecord {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    pub terms: AccountingTerms,
    pub amount_cents: Cents,
    pub settled_on: Date,
    /// The treasurer's number of the credit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provisional: Option<ProvisionalEntry>,
    /// The statement that told of the credit; absent where it was booked before one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub statement: Option<StatementId>,
    pub created_by: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub version: u64,
}

/// What was changed in a record after it was made: append-only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountingChange {
    pub creditor: OrgFiscalCode,
    pub flow_id: FlowId,
    /// The version of the record after it.
    pub version: u64,
    pub at: Timestamp,
    pub by: String,
    pub from: AccountingTerms,
    pub to: AccountingTerms,
}

/// What has to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccountingStep {
    New(Box<AccountingRecord>),
    Changed(Box<AccountingRecord>, Box<AccountingChange>),
    AlreadyDone,
}

/// Why a credit is not booked. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountingRefusal {
    #[error(
        "L'accredito in banca ha un altro importo: chiarisci la differenza prima di registrarlo."
    )]
    AmountDiffers,
    #[error("Il flusso risulta accreditato più volte: chiarisci i doppi prima di registrarlo.")]
    Duplicate,
}

impl AccountingRefusal {
    pub fn code(self) -> &'static str {
        match self {
            Self::AmountDiffers => "bank_amount_differs",
            Self::Duplicate => "bank_duplicate",
        }
    }
}

/// Books the credit of a flow, or changes how it was booked. Before the bank has told of a credit a
/// person may book it by hand; what the bank tells otherwise has to be settled first.
pub fn book(
    before: Option<&AccountingRecord>,
    flow: &Flow,
    line: Option<&BankLine>,
    terms: AccountingTerms,
    (by, at): (&str, Timestamp),
) -> Result<AccountingStep, AccountingRefusal> {
    if let Some(before) = before {
        return Ok(changed(before, line, terms, (by, at)));
    }
    match flow.bank {
        BankState::AmountDiffers => return Err(AccountingRefusal::AmountDiffers),
        BankState::Duplicate => return Err(AccountingRefusal::Duplicate),
        BankState::Matched | BankState::Waiting => {}
    }
    Ok(AccountingStep::New(Box::new(AccountingRecord {
        creditor: flow.creditor.clone(),
        flow_id: flow.id.clone(),
        terms,
        amount_cents: flow.amount_cents,
        settled_on: flow.settled_on,
        provisional: line.and_then(|line| line.provisional.clone()),
        statement: line.map(|line| line.statement.clone()),
        created_by: by.to_owned(),
        created_at: at,
        updated_at: at,
        version: 1,
    })))
}

fn changed(
    before: &AccountingRecord,
    line: Option<&BankLine>,
    terms: AccountingTerms,
    (by, at): (&str, Timestamp),
) -> AccountingStep {
    if before.terms == terms {
        return AccountingStep::AlreadyDone;
    }
    let mut after = before.clone();
    let from = std::mem::replace(&mut after.terms, terms);
    after.provisional = line
        .and_then(|line| line.provisional.clone())
        .or(after.provisional);
    after.statement = after
        .statement
        .or_else(|| line.map(|line| line.statement.clone()));
    after.updated_at = at;
    after.version += 1;
    let change = AccountingChange {
        creditor: after.creditor.clone(),
        flow_id: after.flow_id.clone(),
        version: after.version,
        at,
        by: by.to_owned(),
        from,
        to: after.terms.clone(),
    };
    AccountingStep::Changed(Box::new(after), Box::new(change))
}

/// The line that is the credit of its flow; one with the treasurer's number before one without.
pub fn matched_line(lines: &[BankLine]) -> Option<&BankLine> {
    let matched = || {
        lines
            .iter()
            .filter(|line| line.verdict == LineMatch::Matched)
    };
    matched()
        .find(|line| line.provisional.is_some())
        .or_else(|| matched().next())
}

#[cfg(test)]
mod tests {
    use super::super::{AccountingPerson, CollectionAccount, DateRule, DefaultTerms};
    use super::*;
    use crate::domain::flow::{FlowRead, Revision, revise, samples};
    use kernel::idempotency::Fingerprint;

    fn at() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().expect("a time")
    }

    fn flow(bank: BankState) -> Flow {
        let read = FlowRead {
            head: samples::flow().head,
            fingerprint: Fingerprint::of(&[]),
            folder: String::new(),
        };
        let creditor = samples::creditor();
        let Revision::Store(mut flow) = revise(None, &read, &creditor, ("user:x", at())) else {
            panic!("a new flow")
        };
        flow.bank = bank;
        *flow
    }

    fn line(flow: &Flow) -> BankLine {
        BankLine {
            creditor: flow.creditor.clone(),
            flow_id: flow.id.clone(),
            statement: StatementId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id"),
            check: 1,
            row: 2,
            accounting_date: jiff::civil::date(2026, 11, 23),
            amount_cents: flow.amount_cents,
            occurrence: 1,
            provisional: ProvisionalEntry::parse("0033089", Some(2026)),
            verdict: LineMatch::Matched,
        }
    }

    #[test]
    fn a_matched_flow_is_booked_once_with_the_bank_s_date_and_number() {
        let flow = flow(BankState::Matched);
        let lines = [line(&flow)];
        let found = matched_line(&lines);
        let terms = DefaultTerms::default().of(&flow, found, "IT44H0306933840100000009001");
        let terms = terms.expect("terms");
        assert_eq!(terms.accounting_date, jiff::civil::date(2026, 11, 23));
        let step = book(None, &flow, found, terms.clone(), ("user:x", at()));
        let Ok(AccountingStep::New(record)) = step else {
            panic!("new")
        };
        assert_eq!(record.provisional, lines[0].provisional);
        let again = book(Some(&record), &flow, found, terms.clone(), ("user:y", at()));
        assert_eq!(again, Ok(AccountingStep::AlreadyDone));
        let account = CollectionAccount::parse("CC1").expect("an account");
        let other = AccountingTerms {
            account,
            ..terms.clone()
        };
        let step = book(Some(&record), &flow, found, other, ("user:y", at()));
        let Ok(AccountingStep::Changed(after, change)) = step else {
            panic!("changed")
        };
        assert_eq!(
            (after.version, change.version, &change.from),
            (2, 2, &terms)
        );
    }

    #[test]
    fn what_the_bank_tells_otherwise_is_not_booked() {
        let person = AccountingPerson::parse("Tesoriere").expect("a person");
        let preset = DefaultTerms {
            date: DateRule::Settlement,
            person: Some(person),
            account: None,
        };
        for (bank, refusal) in [
            (
                BankState::AmountDiffers,
                Some(AccountingRefusal::AmountDiffers),
            ),
            (BankState::Duplicate, Some(AccountingRefusal::Duplicate)),
            (BankState::Waiting, None),
        ] {
            let flow = flow(bank);
            let terms = preset.of(&flow, None, "IT1").expect("terms");
            assert_eq!(
                (terms.person.as_str(), terms.accounting_date),
                ("Tesoriere", flow.settled_on)
            );
            let step = book(None, &flow, None, terms, ("user:x", at()));
            assert_eq!(step.err(), refusal);
        }
    }
}

//! The draft of a demo position: its ways, parts and transfers.

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan as _};
use kernel::iban::Iban;
use kernel::ids::Iupd;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, SubjectKind, TaxCode};
use kernel::time::rome_date;
use payments::domain::position::{
    Address, Debtor, Destination, Draft, Installment, InstallmentState, Origin, PaymentOption,
    Stamp, Transfer, TransferState,
};
use setup::domain::tenants::Creditor;

use super::samples::Sample;

pub(super) fn draft(
    creditor: &Creditor,
    other: Option<&Creditor>,
    sample: &Sample,
    iupd: Iupd,
    (navs, now): (Vec<NoticeNumber>, Timestamp),
) -> anyhow::Result<Draft> {
    let service = creditor.services.get(1).or(creditor.services.first());
    let service = service.context("a creditor without services")?;
    let mut navs = navs.into_iter();
    let mut options = Vec::new();
    for (title, cents, days) in sample.ways {
        let mut installments = Vec::new();
        for (index, cents) in cents.iter().enumerate() {
            let nav = navs.next().context("a number for each part")?;
            let due = rome_date(now).checked_add((*days + 30 * index as i64).days())?;
            let subject = match sample.ways.iter().any(|(_, all, _)| all.len() > 1) {
                true if sample.ways.last().is_some_and(|last| last.0 == *title) => {
                    format!("{}, rata {}", sample.subject, index + 1)
                }
                _ => sample.subject.to_owned(),
            };
            let transfers = transfers(
                creditor,
                other,
                sample,
                (*cents, index, &subject),
                &service.taxonomy,
            )?;
            installments.push(Installment {
                iuv: nav.iuv(),
                nav,
                amount_cents: Cents::new(*cents),
                description: subject,
                due_date: Some(due),
                due_at: None,
                retention_date: None,
                notification_fee_cents: None,
                metadata: Vec::new(),
                state: InstallmentState::Unpaid,
                transfers,
                payment: None,
                reported_at: None,
            });
        }
        options.push(PaymentOption {
            description: (*title).to_owned(),
            valid_until: None,
            validity_date: None,
            debtor: None,
            switch_to_expired: false,
            installments,
        });
    }
    Ok(Draft {
        creditor: creditor.fiscal_code.clone(),
        iupd,
        debtor: debtor(sample)?,
        company_name: creditor.name.clone(),
        office_name: creditor.office.clone(),
        service: service.code.clone(),
        options,
        origin: Origin::Api,
        pay_stand_in: true,
    })
}

fn debtor(sample: &Sample) -> anyhow::Result<Debtor> {
    let (name, code) = sample.debtor;
    Ok(Debtor {
        tax_code: TaxCode::parse(code)?,
        kind: SubjectKind::F,
        full_name: name.to_owned(),
        email: None,
        phone: None,
        address: Some(Address {
            street: Some("Via dei Campi".to_owned()),
            number: Some("12".to_owned()),
            postal_code: Some("00010".to_owned()),
            city: Some("Valdorra".to_owned()),
            province: Some("RM".to_owned()),
            ..Address::default()
        }),
    })
}

fn transfers(
    creditor: &Creditor,
    other: Option<&Creditor>,
    sample: &Sample,
    (cents, index, subject): (i64, usize, &str),
    taxonomy: &str,
) -> anyhow::Result<Vec<Transfer>> {
    let postal = creditor.postal.as_ref().map(|postal| postal.iban.clone());
    let transfer = |id, org: &OrgFiscalCode, cents, to| Transfer {
        id,
        org: org.clone(),
        amount_cents: Cents::new(cents),
        to,
        category: taxonomy.to_owned(),
        remittance_information: subject.to_owned(),
        company_name: None,
        metadata: Vec::new(),
        state: TransferState::Unreported,
    };
    let share = sample.share.zip(other);
    let stamp = sample.stamp.filter(|_| index == 0);
    let rest = cents - share.map_or(0, |(cents, _)| cents) - stamp.unwrap_or_default();
    // An account at the post office asks that all of a payment may go there.
    let postal = postal.filter(|_| share.is_none() && stamp.is_none());
    let account = |iban: &Iban, postal| Destination::account(iban.clone(), postal);
    let mut all = vec![transfer(
        1,
        &creditor.fiscal_code,
        rest,
        account(&creditor.iban, postal),
    )];
    if let Some((cents, other)) = share {
        let mut share = transfer(2, &other.fiscal_code, cents, account(&other.iban, None));
        share.company_name = Some(other.name.clone());
        all.push(share);
    }
    if let Some(cents) = stamp {
        let hash = "ZG9jdW1lbnRvLWRpLXByb3ZhLWRlbC1jb211bmUtZGk=";
        let stamp = Stamp::new(hash, "01", "RM")?;
        all.push(transfer(
            2,
            &creditor.fiscal_code,
            cents,
            Destination::Stamp { stamp },
        ));
    }
    Ok(all)
}

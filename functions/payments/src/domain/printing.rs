//! From records to the documents that people print.

mod offer;

use jiff::civil::Date;
use kernel::notice::NoticeNumber;
use kernel::tax::TaxCode;
use kernel::time::rome_datetime;

use super::documents::notice::{NoticeDoc, Slip, Ways};
use super::documents::receipt::{Outcome, ReceiptDoc, Share};
use super::documents::{self, Creditor, Marks, Party};
use super::position::{Address, DebtPosition, Debtor, Installment};
use super::receipt::{Receipt, Standing};
use super::settings::CreditorSettings;

/// The notice that a part stands in: alone, or with all else that its debtor may still pay. Who asks, who owes,
/// what for and how much stand in the position and are printed as they were published; codes and accounts are
/// the creditor's of today, so that nobody pays to an account that was closed.
pub fn notice(
    position: &DebtPosition,
    part: &Installment,
    settings: &CreditorSettings,
) -> NoticeDoc {
    match offer::of(position, part, settings) {
        Some(offer) => NoticeDoc {
            subject: offer.subject,
            amount: offer.amount,
            due_date: offer.due_date,
            ways: offer.ways,
            ..alone(position, offer.first, settings)
        },
        None => alone(position, part, settings),
    }
}

/// As if the part were all there is to pay.
fn alone(position: &DebtPosition, part: &Installment, settings: &CreditorSettings) -> NoticeDoc {
    NoticeDoc {
        creditor: Creditor {
            name: position.company_name.clone(),
            office: position.office_name.clone(),
            ..creditor(settings)
        },
        cbill: settings.cbill.clone(),
        debtor: debtor(position.debtor_of(&part.nav)),
        subject: part.description.clone(),
        amount: part.amount_cents,
        due_date: part.due_date,
        valid_until: valid_until(position, part),
        notice_number: part.nav.clone(),
        slip: slip(part, settings),
        second_language: settings.second_language,
        ways: Ways::default(),
    }
}

/// Of the way to pay that the part belongs to.
fn valid_until(position: &DebtPosition, part: &Installment) -> Option<Date> {
    position.option_of(&part.nav)?.valid_until
}

/// The notice as PDF: the same position and settings give the same bytes, in every process.
pub fn notice_pdf(
    position: &DebtPosition,
    part: &Installment,
    settings: &CreditorSettings,
) -> Vec<u8> {
    documents::notice::render(&notice(position, part, settings))
}

/// A slip is printed where the post office's answer from the node is the same account: the first transfer
/// was published with the creditor's postal IBAN.
fn slip(part: &Installment, settings: &CreditorSettings) -> Option<Slip> {
    let postal = settings.postal.as_ref()?;
    let published = part.transfers.first()?.postal_iban()?;
    (*published == postal.iban)
        .then(|| Slip::parse(&postal.account, &postal.authorization))
        .flatten()
}

/// The receipt of a payment; without a position of ours the debtor is who the receipt names.
pub fn receipt(
    receipt: &Receipt,
    position: Option<&DebtPosition>,
    settings: &CreditorSettings,
) -> ReceiptDoc {
    let outcome = match receipt.standing {
        Standing::Settles | Standing::Orphan | Standing::Shared => Outcome::Executed,
        Standing::Extra => Outcome::ExecutedAgain,
    };
    ReceiptDoc {
        creditor: creditor(settings),
        debtor: match position {
            Some(position) => debtor(position.debtor_of(receipt.part())),
            None => named(receipt),
        },
        payer: None,
        share: share(receipt),
        subject: receipt.description.clone(),
        amount: receipt.amount_cents,
        fee: receipt.fee_cents,
        paid_at: rome_datetime(receipt.paid_at),
        psp_name: receipt.psp_name.clone(),
        notice_number: receipt.nav.clone(),
        iuv: receipt.iuv.clone(),
        receipt_id: receipt.receipt_id.clone(),
        outcome,
    }
}

/// Of another body's notice: who issued it, and what goes to ours.
fn share(receipt: &Receipt) -> Option<Share> {
    let code = receipt.issuer.as_ref()?;
    Some(Share {
        issuer: match &receipt.told.company_name {
            Some(name) => format!("{name} ({code})"),
            None => code.clone(),
        },
        amount: receipt.share_cents()?,
    })
}

/// The debtor as the receipt tells.
fn named(receipt: &Receipt) -> Party {
    Party {
        name: receipt.debtor_name.clone(),
        tax_code: TaxCode::parse(&receipt.debtor_tax_code).unwrap_or(TaxCode::Anonymous),
        address: Vec::new(),
    }
}

fn creditor(settings: &CreditorSettings) -> Creditor {
    Creditor {
        name: settings.name.clone(),
        fiscal_code: settings.fiscal_code.clone(),
        office: settings.office.clone(),
        info: Vec::new(),
        logo: None,
        marks: Marks::Shown,
    }
}

fn debtor(debtor: &Debtor) -> Party {
    Party {
        name: debtor.full_name.clone(),
        tax_code: debtor.tax_code.clone(),
        address: debtor.address.as_ref().map(lines).unwrap_or_default(),
    }
}

/// `Via Roma 12` and `20121 Milano (MI)`.
fn lines(address: &Address) -> Vec<String> {
    let join = |parts: [&Option<String>; 2]| {
        let words: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        words.join(" ")
    };
    let street = join([&address.street, &address.number]);
    let mut city = join([&address.postal_code, &address.city]);
    if let Some(province) = &address.province {
        city.push_str(&format!(" ({province})"));
    }
    [street, city.trim().to_owned()]
        .into_iter()
        .filter(|line| !line.is_empty())
        .collect()
}

/// `M••••• R••••`: enough for a debtor to know themself, not enough for anybody else.
pub fn masked(name: &str) -> String {
    let mask = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(String::from).unwrap_or_default();
        first + &"•".repeat(letters.count())
    };
    name.split_whitespace()
        .map(mask)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Whether a code typed by somebody is that of who owes the part with this number.
pub fn is_debtor(position: &DebtPosition, nav: &NoticeNumber, code: &TaxCode) -> bool {
    *code != TaxCode::Anonymous && position.debtor_of(nav).tax_code.as_str() == code.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_name_keeps_first_letters_alone() {
        assert_eq!(masked("Mario  Rossi"), "M•••• R••••");
        assert_eq!(masked("Élodie"), "É•••••");
    }

    #[test]
    fn an_address_has_no_empty_lines() {
        let city = Address {
            city: Some("Milano".to_owned()),
            ..Address::default()
        };
        assert_eq!(lines(&city), ["Milano"]);
        assert_eq!(lines(&Address::default()), Vec::<String>::new());
    }
}

//! The ways to pay a position, as its page and the list tell them.

use kernel::iban::Iban;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Badge, Column, Facts, Table, Tone, Value};

use super::list::HERE;
use crate::domain::position::{
    DebtPosition, Installment, InstallmentState, PaymentOption, Transfer, TransferState,
};

/// One way with its parts, each with its own notice.
pub(super) struct Way {
    pub title: String,
    pub facts: Option<Facts>,
    pub parts: Table,
}

/// None where there is but one part.
pub(super) fn ways(position: &DebtPosition) -> Vec<Way> {
    if position.installments().nth(1).is_none() {
        return Vec::new();
    }
    let way = |option: &PaymentOption| Way {
        title: title(option),
        facts: facts(option),
        parts: parts(position, option),
    };
    position.options.iter().map(way).collect()
}

fn title(option: &PaymentOption) -> String {
    let how = match option.installments.len() {
        1 => "In un’unica soluzione".to_owned(),
        count => format!("In {count} rate"),
    };
    match option.description.as_str() {
        told if told.is_empty() || told.eq_ignore_ascii_case(&how) => how,
        told => format!("{how}: {told}"),
    }
}

/// `intera o in 3 rate`, `in 10 rate`: how the list tells of a position with several parts.
pub(super) fn in_words(position: &DebtPosition) -> Option<String> {
    let plans = position.options.iter().filter(|option| option.is_plan());
    let counts: Vec<String> = plans
        .map(|option| option.installments.len().to_string())
        .collect();
    let wholes = position.options.len() - counts.len();
    let plans = format!("in {} rate", counts.join(" o "));
    match (wholes, counts.is_empty()) {
        (0 | 1, true) => None,
        (wholes, true) => Some(format!("{wholes} importi a scelta")),
        (0, false) => Some(plans),
        (_, false) => Some(format!("intera o {plans}")),
    }
}

fn facts(option: &PaymentOption) -> Option<Facts> {
    let owner = option.debtor.as_ref();
    let expires = option
        .switch_to_expired
        .then_some("Sì, dopo l’ultima scadenza");
    let tells = owner.is_some() || option.validity_date.is_some() || option.switch_to_expired;
    tells.then(|| {
        Facts::new()
            .maybe("Debitore", owner.map(|owner| owner.full_name.as_str()))
            .maybe(
                "Codice fiscale o partita IVA",
                owner.map(|owner| Value::mono(owner.tax_code.as_str())),
            )
            .maybe("Si paga dal", option.validity_date.map(italian_datetime))
            .maybe("Scade da sola", expires)
    })
}

fn parts(position: &DebtPosition, option: &PaymentOption) -> Table {
    let row = |part: &Installment| {
        let fee = part.notification_fee_cents;
        vec![
            Value::link(part.nav.grouped(), format!("{HERE}/{}/notice", part.nav)),
            Value::from(part.description.as_str()),
            Value::from(part.due_date.map_or_else(|| "—".to_owned(), italian_date)),
            fee.map_or_else(|| Value::from("—"), Value::euro),
            Value::euro(part.amount_cents),
            Value::from(badge(position, part)),
        ]
    };
    let columns = [
        Column::text("Avviso (PDF)"),
        Column::text("Causale"),
        Column::text("Scadenza"),
        Column::number("Spese di notifica"),
        Column::number("Importo"),
        Column::text("Stato"),
    ];
    Table::new(title(option), columns).rows(option.installments.iter().map(row))
}

fn badge(position: &DebtPosition, part: &Installment) -> Badge {
    match part.state {
        InstallmentState::Unpaid if position.is_open(&part.nav) => {
            Badge::new("Da pagare", Tone::Info)
        }
        InstallmentState::Unpaid => Badge::new("Non pagabile", Tone::Neutral),
        InstallmentState::Paid => Badge::new("Pagata", Tone::Success),
        InstallmentState::PartiallyReported => Badge::new("Rendicontata in parte", Tone::Success),
        InstallmentState::Reported => Badge::new("Rendicontata", Tone::Success),
    }
}

/// Every share of every part, with the stamps.
pub(super) fn transfers(position: &DebtPosition) -> Table {
    let is_plan = position.installments().nth(1).is_some();
    let shares = position
        .installments()
        .flat_map(|part| part.transfers.iter().map(move |transfer| (part, transfer)));
    let rows = shares.map(|(part, transfer)| {
        let name = is_plan.then(|| Value::from(name(position, part)));
        let rest = share(position, transfer);
        name.into_iter().chain(rest).collect()
    });
    let name = is_plan.then_some("Di che cosa");
    let columns = name.into_iter().chain([
        "A chi",
        "Conto di accredito",
        "Causale",
        "Tassonomia",
        "Importo",
        "Riversamento",
    ]);
    Table::new("Dove va il denaro", columns).rows(rows)
}

/// `Rata 2`, `Intero`, or how one of several amounts is called.
fn name(position: &DebtPosition, part: &Installment) -> String {
    let wholes = position.options.iter().filter(|option| !option.is_plan());
    match position.option_of(&part.nav) {
        Some(option) if option.is_plan() => {
            format!("Rata {}", option.place_of(&part.nav).unwrap_or(1))
        }
        Some(option) if wholes.count() > 1 => option.description.clone(),
        _ => "Intero".to_owned(),
    }
}

fn share(position: &DebtPosition, transfer: &Transfer) -> [Value; 6] {
    let reported = match transfer.state {
        TransferState::Reported => Badge::new("Rendicontato", Tone::Success),
        TransferState::Unreported if transfer.stamp().is_some() => {
            Badge::new("Non previsto", Tone::Neutral)
        }
        TransferState::Unreported => Badge::new("In attesa", Tone::Info),
    };
    let name = match &transfer.company_name {
        Some(name) => name.as_str(),
        None if transfer.org == position.creditor => position.company_name.as_str(),
        None => transfer.org.as_str(),
    };
    let account = match (transfer.iban().map(Iban::grouped), transfer.stamp()) {
        (_, Some(stamp)) => Value::from(format!(
            "Marca da bollo digitale, provincia {}",
            stamp.province
        )),
        (account, None) => Value::mono(account.unwrap_or_default()),
    };
    [
        Value::from(name),
        account,
        Value::from(transfer.remittance_information.as_str()),
        Value::from(transfer.category.as_str()),
        Value::euro(transfer.amount_cents),
        Value::from(reported),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::samples;

    #[test]
    fn the_list_tells_how_a_position_can_be_paid() {
        assert_eq!(in_words(&samples::position()), None);
        let mut position = samples::whole_or_plan();
        assert_eq!(in_words(&position).as_deref(), Some("intera o in 2 rate"));
        position.options.remove(0);
        assert_eq!(in_words(&position).as_deref(), Some("in 2 rate"));
        let mut fine = samples::position();
        fine.options.push(fine.options[0].clone());
        assert_eq!(in_words(&fine).as_deref(), Some("2 importi a scelta"));
    }
}

//! The ways to pay a position that can be paid in more than one part.

use kernel::notice::NoticeNumber;
use kernel::time::italian_date;
use platform::web::ui::{Badge, Tone, Value};

use super::CitizenDeps;
use super::token::Found;
use crate::domain::position::{DebtPosition, Installment, Open, PaymentOption, PositionState};

/// One way: at once, or in instalments.
pub(super) struct Way {
    pub title: String,
    /// Why it can not be chosen any more.
    pub note: Option<&'static str>,
    pub rows: Vec<Row>,
}

pub(super) struct Row {
    pub name: String,
    pub number: String,
    pub amount: Value,
    pub due: String,
    pub state: Badge,
    /// The next one to be paid: its button stands out.
    pub is_next: bool,
    /// Tokens of the buttons.
    pub pay: Option<String>,
    pub receipt: Option<String>,
}

/// The ways of who owes the part that was found; none where it is the only one.
pub(super) fn ways(deps: &CitizenDeps, found: &Found, position: &DebtPosition) -> Vec<Way> {
    let mine = own(found, position);
    let parts = mine.iter().map(|option| option.installments.len());
    if parts.sum::<usize>() < 2 {
        return Vec::new();
    }
    let wholes = mine.iter().filter(|option| !option.is_plan()).count();
    let open = position.open();
    let way = |option: &&PaymentOption| {
        let open = open.iter().find(|open| open.option == *option);
        Way {
            title: title(option, wholes),
            note: note(position, option, open.is_some()),
            rows: rows(deps, found, (position, option), open),
        }
    };
    mine.iter().map(way).collect()
}

/// Any number of the same debtor that can still be paid.
pub(super) fn first_open<'a>(
    found: &Found,
    position: &'a DebtPosition,
) -> Option<&'a NoticeNumber> {
    if position.is_open(&found.nav) {
        return position.installment(&found.nav).map(|part| &part.nav);
    }
    let mine = own(found, position);
    let ways = position.open().into_iter();
    let mut own = ways.filter(|way| mine.contains(&way.option));
    own.find_map(|way| way.parts.first().map(|part| &part.nav))
}

fn own<'a>(found: &Found, position: &'a DebtPosition) -> Vec<&'a PaymentOption> {
    let owner = position.debtor_of(&found.nav);
    let options = position.options.iter();
    options
        .filter(|option| position.owner(option) == owner)
        .collect()
}

fn title(option: &PaymentOption, wholes: usize) -> String {
    match (option.is_plan(), wholes) {
        (true, _) => format!("In {} rate", option.installments.len()),
        (false, 1) => "In un’unica soluzione".to_owned(),
        (false, _) => option.description.clone(),
    }
}

fn note(position: &DebtPosition, option: &PaymentOption, is_open: bool) -> Option<&'static str> {
    let unpaid = option
        .installments
        .iter()
        .any(|part| part.payment.is_none());
    if is_open || !unpaid {
        return None;
    }
    match position.state {
        PositionState::PartiallyPaid => {
            Some("Non si può più scegliere: il pagamento è iniziato in un altro modo.")
        }
        PositionState::Paid | PositionState::Reported => {
            Some("Non serve più: è già pagato in un altro modo.")
        }
        PositionState::Draft
        | PositionState::Published
        | PositionState::Valid
        | PositionState::Invalid
        | PositionState::Expired => None,
    }
}

fn rows(
    deps: &CitizenDeps,
    found: &Found,
    (position, option): (&DebtPosition, &PaymentOption),
    open: Option<&Open>,
) -> Vec<Row> {
    let now = deps.clock.now();
    let is_payable = |part: &Installment| position.open_part(&part.nav, now).is_ok();
    let next = open
        .and_then(|open| open.parts.first())
        .filter(|part| is_payable(part));
    let row = |(index, part): (usize, &Installment)| {
        let token = || {
            let nav = part.nav.clone();
            deps.seal(&Found {
                nav,
                ..found.clone()
            })
        };
        let may = is_payable(part);
        let is_next = next.is_some_and(|next| next.nav == part.nav);
        let receipt = part
            .payment
            .as_ref()
            .filter(|paid| paid.receipt_id.is_some());
        Row {
            name: name(option, index),
            number: part.nav.grouped(),
            amount: Value::euro(part.amount_cents),
            due: part.due_date.map_or_else(|| "—".to_owned(), italian_date),
            state: badge(part, may, is_next && option.is_plan()),
            is_next,
            pay: may.then(token),
            receipt: receipt.map(|_| token()),
        }
    };
    option.installments.iter().enumerate().map(row).collect()
}

fn name(option: &PaymentOption, index: usize) -> String {
    match option.is_plan() {
        true => format!("Rata {} di {}", index + 1, option.installments.len()),
        false => "Importo intero".to_owned(),
    }
}

fn badge(part: &Installment, may: bool, is_next: bool) -> Badge {
    match (part.payment.is_some(), may, is_next) {
        (true, ..) => Badge::new("Pagata", Tone::Success),
        (false, true, true) => Badge::new("La prossima", Tone::Info),
        (false, true, false) => Badge::new("Da pagare", Tone::Info),
        (false, false, _) => Badge::new("Non pagabile", Tone::Neutral),
    }
}

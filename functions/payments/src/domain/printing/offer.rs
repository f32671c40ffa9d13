//! What a notice offers of a position that can be paid in several ways.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::money::Cents;
use kernel::time::italian_date;

use super::slip;
use crate::domain::documents::notice::{Part, Plan, Ways, Whole};
use crate::domain::position::{DebtPosition, Installment, Open};
use crate::domain::settings::CreditorSettings;

pub struct Offer<'a> {
    /// Whose number stands for the notice.
    pub first: &'a Installment,
    pub subject: String,
    pub amount: Cents,
    pub due_date: Option<Date>,
    pub ways: Ways,
}

/// All that the debtor of `part` may still pay; `None` where that is the part alone, or not even that.
pub fn of<'a>(
    position: &'a DebtPosition,
    part: &Installment,
    settings: &CreditorSettings,
) -> Option<Offer<'a>> {
    let owner = position.debtor_of(&part.nav);
    let is_mine = |way: &Open| position.owner(way.option) == owner;
    let open = position.open().into_iter().filter(is_mine);
    let (plans, wholes): (Vec<Open>, Vec<Open>) = open.partition(|way| way.option.is_plan());
    let mut all = plans.iter().chain(&wholes).flat_map(|way| &way.parts);
    let is_here = all.any(|open| open.nav == part.nav);
    if !is_here || (plans.is_empty() && wholes.len() == 1) {
        return None;
    }
    let ways = Ways {
        whole: match wholes.as_slice() {
            [] => Whole::Nothing,
            [_] => Whole::One,
            _ => Whole::Either(either(&wholes, settings)),
        },
        plans: plans.iter().map(|way| plan(way, settings)).collect(),
    };
    let first = wholes.first().or(plans.first())?;
    head(first, wholes.is_empty(), ways)
}

/// What the head of the notice says: the whole, or the sum of what is left of the first plan.
fn head<'a>(way: &Open<'a>, is_sum: bool, ways: Ways) -> Option<Offer<'a>> {
    let first = *way.parts.first()?;
    if !is_sum {
        return Some(Offer {
            first,
            subject: first.description.clone(),
            amount: first.amount_cents,
            due_date: first.due_date,
            ways,
        });
    }
    let days: Option<Vec<Date>> = way.parts.iter().map(|part| part.due_date).collect();
    let subject = match way.option.description.as_str() {
        "" => &first.description,
        told => told,
    };
    Some(Offer {
        first,
        subject: subject.to_owned(),
        amount: Cents::sum(way.parts.iter().map(|part| part.amount_cents)).unwrap_or(Cents::ZERO),
        due_date: days.and_then(|days| days.into_iter().max()),
        ways,
    })
}

fn plan(way: &Open, settings: &CreditorSettings) -> Plan {
    let numbered = |open: &&Installment| {
        let place = way.option.place_of(&open.nav).unwrap_or_default();
        part(open, place, String::new(), settings)
    };
    Plan {
        of: way.option.installments.len(),
        parts: way.parts.iter().map(numbered).collect(),
    }
}

/// Several amounts: each is called as its way to pay is; where those are alike, by its day or its place.
fn either(wholes: &[Open], settings: &CreditorSettings) -> Vec<Part> {
    let names: BTreeSet<&str> = wholes
        .iter()
        .map(|way| way.option.description.as_str())
        .collect();
    let alike = names.len() < wholes.len() || names.contains("");
    let mut parts = Vec::new();
    for (index, way) in wholes.iter().enumerate() {
        for open in &way.parts {
            let title = match open.due_date {
                _ if !alike => way.option.description.clone(),
                Some(day) => format!("Entro il {}", italian_date(day)),
                None => format!("Importo {}", index + 1),
            };
            parts.push(part(open, index + 1, title, settings));
        }
    }
    parts
}

fn part(open: &Installment, place: usize, title: String, settings: &CreditorSettings) -> Part {
    Part {
        place,
        title,
        notice_number: open.nav.clone(),
        subject: open.description.clone(),
        amount: open.amount_cents,
        due_date: open.due_date,
        slip: slip(open, settings),
    }
}

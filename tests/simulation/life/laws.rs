//! What must hold of positions, receipts and history: at any moment, and at the end.

use std::collections::{BTreeMap, BTreeSet};

use kernel::time::Clock;
use payments::domain::history::HistoryEntry;
use payments::domain::position::{DebtPosition, PositionState};
use payments::domain::receipt::{Receipt, Standing};

use super::script::Act;
use super::snapshot::Snapshot;
use super::town::Town;

type Law = Result<(), String>;

pub fn always(all: &Snapshot) -> Law {
    for position in all.positions.values() {
        position
            .check()
            .map_err(|error| format!("{}: {error}", position.nav))?;
        position
            .levels()
            .map_err(|error| format!("{}: {error}", position.nav))?;
        history(all, position)?;
        extra(all, position)?;
    }
    pointers(all)?;
    money(all)?;
    outbox(all)
}

/// Every number leads to the position that has it, and to no other; so does every id.
fn pointers(all: &Snapshot) -> Law {
    let mut led = BTreeMap::new();
    for pointer in &all.pointers {
        let target = all.positions.get(pointer.position.as_str());
        let Some(position) = target.filter(|p| p.installment(&pointer.nav).is_some()) else {
            return Err(format!("number {} leads to nothing", pointer.nav));
        };
        led.insert(pointer.nav.clone(), position.nav.clone());
    }
    for position in all.positions.values() {
        let others = position
            .installments()
            .filter(|part| part.nav != position.nav);
        for part in others {
            if led.get(&part.nav) != Some(&position.nav) {
                return Err(format!(
                    "number {} does not lead to {}",
                    part.nav, position.nav
                ));
            }
        }
        let ids = all
            .iupds
            .iter()
            .filter(|pointer| pointer.position == position.nav);
        let ids: Vec<_> = ids.map(|pointer| &pointer.iupd).collect();
        if ids != [&position.iupd] {
            return Err(format!("{} is found by {ids:?}", position.nav));
        }
    }
    let lost = all
        .iupds
        .iter()
        .find(|p| !all.positions.contains_key(p.position.as_str()));
    lost.map_or(Ok(()), |pointer| {
        Err(format!("id {} leads to nothing", pointer.iupd))
    })
}

fn of_number<'a>(all: &'a Snapshot, receipt: &Receipt) -> Option<&'a DebtPosition> {
    let has = |position: &&DebtPosition| position.installment(&receipt.nav).is_some();
    all.positions.values().find(has)
}

/// A receipt that settles is the payment of its part, and every payment by a receipt has one.
fn money(all: &Snapshot) -> Law {
    for receipt in all
        .receipts
        .iter()
        .filter(|r| r.standing == Standing::Settles)
    {
        let part = of_number(all, receipt).and_then(|p| p.installment(&receipt.nav));
        let payment = part.and_then(|part| part.payment.as_ref());
        if !payment.is_some_and(|payment| payment.is_of(&receipt.receipt_id)) {
            return Err(format!(
                "receipt {} settles {}, which knows nothing of it",
                receipt.receipt_id, receipt.nav
            ));
        }
    }
    for position in all.positions.values() {
        for part in position.installments() {
            let Some(id) = part
                .payment
                .as_ref()
                .and_then(|paid| paid.receipt_id.as_ref())
            else {
                continue;
            };
            let there = all.receipts.iter().any(|receipt| {
                receipt.receipt_id == *id
                    && receipt.nav == part.nav
                    && receipt.standing == Standing::Settles
            });
            if !there {
                return Err(format!(
                    "{} is paid by a receipt that is not there",
                    part.nav
                ));
            }
        }
    }
    Ok(())
}

/// As many payments are to be given back as receipts say so.
fn extra(all: &Snapshot, position: &DebtPosition) -> Law {
    let of = |receipt: &&Receipt| {
        receipt.standing == Standing::Extra && position.installment(&receipt.nav).is_some()
    };
    let receipts = all.receipts.iter().filter(of).count();
    if receipts as u64 != u64::from(position.extra_payments) {
        return Err(format!(
            "{} counts {} extra payments, has {receipts}",
            position.nav, position.extra_payments
        ));
    }
    Ok(())
}

fn outbox(all: &Snapshot) -> Law {
    let settled = all
        .receipts
        .iter()
        .filter(|r| r.standing == Standing::Settles);
    let settled: BTreeSet<String> = settled.map(|r| r.receipt_id.to_string()).collect();
    let told: BTreeSet<String> = all.told.iter().cloned().collect();
    if told != settled || told.len() != all.told.len() {
        return Err(format!(
            "outbox tells of {:?}, settled are {settled:?}",
            all.told
        ));
    }
    Ok(())
}

/// Every version has one entry, each goes on from the one before, and no step is one that the states do not know.
fn history(all: &Snapshot, position: &DebtPosition) -> Law {
    let of = |entry: &&HistoryEntry| entry.nav == position.nav;
    let mut entries: Vec<&HistoryEntry> = all.history.iter().filter(of).collect();
    entries.sort_by_key(|entry| entry.version);
    for pair in entries.windows(2) {
        let [before, after] = pair else { continue };
        let goes_on = before.to == after.from || by_time(&before.to, &after.from);
        if before.version + 1 == after.version && !goes_on {
            return Err(format!(
                "{}: {} follows {}",
                position.nav, after.from, before.to
            ));
        }
    }
    for entry in &entries {
        if !known_step(&entry.from, &entry.to) {
            return Err(format!(
                "{}: from {} to {}",
                position.nav, entry.from, entry.to
            ));
        }
    }
    let born = all
        .deleted
        .get(position.nav.as_str())
        .map_or(1, |before| before.version + 1);
    let born = born == position.version;
    match entries.last() {
        Some(last) if last.version == position.version => {
            let state = position.state.as_str();
            let same = last.to == state;
            same.then_some(())
                .ok_or_else(|| format!("{}: {state}, told {}", position.nav, last.to))
        }
        _ if born => Ok(()),
        _ => Err(format!(
            "{}: version {} is told by nobody",
            position.nav, position.version
        )),
    }
}

/// What time alone does.
fn by_time(from: &str, to: &str) -> bool {
    matches!(
        (from, to),
        ("PUBLISHED", "VALID" | "EXPIRED") | ("VALID", "EXPIRED")
    )
}

/// Written here once more, so that the product's own table is judged by another.
fn known_step(from: &str, to: &str) -> bool {
    let open = ["DRAFT", "PUBLISHED", "VALID"];
    match to {
        _ if from == to => true,
        "DRAFT" | "PUBLISHED" => open.contains(&from) || from == "EXPIRED",
        "VALID" => open.contains(&from) || from == "EXPIRED",
        "INVALID" => matches!(from, "PUBLISHED" | "VALID"),
        "EXPIRED" => matches!(from, "PUBLISHED" | "VALID"),
        "PARTIALLY_PAID" => !matches!(from, "PAID" | "REPORTED"),
        "PAID" => true,
        "REPORTED" => from == "PAID",
        _ => false,
    }
}

pub fn at_the_end(town: &Town, all: &Snapshot) -> Law {
    always(all)?;
    receipts(town, all)?;
    acts(town, all)?;
    let now = town.time.now();
    for position in all.positions.values() {
        let (stored, seen) = (position.state, position.state_at(now));
        if stored != seen {
            return Err(format!(
                "{} is stored as {stored:?}, seen as {seen:?}",
                position.nav
            ));
        }
        let too_early = position.expires_at().is_none_or(|at| at > now);
        if stored == PositionState::Expired && too_early {
            return Err(format!("{} has expired before its time", position.nav));
        }
    }
    Ok(())
}

/// Every receipt that was sent is stored once, and was always answered as what it is.
fn receipts(town: &Town, all: &Snapshot) -> Law {
    let sent = town.script.receipts();
    if sent.len() != all.receipts.len() {
        return Err(format!(
            "{} receipts sent, {} stored",
            sent.len(),
            all.receipts.len()
        ));
    }
    for told in sent {
        let is_it = |r: &&Receipt| r.receipt_id == told.id && r.nav == told.nav;
        let Some(receipt) = all.receipts.iter().find(is_it) else {
            return Err(format!("receipt {} is not stored", told.id));
        };
        if receipt.amount_cents != told.amount {
            return Err(format!("receipt {} has another amount", told.id));
        }
        let answer = BTreeSet::from([format!("{:?}", receipt.standing.answer())]);
        let heard = town.heard.borrow().get(&told).cloned().unwrap_or_default();
        if heard != answer {
            return Err(format!(
                "receipt {} is {answer:?}, heard {heard:?}",
                told.id
            ));
        }
    }
    Ok(())
}

/// What was answered with success happened; what may happen once happened once.
fn acts(town: &Town, all: &Snapshot) -> Law {
    for timed in &town.script.acts {
        let is_change = !matches!(
            timed.act,
            Act::Create { .. } | Act::Delete | Act::Receipt(_) | Act::Wake
        );
        let entries = all
            .history
            .iter()
            .filter(|entry| entry.actor == timed.name)
            .count();
        let done = town.done.borrow().contains(&timed.name);
        if is_change && done && entries == 0 {
            return Err(format!(
                "{} ({:?}) was answered and did not happen",
                timed.name, timed.act
            ));
        }
        let once = matches!(
            timed.act,
            Act::Publish | Act::PayOutside(_) | Act::Invalidate
        );
        if once && entries > 1 {
            return Err(format!(
                "{} ({:?}) happened {entries} times",
                timed.name, timed.act
            ));
        }
    }
    Ok(())
}

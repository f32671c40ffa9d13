//! What must hold when everything is quiet again.

use std::collections::BTreeSet;

use kernel::tax::OrgFiscalCode;
use payments::domain::position::PositionState;
use payments::domain::receipt::{Receipt, Standing};
use payments::store::{dossier, keys, receipts};
use serde_json::{Value, json};

use super::plan::{Notice, Published};
use super::run::World;
use super::samples;

type Law = Result<(), String>;

pub async fn broken(world: &World) -> Law {
    answers(world)?;
    let mut settled = BTreeSet::new();
    for notice in &world.plan.notices {
        let stored = stored(world, notice).await?;
        every_receipt_once(world, notice, &stored)?;
        position(world, notice, &stored).await?;
        no_orphan_of_a_published_position(world, notice, &stored)?;
        let settles = stored.iter().filter(|r| r.standing == Standing::Settles);
        settled.extend(settles.map(|receipt| receipt.receipt_id.to_string()));
    }
    let told = told(world);
    if told.len() != settled.len() || told.iter().cloned().collect::<BTreeSet<_>>() != settled {
        return Err(format!("outbox tells of {told:?}, settled are {settled:?}"));
    }
    Ok(())
}

/// One answer for each receipt id, however often it came.
fn answers(world: &World) -> Law {
    for (told, heard) in world.heard.borrow().iter() {
        if heard.len() != 1 {
            return Err(format!("receipt {} was answered {heard:?}", told.id));
        }
    }
    Ok(())
}

async fn stored(world: &World, notice: &Notice) -> Result<Vec<Receipt>, String> {
    let creditor = OrgFiscalCode::parse(samples::CREDITOR).unwrap();
    let stored = receipts::by_nav(&world.station.table, &creditor, &notice.nav).await;
    stored.map_err(|error| error.to_string())
}

/// Every receipt that was sent is stored once, with the standing that the node was told of.
fn every_receipt_once(world: &World, notice: &Notice, stored: &[Receipt]) -> Law {
    let of_notice = |told: &&super::subject::Told| told.nav == notice.nav;
    let sent: Vec<_> = world
        .plan
        .receipts()
        .into_iter()
        .filter(of_notice)
        .collect();
    if stored.len() != sent.len() {
        return Err(format!(
            "{}: {} sent, {} stored",
            notice.nav,
            sent.len(),
            stored.len()
        ));
    }
    for told in sent {
        let Some(receipt) = stored.iter().find(|receipt| receipt.receipt_id == told.id) else {
            return Err(format!("receipt {} is not stored", told.id));
        };
        if receipt.amount_cents != told.amount {
            return Err(format!("receipt {} has another amount", told.id));
        }
        let answer = format!("{:?}", receipt.standing.answer());
        let heard = world.heard.borrow();
        if heard.get(told).is_none_or(|heard| !heard.contains(&answer)) {
            return Err(format!(
                "receipt {} is {:?}, heard {heard:?}",
                told.id, receipt.standing
            ));
        }
    }
    Ok(())
}

/// The position says what its receipts say.
async fn position(world: &World, notice: &Notice, stored: &[Receipt]) -> Law {
    let count = |standing| stored.iter().filter(|r| r.standing == standing).count() as u64;
    let (settles, extra) = (count(Standing::Settles), count(Standing::Extra));
    let creditor = OrgFiscalCode::parse(samples::CREDITOR).unwrap();
    let dossier = dossier::read(&world.station.table, &creditor, &notice.nav).await;
    let Some(dossier) = dossier.map_err(|error| error.to_string())? else {
        let all_orphans = count(Standing::Orphan) == stored.len() as u64;
        return (notice.published == Published::Never && all_orphans)
            .then_some(())
            .ok_or_else(|| format!("{}: no position, and not all orphans", notice.nav));
    };
    let (position, nav) = (dossier.position, &notice.nav);
    if notice.published == Published::Before && (settles != 1 || count(Standing::Orphan) != 0) {
        return Err(format!("{nav}: {settles} receipts settle it"));
    }
    if settles > 1 || (position.state == PositionState::Paid) != (settles == 1) {
        return Err(format!(
            "{nav}: {:?} with {settles} settling receipts",
            position.state
        ));
    }
    let paid_by = position.first().and_then(|part| part.payment.as_ref());
    let settling = stored.iter().find(|r| r.standing == Standing::Settles);
    if paid_by.map(|p| p.receipt_id.as_ref()) != settling.map(|r| Some(&r.receipt_id)) {
        return Err(format!(
            "{nav}: paid by another receipt than the one that settles"
        ));
    }
    if u64::from(position.extra_payments) != extra {
        return Err(format!(
            "{nav}: counts {}, has {extra}",
            position.extra_payments
        ));
    }
    let edits = dossier
        .history
        .iter()
        .filter(|entry| entry.actor == "colleague")
        .count() as u64;
    let changes = dossier.history.len() as u64;
    if changes != settles + extra + edits || position.version != 1 + changes {
        return Err(format!(
            "{nav}: version {}, {changes} changes told",
            position.version
        ));
    }
    Ok(())
}

/// A receipt is an orphan only if its position came after it.
fn no_orphan_of_a_published_position(world: &World, notice: &Notice, stored: &[Receipt]) -> Law {
    for orphan in stored.iter().filter(|r| r.standing == Standing::Orphan) {
        let place = keys::position(&orphan.creditor, &notice.nav);
        let published = world
            .wire
            .written(&place.pk, &place.sk)
            .unwrap_or(usize::MAX);
        let place = keys::receipt(&orphan.creditor, &notice.nav, &orphan.receipt_id);
        if world
            .wire
            .written(&place.pk, &place.sk)
            .is_none_or(|at| at > published)
        {
            return Err(format!("receipt {} is no orphan", orphan.receipt_id));
        }
    }
    Ok(())
}

/// The receipts that outbox items tell of. Read behind the product's back.
fn told(world: &World) -> Vec<String> {
    let (mut told, mut after) = (Vec::new(), Value::Null);
    loop {
        let mut request = json!({ "TableName": local::cloud::TABLE });
        if !after.is_null() {
            request["ExclusiveStartKey"] = after;
        }
        let (status, answer) = world.engine.answer("Scan", request.to_string().as_bytes());
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        for item in answer["Items"].as_array().unwrap() {
            if item["entity"]["S"] == "outbox" {
                let payload = item["payload"]["S"].as_str().unwrap();
                let payload: Value = serde_json::from_str(payload).unwrap();
                told.push(payload["data"]["receipt"].as_str().unwrap().to_owned());
            }
        }
        after = answer["LastEvaluatedKey"].clone();
        if after.is_null() {
            return told;
        }
    }
}

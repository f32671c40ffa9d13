//! Money matched: the practice node closes the day, its flows and its bank statement are loaded,
//! and every credit must find its flow.

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use kernel::money::Cents;
use reqwest::StatusCode;
use serde_json::json;

use super::answers::{Settled, Statement};
use super::api::Refusal;
use super::memory::Memory;
use super::payments::chosen;
use super::publish::of_import;
use super::story::Outsider;

const POLL: Duration = Duration::from_millis(150);
/// Longest wait for a statement or for the positions to be reported.
const WAIT_MAX: Duration = Duration::from_secs(60);

#[derive(Debug, Default)]
pub struct Matched {
    pub flows: u64,
    pub amount: Cents,
    pub statement_rows: u64,
    pub matched_rows: u64,
    /// Of the positions that the demo pays, those that are reported.
    pub reported: u64,
}

pub async fn reconcile(outsider: &Outsider<'_>, memory: &mut Memory) -> Result<Matched> {
    outsider.progress.step("Chiudo la giornata", 4);
    settle(outsider, memory).await?;
    let mut matched = Matched::default();
    if let Some(settled) = memory.unread.clone() {
        load(outsider, &settled, &mut matched).await?;
        memory.unread = None;
        memory.remember()?;
    }
    matched.reported = reported(outsider, memory).await?;
    Ok(matched)
}

/// Closes the day. Nothing to settle is no failure: everything was settled by an earlier run.
async fn settle(outsider: &Outsider<'_>, memory: &mut Memory) -> Result<()> {
    if memory.unread.is_some() {
        return Ok(());
    }
    let creditor = json!({ "creditor": outsider.api.creditor() });
    match outsider.api.practice_post("settle", &creditor).await {
        Ok(answer) => {
            memory.unread = Some(answer.json().await?);
            memory.remember()
        }
        Err(error) => match error.downcast_ref::<Refusal>() {
            Some(refusal) if refusal.status == StatusCode::CONFLICT => Ok(()),
            _ => Err(error),
        },
    }
}

async fn load(outsider: &Outsider<'_>, settled: &Settled, matched: &mut Matched) -> Result<()> {
    outsider.progress.advance();
    for flow in &settled.flows {
        let xml = outsider.api.download(&flow.url).await?;
        outsider
            .api
            .post_xml("flows", xml)
            .await
            .with_context(|| format!("flow {}", flow.id))?;
        matched.flows += 1;
        matched.amount = matched
            .amount
            .checked_add(flow.amount_cents)
            .context("the amounts do not fit")?;
    }
    outsider.progress.advance();
    let csv = outsider.api.download(&settled.statement_url).await?;
    let id = outsider
        .api
        .upload("statements", "estratto-conto.csv", csv)
        .await?;
    outsider
        .api
        .post(&format!("statements/{id}/check"), &json!({}))
        .await?;
    let statement = read(outsider, &id).await?;
    outsider.progress.advance();
    matched.statement_rows = statement.rows.len() as u64;
    for flow in &settled.flows {
        let own = |row: &&super::answers::StatementRow| row.flow_id.as_ref() == Some(&flow.id);
        let Some(row) = statement.rows.iter().find(own) else {
            bail!("the statement shows no credit of the flow {}", flow.id);
        };
        if row.matched != "matched" || row.amount_cents != flow.amount_cents {
            bail!("the credit of the flow {} is {}", flow.id, row.matched);
        }
        matched.matched_rows += 1;
    }
    Ok(())
}

async fn read(outsider: &Outsider<'_>, id: &str) -> Result<Statement> {
    let since = Instant::now();
    loop {
        let statement: Statement = outsider.api.get(&format!("statements/{id}")).await?;
        match statement.state.as_str() {
            "failed" => {
                bail!(
                    "the statement failed: {}",
                    statement.reason.unwrap_or_default()
                )
            }
            "uploaded" | "checking" if since.elapsed() > WAIT_MAX => {
                bail!("the statement stands still")
            }
            "uploaded" | "checking" => tokio::time::sleep(POLL).await,
            _ => return Ok(statement),
        }
    }
}

/// Waits until every position that the demo paid is reported.
async fn reported(outsider: &Outsider<'_>, memory: &Memory) -> Result<u64> {
    let since = Instant::now();
    loop {
        let mut positions = Vec::new();
        for import in &memory.imports {
            positions.extend(of_import(outsider, import).await?);
        }
        let chosen = chosen(&positions);
        let reported = chosen
            .iter()
            .filter(|position| position.state == "REPORTED")
            .count();
        if reported == chosen.len() {
            return Ok(reported as u64);
        }
        if since.elapsed() > WAIT_MAX {
            bail!(
                "{} paid positions were not reported",
                chosen.len() - reported
            );
        }
        tokio::time::sleep(POLL).await;
    }
}

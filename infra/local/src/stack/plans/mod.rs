//! Demo positions with several ways to pay: plans, a fine, another body's share, a stamp.

mod draft;
mod samples;

use anyhow::Context as _;
use kernel::ids::Iupd;
use kernel::notice::NoticeNumber;
use kernel::time::Clock as _;
use payments::domain::position::create;
use payments::store::{numbers, positions};
use platform::table::Tx;
use serde_json::json;
use setup::domain::tenants::Creditor;

use self::draft::draft;
use self::samples::{SAMPLES, Sample};
use super::running::Stack;
use crate::demo::Api;

/// Makes those that are not there, through the product's own decision and write; some of their parts are paid at
/// the practice node.
pub(super) async fn make(
    stack: &Stack,
    creditor: &Creditor,
    other: Option<&Creditor>,
) -> anyhow::Result<()> {
    for sample in &SAMPLES {
        let made = one(stack, creditor, other, sample).await;
        made.with_context(|| format!("demo position {}", sample.id))?;
    }
    Ok(())
}

async fn one(
    stack: &Stack,
    creditor: &Creditor,
    other: Option<&Creditor>,
    sample: &Sample,
) -> anyhow::Result<()> {
    let parts = &stack.parts;
    let (table, now) = (&parts.job_table, stack.clock.now());
    let iupd = Iupd::parse(sample.id)?;
    if positions::by_iupd(table, &creditor.fiscal_code, &iupd)
        .await?
        .is_some()
    {
        return Ok(());
    }
    let count: usize = sample.ways.iter().map(|(_, cents, _)| cents.len()).sum();
    let segregation = &creditor.segregation_code;
    let dice = parts.dice.as_ref();
    let book = numbers::open(table, &creditor.fiscal_code, segregation, dice).await?;
    let first = numbers::reserve(table, &book, count as u64).await?;
    let navs: Result<Vec<NoticeNumber>, _> = (first..first + count as u64)
        .map(|value| book.issue(value))
        .collect();
    let draft = draft(creditor, other, sample, iupd, (navs?, now))?;
    let position = create(draft, true, now)?;
    let position = positions::create(table, &position, Tx::new()).await?;
    let key = stack.local_json.key_of(creditor.fiscal_code.as_str());
    let api = Api::new(
        &stack.url,
        creditor.fiscal_code.as_str(),
        key.unwrap_or_default(),
    );
    let plan = position
        .options
        .last()
        .into_iter()
        .flat_map(|option| &option.installments);
    for part in plan.take(sample.paid) {
        let order = json!({
            "creditor": api.creditor(),
            "notice_number": part.nav,
            "mode": "regular",
            "delay_ms": 0,
        });
        api.practice_post("pay", &order).await?;
    }
    Ok(())
}

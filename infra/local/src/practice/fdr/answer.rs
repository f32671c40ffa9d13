//! What the FdR API answers: `SingleFlowResponse`, `Payment`, and pages of either.

use jiff::civil::{Date, DateTime};
use kernel::money::Cents;
use kernel::time::rome_instant;
use serde_json::{Value, json};

use super::super::settlement::{Flow, FlowRow};

/// Rome's wall as an instant of UTC.
pub fn instant(wall: DateTime) -> String {
    rome_instant(wall).map_or_else(|| format!("{wall}Z"), |at| at.to_string())
}

/// Euro as a JSON number with two decimals.
fn euro(cents: Cents) -> Value {
    serde_json::from_str(&cents.decimal()).unwrap_or(Value::Null)
}

pub fn flow_answer(flow: &Flow, wrong: bool) -> Value {
    let at = instant(flow.made_at);
    let total = match wrong {
        false => flow.total(),
        true => Cents::new(flow.total().get() + 1),
    };
    json!({
        "status": "PUBLISHED",
        "revision": 1,
        "created": at,
        "updated": at,
        "published": at,
        "fdr": flow.id,
        "fdrDate": at,
        "regulation": flow.regulation,
        "regulationDate": flow.settled_on.to_string(),
        "bicCodePouringBank": flow.psp.id,
        "sender": {
            "type": "BIC_CODE",
            "id": flow.psp.id,
            "pspId": flow.psp.id,
            "pspName": flow.psp.name,
            "pspBrokerId": flow.psp.id,
            "channelId": format!("{}_01", flow.psp.id),
        },
        "receiver": {
            "id": flow.creditor,
            "organizationId": flow.creditor,
            "organizationName": flow.creditor_name,
        },
        "totPayments": flow.rows.len(),
        "sumPayments": euro(total),
        "computedTotPayments": flow.rows.len(),
        "computedSumPayments": euro(total),
    })
}

pub fn payment_answer(index: usize, row: &FlowRow) -> Value {
    let status = if row.stand_in { "STAND_IN" } else { "EXECUTED" };
    json!({
        "index": index,
        "iuv": row.iuv,
        "iur": row.receipt_id,
        "idTransfer": row.transfer,
        "pay": euro(row.amount_cents),
        "payStatus": status,
        "payDate": noon(row.paid_on),
    })
}

fn noon(day: Date) -> String {
    instant(day.at(12, 0, 0, 0))
}

/// The page `page` of `size`, from 1.
pub fn page_of(all: &[Value], (page, size): (usize, usize)) -> Value {
    let start = (page - 1).saturating_mul(size).min(all.len());
    let data: Vec<&Value> = all.iter().skip(start).take(size).collect();
    json!({
        "metadata": { "pageSize": size, "pageNumber": page, "totPage": all.len().div_ceil(size) },
        "count": data.len(),
        "data": data,
    })
}

//! Flows as they are fetched: what is taken and what is not.

use serde_json::json;

use super::super::samples::creditor;
use super::*;

fn asked() -> ListedFlow {
    let listed = json!({ "fdr": "2026-11-20PRATITM1XXX-1", "pspId": "PRATITM1XXX",
        "revision": 1, "published": "2026-11-20T10:00:00Z", "flowDate": null });
    serde_json::from_value(listed).expect("a flow")
}

fn flow(id: &str, org: &str, sum: serde_json::Value) -> FetchedFlow {
    let flow = json!({
        "status": "PUBLISHED", "fdr": id, "fdrDate": "2026-11-20T09:30:00Z",
        "regulation": "TRN1", "regulationDate": "2026-11-20", "totPayments": 2,
        "sumPayments": sum,
        "sender": { "type": "BIC_CODE", "id": "PRATITM1XXX", "pspId": "PRATITM1XXX",
            "pspName": "Banca", "pspBrokerId": "1", "channelId": "1_01" },
        "receiver": { "id": "x", "organizationId": org, "organizationName": "Comune" },
    });
    serde_json::from_value(flow).expect("a flow")
}

#[test]
fn a_flow_is_taken_if_it_is_the_one_that_was_asked_for_and_ours() {
    let own = creditor();
    let head = flow("2026-11-20PRATITM1XXX-1", own.as_str(), json!(42.5))
        .head(&asked(), &own)
        .expect("sound");
    assert_eq!(head.sender.kind, "B");
    assert_eq!(head.amount_cents.get(), 4_250);
    for (id, org, code) in [
        ("2026-11-20PRATITM1XXX-2", own.as_str(), "flow_id_differs"),
        ("2026-11-20PRATITM1XXX-1", "80051230409", "other_creditor"),
    ] {
        let faults = flow(id, org, json!(1)).head(&asked(), &own).unwrap_err();
        assert_eq!(faults[0].code.as_str(), code);
    }
    let mut strange = asked();
    strange.fdr = "2026-11-20ALTRO-1".to_owned();
    let faults = flow(&strange.fdr, own.as_str(), json!(1)).head(&strange, &own);
    assert_eq!(faults.unwrap_err()[0].code, FlowFaultCode::FlowIdSender);
}

#[test]
fn what_does_not_add_up_is_told() {
    let payment = json!({ "index": 1, "iuv": "07000000000000114", "iur": "R", "idTransfer": 1,
        "pay": 30.0, "payStatus": "EXECUTED", "payDate": "2026-11-19T23:30:00Z" });
    let payment: FetchedPayment = serde_json::from_value(payment).expect("a payment");
    let row = payment.row(1).expect("a row");
    assert_eq!(
        row.paid_on,
        jiff::civil::date(2026, 11, 20),
        "the day in Rome"
    );
    let mut counted = Counted::default();
    counted.add(&row);
    let own = creditor();
    let head = flow("2026-11-20PRATITM1XXX-1", own.as_str(), json!(30.01))
        .head(&asked(), &own)
        .expect("sound");
    let codes: Vec<_> = counted.faults(&head).iter().map(|f| f.code).collect();
    let expected = [FlowFaultCode::CountDiffers, FlowFaultCode::SumDiffers];
    assert_eq!(codes, expected);
    let mut revoked = payment.clone();
    revoked.pay_status = "REVOKED".to_owned();
    counted.add(&revoked.row(2).expect("a row"));
    assert_eq!((counted.rows, counted.taken_away), (2, 0));
    revoked.pay_status = "MAYBE".to_owned();
    assert_eq!(revoked.row(3), None);
}

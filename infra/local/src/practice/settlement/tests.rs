//! Flows and statements of one closed day.

use jiff::civil::date;
use kernel::dice::SeededDice;
use kernel::money::Cents;

use super::super::official::{Schema, official_faults};
use super::super::psp::{checkout_psp, counter_psp};
use super::super::soap::{Beneficiary, PspIdentity, Receipt, Subject, Transfer};
use super::*;

const CREDITOR: &str = "80047110152";

fn receipt(id: &str, psp: PspIdentity, amounts: &[(i64, &str)]) -> Receipt {
    let transfers = (1..).zip(amounts).map(|(id, (cents, iban))| Transfer {
        id,
        amount_cents: Cents::new(*cents),
        fiscal_code: CREDITOR.to_owned(),
        company_name: None,
        to: match *iban {
            "" => Beneficiary::Stamp {
                hash: "aGFzaA==".to_owned(),
            },
            iban => Beneficiary::Iban(iban.to_owned()),
        },
        remittance: "Mensa".to_owned(),
        category: "9/0101108TS/".to_owned(),
        metadata: Vec::new(),
    });
    let transfers: Vec<_> = transfers.collect();
    let paid_at = date(2026, 11, 20).at(18, 30, 0, 0);
    Receipt {
        version: Default::default(),
        receipt_id: id.to_owned(),
        notice_number: "307000000000000114".to_owned(),
        fiscal_code: CREDITOR.to_owned(),
        creditor_reference_id: "07000000000000114".to_owned(),
        amount_cents: Cents::sum(transfers.iter().map(|t| t.amount_cents)).expect("small"),
        description: "Mensa".to_owned(),
        company_name: "Comune".to_owned(),
        office_name: None,
        debtor: Subject {
            kind: "F".to_owned(),
            identifier: "ANONIMO".to_owned(),
            full_name: "ANONIMO".to_owned(),
            contact: Vec::new(),
        },
        transfers,
        psp,
        payment_note: None,
        method: "creditCard".to_owned(),
        fee_cents: Cents::ZERO,
        paid_at,
        transfer_date: paid_at.date(),
        metadata: Vec::new(),
        stand_in: false,
    }
}

fn closed(receipts: &[Receipt]) -> Option<Settlement> {
    let unsettled: Vec<_> = receipts
        .iter()
        .flat_map(|receipt| {
            receipt
                .transfers
                .iter()
                .map(move |transfer| (receipt, transfer))
        })
        .collect();
    let close = Close {
        creditor: CREDITOR,
        creditor_name: "Comune di Valdorra & Figli",
        flows_before: 41,
        statements_before: 6,
        now: date(2026, 11, 21).at(19, 5, 7, 0),
    };
    close_day(&unsettled, &close, &SeededDice::new(3))
}

#[test]
fn each_psp_and_account_has_its_flow_and_stamps_have_none() {
    let receipts = [
        receipt(
            "a",
            counter_psp(),
            &[(1000, "IT1"), (234, "IT2"), (1600, "")],
        ),
        receipt("b", counter_psp(), &[(5000, "IT1")]),
        receipt("c", checkout_psp(), &[(7, "IT1")]),
    ];
    let settlement = closed(&receipts).expect("something to settle");
    let mut totals: Vec<_> = settlement
        .flows
        .iter()
        .map(|flow| {
            (
                flow.psp.name.as_str(),
                flow.iban.as_str(),
                flow.rows.len(),
                flow.total().get(),
            )
        })
        .collect();
    totals.sort();
    let wanted = [
        ("Banca di Prova", "IT1", 2, 6000),
        ("Banca di Prova", "IT2", 1, 234),
        ("Carte di Prova", "IT1", 1, 7),
    ];
    assert_eq!(totals, wanted);
    assert_eq!(settlement.flows[0].id, "2026-11-21CARTITM1XXX-000000042");
    assert!(settlement.flows.iter().all(|flow| flow.id.len() <= 35));
    assert_eq!(closed(&[receipt("d", counter_psp(), &[(1600, "")])]), None);
}

#[test]
fn a_flow_is_valid_by_the_official_schema() {
    let mut receipts: Vec<_> = (0..120)
        .map(|n| receipt(&format!("r{n}"), counter_psp(), &[(n + 1, "IT1")]))
        .collect();
    receipts[3].stand_in = true;
    let settlement = closed(&receipts).expect("something to settle");
    let xml = settlement.flows[0].xml();
    assert!(xml.contains("<pay_i:importoTotalePagamenti>72.60<"));
    assert_eq!(official_faults(Schema::Flow, &xml), None);
}

#[test]
fn the_statement_credits_each_flow_among_other_movements() {
    let receipts = [receipt("a", counter_psp(), &[(123_456, "IT1")])];
    let settlement = closed(&receipts).expect("something to settle");
    let csv = String::from_utf8(settlement.statement.csv().expect("writes")).expect("UTF-8");
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(
        lines[0],
        "Data contabile;Data valuta;Importo;Divisa;Causale;Descrizione"
    );
    assert_eq!(lines.len(), 5);
    let credit = lines
        .iter()
        .find(|line| line.contains("LGPE"))
        .expect("the credit");
    assert!(credit.starts_with("21/11/2026;21/11/2026;1234,56;EUR;"));
    assert!(credit.ends_with("/PUR/LGPE-RIVERSAMENTO/URI/2026-11-21PRATITM1XXX-000000042"));
    assert!(lines.iter().any(|line| line.contains(";-")));
}

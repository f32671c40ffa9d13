//! The texts that banks send, as the tests of other programs have them.

use super::*;
use proptest::prelude::*;

fn read(text: &str) -> RemittanceInfo {
    RemittanceInfo::of(&[text.to_owned()], &KnownFlows::default())
}

fn flow(id: &str) -> RemittanceInfo {
    RemittanceInfo::Cumulative(FlowId::parse(id).expect("a flow"))
}

fn single(iuv: &str) -> RemittanceInfo {
    RemittanceInfo::Single(Iuv::parse(iuv).expect("an IUV"))
}

/// A text as a bank wrote it, and the flow in it.
const FLOWS: &[(&str, &str)] = &[
    (
        "/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26PPAYITR1XXX-S2024072601",
        "2024-07-26PPAYITR1XXX-S2024072601",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/TXT/0/URI/2025-09-23BPPIITRRXXX-000038102790",
        "2025-09-23BPPIITRRXXX-000038102790",
    ),
    (
        "/PUR/LGPE-INTEGRAZIONE/URI/2023-03-08GovPAYPsp1-15442458845",
        "2023-03-08GovPAYPsp1-15442458845",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/URI/2017-01-01ABI00000011234",
        "2017-01-01ABI00000011234",
    ),
    ("/PUR/LGPE- RIVERSAMENTO/URI/2024-07-26A-1", "2024-07-26A-1"),
    ("/PUR/LGPE -RIVERSAMENTO/URI/2024-07-26A-1", "2024-07-26A-1"),
    (
        "/PUR/LGPE - RIVERSAMENTO/URI/2024-07-26A-1",
        "2024-07-26A-1",
    ),
    ("/PUR/L GPE-RIVERSAMENTO/URI/2024-07-26A-1", "2024-07-26A-1"),
    ("PUR LGPE-RIVERSAMENTO URI 2024-07-26A-1", "2024-07-26A-1"),
    (
        "PUR.LGPE-RIVERSAMENTO.TXT.1.URI.2024-07-26A-1",
        "2024-07-26A-1",
    ),
    ("pur/lgpe-riversamento/uri/2024-07-26A-1", "2024-07-26A-1"),
    ("/PUR/LGPE-RIVERSAMENTO/URI/2024-12- 15A-1", "2024-12-15A-1"),
    ("/PUR/LGPE-RIVERSAMENTO/URI/2024-12-1 5A-1", "2024-12-15A-1"),
    (
        "ACCREDITI VARI /PUR/LGPE-RIVERSAMENTO/URI/2023-01-01 ABC123",
        "2023-01-01ABC123",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/URI/ 2024-07-26A-1 ALTRO",
        "2024-07-26A-1",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/URI/2024-12- 15A-1 2 BONIFICI",
        "2024-12-15A-1",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/URI/2017-01-01 ACCREDITO BOLLETTINO P.A.",
        "2017-01-01",
    ),
    (
        "/PUR/LGPE-RIVERSAMENTO/TXT/9/URI/2024-07-26A-1",
        "2024-07-26A-1",
    ),
    (
        "PUR\u{a7}LGPE-RIVERSAMENTO\u{a7}URI\u{a7}2024-07-26A-1\u{a7}",
        "2024-07-26A-1",
    ),
    (
        "BONIF. VS. FAVORE ORD:PSP SPA/PUR/LGPE-RIVERSAMENTO/URI/\n2024-07-26A_1\r\n",
        "2024-07-26A_1",
    ),
    (
        "RI1/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26A-1 ACCREDITO BOLLETTINO P.A.",
        "2024-07-26A-1",
    ),
    (
        "/ZZ2PSP SPA/ZZ3COMUNE/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26A-1/ZZ4/X",
        "2024-07-26A-1",
    ),
    (
        "Data Ordine: 21/07/2024; Descrizione Ordinante: FIDEURAM SANPAO LO :BI2:FIBKITMMXXX \
             :BE1:COMUNE :ERI:EUR 000000000019312 :MA2:EU R :RI3:/PUR/LGPE-RIVERSAMENTO/URI/\
             2024-07-26PPAYITR1XXX-S2024072600 :SEC:CASH :OR1:X",
        "2024-07-26PPAYITR1XXX-S2024072600",
    ),
];

#[test]
fn a_flow_is_found_in_every_form_that_banks_make() {
    for (text, id) in FLOWS {
        assert_eq!(read(text), flow(id), "{text}");
    }
}

#[test]
fn a_single_payment_is_found() {
    for (text, iuv) in [
        ("/RFB/07000000000000130", "07000000000000130"),
        (
            "/RFB/340000013900808/30.00/TXT/MENSA MARZO",
            "340000013900808",
        ),
        (
            "BONIFICO DA ROSSI RFB 07000000000000130 30.00",
            "07000000000000130",
        ),
        ("/RFS/RF45W9/10.00", "RF45W9"),
        ("/RFS/RF23 5674 8393 7849/10.00/TXT/X", "RF23567483937849"),
        ("RFS RF18 5390 0754 7034 SALDO 2024", "RF18539007547034"),
        ("/RFB/0700000 0000000130/30.00", "07000000000000130"),
        ("/RFB/340000013900808 30.00 TXT 12", "340000013900808"),
    ] {
        assert_eq!(read(text), single(iuv), "{text}");
    }
}

#[test]
fn a_reference_outside_the_texts_counts_where_it_is_one_of_pagopa() {
    for text in [
        "RF18 5390 0754 7034",
        "340000013900808",
        "07000000000000130",
    ] {
        assert!(reference(text).is_some(), "{text}");
    }
    for text in [
        "RF19539007547034",
        "FATTURA 12",
        "2024/117",
        "1234567890123456",
    ] {
        assert_eq!(reference(text), None, "{text}");
    }
}

#[test]
fn two_loaded_flows_in_one_text_are_nobody_s() {
    let ids = ["2024-07-26AAA-1", "2024-07-26BBB-2"].map(|id| FlowId::parse(id).expect("a flow"));
    let known = KnownFlows::of(ids);
    let text = "RIVERSAMENTI 2024-07-26 AAA-1 E 2024-07-26 BBB-2".to_owned();
    assert_eq!(RemittanceInfo::of(&[text], &known), RemittanceInfo::Other);
}

#[test]
fn what_says_nothing_of_pagopa_is_other() {
    for text in [
        "",
        "BONIFICO A VOSTRO FAVORE ORD. Bianchi Srl CONCESSIONE SALA",
        "/PUR/LGPE/RIVERSAMENTO/URI/2024-07-26A-1",
        "/PUR/LGPE-RIVERSAMENTO/URI/",
        "/PUR/LGPE-RIVERSAMENTO/URI/123456789012345678901234567890123456",
        "LGPE-RIVERSAMENTO",
        "SURFBOARD 07000000000000130",
        "RFB SENZA NUMERO",
        "/RFS/ALTRO/10.00",
    ] {
        assert_eq!(read(text), RemittanceInfo::Other, "{text}");
    }
}

#[test]
fn the_longest_name_of_several_columns_is_taken() {
    let texts = [
        "/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26A-",
        "BONIFICO /PUR/LGPE-RIVERSAMENTO/URI/2024-07-26A-1234",
    ];
    let texts = texts.map(str::to_owned);
    let read = RemittanceInfo::of(&texts, &KnownFlows::default());
    assert_eq!(read, flow("2024-07-26A-1234"));
}

#[test]
fn a_loaded_flow_is_found_whatever_blanks_stand_in_its_name() {
    let ids = [
        "2024-07-26PPAYITR1XXX-S2024072600",
        "2024-07-26A-1",
        "2023-03-08GovPAYPsp1-154",
    ];
    let known = KnownFlows::of(ids.map(|id| FlowId::parse(id).expect("a flow")));
    let read = |text: &str| RemittanceInfo::of(&[text.to_owned()], &known);
    let broken = "/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26PPAYIT R1XXX-S20240 72600 :SEC:CASH";
    assert_eq!(read(broken), flow(ids[0]));
    assert_eq!(
        read("RIVERSAMENTO URI 2023-03-08GOVPAYPSP1-154"),
        flow(ids[2])
    );
    let longer = "/PUR/LGPE-RIVERSAMENTO/URI/2024-07-26A-12";
    assert_eq!(
        read(longer),
        flow("2024-07-26A-12"),
        "another flow, not loaded"
    );
}

proptest! {
    #[test]
    fn a_plain_text_gives_back_its_flow(
        day in 1i8..=28, psp in "[A-Z0-9]{4,11}", number in "[A-Za-z0-9_]{1,12}",
        before in "[A-Za-z .:]{0,20}", after in "( [A-Za-z .:]{0,20}|/ZZ4/.{0,9})?",
    ) {
        let id = format!("2026-11-{day:02}{psp}-{number}");
        let text = format!("{before}/PUR/LGPE-RIVERSAMENTO/URI/{id}{after}");
        prop_assert_eq!(read(&text), flow(&id));
    }

    #[test]
    fn a_loaded_flow_survives_any_blank(number in "[A-Z0-9]{1,12}", at in 0usize..60) {
        let id = FlowId::parse(&format!("2026-11-20PRATITM1XXX-{number}")).expect("a flow");
        let mut text = format!("/PUR/LGPE-RIVERSAMENTO/URI/{id}");
        let at = at.min(text.len());
        text.insert(at, ' ');
        let known = KnownFlows::of([id.clone()]);
        prop_assert_eq!(RemittanceInfo::of(&[text], &known), RemittanceInfo::Cumulative(id));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,80}") {
        let _ = read(&text);
        let _ = read(&format!("LGPE-RIVERSAMENTO/URI/{text}"));
        let _ = read(&format!("/RFS/{text}"));
    }
}

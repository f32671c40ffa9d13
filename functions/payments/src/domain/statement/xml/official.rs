//! Our reader beside the official schemas: documents that xmllint finds valid, in every version, and
//! the treasurers' own samples, read where they lie.

use super::super::{KnownFlows, RemittanceInfo, rows};
use super::read;
use crate::official::{lint, specs};

/// A statement of three entries: a flow whose text is cut in two, a batch of two flows, and the
/// reversal of the first.
fn document(kind: &str, version: u8) -> String {
    let (message, report) = match kind {
        "053" => ("BkToCstmrStmt", "Stmt"),
        _ => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    };
    let is_old = version < 4;
    let status = |word: &str| match is_old || version < 7 {
        true => format!("<Sts>{word}</Sts>"),
        false => format!("<Sts><Cd>{word}</Cd></Sts>"),
    };
    let balance = "<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">1000.00</Amt>\
        <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-20</Dt></Dt></Bal>";
    let transaction = |amount: &str, text: &str| {
        let own = match is_old {
            true => format!("<AmtDtls><TxAmt><Amt Ccy=\"EUR\">{amount}</Amt></TxAmt></AmtDtls>"),
            false => format!("<Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"),
        };
        format!(
            "<TxDtls><Refs><EndToEndId>E2E-{amount}</EndToEndId></Refs>{own}\
             <RmtInf>{text}</RmtInf></TxDtls>"
        )
    };
    let cut = "<Ustrd>/PUR/LGPE-RIVERSAMENTO/URI/2026-11-2</Ustrd><Ustrd>0PRATITM1XXX-1</Ustrd>";
    let text = |flow: &str| format!("<Ustrd>/PUR/LGPE-RIVERSAMENTO/URI/{flow}</Ustrd>");
    let entry = |amount: &str, sign: &str, details: &str| {
        let reversal = if sign == "DBIT" {
            "<RvslInd>true</RvslInd>"
        } else {
            ""
        };
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{sign}</CdtDbtInd>{reversal}{}\
             <BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><Dt>2026-11-21</Dt></ValDt>\
             <BkTxCd><Prtry><Cd>48</Cd></Prtry></BkTxCd>{details}</Ntry>",
            status("BOOK")
        )
    };
    let entries = [
        entry(
            "30.00",
            "CRDT",
            &format!("<NtryDtls>{}</NtryDtls>", transaction("30.00", cut)),
        ),
        entry(
            "5.00",
            "CRDT",
            &format!(
                "<NtryDtls>{}{}</NtryDtls>",
                transaction("2.00", &text("2026-11-20PRATITM1XXX-2")),
                transaction("3.00", &text("2026-11-20PRATITM1XXX-3"))
            ),
        ),
        entry(
            "30.00",
            "DBIT",
            "<AddtlNtryInf>STORNO /PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PRATITM1XXX-1</AddtlNtryInf>",
        ),
    ];
    let account = "<Acct><Id><IBAN>IT44H0306933840100000009001</IBAN></Id></Acct>";
    let report = format!(
        "<{report}><Id>1</Id><CreDtTm>2026-11-21T08:00:00</CreDtTm>{account}{}{}</{report}>",
        if kind == "053" { balance } else { "" },
        entries.concat()
    );
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Document \
         xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.{version:02}\"><{message}><GrpHdr>\
         <MsgId>M1</MsgId><CreDtTm>2026-11-21T08:00:00</CreDtTm></GrpHdr>{report}</{message}></Document>\n"
    )
}

#[test]
fn documents_that_the_schemas_of_camt_accept_are_read_in_every_version() {
    let Some(folder) = specs("iso20022") else {
        return;
    };
    for kind in ["053", "054"] {
        for version in [2, 6, 8, 14] {
            let document = document(kind, version);
            let schema = folder.join(format!("camt.{kind}.001.{version:02}.xsd"));
            assert_eq!(lint(&schema, &document), "", "camt.{kind}.001.{version:02}");
            let read = read(document.as_bytes()).expect("a statement");
            assert_eq!(read.unread, [], "{version}");
            let rows = rows(
                read.movements,
                &KnownFlows::default(),
                &std::collections::BTreeMap::new(),
            );
            let told: Vec<_> = rows
                .iter()
                .map(|row| match &row.remittance {
                    RemittanceInfo::Cumulative(flow) => (flow.as_str(), row.amount_cents.get()),
                    other => panic!("{other:?}"),
                })
                .collect();
            let flow = |number| match number {
                1 => "2026-11-20PRATITM1XXX-1",
                2 => "2026-11-20PRATITM1XXX-2",
                _ => "2026-11-20PRATITM1XXX-3",
            };
            let expected = [
                (flow(1), 3_000),
                (flow(2), 200),
                (flow(3), 300),
                (flow(1), -3_000),
            ];
            assert_eq!(told, expected, "camt.{kind}.001.{version:02}");
            assert_eq!(
                (rows[3].is_reversal, rows[0].end_to_end.as_deref()),
                (true, Some("E2E-30.00"))
            );
        }
    }
}

#[test]
fn the_journals_of_treasurers_are_read_where_they_lie() {
    let Some(folder) = specs("opi") else { return };
    for version in ["1_4", "1_6_1", "1_7_1", "1_8"] {
        let path = folder.join(format!("sample_giornale_V_{version}.xml"));
        let bytes = std::fs::read(&path).expect("a sample");
        let read = read(&bytes).expect("a journal");
        assert_eq!(
            (read.movements.len(), read.unread.len()),
            (2, 0),
            "{version}"
        );
        for movement in &read.movements {
            assert!(movement.provisional.is_some(), "{version}: {movement:?}");
            assert!(movement.amount_cents.get() > 0 && !movement.texts.is_empty());
            assert!(
                movement
                    .provisional
                    .as_ref()
                    .and_then(|entry| entry.year())
                    .is_some()
            );
        }
    }
}

//! Statements in XML, as banks and treasurers write them.

use super::super::movement::MovementText;
use super::super::{KnownFlows, RemittanceInfo, rows};
use super::*;
use proptest::prelude::*;

fn camt(message: &str, entries: &str) -> String {
    let (outer, inner) = match message.starts_with("camt.053") {
        true => ("BkToCstmrStmt", "Stmt"),
        false => ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<n:Document \
         xmlns:n=\"urn:iso:std:iso:20022:tech:xsd:{message}\"><n:{outer}><n:{inner}>{}</n:{inner}>\
         </n:{outer}></n:Document>",
        entries
            .replace("</", "\u{1}")
            .replace('<', "<n:")
            .replace('\u{1}', "</n:")
    )
}

fn entry(amount: &str, rest: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>\
         <BookgDt><Dt>2026-11-20</Dt></BookgDt><ValDt><DtTm>2026-11-21T00:00:00Z</DtTm></ValDt>{rest}</Ntry>"
    )
}

fn movements(xml: &str) -> Vec<MovementText> {
    read(xml.as_bytes()).expect("a statement").movements
}

fn codes(xml: &str) -> Vec<UnreadCode> {
    let unread = read(xml.as_bytes()).expect("a statement").unread;
    unread.into_iter().map(|unread| unread.code).collect()
}

#[test]
fn every_version_of_both_messages_is_read() {
    for message in [
        "camt.053.001.02",
        "camt.053.001.14",
        "camt.054.001.06",
        "camt.054.001.08",
    ] {
        let text = "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs><RmtInf>\
            <Ustrd>/PUR/LGPE-RIVERSAMENTO/URI/2026-11-2</Ustrd><Ustrd>0PSP-1 &amp; ALTRO</Ustrd>\
            </RmtInf></TxDtls></NtryDtls>";
        let found = movements(&camt(message, &entry("30.10", text)));
        assert_eq!(found[0].amount_cents.get(), 3_010, "{message}");
        assert_eq!(
            found[0].texts,
            ["/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1 & ALTRO"]
        );
        assert_eq!(found[0].value_date, Some(jiff::civil::date(2026, 11, 21)));
        assert_eq!(found[0].end_to_end.as_deref(), Some("E1"));
    }
}

#[test]
fn a_batch_is_as_many_movements_when_its_amounts_add_up() {
    let part = |amount: &str, text: &str| {
        format!(
            "<TxDtls><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>\
             <RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
        )
    };
    let batch = |parts: &str| {
        camt(
            "camt.053.001.08",
            &entry("30.00", &format!("<NtryDtls>{parts}</NtryDtls>")),
        )
    };
    let found = movements(&batch(&(part("10.00", "A") + &part("20.00", "B"))));
    let told: Vec<_> = found
        .iter()
        .map(|m| (m.row, m.amount_cents.get(), m.texts[0].as_str()))
        .collect();
    assert_eq!(told, [(1, 1_000, "A"), (2, 2_000, "B")]);
    let wrong = batch(&(part("10.00", "A") + &part("10.00", "B")));
    assert_eq!(codes(&wrong), [UnreadCode::BatchUnclear]);
    let old = "<NtryDtls><TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">12</Amt></TxAmt></AmtDtls></TxDtls>\
        <TxDtls><AmtDtls><TxAmt><Amt Ccy=\"EUR\">18.000</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls>";
    assert_eq!(
        movements(&camt("camt.053.001.02", &entry("30", old))).len(),
        2
    );
}

#[test]
fn other_texts_stand_in_where_there_is_no_remittance() {
    let transaction = "<NtryDtls><TxDtls><AddtlTxInf>T</AddtlTxInf></TxDtls></NtryDtls>";
    let found = movements(&camt("camt.053.001.02", &entry("1", transaction)));
    assert_eq!(found[0].texts, ["T"]);
    let found = movements(&camt(
        "camt.053.001.02",
        &entry("1", "<AddtlNtryInf>N</AddtlNtryInf>"),
    ));
    assert_eq!(found[0].texts, ["N"]);
    let reference = "<NtryDtls><TxDtls><RmtInf><Strd><CdtrRefInf><Ref>RF18539007547034</Ref>\
        </CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>";
    let found = movements(&camt("camt.053.001.08", &entry("1", reference)));
    let rows = rows(
        found,
        &KnownFlows::default(),
        &std::collections::BTreeMap::new(),
    );
    assert!(matches!(rows[0].remittance, RemittanceInfo::Single(_)));
}

#[test]
fn debits_reversals_and_what_does_not_count_are_told_apart() {
    let reversal = entry("5.00", "")
        .replace("CRDT", "DBIT")
        .replace("<Sts>", "<RvslInd>true</RvslInd><Sts>");
    let found = movements(&camt("camt.053.001.02", &reversal));
    assert_eq!(
        (found[0].amount_cents.get(), found[0].is_reversal),
        (-500, true)
    );
    let pending = entry("5.00", "").replace("<Sts>BOOK</Sts>", "<Sts><Cd>PDNG</Cd></Sts>");
    let francs = entry("5.00", "").replace("EUR", "CHF");
    let thirds = entry("5.001", "");
    let undated = entry("5.00", "").replace("BookgDt", "OtherDt");
    let all = format!("{pending}{francs}{thirds}{undated}");
    use UnreadCode::{AmountInvalid, CurrencyOther, DateMissing, NotBooked};
    assert_eq!(
        codes(&camt("camt.053.001.08", &all)),
        [NotBooked, CurrencyOther, AmountInvalid, DateMissing]
    );
}

#[test]
fn several_statements_of_one_file_are_all_read() {
    let two = camt("camt.053.001.02", &entry("1", "")).replace(
        "</n:Stmt>",
        &format!(
            "</n:Stmt><n:Stmt>{}</n:Stmt>",
            entry("2", "")
                .replace("</", "\u{1}")
                .replace('<', "<n:")
                .replace('\u{1}', "</n:")
        ),
    );
    let rows: Vec<u32> = movements(&two)
        .iter()
        .map(|movement| movement.row)
        .collect();
    assert_eq!(rows, [1, 2]);
}

fn journal(movements: &str) -> String {
    format!(
        "<flusso_giornale_di_cassa><esercizio>2026</esercizio><informazioni_conto_evidenza>{movements}\
         </informazioni_conto_evidenza></flusso_giornale_di_cassa>"
    )
}

fn movement(document: &str, operation: &str, number: &str, text: &str) -> String {
    format!(
        "<movimento_conto_evidenza><tipo_movimento>ENTRATA</tipo_movimento>\
         <tipo_documento>{document}</tipo_documento><tipo_operazione>{operation}</tipo_operazione>\
         <importo>30.00</importo><numero_bolletta_quietanza>{number}</numero_bolletta_quietanza>\
         <data_movimento>2026-11-20</data_movimento><causale>{text}</causale></movimento_conto_evidenza>"
    )
}

#[test]
fn of_a_journal_the_provisional_entries_count_executed_or_taken_back() {
    let flow = "/PUR/LGPE-RIVERSAMENTO/URI/2026-11-20PSP-1";
    let xml = journal(
        &[
            movement("SOSPESO ENTRATA", "ESEGUITO", "0033089", flow),
            movement("REVERSALE", "ESEGUITO", "1", flow),
            movement("SOSPESO ENTRATA", "REGOLARIZZATO", "2", flow),
            movement("SOSPESO ENTRATA", "STORNATO", "33089", "STORNO"),
        ]
        .concat(),
    );
    let rows = rows(
        movements(&xml),
        &KnownFlows::default(),
        &std::collections::BTreeMap::new(),
    );
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.amount_cents.get(), row.is_reversal))
        .collect();
    assert_eq!(told, [(3_000, false), (-3_000, true)]);
    assert_eq!(
        rows[0]
            .provisional
            .as_ref()
            .map(ToString::to_string)
            .as_deref(),
        Some("0033089/2026")
    );
    assert_eq!(rows[1].remittance, rows[0].remittance, "what it takes back");
}

#[test]
fn xml_that_is_no_statement_or_an_attack_is_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bb\">]><Document/>";
    let external =
        "<?xml version=\"1.0\"?><!DOCTYPE a SYSTEM \"file:///etc/passwd\"><Document>&a;</Document>";
    let long = camt(
        "camt.053.001.02",
        &entry(
            "1",
            &format!("<AddtlNtryInf>{}</AddtlNtryInf>", "x".repeat(70_000)),
        ),
    );
    let deep = format!(
        "{}{}",
        camt("camt.053.001.02", "")
            .split("<n:Stmt>")
            .next()
            .unwrap(),
        "<n:a>".repeat(500)
    );
    let many = camt(
        "camt.053.001.02",
        &entry("1", "").repeat(super::super::read::ROWS_MAX + 1),
    );
    let unknown = camt(
        "camt.053.001.02",
        &entry("1", "<AddtlNtryInf>&c;</AddtlNtryInf>"),
    );
    for (xml, code) in [
        (bomb, "doctype"),
        (external, "doctype"),
        (&long, "text_too_long"),
        (&deep, "malformed"),
        (&many, "too_many_rows"),
        (&unknown, "malformed"),
        (
            "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.052.001.02\"/>",
            "other_xml",
        ),
        ("<FlussoRiversamento/>", "other_xml"),
        (
            "<flusso_giornale_di_cassa></flusso_giornale_di_cassa>",
            "no_movements",
        ),
        ("<Document", "malformed"),
    ] {
        assert_eq!(
            read(xml.as_bytes()).expect_err("refused").code(),
            code,
            "{}",
            &xml[..xml.len().min(60)]
        );
    }
    assert_eq!(
        read(b"<a>\xff</a>").expect_err("refused").code(),
        "other_encoding"
    );
    for bytes in [&b"<html><table>"[..], b"<!DOCTYPE html>", b"a;b;c", b"<5;x"] {
        assert!(!looks_like(bytes), "{bytes:?}");
    }
    let utf16: Vec<u8> = "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert!(looks_like(&utf16));
    assert_eq!(read(&utf16).expect_err("refused").code(), "other_xml");
}

proptest! {
    #[test]
    fn no_xml_makes_the_reader_panic(text in "(<Ntry>|</Ntry>|<Amt Ccy=\"EUR\">|</Amt>|&#1;|[0-9.<>/&;]){0,60}") {
        let _ = read(text.as_bytes());
        let _ = read(camt("camt.053.001.02", "").replace("</n:Stmt>", &text).as_bytes());
    }
}

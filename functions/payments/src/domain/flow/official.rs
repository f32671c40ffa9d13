//! Our reader and the official schema say the same of every document, but for what only we know
//! (sums, counts, dates in names, whose flow it is) and for negative amounts, which the schema
//! forbids and SACI wants.

use std::path::Path;

use proptest::prelude::*;

use super::samples::{creditor, xml};
use super::{FlowFaultCode, read};
use crate::official::{lint, specs};

const SCHEMA: &str = "pagopa/fdr/FlussoRiversamento_1_0_4.pagopa-fdr-nodo.xsd";

/// Whether xmllint finds the document valid.
fn is_valid(schema: &Path, document: &str) -> bool {
    lint(schema, document).is_empty()
}

/// Whether our reader finds no fault that the schema would.
fn is_valid_for_us(document: &str) -> bool {
    use FlowFaultCode::{
        CountDiffers, FlowIdDate, FlowIdSender, NegativeAmount, OtherCreditor, SumDiffers,
    };
    let ours = [
        CountDiffers,
        FlowIdDate,
        FlowIdSender,
        NegativeAmount,
        OtherCreditor,
        SumDiffers,
    ];
    match read(document.as_bytes(), &creditor()) {
        Ok(_) => true,
        Err(faults) => faults.iter().all(|fault| ours.contains(&fault.code)),
    }
}

/// A piece of the sample, and what stands in its place.
const CHANGES: &[(&str, &[&str])] = &[
    (">1.0<", &[">1.1<", ">1.2<", "> 1.0<", "><"]),
    (
        ">2026-11-20PRATITM1XXX-000000001<",
        &[
            ">A<",
            "><",
            ">a/b<",
            "> 2026-11-20A<",
            ">123456789012345678901234567890123456<",
        ],
    ),
    (
        ">2026-11-20T10:30:00<",
        &[
            ">2026-11-20T10:30:00Z<",
            ">2026-11-20T10:30:00.25+01:00<",
            ">2026-11-20<",
            ">2026-11-31T10:30:00<",
            ">2026-11-20T25:30:00<",
            ">2026-11-20T24:00:00<",
            "><",
            ">2026-11-20T10:30<",
            ">2026-11-20 10:30:00<",
        ],
    ),
    (
        ">TRN0001<",
        &[
            "><",
            "> <",
            ">TRN &amp; &#232;<",
            ">123456789012345678901234567890123456<",
        ],
    ),
    (
        ">2026-11-20<",
        &[
            ">2026-11-20Z<",
            ">20/11/2026<",
            ">2026-02-29<",
            "><",
            ">2026-11-20+15:00<",
        ],
    ),
    (">B<", &[">A<", ">G<", ">F<", ">b<", "><"]),
    (">G<", &[">B<", "><", ">G <"]),
    (
        ">Banca<",
        &[
            ">Ba<",
            "><",
            ">Banca d'Alba &lt;x&gt;<",
            "><![CDATA[Banca]]><",
        ],
    ),
    (
        ">2</p:numero",
        &[
            "></p:numero",
            ">0</p:numero",
            ">-2</p:numero",
            ">02</p:numero",
            ">2.0</p:numero",
            ">2.5</p:numero",
            "> 2 </p:numero",
            ">+2</p:numero",
            ">1234567890123456</p:numero",
            ">123456789012345</p:numero",
        ],
    ),
    (
        ">42.50<",
        &[
            ">42.5<",
            ">42,50<",
            ">0.00<",
            ">1000000000.00<",
            ">999999999.99<",
            "> 42.50 <",
            ">042.50<",
            ">+42.50<",
            "><",
        ],
    ),
    (
        ">30.00<",
        &[
            ">30<",
            ">0.00<",
            ">0.01<",
            ">1000000000.00<",
            ">.50<",
            ">30.000<",
        ],
    ),
    (
        ">1</p:indice",
        &[
            ">5</p:indice",
            ">6</p:indice",
            ">0</p:indice",
            ">01</p:indice",
            ">+1</p:indice",
            ">1.0</p:indice",
            "></p:indice",
            "> 2 </p:indice",
        ],
    ),
    (
        ">0<",
        &[">3<", ">4<", ">8<", ">9<", ">1<", ">00<", "><", "> 0<"],
    ),
    (
        ">2026-11-19<",
        &["><", ">2026-11-19T00:00:00<", ">19-11-2026<"],
    ),
    (
        "<p:versioneOggetto>1.0</p:versioneOggetto>",
        &["", "<p:versioneOggetto/>", "<x/>"],
    ),
    (
        "<p:dataRegolamento>",
        &["<p:dataRegolamento a=\"1\">", "x<p:dataRegolamento>"],
    ),
    (
        "<p:codiceBicBancaDiRiversamento>PRATITM1XXX</p:codiceBicBancaDiRiversamento>",
        &[
            "",
            "<p:codiceBicBancaDiRiversamento>A</p:codiceBicBancaDiRiversamento>\
             <p:codiceBicBancaDiRiversamento>B</p:codiceBicBancaDiRiversamento>",
            "<codiceBicBancaDiRiversamento>A</codiceBicBancaDiRiversamento>",
        ],
    ),
    (
        "<p:indiceDatiSingoloPagamento>1</p:indiceDatiSingoloPagamento>",
        &["", "<!-- no index -->"],
    ),
    (
        "<p:importoTotalePagamenti>42.50</p:importoTotalePagamenti>",
        &["", "&#10;"],
    ),
    (
        "</p:istitutoRicevente>",
        &["<p:altro/></p:istitutoRicevente>"],
    ),
    (
        "</p:FlussoRiversamento>",
        &["<p:altro/></p:FlussoRiversamento>", ""],
    ),
    ("2011/Pagamenti/", &["2011/Pagamenti", ""]),
    (
        "<p:datiSingoliPagamenti>",
        &["<p:datiSingoliPagamenti><p:altro/>", "<p:dati>"],
    ),
];

#[test]
fn the_schema_and_our_reader_agree_on_the_corpus() {
    let Some(schema) = specs(SCHEMA) else { return };
    assert!(is_valid(&schema, &xml()) && !is_valid(&schema, "<stranger/>"));
    let rows = xml().replace("<p:datiSingoli", "<p:x><p:datiSingoli");
    assert!(!is_valid_for_us(&rows));
    let mut compared = 0;
    for (piece, others) in CHANGES {
        assert!(xml().contains(piece), "{piece}");
        for other in *others {
            let document = xml().replacen(piece, other, 1);
            let official = is_valid(&schema, &document);
            assert_eq!(is_valid_for_us(&document), official, "{piece} → {other}");
            compared += 1;
        }
    }
    assert!(compared > 90, "{compared}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_schema_and_our_reader_agree_on_documents_with_lines_missing_or_moved(
        cut in 0usize..36, paste in prop::option::of(0usize..36),
    ) {
        let Some(schema) = specs(SCHEMA) else { return Ok(()) };
        let text = xml();
        let mut lines: Vec<&str> = text.lines().collect();
        let taken = (cut > 0 && cut < lines.len()).then(|| lines.remove(cut));
        if let (Some(line), Some(at)) = (taken, paste) {
            lines.insert(at.clamp(1, lines.len()), line);
        }
        let document = lines.join("\n");
        prop_assert_eq!(is_valid_for_us(&document), is_valid(&schema, &document), "{}", document);
    }
}

//! 1,000,000 rows of a reporting flow held against the receipts that we know, beside Python's own XML reader and a
//! dictionary.

use std::io::{BufReader, BufWriter, Write};
use std::path::PathBuf;

use kernel::money::Cents;
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use payments::domain::flow::{KnownTransfer, KnownTransfers, reconcile};

use crate::figure::{Aim, Figure};
use crate::{gauge, rivals};

const ROWS: usize = 1_000_000;
const CENTS: i64 = 3_000;
/// Every so many rows one differs by a cent from the receipt.
const WRONG_EVERY: usize = 10_000;

pub fn prepare() {
    let file = std::fs::File::create(file()).unwrap();
    let mut out = BufWriter::new(file);
    let sum: i64 = (0..ROWS).map(paid).sum();
    write!(out, "{}", head(sum)).unwrap();
    for n in 0..ROWS {
        write!(out, "{}", row(n)).unwrap();
    }
    writeln!(out, "</p:FlussoRiversamento>").unwrap();
}

pub fn measure() {
    let creditor = OrgFiscalCode::parse("80047110152").unwrap();
    let (found, spent) = gauge::spent(|| {
        let known = KnownTransfers::of((0..ROWS).map(known), []);
        let flow = BufReader::new(std::fs::File::open(file()).unwrap());
        reconcile(flow, &creditor, &known).unwrap()
    });
    assert_eq!(
        found.mismatches.len(),
        ROWS.div_ceil(WRONG_EVERY),
        "each wrong cent and nothing else"
    );
    Figure::new("1,000,000 flow rows reconciled, CPU", spent.cpu_s, "s")
        .aim(Aim::AtMost(4.0))
        .beside(
            "Python ElementTree and dict",
            rivals::python_cpu_s("flow_rows.py", &file()),
        )
        .print();
    Figure::new("… peak of memory", gauge::peak_mb(), "MB")
        .aim(Aim::AtMost(256.0))
        .print();
}

fn known(n: usize) -> KnownTransfer {
    let (iuv, receipt) = (notice(n).iuv(), receipt(n));
    KnownTransfer::new(
        u32::try_from(n).unwrap(),
        (iuv.as_str(), &receipt),
        1,
        Cents::new(CENTS),
    )
}

fn head(sum: i64) -> String {
    let party = |of: &str, kind: &str, code: &str| {
        format!(
            "<p:identificativoUnivoco{of}><p:tipoIdentificativoUnivoco>{kind}</p:tipoIdentificativoUnivoco>\
             <p:codiceIdentificativoUnivoco>{code}</p:codiceIdentificativoUnivoco></p:identificativoUnivoco{of}>"
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <p:FlussoRiversamento xmlns:p=\"http://www.digitpa.gov.it/schemas/2011/Pagamenti/\">\n\
         <p:versioneOggetto>1.0</p:versioneOggetto>\n\
         <p:identificativoFlusso>2026-11-20PRATITM1XXX-000000001</p:identificativoFlusso>\n\
         <p:dataOraFlusso>2026-11-20T10:30:00</p:dataOraFlusso>\n\
         <p:identificativoUnivocoRegolamento>TRN0001</p:identificativoUnivocoRegolamento>\n\
         <p:dataRegolamento>2026-11-20</p:dataRegolamento>\n\
         <p:istitutoMittente>{}</p:istitutoMittente>\n\
         <p:codiceBicBancaDiRiversamento>PRATITM1XXX</p:codiceBicBancaDiRiversamento>\n\
         <p:istitutoRicevente>{}</p:istitutoRicevente>\n\
         <p:numeroTotalePagamenti>{ROWS}</p:numeroTotalePagamenti>\n\
         <p:importoTotalePagamenti>{}.{:02}</p:importoTotalePagamenti>\n",
        party("Mittente", "B", "PRATITM1XXX"),
        party("Ricevente", "G", "80047110152"),
        sum / 100,
        sum % 100,
    )
}

fn row(n: usize) -> String {
    let cents = paid(n);
    format!(
        "<p:datiSingoliPagamenti>\n\
         <p:identificativoUnivocoVersamento>{}</p:identificativoUnivocoVersamento>\n\
         <p:identificativoUnivocoRiscossione>{}</p:identificativoUnivocoRiscossione>\n\
         <p:indiceDatiSingoloPagamento>1</p:indiceDatiSingoloPagamento>\n\
         <p:singoloImportoPagato>{}.{:02}</p:singoloImportoPagato>\n\
         <p:codiceEsitoSingoloPagamento>0</p:codiceEsitoSingoloPagamento>\n\
         <p:dataEsitoSingoloPagamento>2026-11-19</p:dataEsitoSingoloPagamento>\n\
         </p:datiSingoliPagamenti>\n",
        notice(n).iuv(),
        receipt(n),
        cents / 100,
        cents % 100,
    )
}

/// What the flow says of a payment of [`CENTS`].
fn paid(n: usize) -> i64 {
    CENTS + i64::from(n.is_multiple_of(WRONG_EVERY))
}

fn receipt(n: usize) -> String {
    format!("{n:032x}")
}

fn notice(n: usize) -> NoticeNumber {
    let segregation = SegregationCode::parse("07").unwrap();
    NoticeNumber::issue(&segregation, 1_000 + n as u64 * 7_919).unwrap()
}

fn file() -> PathBuf {
    rivals::folder().join("flow.xml")
}

//! Planted faults are named, all of them and nothing else.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{BufReader, Cursor};

use super::super::samples::{creditor, xml};
use super::*;

const ROWS: u32 = 100_000;
const PLANTED: u32 = 1_000;

fn iuv(at: u32) -> String {
    format!("07{at:013}00")
}

fn receipt(at: u32) -> String {
    format!("{at:032x}")
}

fn cents(at: u32) -> i64 {
    1_000 + i64::from(at % 977)
}

fn row(into: &mut String, iuv: &str, receipt: &str, cents: i64, outcome: &str) {
    let amount = Cents::new(cents).decimal();
    let _ = write!(
        into,
        "<p:datiSingoliPagamenti>\
         <p:identificativoUnivocoVersamento>{iuv}</p:identificativoUnivocoVersamento>\
         <p:identificativoUnivocoRiscossione>{receipt}</p:identificativoUnivocoRiscossione>\
         <p:singoloImportoPagato>{amount}</p:singoloImportoPagato>\
         <p:codiceEsitoSingoloPagamento>{outcome}</p:codiceEsitoSingoloPagamento>\
         <p:dataEsitoSingoloPagamento>2026-11-19</p:dataEsitoSingoloPagamento>\
         </p:datiSingoliPagamenti>"
    );
}

/// A flow with these rows.
fn document(rows: &str, count: u32, total: i64) -> String {
    let sample = xml();
    let (head, _) = sample.split_once("<p:datiSingoliPagamenti>").unwrap();
    let head = head
        .replace(">2</p:numero", &format!(">{count}</p:numero"))
        .replace(">42.50<", &format!(">{}<", Cents::new(total).decimal()));
    format!("{head}{rows}</p:FlussoRiversamento>")
}

fn known(of: std::ops::Range<u32>) -> impl Iterator<Item = KnownTransfer> {
    of.map(|at| KnownTransfer::new(at, (&iuv(at), &receipt(at)), 1, Cents::new(cents(at))))
}

#[test]
fn every_planted_fault_is_named_and_nothing_else() {
    let (mut rows, mut count, mut total) = (String::new(), 0, 0);
    let mut planted = BTreeSet::new();
    let mut add = |iuv: &str, receipt: &str, cents: i64, kind: Option<MismatchKind>| {
        row(&mut rows, iuv, receipt, cents, "0");
        (count, total) = (count + 1, total + cents);
        if let Some(kind) = kind {
            planted.insert((count, kind));
        }
    };
    let step = ROWS / PLANTED;
    for at in 0..ROWS {
        let known_cents = Cents::new(cents(at));
        match at % step {
            10 => {
                let differs = MismatchKind::AmountDiffers { known_cents };
                add(&iuv(at), &receipt(at), cents(at) + 1, Some(differs));
            }
            20 => {
                add(&iuv(at), &receipt(at), cents(at), None);
                let again = Some(MismatchKind::Repeated);
                add(&iuv(at), &receipt(at), cents(at), again);
            }
            // The receipt never came; the notice is ours.
            30 => {
                let missing = Some(MismatchKind::ReceiptMissing);
                add(&iuv(at), &receipt(ROWS + at), cents(at), missing);
            }
            40 => {
                add(&iuv(at), &receipt(at), cents(at), None);
                let unknown = Some(MismatchKind::IuvUnknown);
                add(&iuv(ROWS + at), &receipt(2 * ROWS + at), 1, unknown);
            }
            // The flow forgets it.
            50 => {}
            60 => {
                let other = Some(MismatchKind::IuvDiffers);
                add(&iuv(3 * ROWS + at), &receipt(at), cents(at), other);
            }
            _ => add(&iuv(at), &receipt(at), cents(at), None),
        }
    }
    let forgotten = |at: &u32| matches!(at % step, 30 | 50 | 60);
    let mut untold: Vec<u32> = (0..ROWS).filter(forgotten).collect();
    let document = document(&rows, count, total);
    // Small pieces: no row may hang on the borders of what is read at once.
    let source = BufReader::with_capacity(511, Cursor::new(document));
    let known = KnownTransfers::of(known(0..ROWS), []);
    let found = reconcile(source, &creditor(), &known).unwrap();
    assert_eq!(found.head.row_count, count);
    assert_eq!(found.agreeing, count - 5 * PLANTED);
    let of_rows = found.mismatches.iter().filter(|found| found.row > 0);
    let named: BTreeSet<_> = of_rows.map(|found| (found.row, found.kind)).collect();
    assert_eq!(named, planted);
    let rest = found.mismatches.iter().filter(|found| found.row == 0);
    let mut places: Vec<u32> = rest.filter_map(|found| found.place).collect();
    places.sort_unstable();
    untold.sort_unstable();
    assert_eq!(places, untold);
    assert_eq!(found.mismatches.len(), planted.len() + untold.len());
}

#[test]
fn a_row_without_index_finds_the_transfer_of_its_amount() {
    let pair = ("07000000000000114", "R");
    let known = KnownTransfers::of(
        [
            KnownTransfer::new(0, pair, 1, Cents::new(1_000)),
            KnownTransfer::new(1, pair, 3, Cents::new(500)),
        ],
        [],
    );
    let mut reconciler = Reconciler::new(&known);
    let mut told = |transfer: Option<u8>, cents: i64| {
        reconciler.row(&RowText {
            row: 1,
            iuv: pair.0,
            receipt_id: pair.1,
            transfer,
            amount_cents: Cents::new(cents),
            payment: PaymentOutcome::StandIn,
            paid_on: jiff::civil::date(2026, 11, 19),
        })
    };
    assert_eq!(told(None, 500), Verdict::Agrees(1));
    assert_eq!(told(Some(3), 500), Verdict::Differs(MismatchKind::Repeated));
    let unknown = Verdict::Differs(MismatchKind::TransferUnknown);
    assert_eq!((told(None, 500), told(Some(2), 500)), (unknown, unknown));
    assert_eq!(told(Some(1), 1_000), Verdict::Agrees(0));
    assert_eq!(reconciler.untold().count(), 0);
}

#[test]
fn a_wrong_flow_is_told_with_its_faults() {
    let (known, mut rows) = (KnownTransfers::of([], ["07000000000000100"]), String::new());
    row(&mut rows, "07000000000000100", "R", 100, "3");
    row(&mut rows, "07000000000000100", "S", 100, "9");
    let wrong = document(&rows, 3, 200);
    let faults = reconcile(wrong.as_bytes(), &creditor(), &known).unwrap_err();
    assert_eq!(faults[0].place, "numeroTotalePagamenti");
    let sound = document(&rows, 2, 200);
    let found = reconcile(sound.as_bytes(), &creditor(), &known).unwrap();
    let kinds: Vec<_> = found.mismatches.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [MismatchKind::Revoked, MismatchKind::ReceiptMissing]);
}

//! The keys of collection: the only file of this context that spells one.
//!
//! | entity | PK | SK | who reads it | requests |
//! |---|---|---|---|---|
//! | position | `PP#<cf>#<nav of its first part>` | `P` | citizen, node, panel, receipts | 1 get |
//! | position pointer (other NAVs of a plan) | `PP#<cf>#<nav>` | `P` | the same | 1 get, then the position |
//! | position pointer (IUPD made by a client) | `PI#<cf>#<iupd>` | `P` | GPD APIs | 1 get, then the position |
//! | … that a bulk holds, and what becomes of it | the same, and | `P`, `PN` | the same (the records: `keys/bulks.rs`) | 1 more |
//! | … what time will change of it | `PP#<cf>#<nav>` | `T`; gsi1 `TW#<shard>` | `<when>#<cf>#<nav>` | job every 5 minutes | 1 query a shard, then 1 get and 1 transaction a position |
//! | … position that was deleted | `PP#<cf>#<nav>` | `D` | who makes one anew under its number | with its transaction |
//! | receipt, also extra and orphan | `PP#<cf>#<nav>` | `R#<receiptId>` | panel, node (same id again) | with the position: 1 query |
//! | … for a share of another body's notice | `PX#<cf>#<nav>` | `R#<issuer>#<sha256 of the id>` | node (same id again), panel, matching | with its transaction; 1 get; 1 query a row that no position explains |
//! | … … that a flow reported | `PX#<cf>#<nav>` | `F#<issuer>#<sha256>#<transfer>` | matching, panel, export | 1 put a row; with the receipt: 1 query |
//! | … extra, orphan and shared ones by payment | gsi2 `RS#<cf>#<standing>#<shard>` | `<paid>#<id>` | list of receipts | 8 queries |
//! | … paid without asking us (stand-in) | gsi4 `RI#<cf>#<shard>` | `<paid>#<id>` | list of receipts | 8 queries, 1 batch |
//! | history of a position | `PP#<cf>#<nav>` | `H#<version>` | panel | with the position: 1 query |
//! | list of positions | gsi1 `PL#<cf>#<shard>` | `<created>#<nav>` | archive, exports | 8 queries in parallel |
//! | … by state | gsi2 `PS#<cf>#<state>#<shard>` | `<due date, or none>#<nav>` | archive | 8 queries in parallel a state |
//! | … by debtor | gsi3 `PD#<cf>#<tax code>` | `<created>#<nav>` | archive | 1 query a person, ≤ 8 |
//! | … by identity of the due | gsi4 `ID#<cf>#<bucket>` | `<identity>` | check of an import | 1 query a due, or 64 buckets |
//! | … other dues of a group, by identity | `PP#<cf>#<nav>` | `L#<line>` | the same index | with the first due |
//! | … of an import | `IM#<cf>#<id>` | `C#<chunk>` | archive, exports, API | 1 query, then 1 batch per 100 |
//! | … paid on these days | receipts by payment | | archive, exports | 8 queries, then 1 batch per 100 |
//! | place where a page of a GPD list begins, 1 hour | `LB#<cf>#<question>` | `<page>` | GPD lists | 1 query, 1 put |
//! | directory of debtors | `DN#<cf>#<shard>` | `<name, folded>#<tax code>` | search by the beginning of a name | 8 queries |
//! | receipts by day | gsi1 `RL#<cf>#<shard>` | `<received>#<id>` | flows, exports | 8 queries |
//! | receipts by payment | gsi3 `RP#<cf>#<shard>` | `<paid>#<id>` | archive, exports | 8 queries |
//! | export | `EX#<cf>#<id>` | `E` | panel, API, job | 1 get |
//! | … list | gsi1 `EXL#<cf>` | `<created>#<id>` | panel, API | 1 query |
//! | … of who asked for it | gsi2 `EXB#<cf>#<actor>` | `<created>#<id>` | panel, API, of who sees not all | 1 query |
//! | creditor settings | `CR#<cf>` | `S` | everybody, cached 5 s | 1 get |
//! | … their history | `CR#<cf>` | `H#<version>` | (audit) | 1 query |
//! | … of all creditors | gsi1 `CRL` | `<cf>` | citizen, sweeps; cached 5 s | 1 query |
//! | number counter | `NB#<cf>#<segregation>` | `N` | publishing | 1 update an import |
//! | import | `IM#<cf>#<id>` | `I` | panel, API, jobs | 1 get |
//! | … chunk done | `IM#<cf>#<id>` | `C#<chunk>` | progress | 1 query |
//! | … list | gsi1 `IML#<cf>` | `<created>` | panel | 1 query |
//! | … of one service, or `+` of several | gsi2 `IMS#<cf>#<service>` | `<created>` | panel, of who sees not all | 1 query each |
//! | … of who made it | gsi3 `IMO#<cf>#<actor>` | `<created>` | panel, of who sees not all | with those: 1 query |
//! | … its notices as files | `IM#<cf>#<id>` | `Z` | panel, API, jobs | 1 get |
//! | … … finished file | `IM#<cf>#<id>` | `Z#<run>#<part>` | panel, API, jobs | 1 query |
//! | … comparison with an earlier one | `IM#<cf>#<id>` | `D` | panel, API, its job | 1 get |
//! | epoch of confirmations | `IE#<cf>` | `E` | check of an import, confirmation | 1 get, then in its transaction |
//! | idempotency key of a client | `IK#<cf>#<key>` | `K` | machine API, forms | in the transaction of the effect |
//! | mapping that a person taught | `LM#<cf>` | `<sha256 of the titles>` | check of an import | 1 query, 1 put where it teaches |
//! | import fingerprint | `IF#<cf>#<sha256>` | `F` | confirmation | in its transaction |
//! | reporting flow | `FL#<cf>#<flow id>` | `F` | panel, API, matching | 1 get |
//! | … revision that was replaced | `FL#<cf>#<flow id>` | `R#<revision>` | people who look for what happened | with the flow: 1 query |
//! | … bank line that names it | `FL#<cf>#<flow id>` | `B#<date>#<cents>#<n>#<statement>` | matching, panel | with the flow: 1 query |
//! | … list | gsi1 `FLL#<cf>` | `<settlement date>#<flow id>` | panel, API, check of a statement | 1 query |
//! | … late revision, without effect | `FL#<cf>#<flow id>` | `L#<sha256>` | people who look for what happened | with the flow |
//! | … chunk done | `FC#<cf>#<flow id>#<revision>` | `C#<chunk>` | matching | 1 query per 500 |
//! | file of a flow that is read later | `FU#<cf>#<id>` | `U` | panel, job | 1 get |
//! | fetching of flows | `FT#<cf>` | `F` | list of flows, schedule, job | 1 get |
//! | … of receipts: how their source fares | `FT#<cf>` | `R` | job | 1 get; 1 put where it fails or heals |
//! | … flow that was listed | `FS#<cf>#<fdr>` | `<revision>#<psp>` | job | 1 get |
//! | … not loaded yet | gsi1 `FSO#<cf>` | `<next try>#<fdr>` | job | 1 query |
//! | reported transfer | `PP#<cf>#<nav>` | `F#<nav of the part>#<transfer>` | matching | with the position: 1 query; alone: 1 get |
//! | exception: of a flow at the bank | `FL#<cf>#<flow id>` | `E` | judging the flow, panel | with the flow; alone 1 get |
//! | … of a receipt or a row | `EX#<cf>#<id>` | `E` | panel, API | 1 get; written with the receipt, 1 put for a row |
//! | … open ones | gsi2 `EXO#<cf>` | `<opened>#<id>` | panel, API, healing | 1 query |
//! | … waiting for a receipt | gsi1 `EXR#<cf>` | `<next asking>#<id>` | job | 1 query of 1 a run, 1 of 25 a message |
//! | … settled ones | gsi2 `EXS#<cf>` | `<settled>#<id>` | panel, API | 1 query |
//! | bank statement | `ST#<cf>#<id>` | `S` | panel, API, jobs | 1 get |
//! | … its bank lines | gsi1 `SL#<cf>#<id>` | `<row>` | panel, API | 1 query per 500 |
//! | … list | gsi1 `STL#<cf>` | `<created>` | panel | 1 query |
//! | … its bank lines of one payment | `PP#<cf>#<nav>` | `L#<date>#<cents>#<n>#<statement>`, guarded by `LH` | check of a statement | with the receipts: 1 query, 1 transaction |
//! | accounting record of a flow | `FL#<cf>#<flow id>` | `A`, its changes `AH#<version>` | panel, API | with the flow: 1 query; 1 transaction |
//! | … by accounting date | gsi2 `AL#<cf>` | `<date>#<flow id>` | panel, API, export | 1 query per 500 |
//! | accounting defaults | `CR#<cf>` | `A`, their changes `AH#<version>` | panel | 1 get; 1 transaction |
//! | columns learnt of a bank's statements | `SC#<cf>` | `<print of the titles>` | check of a statement | 1 get; 1 put where a person named columns |
//! | connection of a body's software | `WH#<cf>` | `W` | panel, consumer of payments, job | 1 get |
//! | … message sent by it, 30 days | `WH#<cf>` | `D#<event>` | panel, job | 1 query; 1 get |
//! | journal: a call to or from pagoPA | `J#<cf, or ->#<month>#<shard>` | `<id>` | panel | 1 put a call; 8 queries a month, 1 get |
//! | … that was refused or failed | gsi1 `JF#<cf>#<shard>` | `<id>` | panel | 8 queries |
//! | … about a notice | gsi4 `JN#<cf>#<nav>` | `<id>` | panel | 1 query, 1 batch |
//! | where a body's software tells amounts | `AH#<cf>` | `A` | node, cached 5 s; panel | 1 get |
//! | amount told to the node, 400 days | `PP#<cf>#<nav>` | `A#<cents>` | receipt of that amount | 1 put, 1 get |
//! | notice made on the spot, 30 minutes | `DM#<cf>#<sha256>` | `D` | node (same demand again) | 1 get, then in the transaction |
//! | who is told of positions | `CR#<cf>` | `O` | panel, job | 1 get; 1 transaction |
//! | … how each connection fares | `XL#<cf>` | `<target>` | panel, job | 1 get a message; 1 put where it fails or heals |
//! | … how far the open positions are told | `XL#<cf>` | `P#<target>` | panel, job | 1 get; a chunk of 100: 1 get, 8 queries a state, 1 transaction |
//! | … what it was told of a position | `PP#<cf>#<nav>` | `X#<target>` | job; panel, with the position | 1 get, 2 puts around a call |
//! | … … that waits | gsi1 `XW#<cf>#<target>` | `<next try>#<nav>` | job, panel | 1 query of 100 a message |
//! | … … that was refused | gsi2 `XR#<cf>#<target>` | `<when>#<nav>` | panel | 1 query |
//! | missed look-ups | `CM#<hash>#<hour>` | `T` | citizen, on a miss only | 1 update |
//!
//! A chunk of 1,000 flow rows costs 10 batches of positions, 10 batches of reported transfers where there
//! are any, 1 transaction for each transfer that it reports, 1 get for each row that differs, and 2 gets
//! and 1 transaction to go on; run again it writes nothing. A row alone costs 1 get (2 for a pointer) and
//! 1 transaction; what a revision takes back 2 gets and 1 transaction. A line of a
//! statement that names a flow costs 1 query and 1 transaction. The rows of flows and statements
//! stand in the bucket. A receipt that is asked for costs 1 get (whether it has come meanwhile), what
//! recording one costs where pagoPA has it, and 1 put; a message of 25 of them 1 get and 1 query, for
//! each chunk of rows that got one 1 get and 1 transaction, and 1 transaction to go on. The list of flows needs no shards: a body gets some dozens a day.
//!
//! A page of the archive walks one index ([`crate::domain::archive::Walk`]), 8 queries at a time, and
//! looks at what else is asked position by position: at most 8 rounds, then it says how far it came.
//! The directory has an entry for each of a name's first words and is written beside the
//! transaction of a chunk (3 entries a person at most times, 25 a request): the key is the whole
//! content, so that writing it again changes nothing.
//!
//! A month of the journal has 8 partitions, by the last character of the entry's id, which is random:
//! they take 8,000 writes a second, and nothing is copied to an index but what went wrong and, as keys alone,
//! what names a notice.
//!
//! Shards: a list index of one creditor would be one hot partition (1,000 writes a second) when
//! 100,000 positions are published; 8 shards, by the last digits of the NAV, take 8 times that,
//! and a list page stays at 8 queries. The partition of a position is its number, which is spread
//! by the keyed permutation of the counter.

mod amounts;
mod archive;
mod bulks;
mod bundles;
mod exceptions;
mod journal;
mod matching;
mod outwards;
mod receipts;
mod webhooks;

use jiff::Timestamp;
use kernel::idempotency::IdempotencyKey;
use kernel::ids::{ImportId, Iupd, ServiceCode};
use kernel::notice::{NoticeNumber, SegregationCode};
use kernel::tax::OrgFiscalCode;
use kernel::time::sortable;
use platform::table::Key;

pub use amounts::*;
pub use archive::*;
pub use bulks::*;
pub use bundles::*;
pub use exceptions::*;
pub use journal::*;
pub use matching::*;
pub use outwards::*;
pub use receipts::*;
pub use webhooks::*;

/// Partitions of a list index.
pub const SHARDS: u8 = 8;
/// Partitions of the identity index.
pub const IDENTITY_BUCKETS: u8 = 64;

/// The sort key of the position itself; receipts and history sort after it.
pub const POSITION_SK: &str = "P";
const CHUNK_PREFIX: &str = "C#";

pub fn position(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> Key {
    Key::new(position_pk(creditor, nav), POSITION_SK)
}

/// The partition that holds a position, its receipts and its history.
pub fn position_pk(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> String {
    format!("PP#{creditor}#{nav}")
}

pub fn iupd(creditor: &OrgFiscalCode, iupd: &Iupd) -> Key {
    Key::new(format!("PI#{creditor}#{iupd}"), POSITION_SK)
}

/// The item that waits for what time will change.
pub fn waking(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> Key {
    Key::new(position_pk(creditor, nav), "T")
}

pub fn waking_list(creditor: &OrgFiscalCode, nav: &NoticeNumber, when: Timestamp) -> Key {
    let sk = format!("{}#{creditor}#{nav}", sortable(when));
    Key::new(waking_pk(shard(nav)), sk)
}

pub fn waking_pk(shard: u8) -> String {
    format!("TW#{shard}")
}

/// After every waking of `now`, before every later one: `$` follows `#`.
pub fn waking_bound(now: Timestamp) -> String {
    format!("{}$", sortable(now))
}

/// What was deleted under a position's number.
pub fn deleted(creditor: &OrgFiscalCode, nav: &NoticeNumber) -> Key {
    Key::new(position_pk(creditor, nav), "D")
}

pub fn history(creditor: &OrgFiscalCode, nav: &NoticeNumber, version: u64) -> Key {
    Key::new(position_pk(creditor, nav), format!("H#{version:08}"))
}

/// A further due of a position that holds several.
pub fn line_identity(creditor: &OrgFiscalCode, nav: &NoticeNumber, line: u16) -> Key {
    Key::new(position_pk(creditor, nav), format!("L#{line:03}"))
}

/// The shard of a notice number.
pub fn shard(nav: &NoticeNumber) -> u8 {
    let sum: u32 = nav.as_str().bytes().rev().take(4).map(u32::from).sum();
    u8::try_from(sum % u32::from(SHARDS)).unwrap_or(0)
}

/// The bucket of an identity, which is hexadecimal and evenly spread.
pub fn identity_pk(creditor: &OrgFiscalCode, identity: &str) -> String {
    let first = identity
        .get(..2)
        .and_then(|hex| u8::from_str_radix(hex, 16).ok());
    identity_bucket_pk(creditor, first.unwrap_or(0) % IDENTITY_BUCKETS)
}

pub fn identity_bucket_pk(creditor: &OrgFiscalCode, bucket: u8) -> String {
    format!("ID#{creditor}#{bucket}")
}

pub fn settings(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("CR#{creditor}"), "S")
}

pub fn settings_history(creditor: &OrgFiscalCode, version: u64) -> Key {
    Key::new(format!("CR#{creditor}"), format!("H#{version:08}"))
}

/// The creditors of the installation.
pub fn creditor_list(creditor: &OrgFiscalCode) -> Key {
    Key::new(creditor_list_pk(), creditor.as_str())
}

pub fn creditor_list_pk() -> &'static str {
    "CRL"
}

pub fn numbers(creditor: &OrgFiscalCode, segregation: &SegregationCode) -> Key {
    Key::new(format!("NB#{creditor}#{segregation}"), "N")
}

pub fn import(creditor: &OrgFiscalCode, id: &ImportId) -> Key {
    Key::new(import_pk(creditor, id), "I")
}

pub fn import_pk(creditor: &OrgFiscalCode, id: &ImportId) -> String {
    format!("IM#{creditor}#{id}")
}

pub fn import_list(creditor: &OrgFiscalCode, created_at: Timestamp) -> Key {
    Key::new(import_list_pk(creditor), sortable(created_at))
}

pub fn import_list_pk(creditor: &OrgFiscalCode) -> String {
    format!("IML#{creditor}")
}

/// The imports of one service, or with none those of several.
pub fn import_service_pk(creditor: &OrgFiscalCode, service: Option<&ServiceCode>) -> String {
    // No code of a service has a `+`.
    let service = service.map_or("+", ServiceCode::as_str);
    format!("IMS#{creditor}#{service}")
}

/// `by`: as in `created_by`.
pub fn import_maker_pk(creditor: &OrgFiscalCode, by: &str) -> String {
    format!("IMO#{creditor}#{by}")
}

pub fn comparison(creditor: &OrgFiscalCode, id: &ImportId) -> Key {
    Key::new(import_pk(creditor, id), "D")
}

/// Moves on with each confirmation of the creditor.
pub fn import_epoch(creditor: &OrgFiscalCode) -> Key {
    Key::new(format!("IE#{creditor}"), "E")
}

/// The key is of the client's making: it comes last, so that it cannot reach into another one.
pub fn idempotency(creditor: &OrgFiscalCode, key: &IdempotencyKey) -> Key {
    Key::new(format!("IK#{creditor}#{key}"), "K")
}

pub fn import_fingerprint(creditor: &OrgFiscalCode, fingerprint: &str) -> Key {
    Key::new(format!("IF#{creditor}#{fingerprint}"), "F")
}

/// The partition of what a creditor's people taught about the columns of its files.
pub fn mappings_pk(creditor: &OrgFiscalCode) -> String {
    format!("LM#{creditor}")
}

pub fn mapping(creditor: &OrgFiscalCode, titles: &str) -> Key {
    Key::new(mappings_pk(creditor), titles)
}

pub fn chunk(creditor: &OrgFiscalCode, id: &ImportId, chunk: u64) -> Key {
    Key::new(import_pk(creditor, id), format!("{CHUNK_PREFIX}{chunk:06}"))
}

/// The prefix of the receipts in a position's partition.
/// The prefix of the chunk-done records in an import's partition.
pub fn chunk_prefix() -> &'static str {
    CHUNK_PREFIX
}

/// `hash` never is a tax code in clear; `hour` is `2026-06-01T10`.
pub fn misses(hash: &str, hour: &str) -> Key {
    Key::new(format!("CM#{hash}#{hour}"), "T")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_stay_in_their_bounds() {
        let segregation = SegregationCode::parse("07").unwrap();
        for base in 0..200 {
            let nav = NoticeNumber::issue(&segregation, base * 7_919).unwrap();
            assert!(shard(&nav) < SHARDS);
        }
    }
}

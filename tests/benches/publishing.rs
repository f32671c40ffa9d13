//! Positions published from a confirmed import, through every part of the stack: queues, stream, store.

use kernel::ids::ImportId;
use kernel::tax::OrgFiscalCode;

use crate::figure::{Aim, Figure};
use crate::town::{CREDITOR, Town, runtime};

const POSITIONS: usize = 20_000;
/// Positions of one transaction, as the design bounds them.
const CHUNK: usize = 90;

pub fn measure() {
    runtime().block_on(async {
        let town = Town::start().await;
        let published = town.publish(POSITIONS).await;
        assert_eq!(published.notices.len(), POSITIONS);
        let creditor = OrgFiscalCode::parse(CREDITOR).unwrap();
        let import = ImportId::parse(&published.import).unwrap();
        let table = &town.stack.parts.job_table;
        let chunks = payments::store::imports::chunks_done(table, &creditor, &import)
            .await
            .unwrap();
        let per_s = POSITIONS as f64 / published.spent.wall.as_secs_f64();
        Figure::new("positions published", per_s, "/s")
            .note("wall time, 20,000 rows, the embedded cloud in the same process")
            .print();
        Figure::new(
            "… CPU a position",
            published.spent.cpu_s * 1e6 / POSITIONS as f64,
            "µs",
        )
        .print();
        Figure::new(
            "… transactions for 20,000",
            chunks.len() as f64,
            "transactions",
        )
        .aim(Aim::AtMost(POSITIONS.div_ceil(CHUNK) as f64))
        .print();
        town.stack.stop().await;
    });
}

//! What a first visit to the public page moves, uncompressed, as a browser counts it.

use crate::figure::{Aim, Figure};
use crate::rivals;
use crate::town::{Town, runtime};

pub fn measure() {
    runtime().block_on(async {
        let town = Town::start().await;
        let url = format!("{}/", town.stack.url);
        let moved = tokio::task::spawn_blocking(move || rivals::page_bytes(&url))
            .await
            .unwrap();
        if let Some(bytes) = moved {
            Figure::new("the public page, first visit", bytes / 1_000.0, "KB")
                .aim(Aim::AtMost(100.0))
                .print();
        }
        town.stack.stop().await;
    });
}

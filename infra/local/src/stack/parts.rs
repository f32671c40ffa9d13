//! What the `Deps` of every room and job are made of, on the embedded cloud.

use std::sync::Arc;

use kernel::dice::Dice;
use kernel::time::Clock;
use platform::mail::Mailer;
use platform::objects::Objects;
use platform::table::{RequestCount, Table};

use super::clock::LocalClock;
use super::keepsake::Keepsake;
use crate::cloud::{BUCKET, Cloud, TABLE};

const MAIL_FROM: &str = "sportello@valdorra.example";

#[derive(Clone)]
pub struct Parts {
    /// The stack's own address: `http://127.0.0.1:3000`.
    pub url: String,
    /// Where presigned uploads go.
    pub upload_url: String,
    /// The routes' table: its requests are counted for the tests. Jobs have one of their own.
    pub table: Table,
    pub job_table: Table,
    pub objects: Objects,
    pub mailer: Mailer,
    pub clock: Arc<dyn Clock>,
    pub dice: Arc<dyn Dice>,
    /// Of the tokens in links and forms.
    pub(super) seal_key: [u8; 32],
    /// Hides what events of the log are about.
    pub(super) audit_key: [u8; 32],
}

impl Parts {
    pub(super) fn new(
        cloud: &Cloud,
        url: &str,
        (clock, dice): (Arc<LocalClock>, Arc<dyn Dice>),
        (keepsake, counts): (&Keepsake, RequestCount),
    ) -> anyhow::Result<Self> {
        Ok(Self {
            url: url.to_owned(),
            upload_url: cloud.s3_url.clone(),
            table: Table::counted(&cloud.dynamodb, TABLE, counts),
            job_table: Table::new(&cloud.dynamodb, TABLE),
            objects: Objects::new(&cloud.s3, BUCKET),
            mailer: Mailer::new(&cloud.ses, MAIL_FROM),
            clock,
            dice,
            seal_key: keepsake.seal_key()?,
            audit_key: keepsake.audit_key()?,
        })
    }
}

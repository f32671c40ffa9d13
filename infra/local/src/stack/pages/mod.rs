//! Pages of the local stack alone: the mail that it would have sent, and its clock.

mod clock;
mod mail;
mod message;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;

use super::clock::LocalClock;

pub(super) fn router(mail_dir: PathBuf, clock: Arc<LocalClock>) -> Router {
    mail::router(mail_dir).merge(clock::router(clock))
}

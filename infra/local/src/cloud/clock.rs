//! The cloud's own time: queues and file names follow the machine, never the product's clock.

use jiff::Timestamp;
use kernel::time::{Clock, SystemClock};

pub(crate) fn machine_now() -> Timestamp {
    SystemClock::default().now()
}

/// Milliseconds since the epoch.
pub(crate) fn machine_now_ms() -> i64 {
    machine_now().as_millisecond()
}

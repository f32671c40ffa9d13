//! What happens later: jobs that the queues deliver at least once.

pub mod check_import;
pub mod publish;
pub mod receipt_mail;

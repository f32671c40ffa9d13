//! What happens later: jobs that the queues deliver at least once.

pub mod bulks;
pub mod bundle_notices;
pub mod check_import;
mod check_statement;
pub mod compare_imports;
pub mod export;
pub mod fetch;
pub mod load_flow;
mod match_flow;
pub mod matching;
mod notice_zip;
pub mod position_time;
pub mod publish;
pub mod push;
mod read_flow;
pub mod receipt_mail;
pub mod webhooks;

pub use check_statement::{CHECK_STATEMENT_JOB, CheckStatementOrder};
pub use match_flow::{MATCH_JOB, MatchOrder, MatchStep};
pub use read_flow::{READ_FLOW_JOB, ReadFlowOrder};

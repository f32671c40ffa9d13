//! Collection over HTTP, on the whole local stack.

mod accounting;
mod archive;
mod browser;
mod budgets;
mod bundles;
mod citizen;
mod connections;
mod difference;
mod exceptions;
mod exports;
mod exports_at_size;
mod fetching;
mod flow_files;
mod flow_revisions;
mod grouping;
mod imports;
mod imports_panel;
mod imports_repeated;
mod imports_rows;
mod logs;
mod matching;
mod matching_budgets;
mod matching_panel;
#[path = "../../samples/messages.rs"]
mod messages;
mod node;
mod overlap;
mod positions;
mod publish;
mod receipts_fetched;
mod register;
mod seeded;
mod specimen;
mod statements;
mod statements_hostile;
mod world;

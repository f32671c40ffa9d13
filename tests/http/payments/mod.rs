//! Collection over HTTP, on the whole local stack.

mod budgets;
mod citizen;
mod imports;
mod imports_panel;
mod imports_repeated;
#[path = "../../samples/messages.rs"]
mod messages;
mod node;
mod positions;
mod publish;
mod world;

//! Collection over HTTP, on the whole local stack.

mod budgets;
mod citizen;
mod imports;
mod imports_panel;
mod imports_repeated;
mod positions;
mod publish;
mod world;

//! Collection over HTTP, on the whole local stack.

mod budgets;
mod citizen;
mod imports;
mod imports_panel;
mod positions;
mod publish;
mod world;

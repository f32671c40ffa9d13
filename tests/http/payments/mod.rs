//! Collection over HTTP, on the whole local stack.

mod budgets;
mod citizen;
mod positions;
mod publish;
mod world;

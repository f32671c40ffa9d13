//! Software that speaks with pagoPA's GPD, spoken with: every answer is held against the official document
//! of its mount.

mod budgets;
pub mod desk;
mod habits;
mod ids;
mod life;
mod lists;
mod parts;
mod races;
mod refusals;
mod walks;

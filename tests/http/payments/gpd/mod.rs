//! Software that speaks with pagoPA's GPD, spoken with: every answer is held against the official document
//! of its mount.

mod budgets;
pub mod desk;
mod habits;
mod heard;
mod ids;
mod life;
mod lists;
mod lists_model;
mod parts;
mod races;
mod refusals;
mod validations;
mod walks;

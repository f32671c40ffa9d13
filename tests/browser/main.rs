//! The journeys of people, in a real browser: one module a journey.
//!
//! The runner starts these one at a time and `tests/run --quick` leaves them out.

//! Where a body's software tells amounts: its address, its secret, a trial.
//!
//! | page | requests |
//! |---|---|
//! | the page | 1 get |
//! | save, new secret, removal | 1 get, 1 transaction |
//! | trial | 2 gets, 3 for a part of a plan, and a question to the software |

pub(super) mod act;
pub(super) mod page;

//! What every POST of the machine API has in common: a client's key, a body of named fields, an
//! answer that is given again.

mod ask;
mod repeat;

pub use ask::Ask;
pub use repeat::{answer, done, earlier};

//! What every POST of the machine API has in common: a client's key, a body of named fields, an
//! answer that is given again.

mod ask;
mod document;
mod repeat;
mod strict;
mod upload;

pub use ask::Ask;
pub use document::Document;
pub use repeat::{answer, done, earlier};
pub use upload::{Created, FILE_NAME_CHARS_MAX};

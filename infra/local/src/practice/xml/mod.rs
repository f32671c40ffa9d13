//! XML for the practice node, written apart from the product's: a tree with resolved namespaces,
//! shapes that a document must have, and a writer.

mod deviation;
mod kind;
mod shape;
mod tree;
mod write;

pub use deviation::{Deviation, Rule, list};
pub use kind::{Kind, amount_cents};
pub use shape::{Field, Item, check_shape};
pub use tree::{Element, parse};
pub use write::XmlText;

//! XML as the node speaks it: read into a small tree under strict limits, written from values.

mod chars;
mod read;
mod tree;
mod write;

pub use chars::{is_blank, is_xml_char};
pub use read::{XmlFault, read};
pub use tree::{Attribute, Element, Name};
pub use write::Xml;

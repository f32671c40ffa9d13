//! The official schema (`paForNode.xsd`, `sac-common-types-1.0.xsd`) as data, and the one function
//! that holds a document against it.
//!
//! Stricter than the schema in one point, on purpose: `xsi:type` is refused like any attribute that
//! is not declared. The node never sends it.

#[cfg(test)]
pub mod answers;
mod check;
pub mod receipts;
pub mod requests;
mod simple;

pub use crate::domain::moment::Moment;
pub use check::check;
pub use simple::{Simple, amount, boolean, is_base64, is_email};

/// An element: how it is called, what it holds, how often it comes.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub name: &'static str,
    pub kind: Kind,
    pub min: u8,
    pub max: u8,
}

#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text of a simple type.
    Simple(Simple),
    /// Child elements, in this order.
    Sequence(&'static [Particle]),
}

#[derive(Clone, Copy, Debug)]
pub enum Particle {
    Element(Rule),
    /// Exactly one of these, once.
    Choice(&'static [Rule]),
}

/// Exactly once.
const fn one(name: &'static str, kind: Kind) -> Particle {
    Particle::Element(rule(name, kind, 1, 1))
}

/// Once or not at all.
const fn maybe(name: &'static str, kind: Kind) -> Particle {
    Particle::Element(rule(name, kind, 0, 1))
}

/// Once or up to `max` times.
const fn many(name: &'static str, kind: Kind, max: u8) -> Particle {
    Particle::Element(rule(name, kind, 1, max))
}

const fn rule(name: &'static str, kind: Kind, min: u8, max: u8) -> Rule {
    Rule {
        name,
        kind,
        min,
        max,
    }
}

/// `stText…`: a string of 1 to so many characters.
const fn text(max: usize) -> Kind {
    Kind::Simple(Simple::Text { min: 1, max })
}

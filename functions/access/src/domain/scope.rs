//! On which of an organisation's things a right holds.

use std::collections::BTreeSet;
use std::fmt;

use kernel::ids::ServiceCode;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// All of a kind, or these alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged, bound(deserialize = "T: Deserialize<'de> + Ord"))]
pub enum Extent<T> {
    Only(BTreeSet<T>),
    #[default]
    All,
}

impl<T: Ord + Clone> Extent<T> {
    pub const NOTHING: Self = Self::Only(BTreeSet::new());

    pub fn one(thing: T) -> Self {
        Self::Only(BTreeSet::from([thing]))
    }

    pub fn is_all(&self) -> bool {
        matches!(self, Self::All)
    }

    pub fn has(&self, thing: &T) -> bool {
        match self {
            Self::All => true,
            Self::Only(these) => these.contains(thing),
        }
    }

    /// Whether everything of `other` is in here.
    pub fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::All, _) => true,
            (Self::Only(_), Self::All) => false,
            (Self::Only(these), Self::Only(those)) => those.is_subset(these),
        }
    }

    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(these), Self::Only(those)) => Self::Only(these | those),
            _ => Self::All,
        }
    }
}

/// A domain of certified e-mail, `comune.esempio.it`: labels of lower-case letters, digits and inner
/// hyphens, at least two, at most 253 characters (RFC 1035, 2.3.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DomainName(String);

#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("not a domain name")]
pub struct NotADomainName;

impl DomainName {
    pub fn parse(text: &str) -> Result<Self, NotADomainName> {
        let letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.chars().all(letter)
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        if text.len() <= 253 && text.contains('.') && text.split('.').all(label) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotADomainName)
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DomainName {
    type Error = NotADomainName;

    fn try_from(text: String) -> Result<Self, NotADomainName> {
        Self::parse(&text)
    }
}

impl From<DomainName> for String {
    fn from(name: DomainName) -> Self {
        name.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What of an organisation a right is for. The default is everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Scope {
    #[serde(skip_serializing_if = "Extent::is_all")]
    pub services: Extent<ServiceCode>,
    #[serde(skip_serializing_if = "Extent::is_all")]
    pub domains: Extent<DomainName>,
    /// Only what the holder made.
    #[serde(skip_serializing_if = "is_false")]
    pub own_only: bool,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_false(own_only: &bool) -> bool {
    !own_only
}

impl Scope {
    pub fn of_services(services: impl IntoIterator<Item = ServiceCode>) -> Self {
        Self {
            services: Extent::Only(services.into_iter().collect()),
            ..Self::default()
        }
    }

    pub fn is_whole(&self) -> bool {
        self.services.is_all() && self.domains.is_all() && !self.own_only
    }

    /// Whether whoever holds this may do all that `other` lets do.
    pub fn covers(&self, other: &Self) -> bool {
        self.services.covers(&other.services)
            && self.domains.covers(&other.domains)
            && (!self.own_only || other.own_only)
    }
}

/// The scopes of all the grants of one right together: what the holder reaches with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach(Vec<Scope>);

impl Reach {
    pub fn whole() -> Self {
        Self(vec![Scope::default()])
    }

    pub fn of(scopes: impl IntoIterator<Item = Scope>) -> Self {
        Self(scopes.into_iter().collect())
    }

    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    pub fn is_whole(&self) -> bool {
        self.0.iter().any(Scope::is_whole)
    }

    /// The services reached: of one's own things, or of everybody's.
    pub fn services(&self, own: bool) -> Extent<ServiceCode> {
        let these = self.0.iter().filter(|scope| own || !scope.own_only);
        these.fold(Extent::NOTHING, |sum, scope| sum.and(&scope.services))
    }

    /// Whether a thing of these services is reached; one of no service, or of unknown ones, only by
    /// who reaches them all. `own`: the holder made it.
    pub fn has(&self, services: &Extent<ServiceCode>, own: bool) -> bool {
        !self.is_nothing() && *services != Extent::NOTHING && self.services(own).covers(services)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(code: &str) -> ServiceCode {
        ServiceCode::parse(code).unwrap()
    }

    #[test]
    fn a_scope_is_stored_by_what_limits_it() {
        let stored = |scope: &Scope| serde_json::to_string(scope).unwrap();
        assert_eq!(stored(&Scope::default()), "{}");
        let mensa = Scope {
            own_only: true,
            ..Scope::of_services([service("MENSA")])
        };
        assert_eq!(stored(&mensa), r#"{"services":["MENSA"],"own_only":true}"#);
        assert_eq!(
            serde_json::from_str::<Scope>(&stored(&mensa)).unwrap(),
            mensa
        );
        assert_eq!(
            serde_json::from_str::<Scope>("{}").unwrap(),
            Scope::default()
        );
    }

    #[test]
    fn two_scopes_together_reach_a_thing_of_both_services() {
        let reach = Reach::of(["MENSA", "TARI"].map(|code| Scope::of_services([service(code)])));
        let things =
            |codes: &[&str]| Extent::Only(codes.iter().map(|code| service(code)).collect());
        assert!(reach.has(&things(&["MENSA", "TARI"]), false));
        assert!(!reach.has(&things(&["MENSA", "CIE"]), true));
        assert!(!reach.has(&Extent::All, true) && !reach.has(&things(&[]), true));
        assert!(!Reach::default().has(&things(&["MENSA"]), true));
    }

    #[test]
    fn what_is_limited_to_ones_own_reaches_nobody_elses() {
        let own = Scope {
            own_only: true,
            ..Scope::default()
        };
        let reach = Reach::of([own, Scope::of_services([service("MENSA")])]);
        assert!(reach.has(&Extent::All, true) && !reach.has(&Extent::All, false));
        assert!(reach.has(&Extent::one(service("MENSA")), false));
        assert!(!reach.is_whole());
    }

    #[test]
    fn a_domain_name_has_labels_and_nothing_strange() {
        assert!(DomainName::parse("pec.comune.esempio.it").is_ok());
        for text in ["it", "-a.it", "a-.it", "A.it", "a..it", "", ".", "à.it"] {
            assert_eq!(DomainName::parse(text), Err(NotADomainName), "{text}");
        }
    }
}

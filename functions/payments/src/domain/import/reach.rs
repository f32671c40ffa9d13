//! Who reaches an import, of those who may not see them all.

use access::{Extent, Reach};
use kernel::ids::ServiceCode;

use super::Import;

impl Import {
    /// The services of the rows that the last check accepted; `None` while nothing is known of them.
    pub fn services(&self) -> Option<Extent<ServiceCode>> {
        let services = &self.findings.as_ref()?.services;
        (!services.is_empty()).then(|| Extent::Only(services.clone()))
    }

    /// `by`: as in `created_by`.
    pub fn is_made_by(&self, by: &str) -> bool {
        self.created_by == by
    }

    /// Whether `by`, who reaches these services, reaches the import: all of it, never a part. What is
    /// not checked yet is reached by who made it.
    pub fn is_reached(&self, reach: &Reach, by: &str) -> bool {
        let own = self.is_made_by(by);
        match self.services() {
            Some(services) => reach.has(&services, own),
            None => reach.is_whole() || (own && !reach.is_nothing()),
        }
    }
}

#[cfg(test)]
mod tests {
    use access::Scope;
    use kernel::ids::ImportId;
    use kernel::tax::OrgFiscalCode;

    use super::*;

    fn service(code: &str) -> ServiceCode {
        ServiceCode::parse(code).expect("a code")
    }

    fn import(services: &[&str]) -> Import {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let at = "2026-11-21T10:00:00Z".parse().expect("a time");
        let mut import = Import::new(creditor, id, "dovuti.csv".into(), "user:ada".into(), at);
        let mut findings = super::super::state::samples::findings();
        findings.services = services.iter().map(|code| service(code)).collect();
        import.findings = Some(*findings);
        import
    }

    #[test]
    fn an_import_is_reached_whole_or_not_at_all() {
        let mensa = Reach::of([Scope::of_services([service("MENSA")])]);
        assert!(import(&["MENSA"]).is_reached(&mensa, "user:bea"));
        for services in [&["TARI"][..], &["MENSA", "TARI"]] {
            assert!(!import(services).is_reached(&mensa, "user:bea"));
            assert!(
                !import(services).is_reached(&mensa, "user:ada"),
                "nor by its maker"
            );
            assert!(import(services).is_reached(&Reach::whole(), "user:bea"));
        }
    }

    #[test]
    fn an_import_of_which_nothing_is_known_is_its_makers() {
        let mensa = Reach::of([Scope::of_services([service("MENSA")])]);
        let mut new = import(&[]);
        assert!(new.is_reached(&mensa, "user:ada") && !new.is_reached(&mensa, "user:bea"));
        new.findings = None;
        assert!(new.is_reached(&mensa, "user:ada") && !new.is_reached(&mensa, "user:bea"));
        assert!(!new.is_reached(&Reach::default(), "user:ada"));
    }

    #[test]
    fn whoever_is_limited_to_their_own_reaches_no_others() {
        let own = Scope {
            own_only: true,
            ..Scope::default()
        };
        let reach = Reach::of([own]);
        let import = import(&["MENSA", "TARI"]);
        assert!(import.is_reached(&reach, "user:ada") && !import.is_reached(&reach, "user:bea"));
    }
}

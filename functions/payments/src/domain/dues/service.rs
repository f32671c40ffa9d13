//! The services of a creditor, as an import needs them.

use super::field::fold;
use kernel::ids::ServiceCode;
use kernel::money::Cents;

/// A service that can be billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    pub code: ServiceCode,
    pub name: String,
    /// The fixed price, if the service has one.
    pub tariff: Option<Cents>,
}

/// Which services have a fixed price, so that a file may do without amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tariffs {
    /// The service meant where a row names none.
    pub of_default: bool,
    pub of_any: bool,
}

/// A creditor's services and the one meant where a row names none.
#[derive(Clone, Debug)]
pub struct Services {
    services: Vec<Service>,
    /// Their names, folded, in the same order.
    names: Vec<String>,
    default: usize,
}

impl Services {
    /// The default is the service with the code `chosen`, or the first. `None` when there is no
    /// service at all, or none with that code.
    pub fn new(services: Vec<Service>, chosen: Option<&ServiceCode>) -> Option<Self> {
        let default = match chosen {
            Some(code) => services.iter().position(|service| service.code == *code)?,
            None => 0,
        };
        let names = services.iter().map(|service| fold(&service.name)).collect();
        (default < services.len()).then_some(Services {
            services,
            names,
            default,
        })
    }

    /// The service meant where a row names none.
    pub fn default_service(&self) -> Option<&Service> {
        self.services.get(self.default)
    }

    /// By code, else by name; case and accents do not matter.
    pub fn named(&self, text: &str) -> Option<&Service> {
        let by_code = |s: &&Service| s.code.as_str().eq_ignore_ascii_case(text);
        self.services
            .iter()
            .find(by_code)
            .or_else(|| self.by_name(&fold(text)))
    }

    fn by_name(&self, folded: &str) -> Option<&Service> {
        let same = |name: &String| !folded.is_empty() && name == folded;
        let at = self.names.iter().position(same)?;
        self.services.get(at)
    }

    /// Which rows can do without an amount.
    pub fn tariffs(&self) -> Tariffs {
        Tariffs {
            of_default: self
                .default_service()
                .is_some_and(|service| service.tariff.is_some()),
            of_any: self.services.iter().any(|service| service.tariff.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(code: &str, name: &str) -> Service {
        let code = ServiceCode::parse(code).expect("a code");
        Service {
            code,
            name: name.to_owned(),
            tariff: None,
        }
    }

    #[test]
    fn a_service_is_found_by_code_or_name() {
        let both = vec![
            service("MENSA", "Mensa scolastica"),
            service("NIDO", "Asilo nido"),
        ];
        let nido = ServiceCode::parse("NIDO").expect("a code");
        let services = Services::new(both.clone(), Some(&nido)).expect("known");
        assert_eq!(services.default_service(), both.get(1));
        assert_eq!(services.named("mensa"), both.first());
        assert_eq!(services.named("ASILO  NIDO"), both.get(1));
        assert_eq!(services.named("?"), None);
        assert!(Services::new(both, Some(&ServiceCode::parse("TARI").expect("a code"))).is_none());
        assert!(Services::new(Vec::new(), None).is_none());
    }
}

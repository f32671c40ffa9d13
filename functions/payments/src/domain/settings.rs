//! What we know of a creditor: one versioned record.

use access::Extent;
use jiff::Timestamp;
use kernel::iban::Iban;
use kernel::ids::ServiceCode;
use kernel::money::Cents;
use kernel::notice::SegregationCode;
use kernel::tax::OrgFiscalCode;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreditorSettings {
    pub fiscal_code: OrgFiscalCode,
    pub name: String,
    /// What numbers are made with.
    pub segregation_code: SegregationCode,
    /// What they were made with before: those positions stay the creditor's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_segregation_codes: Vec<SegregationCode>,
    /// idBrokerPA.
    pub broker_fiscal_code: OrgFiscalCode,
    /// idStation.
    pub station_id: String,
    pub iban: Iban,
    pub postal: Option<PostalAccount>,
    pub cbill: Option<String>,
    pub office: Option<String>,
    /// Notices speak it beside Italian.
    #[serde(default)]
    pub second_language: Option<SecondLanguage>,
    pub services: Vec<Service>,
    /// Who is told of each change of a position.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listeners: Vec<Listener>,
    /// The services of the node's catalogue for which a PSP may have a notice made on the spot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_demand: Vec<OnDemand>,
    /// Since when no tenants file names the creditor any more: it begins nothing new, and is paid and
    /// read as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired_at: Option<Timestamp>,
    pub version: u64,
}

/// Who wants to hear of each change of a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Listener {
    /// The body's own software.
    Webhook,
    /// pagoPA's central archive of notices.
    Aca,
    /// pagoPA's own debt-position service.
    Gpd,
    AppIo,
}

/// The languages of Italy's bilingual bodies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondLanguage {
    #[serde(rename = "de")]
    German,
    #[serde(rename = "sl")]
    Slovene,
    #[serde(rename = "fr")]
    French,
}

impl SecondLanguage {
    pub const ALL: [Self; 3] = [Self::German, Self::Slovene, Self::French];

    /// Its code, ISO 639 and BCP 47.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::German => "de",
            Self::Slovene => "sl",
            Self::French => "fr",
        }
    }

    /// By its code.
    pub fn parse(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }
}

/// With it, a notice carries the postal slip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostalAccount {
    pub iban: Iban,
    pub account: String,
    pub authorization: String,
}

/// An entry of the catalogue of what can be paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    pub code: ServiceCode,
    pub name: String,
    /// `9/0101108TS/`
    pub taxonomy: String,
    pub kind: ServiceKind,
    /// The tariff; absent: free amount.
    pub amount_cents: Option<Cents>,
}

/// A service as the node's catalogue knows it (`CatalogoServizi_2_0_0.xsd`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDemand {
    /// `idServizio`, five characters.
    pub service: String,
    /// `idSoggettoServizio`, five characters.
    pub subject: String,
    /// Ours.
    pub code: ServiceCode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ServiceKind {
    Due,
    Spontaneous,
}

impl CreditorSettings {
    /// The IBANs that money may be sent to.
    pub fn accounts(&self) -> Vec<String> {
        let postal = self.postal.as_ref().map(|postal| &postal.iban);
        let accounts = std::iter::once(&self.iban).chain(postal);
        accounts.map(|iban| iban.as_str().to_owned()).collect()
    }

    /// As they are for somebody who reaches these services alone.
    #[must_use]
    pub fn within(&self, services: &Extent<ServiceCode>) -> Self {
        let mut limited = self.clone();
        limited
            .services
            .retain(|service| services.has(&service.code));
        limited
    }

    /// Whether numbers are made with this segregation code, or were.
    pub fn has_issued(&self, code: &SegregationCode) -> bool {
        self.segregation_code == *code || self.former_segregation_codes.contains(code)
    }

    /// Makes numbers with another segregation code from now on.
    pub fn issue_with(&mut self, code: SegregationCode) {
        let former = std::mem::replace(&mut self.segregation_code, code);
        self.former_segregation_codes.push(former);
        self.former_segregation_codes.sort_unstable();
        self.former_segregation_codes.dedup();
        let now = &self.segregation_code;
        self.former_segregation_codes.retain(|former| former != now);
    }

    pub fn service(&self, code: &ServiceCode) -> Option<&Service> {
        self.services.iter().find(|service| service.code == *code)
    }

    /// What people call a service; its code where it has left the catalogue.
    pub fn service_name<'s>(&'s self, code: &'s ServiceCode) -> &'s str {
        match self.service(code) {
            Some(service) => service.name.as_str(),
            None if *code == ServiceCode::other() => "Altri incassi",
            None => code.as_str(),
        }
    }
}

#[cfg(test)]
pub(crate) mod samples {
    use super::*;

    pub fn settings() -> CreditorSettings {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        CreditorSettings {
            fiscal_code: creditor.clone(),
            name: "Comune di Valdorra".to_owned(),
            segregation_code: SegregationCode::parse("07").expect("two digits"),
            former_segregation_codes: Vec::new(),
            broker_fiscal_code: creditor,
            station_id: "80047110152_01".to_owned(),
            iban: Iban::parse("IT44H0306933840100000009001").expect("an IBAN"),
            postal: None,
            cbill: Some("VALD1".to_owned()),
            office: None,
            second_language: None,
            services: Vec::new(),
            listeners: Vec::new(),
            on_demand: Vec::new(),
            retired_at: None,
            version: 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_made_with_a_former_segregation_code_stay_the_creditors_own() {
        let code = |text| SegregationCode::parse(text).unwrap();
        let mut settings = samples::settings();
        for next in ["08", "08", "07", "09"] {
            settings.issue_with(code(next));
        }
        assert_eq!(settings.segregation_code, code("09"));
        assert_eq!(settings.former_segregation_codes, [code("07"), code("08")]);
        assert!(
            ["07", "08", "09"]
                .iter()
                .all(|own| settings.has_issued(&code(own)))
        );
        assert!(!settings.has_issued(&code("10")));
    }
}

//! The files of other systems: told by their titles, mapped without questions.
//!
//! Sources of the titles: MyPay and p4pa (Piattaforma Unitaria), versions V1_0 to V2_0 with the English
//! twin of the latter; GovPay's tracciato. Their columns are found by the common titles; what is
//! peculiar to them is guarded (see [`super::guard`]).

use super::dialect::Decimal;
use super::field::fold;
use serde::{Deserialize, Serialize};

/// A layout of another system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum System {
    /// V1_0 and V1_1 have the same titles.
    #[serde(rename = "p4pa_v1_0")]
    P4paV1_0,
    #[serde(rename = "p4pa_v1_2")]
    P4paV1_2,
    #[serde(rename = "p4pa_v1_3")]
    P4paV1_3,
    #[serde(rename = "p4pa_v1_4")]
    P4paV1_4,
    #[serde(rename = "p4pa_v2_0")]
    P4paV2_0,
    #[serde(rename = "p4pa_v2_0_eng")]
    P4paV2_0Eng,
    #[serde(rename = "govpay_csv")]
    GovPayCsv,
    #[serde(rename = "govpay_json")]
    GovPayJson,
}

impl System {
    pub const ALL: [System; 8] = [
        System::P4paV1_0,
        System::P4paV1_2,
        System::P4paV1_3,
        System::P4paV1_4,
        System::P4paV2_0,
        System::P4paV2_0Eng,
        System::GovPayCsv,
        System::GovPayJson,
    ];

    /// As a person reads it.
    pub fn italian(self) -> &'static str {
        match self {
            System::P4paV1_0 => "MyPay / p4pa, versione 1.0 o 1.1",
            System::P4paV1_2 => "MyPay / p4pa, versione 1.2",
            System::P4paV1_3 => "MyPay / p4pa, versione 1.3",
            System::P4paV1_4 => "MyPay / p4pa, versione 1.4",
            System::P4paV2_0 => "p4pa, versione 2.0",
            System::P4paV2_0Eng => "p4pa, versione 2.0 in inglese",
            System::GovPayCsv => "GovPay, tracciato CSV",
            System::GovPayJson => "GovPay, tracciato JSON",
        }
    }

    /// The layout with these titles, if it is one that we know.
    pub fn of(titles: &[String]) -> Option<Self> {
        let folded: Vec<String> = titles.iter().map(|title| fold(title)).collect();
        let has = |title: &str| folded.iter().any(|folded| folded == title);
        let all = |titles: &[&str]| titles.iter().all(|title| has(title));
        if all(&["iupdorg", "debtpositiontypecode", "remittanceinformation"]) {
            return Some(System::P4paV2_0Eng);
        }
        if all(&["idpendenza", "identificativopagatore", "anagraficapagatore"]) {
            return Some(System::GovPayCsv);
        }
        if !all(&[
            "codiceidentificativounivoco",
            "anagraficapagatore",
            "tipodovuto",
        ]) {
            return None;
        }
        Some(if all(&["iupd", "tipoopzionepagamento"]) {
            System::P4paV2_0
        } else if has("flagmultibeneficiario") {
            System::P4paV1_4
        } else if has("flggeneraiuv") || has("flaggeneraiuv") {
            System::P4paV1_3
        } else if has("bilancio") {
            System::P4paV1_2
        } else {
            System::P4paV1_0
        })
    }

    /// The sign before the cents that the layout prescribes.
    pub fn decimal(self) -> Decimal {
        Decimal::Point
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const V1: &str = "IUD;codIuv;tipoIdentificativoUnivoco;codiceIdentificativoUnivoco;\
        anagraficaPagatore;importoDovuto;tipoDovuto;causaleVersamento;datiSpecificiRiscossione";

    fn of(titles: &str) -> Option<System> {
        let titles: Vec<String> = titles.split(';').map(str::to_owned).collect();
        System::of(&titles)
    }

    #[test]
    fn each_version_is_told_by_the_columns_that_it_added() {
        assert_eq!(of(&format!("{V1};azione")), Some(System::P4paV1_0));
        assert_eq!(of(&format!("{V1};bilancio;azione")), Some(System::P4paV1_2));
        assert_eq!(
            of(&format!("{V1};bilancio;flgGeneraIuv;azione")),
            Some(System::P4paV1_3)
        );
        assert_eq!(
            of(&format!(
                "{V1};bilancio;flgGeneraIuv;flagMultiBeneficiario;azione"
            )),
            Some(System::P4paV1_4)
        );
        assert_eq!(
            of(&format!(
                "IUPD;tipoOpzionePagamento;{V1};flagMultiBeneficiario"
            )),
            Some(System::P4paV2_0)
        );
        assert_eq!(
            of("iupdOrg;fiscalCode;fullName;debtPositionTypeCode;remittanceInformation"),
            Some(System::P4paV2_0Eng)
        );
        assert_eq!(
            of("idA2A;idPendenza;identificativoPagatore;anagraficaPagatore"),
            Some(System::GovPayCsv)
        );
        assert_eq!(of("CF;Nominativo;Importo"), None);
    }

    #[test]
    fn every_layout_is_documented() {
        const LAYOUT: &str = include_str!("../../../docs/dues-layout.md");
        for system in System::ALL {
            let name = serde_json::to_value(system).expect("a string");
            let name = name.as_str().expect("a string");
            assert!(LAYOUT.contains(&format!("| `{name}` |")), "{name}");
        }
    }
}

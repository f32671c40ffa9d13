//! The reporting flow, `FlussoRiversamento` 1_0_4.

use jiff::civil::{Date, DateTime};
use kernel::money::Cents;
use serde::{Deserialize, Serialize};

use super::super::soap::PspIdentity;
use super::super::xml::XmlText;

const NAMESPACE: &str = "http://www.digitpa.gov.it/schemas/2011/Pagamenti/";

/// One flow, one credit transfer, one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// `2026-11-21PRATITM1XXX-000000001`.
    pub id: String,
    pub psp: PspIdentity,
    pub creditor: String,
    pub creditor_name: String,
    /// `identificativoUnivocoRegolamento`: the TRN of the credit transfer.
    pub regulation: String,
    /// Rome local time.
    pub made_at: DateTime,
    pub settled_on: Date,
    pub iban: String,
    pub rows: Vec<FlowRow>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlowRow {
    pub iuv: String,
    /// `identificativoUnivocoRiscossione`.
    pub receipt_id: String,
    /// `indiceDatiSingoloPagamento`, 1 to 5.
    pub transfer: u8,
    pub amount_cents: Cents,
    pub paid_on: Date,
    pub stand_in: bool,
}

impl Flow {
    pub fn total(&self) -> Cents {
        Cents::sum(self.rows.iter().map(|row| row.amount_cents)).unwrap_or(Cents::ZERO)
    }

    pub fn xml(&self) -> String {
        let mut xml = XmlText::document();
        xml.within(
            &format!("pay_i:FlussoRiversamento xmlns:pay_i=\"{NAMESPACE}\""),
            |xml| {
                self.head(xml);
                for row in &self.rows {
                    xml.within("pay_i:datiSingoliPagamenti", |xml| row.write(xml));
                }
            },
        );
        xml.finish()
    }

    fn head(&self, xml: &mut XmlText) {
        xml.leaf("pay_i:versioneOggetto", "1.0");
        xml.leaf("pay_i:identificativoFlusso", &self.id);
        xml.leaf(
            "pay_i:dataOraFlusso",
            &self.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        );
        xml.leaf("pay_i:identificativoUnivocoRegolamento", &self.regulation);
        xml.leaf("pay_i:dataRegolamento", &self.settled_on.to_string());
        xml.within("pay_i:istitutoMittente", |xml| {
            party(
                xml,
                "pay_i:identificativoUnivocoMittente",
                "B",
                &self.psp.id,
            );
            xml.leaf("pay_i:denominazioneMittente", &self.psp.name);
        });
        xml.leaf("pay_i:codiceBicBancaDiRiversamento", &self.psp.id);
        xml.within("pay_i:istitutoRicevente", |xml| {
            party(
                xml,
                "pay_i:identificativoUnivocoRicevente",
                "G",
                &self.creditor,
            );
            xml.leaf("pay_i:denominazioneRicevente", &self.creditor_name);
        });
        xml.leaf("pay_i:numeroTotalePagamenti", &self.rows.len().to_string());
        xml.leaf("pay_i:importoTotalePagamenti", &self.total().decimal());
    }
}

impl FlowRow {
    fn write(&self, xml: &mut XmlText) {
        xml.leaf("pay_i:identificativoUnivocoVersamento", &self.iuv);
        xml.leaf("pay_i:identificativoUnivocoRiscossione", &self.receipt_id);
        xml.leaf(
            "pay_i:indiceDatiSingoloPagamento",
            &self.transfer.to_string(),
        );
        xml.leaf("pay_i:singoloImportoPagato", &self.amount_cents.decimal());
        let outcome = if self.stand_in { "4" } else { "0" };
        xml.leaf("pay_i:codiceEsitoSingoloPagamento", outcome);
        xml.leaf("pay_i:dataEsitoSingoloPagamento", &self.paid_on.to_string());
    }
}

fn party(xml: &mut XmlText, element: &str, kind: &str, code: &str) {
    xml.within(element, |xml| {
        xml.leaf("pay_i:tipoIdentificativoUnivoco", kind);
        xml.leaf("pay_i:codiceIdentificativoUnivoco", code);
    });
}

//! A notice made on the spot, for a service of the node's catalogue (`docs/demand.md`).
//!
//! What a service wants to know is an XML of its own, which the catalogue names and pagoPA does not
//! look into. Ours is that of pagoPA's `GeneralService`, with the debtor beside it: an element `service`,
//! in its namespace or in none, of leaves in any order and each at most once.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use kernel::idempotency::Fingerprint;
use kernel::ids::Iupd;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::TaxCode;

use super::fault::{Fault, FaultCode};
use super::xml::{self, Element};
use crate::domain::position::{
    DebtPosition, Debtor, Destination, Installment, InstallmentState, Origin, PaymentOption,
    PositionState, Transfer, TransferState,
};
use crate::domain::settings::{CreditorSettings, OnDemand, Service};

const GENERAL_SERVICE: &str = "http://PuntoAccessoPSP.spcoop.gov.it/GeneralService";
const DESCRIPTION_MAX: usize = 140;
const NAME_MAX: usize = 70;

/// What the node asks for, valid with the schema of the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demand {
    /// `idServizio`
    pub service: String,
    /// `idSoggettoServizio`
    pub subject: String,
    /// base64
    pub data: String,
}

/// What was understood of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demanded {
    service: Service,
    amount_cents: Cents,
    description: String,
    debtor: Debtor,
}

impl Demanded {
    /// Whether nobody is named: equal demands may be of different people.
    pub fn is_anonymous(&self) -> bool {
        self.debtor.tax_code == TaxCode::Anonymous
    }
}

fn wrong(what: impl Into<String>) -> Fault {
    Fault::new(FaultCode::Semantica, what)
}

fn unreadable(what: impl Into<String>) -> Fault {
    Fault::new(FaultCode::SintassiExtraXsd, what)
}

/// What is to be paid, and by whom. `PAA_SEMANTICA`: the creditor does not offer the service, or the
/// data say something that can not be; `PAA_SINTASSI_EXTRAXSD`: the data can not be read.
pub fn demanded(settings: &CreditorSettings, demand: &Demand) -> Result<Demanded, Fault> {
    let offers =
        |entry: &&OnDemand| entry.service == demand.service && entry.subject == demand.subject;
    let entry = settings.on_demand.iter().find(offers);
    let service = entry.and_then(|entry| settings.service(&entry.code));
    let service = service.filter(|_| settings.retired_at.is_none());
    let service = service.ok_or_else(|| wrong("the service is not offered through the node"))?;
    let data = read(&demand.data)?;
    let told = |name: &str| leaf(&data, name);
    let amount_cents = amount(told("amount"), service)?;
    let description = told("description").unwrap_or(&service.name);
    let fits = |text: &str, max: usize| (1..=max).contains(&text.chars().count());
    if !fits(description, DESCRIPTION_MAX) {
        return Err(wrong("description: not 1 to 140 characters"));
    }
    Ok(Demanded {
        service: service.clone(),
        amount_cents,
        description: description.to_owned(),
        debtor: debtor(&data)?,
    })
}

const LEAVES: [&str; 6] = [
    "amount",
    "description",
    "debtorFiscalCode",
    "debtorName",
    "debtorSurname",
    "debtorEmail",
];

fn read(data: &str) -> Result<Element, Fault> {
    let of_alphabet = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let letters: String = data.chars().filter(of_alphabet).collect();
    let bytes = STANDARD.decode(letters);
    let bytes = bytes.map_err(|_| unreadable("datiSpecificiServizioRequest: not base64"))?;
    let element = xml::read(&bytes)
        .map_err(|_| unreadable("datiSpecificiServizioRequest: not well-formed XML"))?;
    let namespace = element.name.namespace.as_deref();
    if element.name.local != "service" || namespace.is_some_and(|it| it != GENERAL_SERVICE) {
        return Err(unreadable(
            "datiSpecificiServizioRequest: not the element service",
        ));
    }
    for (place, child) in element.children.iter().enumerate() {
        let name = child.name.local.as_str();
        let mut before = element.children.iter().take(place);
        let twice = before.any(|other| other.name.local == name);
        if twice || !LEAVES.contains(&name) || !child.children.is_empty() {
            return Err(unreadable(
                "datiSpecificiServizioRequest: an element that is not known",
            ));
        }
    }
    Ok(element)
}

/// Blanks around it dropped; nothing for an empty one.
fn leaf<'a>(data: &'a Element, name: &str) -> Option<&'a str> {
    let text = data.child(name)?.text.trim();
    (!text.is_empty()).then_some(text)
}

/// Cents. A service with a tariff costs that, whether it is told or not.
fn amount(told: Option<&str>, service: &Service) -> Result<Cents, Fault> {
    let read = |text: &str| {
        text.parse()
            .ok()
            .map(Cents::new)
            .filter(|cents| cents.is_payable())
    };
    let told = told.map(|text| read(text).ok_or_else(|| wrong("amount: not payable cents")));
    match (told.transpose()?, service.amount_cents) {
        (Some(told), Some(tariff)) if told != tariff => Err(wrong("amount: not the tariff")),
        (_, Some(tariff)) => Ok(tariff),
        (Some(told), None) => Ok(told),
        (None, None) => Err(wrong("amount: missing")),
    }
}

/// Nobody where no code is told: pagoPA's `ANONIMO`.
fn debtor(data: &Element) -> Result<Debtor, Fault> {
    let code = leaf(data, "debtorFiscalCode").map(TaxCode::parse);
    let tax_code = code.unwrap_or(Ok(TaxCode::Anonymous));
    let tax_code = tax_code.map_err(|_| wrong("debtorFiscalCode: not a tax code"))?;
    let names = [leaf(data, "debtorName"), leaf(data, "debtorSurname")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if name.chars().count() > NAME_MAX {
        return Err(wrong(
            "debtorName and debtorSurname: more than 70 characters",
        ));
    }
    let full_name = if name.is_empty() {
        tax_code.as_str().to_owned()
    } else {
        name
    };
    Ok(Debtor {
        kind: tax_code.kind(),
        tax_code,
        full_name,
        email: leaf(data, "debtorEmail").map(str::to_owned),
        phone: None,
        address: None,
    })
}

impl Demanded {
    /// What makes two demands the same one, however their XML is written.
    pub fn fingerprint(&self, settings: &CreditorSettings) -> Fingerprint {
        let (debtor, amount) = (&self.debtor, self.amount_cents.get().to_string());
        let parts = [
            settings.fiscal_code.as_str(),
            self.service.code.as_str(),
            &amount,
            &self.description,
            debtor.tax_code.as_str(),
            &debtor.full_name,
            debtor.email.as_deref().unwrap_or_default(),
        ];
        Fingerprint::of(&parts.map(str::as_bytes))
    }

    /// The position with this number: payable at once, without due date. `None` where its parts do not
    /// make a sound one.
    pub fn position(
        self,
        settings: &CreditorSettings,
        nav: &NoticeNumber,
        now: Timestamp,
    ) -> Option<DebtPosition> {
        let creditor = settings.fiscal_code.clone();
        let identity = self.fingerprint(settings).as_str().to_owned();
        let postal = settings.postal.as_ref().map(|postal| postal.iban.clone());
        let transfer = Transfer {
            id: 1,
            org: creditor.clone(),
            amount_cents: self.amount_cents,
            to: Destination::account(settings.iban.clone(), postal),
            category: self.service.taxonomy,
            remittance_information: self.description.clone(),
            company_name: None,
            metadata: Vec::new(),
            state: TransferState::Unreported,
        };
        let part = Installment {
            nav: nav.clone(),
            iuv: nav.iuv(),
            amount_cents: self.amount_cents,
            description: self.description.clone(),
            due_date: None,
            due_at: None,
            retention_date: None,
            notification_fee_cents: None,
            metadata: Vec::new(),
            state: InstallmentState::Unpaid,
            transfers: vec![transfer],
            payment: None,
            reported_at: None,
        };
        let option = PaymentOption {
            description: self.description,
            valid_until: None,
            validity_date: None,
            switch_to_expired: false,
            debtor: None,
            installments: vec![part],
        };
        let position = DebtPosition {
            iupd: Iupd::parse(&format!("{creditor}-{nav}")).ok()?,
            creditor,
            nav: nav.clone(),
            state: PositionState::Valid,
            debtor: self.debtor,
            company_name: settings.name.clone(),
            office_name: settings.office.clone(),
            service: self.service.code,
            options: vec![option],
            origin: Origin::Spontaneous,
            iud: None,
            identity,
            lines: Vec::new(),
            created_at: now,
            updated_at: now,
            published_at: None,
            pay_stand_in: true,
            extra_payments: 0,
            version: 1,
        };
        position.check().ok().map(|()| position)
    }
}

#[cfg(test)]
mod tests {
    use kernel::ids::ServiceCode;

    use super::*;
    use crate::domain::settings::ServiceKind;
    use crate::domain::settings::samples::settings as creditor;

    fn settings(tariff: Option<i64>) -> CreditorSettings {
        let code = ServiceCode::parse("BOLLO").unwrap();
        let service = Service {
            code: code.clone(),
            name: "Tassa auto".to_owned(),
            taxonomy: "9/0101108TS/".to_owned(),
            kind: ServiceKind::Spontaneous,
            amount_cents: tariff.map(Cents::new),
        };
        let (service_id, subject) = ("00001".to_owned(), "00002".to_owned());
        CreditorSettings {
            services: vec![service],
            on_demand: vec![OnDemand {
                service: service_id,
                subject,
                code,
            }],
            ..creditor()
        }
    }

    fn ask(tariff: Option<i64>, data: &str) -> Result<Demanded, Fault> {
        let demand = Demand {
            service: "00001".to_owned(),
            subject: "00002".to_owned(),
            data: STANDARD.encode(data),
        };
        demanded(&settings(tariff), &demand)
    }

    fn code(tariff: Option<i64>, data: &str) -> FaultCode {
        ask(tariff, data).unwrap_err().code
    }

    #[test]
    fn what_a_customer_typed_becomes_a_position() {
        let data = format!(
            "<service xmlns=\"{GENERAL_SERVICE}\"><amount>100</amount><description>dono</description>\
             <debtorFiscalCode>RSSMRA80A01H501U</debtorFiscalCode><debtorName>Mario</debtorName>\
             <debtorSurname>Rossi</debtorSurname></service>"
        );
        let asked = ask(None, &data).unwrap();
        let nav = NoticeNumber::parse("300715700000000032").unwrap();
        let position = asked
            .position(&settings(None), &nav, Timestamp::UNIX_EPOCH)
            .unwrap();
        assert_eq!(position.amount_cents(), Cents::new(100));
        assert_eq!(position.debtor.full_name, "Mario Rossi");
        assert_eq!(position.first().unwrap().description, "dono");
        assert_eq!(position.state, PositionState::Valid);
    }

    #[test]
    fn a_tariff_needs_no_amount_and_bears_no_other() {
        let asked = ask(Some(3_000), "<service/>").unwrap();
        assert_eq!(asked.amount_cents, Cents::new(3_000));
        assert_eq!(asked.debtor.tax_code, TaxCode::Anonymous);
        assert_eq!(asked.description, "Tassa auto");
        let other = "<service><amount>1</amount></service>";
        assert_eq!(code(Some(3_000), other), FaultCode::Semantica);
    }

    #[test]
    fn the_same_words_written_otherwise_are_the_same_demand() {
        let settings = settings(None);
        let print = |data: &str| ask(None, data).unwrap().fingerprint(&settings);
        let one = print("<service><amount>100</amount><debtorName>A</debtorName></service>");
        let same = "<x:service xmlns:x=\"http://PuntoAccessoPSP.spcoop.gov.it/GeneralService\">\
                    <debtorName> A </debtorName>\n<amount>0100</amount></x:service>";
        assert_eq!(one, print(same));
        assert_ne!(
            one,
            print("<service><amount>101</amount><debtorName>A</debtorName></service>")
        );
    }

    #[test]
    fn what_can_not_be_read_and_what_can_not_be_are_told_apart() {
        for data in [
            "",
            "<service>",
            "<!DOCTYPE service><service/>",
            "<other/>",
            "<service xmlns=\"urn:x\"/>",
            "<service><amount>1</amount><amount>1</amount></service>",
            "<service><plate>AB123CD</plate></service>",
            "<service><amount><x/></amount></service>",
        ] {
            assert_eq!(code(None, data), FaultCode::SintassiExtraXsd, "{data}");
        }
        for data in [
            "<service/>",
            "<service><amount>0</amount></service>",
            "<service><amount>1.00</amount></service>",
            "<service><amount>100000000000</amount></service>",
            "<service><amount>1</amount><debtorFiscalCode>X</debtorFiscalCode></service>",
        ] {
            assert_eq!(code(None, data), FaultCode::Semantica, "{data}");
        }
        let other = Demand {
            service: "00009".to_owned(),
            subject: "00002".to_owned(),
            data: STANDARD.encode("<service><amount>1</amount></service>"),
        };
        let refused = demanded(&settings(None), &other).unwrap_err();
        assert_eq!(refused.code, FaultCode::Semantica);
    }
}

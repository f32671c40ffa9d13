//! What can be wrong, in the node's words.

/// The fault codes of a creditor (`Dominio EC`), with the texts that the platform publishes (SANP,
/// faultCode e faultString).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// `idPA` is no creditor of ours, or the notice is another creditor's.
    IdDominioErrato,
    IdIntermediarioErrato,
    StazioneIntErrata,
    /// Unknown, or known and not yet to be paid.
    PagamentoSconosciuto,
    PagamentoDuplicato,
    PagamentoScaduto,
    PagamentoAnnullato,
    /// The creditor takes the payment elsewhere at this moment, as its own software says.
    PagamentoInCorso,
    /// A receipt for a notice that another payment had settled.
    ReceiptDuplicata,
    SintassiXsd,
    /// Valid with the schema, and still not to be kept: a receipt without an id, or with a notice
    /// number of no layout.
    SintassiExtraXsd,
    /// Valid, and not for us to do: a receipt in which nothing is the addressee's, or a notice to be
    /// made for a service that the creditor does not offer through the node.
    Semantica,
    /// Our own trouble: HTTP 500, so that the node asks again.
    SystemError,
}

impl FaultCode {
    pub const ALL: [Self; 13] = [
        Self::IdDominioErrato,
        Self::IdIntermediarioErrato,
        Self::StazioneIntErrata,
        Self::PagamentoSconosciuto,
        Self::PagamentoDuplicato,
        Self::PagamentoScaduto,
        Self::PagamentoAnnullato,
        Self::PagamentoInCorso,
        Self::ReceiptDuplicata,
        Self::SintassiXsd,
        Self::SintassiExtraXsd,
        Self::Semantica,
        Self::SystemError,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::IdDominioErrato => "PAA_ID_DOMINIO_ERRATO",
            Self::IdIntermediarioErrato => "PAA_ID_INTERMEDIARIO_ERRATO",
            Self::StazioneIntErrata => "PAA_STAZIONE_INT_ERRATA",
            Self::PagamentoSconosciuto => "PAA_PAGAMENTO_SCONOSCIUTO",
            Self::PagamentoDuplicato => "PAA_PAGAMENTO_DUPLICATO",
            Self::PagamentoScaduto => "PAA_PAGAMENTO_SCADUTO",
            Self::PagamentoAnnullato => "PAA_PAGAMENTO_ANNULLATO",
            Self::PagamentoInCorso => "PAA_PAGAMENTO_IN_CORSO",
            Self::ReceiptDuplicata => "PAA_RECEIPT_DUPLICATA",
            Self::SintassiXsd => "PAA_SINTASSI_XSD",
            Self::SintassiExtraXsd => "PAA_SINTASSI_EXTRAXSD",
            Self::Semantica => "PAA_SEMANTICA",
            Self::SystemError => "PAA_SYSTEM_ERROR",
        }
    }

    /// `faultString`.
    pub fn text(self) -> &'static str {
        match self {
            Self::IdDominioErrato => "La PAA non corrisponde al Dominio indicato",
            Self::IdIntermediarioErrato => "Identificativo intermediario non corrispondente",
            Self::StazioneIntErrata => "Stazione intermediario non corrispondente",
            Self::PagamentoSconosciuto => {
                "Pagamento in attesa risulta sconosciuto all’Ente Creditore"
            }
            Self::PagamentoDuplicato => "Pagamento in attesa risulta concluso all’Ente Creditore",
            Self::PagamentoScaduto => "Pagamento in attesa risulta scaduto all’Ente Creditore",
            Self::PagamentoAnnullato => "Pagamento in attesa risulta annullato all’Ente Creditore",
            Self::PagamentoInCorso => "Pagamento in attesa risulta in corso all’Ente Creditore",
            Self::ReceiptDuplicata => "La ricevuta riguarda un pagamento già concluso",
            Self::SintassiXsd => "Errore di sintassi XSD",
            Self::SintassiExtraXsd => "Errore di sintassi extra XSD",
            Self::Semantica => "Errore semantico",
            Self::SystemError => "Errore generico",
        }
    }
}

/// A KO: the code, and a sentence that helps whoever looks into it. It goes to the node and to our
/// log: never a name, a tax code or a value of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub code: FaultCode,
    pub description: String,
}

impl From<FaultCode> for Fault {
    /// With the code's own text for a description.
    fn from(code: FaultCode) -> Self {
        Self::new(code, code.text())
    }
}

impl Fault {
    pub fn new(code: FaultCode, description: impl Into<String>) -> Self {
        let description = description.into();
        Self { code, description }
    }
}

/// What SOAP itself has to say, before any operation can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SoapFault {
    NoAction,
    /// The envelope is of SOAP 1.2.
    Version,
    /// A header entry that we must understand, and do not.
    MustUnderstand,
    TooLarge,
}

impl SoapFault {
    /// `faultcode`, without its prefix (SOAP 1.1, 4.4.1).
    pub fn code(self) -> &'static str {
        match self {
            Self::NoAction | Self::TooLarge => "Client",
            Self::Version => "VersionMismatch",
            Self::MustUnderstand => "MustUnderstand",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Self::NoAction => "SOAPAction missing or not an operation of paForNode",
            Self::Version => "The envelope is not one of SOAP 1.1",
            Self::MustUnderstand => "A header entry is not understood",
            Self::TooLarge => "The message is too large",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_the_creditor_s() {
        for code in FaultCode::ALL {
            assert!(code.as_str().starts_with("PAA_"), "{code:?}");
            assert!(!code.text().is_empty());
        }
    }
}

//! What is said with pagoPA: the closed list.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::domain::node;

/// Who speaks first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// We are asked.
    In,
    /// We ask.
    Out,
}

impl Direction {
    pub const fn italian(self) -> &'static str {
        match self {
            Self::In => "Ricevuta",
            Self::Out => "Inviata",
        }
    }
}

macro_rules! operations {
    ($($operation:ident $direction:ident $name:literal $italian:literal;)*) => {
        /// An operation by its name in the table, which never changes, and in the words that people read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operation {
            $(#[doc = $italian] $operation,)*
        }

        impl Operation {
            pub const ALL: &[Self] = &[$(Self::$operation),*];

            pub const fn name(self) -> &'static str {
                match self { $(Self::$operation => $name,)* }
            }

            pub const fn italian(self) -> &'static str {
                match self { $(Self::$operation => $italian,)* }
            }

            pub const fn direction(self) -> Direction {
                match self { $(Self::$operation => Direction::$direction,)* }
            }
        }
    };
}

operations! {
    VerifyNotice In "paVerifyPaymentNotice" "Verifica dell’avviso";
    GetPayment In "paGetPayment" "Attivazione del pagamento";
    GetPaymentV2 In "paGetPaymentV2" "Attivazione del pagamento (V2)";
    SendRt In "paSendRT" "Ricevuta dal nodo";
    SendRtV2 In "paSendRTV2" "Ricevuta dal nodo (V2)";
    DemandNotice In "paDemandPaymentNotice" "Avviso su richiesta";
    UnknownSoap In "soap" "Chiamata del nodo non riconosciuta";
    PaymentOptions In "payment-options" "Opzioni di pagamento";
    Gpd In "gpd" "Posizioni debitorie (GPD)";
    Aca In "aca" "Posizioni debitorie (ACA)";
    ListFlows Out "fdr.flows" "Elenco dei flussi";
    ReadFlow Out "fdr.flow" "Flusso di rendicontazione";
    ReadFlowPayments Out "fdr.payments" "Pagamenti di un flusso";
    ReadReceipt Out "biz-events.receipt" "Ricevuta cercata";
    OpenCart Out "checkout.cart" "Carrello di Checkout";
    PushAca Out "aca.push" "Posizione verso l’archivio centrale (ACA)";
    PushGpd Out "gpd.push" "Posizione verso GPD";
    IoProfile Out "io.profile" "Profilo su App IO";
    IoMessage Out "io.message" "Messaggio su App IO";
    AskAmount Out "amount" "Importo aggiornato dal software dell’ente";
}

impl Operation {
    pub fn parse(name: &str) -> Option<Self> {
        let mut all = Self::ALL.iter().copied();
        all.find(|one| one.name() == name)
    }
}

impl From<node::Operation> for Operation {
    fn from(operation: node::Operation) -> Self {
        match operation {
            node::Operation::VerifyPaymentNotice => Self::VerifyNotice,
            node::Operation::GetPayment => Self::GetPayment,
            node::Operation::GetPaymentV2 => Self::GetPaymentV2,
            node::Operation::SendRt => Self::SendRt,
            node::Operation::SendRtV2 => Self::SendRtV2,
            node::Operation::DemandPaymentNotice => Self::DemandNotice,
        }
    }
}

impl Serialize for Operation {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Operation {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let name = String::deserialize(from)?;
        Self::parse(&name).ok_or_else(|| de::Error::custom("an unknown operation"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_read_back_from_its_own_name() {
        for one in Operation::ALL {
            assert_eq!(Operation::parse(one.name()), Some(*one));
        }
        assert_eq!(Operation::parse("other"), None);
    }
}

//! The closed lists: what can be wrong, and how it is settled.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExceptionKind {
    /// A receipt without position.
    OrphanReceipt,
    /// A second payment of one notice.
    ExtraPayment,
    /// A receipt with another amount than what was due.
    ReceiptAmount,
    /// A receipt for a position that was expired or withdrawn.
    ReceiptLate,
    /// A row of a flow whose receipt has not come.
    RowWithoutReceipt,
    /// A row without position and without receipt.
    RowWithoutPosition,
    /// A row for a notice that another payment has paid.
    RowPaidByOther,
    RowAmount,
    /// A row for a transfer that the payment does not have.
    RowTransfer,
    /// A transfer that was reported before.
    RowRepeated,
    Revoked,
    /// The bank credited another amount than the flow's total.
    BankAmount,
    /// The bank names a flow that is not here.
    BankFlowMissing,
    /// The bank credited one flow more than once.
    BankRepeated,
    /// No credit after the third working day.
    NotCredited,
}

/// How an exception is settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remedy {
    /// The payment is that of a position.
    Linked,
    /// The credit is that of a flow, though it names another one or none.
    Attached,
    /// The money was given back.
    Refunded,
    /// It may stay as it is.
    Accepted,
    /// It is known and will come right by itself.
    Waiting,
    /// It came right by itself; nobody can choose it.
    Resolved,
}

impl ExceptionKind {
    pub const ALL: [Self; 15] = [
        Self::OrphanReceipt,
        Self::ExtraPayment,
        Self::ReceiptAmount,
        Self::ReceiptLate,
        Self::RowWithoutReceipt,
        Self::RowWithoutPosition,
        Self::RowPaidByOther,
        Self::RowAmount,
        Self::RowTransfer,
        Self::RowRepeated,
        Self::Revoked,
        Self::BankAmount,
        Self::BankFlowMissing,
        Self::BankRepeated,
        Self::NotCredited,
    ];

    /// What may be chosen, the likeliest first.
    pub fn remedies(self) -> &'static [Remedy] {
        use Remedy::{Accepted, Attached, Linked, Refunded, Waiting};
        match self {
            Self::OrphanReceipt => &[Linked, Refunded, Accepted],
            Self::ExtraPayment => &[Refunded, Accepted],
            Self::ReceiptAmount | Self::ReceiptLate => &[Accepted, Refunded],
            Self::BankFlowMissing | Self::NotCredited => &[Attached, Waiting, Accepted],
            Self::RowWithoutReceipt | Self::RowWithoutPosition => &[Waiting, Accepted],
            Self::RowPaidByOther | Self::Revoked => &[Accepted, Refunded],
            Self::RowAmount
            | Self::RowTransfer
            | Self::RowRepeated
            | Self::BankAmount
            | Self::BankRepeated => &[Accepted],
        }
    }

    /// Whether its notice is one of the archive.
    pub fn has_position(self) -> bool {
        !matches!(self, Self::OrphanReceipt | Self::RowWithoutPosition)
    }

    /// Whether its flow is one that is here.
    pub fn has_flow(self) -> bool {
        self != Self::BankFlowMissing
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::OrphanReceipt => "Pagamento senza posizione",
            Self::ExtraPayment => "Pagamento doppio, da rimborsare",
            Self::ReceiptAmount => "Pagato un altro importo",
            Self::ReceiptLate => "Pagato fuori termine",
            Self::RowWithoutReceipt => "Nel flusso, ma senza ricevuta",
            Self::RowWithoutPosition => "Nel flusso, ma sconosciuto",
            Self::RowPaidByOther => "Nel flusso con un'altra ricevuta",
            Self::RowAmount => "Nel flusso con un altro importo",
            Self::RowTransfer => "Nel flusso con un versamento sconosciuto",
            Self::RowRepeated => "Rendicontato due volte",
            Self::Revoked => "Pagamento revocato",
            Self::BankAmount => "Accreditato un altro importo",
            Self::BankFlowMissing => "Accredito di un flusso che manca",
            Self::BankRepeated => "Flusso accreditato più volte",
            Self::NotCredited => "Flusso non ancora accreditato",
        }
    }

    /// What it means, for somebody who sees one for the first time.
    pub fn explained(self) -> &'static str {
        match self {
            Self::OrphanReceipt => {
                "pagoPA ha incassato un avviso che non è in archivio: collega il pagamento alla \
                 posizione giusta, oppure rimborsalo."
            }
            Self::ExtraPayment => {
                "L'avviso era già pagato: la somma va restituita a chi ha pagato."
            }
            Self::ReceiptAmount => {
                "La posizione risulta pagata, ma con un importo diverso dal dovuto."
            }
            Self::ReceiptLate => {
                "La posizione era scaduta o annullata: il pagamento vale comunque."
            }
            Self::RowWithoutReceipt => {
                "Il flusso dice che l'avviso è stato pagato; la ricevuta telematica non è arrivata e la \
                 chiediamo a pagoPA. Quando arriva, la segnalazione si chiude da sola."
            }
            Self::RowWithoutPosition => "Il flusso contiene un pagamento che non conosciamo.",
            Self::RowPaidByOther => {
                "L'avviso è pagato con un'altra ricevuta: forse è un secondo pagamento da rimborsare."
            }
            Self::RowAmount => "L'importo nel flusso non è quello della ricevuta.",
            Self::RowTransfer => {
                "La ricevuta non ha un versamento con questo numero per il vostro ente."
            }
            Self::RowRepeated => {
                "Lo stesso versamento è già in un altro flusso o in un'altra riga."
            }
            Self::Revoked => {
                "Il prestatore di servizi ha revocato il pagamento: verifica se la somma è stata \
                 ripresa e se l'avviso va pagato di nuovo."
            }
            Self::BankAmount => "Il bonifico della banca non ha l'importo totale del flusso.",
            Self::BankFlowMissing => {
                "La banca ha accreditato un flusso che pagoPA non ci ha ancora dato. Quando arriva, la \
                 segnalazione si chiude da sola."
            }
            Self::BankRepeated => "Più di un movimento di banca nomina lo stesso flusso.",
            Self::NotCredited => "Dopo tre giorni lavorativi la banca non mostra l'accredito.",
        }
    }
}

impl Remedy {
    pub fn parse(text: &str) -> Option<Self> {
        use Remedy::{Accepted, Attached, Linked, Refunded, Waiting};
        let all = [Linked, Attached, Refunded, Accepted, Waiting];
        all.into_iter().find(|remedy| remedy.as_str() == text)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Linked => "linked",
            Self::Attached => "attached",
            Self::Refunded => "refunded",
            Self::Accepted => "accepted",
            Self::Waiting => "waiting",
            Self::Resolved => "resolved",
        }
    }

    /// What was done.
    pub fn italian(self) -> &'static str {
        match self {
            Self::Linked => "Collegato alla posizione",
            Self::Attached => "Accredito abbinato al flusso",
            Self::Refunded => "Rimborsato",
            Self::Accepted => "Accettato così",
            Self::Waiting => "In attesa",
            Self::Resolved => "Risolto da solo",
        }
    }

    /// What is pressed.
    pub fn button(self) -> &'static str {
        match self {
            Self::Linked => "Collega",
            Self::Attached => "Abbina l'accredito al flusso",
            Self::Refunded => "Segna rimborsato",
            Self::Accepted => "Accetta così",
            Self::Waiting | Self::Resolved => "Aspetta",
        }
    }

    /// Money given back must be found again: by its order of payment.
    pub fn wants_note(self) -> bool {
        matches!(self, Self::Refunded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_can_be_settled_and_none_settles_itself_by_hand() {
        for kind in ExceptionKind::ALL {
            assert!(!kind.remedies().is_empty(), "{kind:?}");
            assert!(!kind.remedies().contains(&Remedy::Resolved), "{kind:?}");
            for remedy in kind.remedies() {
                assert_eq!(Remedy::parse(remedy.as_str()), Some(*remedy));
            }
        }
        assert_eq!(Remedy::parse("resolved"), None);
    }
}

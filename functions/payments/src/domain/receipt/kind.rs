//! Receipts told apart for people: what a list is asked for, what each one is in words.

use kernel::money::Cents;

use super::{Receipt, Standing, ToldTransfer};

/// Receipts that somebody looks for by what they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptKind {
    Extra,
    Orphan,
    Shared,
    /// Paid without asking the body, whatever they are worth.
    StandIn,
}

impl ReceiptKind {
    pub const ALL: [Self; 4] = [Self::Extra, Self::Orphan, Self::Shared, Self::StandIn];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Extra => "extra",
            Self::Orphan => "orphan",
            Self::Shared => "shared",
            Self::StandIn => "stand_in",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Extra => "Da rimborsare",
            Self::Orphan => "Senza posizione",
            Self::Shared => "Quote di avvisi di altri enti",
            Self::StandIn => "Pagate senza chiedere all’ente (stand-in)",
        }
    }
}

impl Standing {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Settles => "settles",
            Self::Extra => "extra",
            Self::Orphan => "orphan",
            Self::Shared => "shared",
        }
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Settles => "Salda l’avviso",
            Self::Extra => "Da rimborsare",
            Self::Orphan => "Senza posizione",
            Self::Shared => "Quota di un altro ente",
        }
    }

    /// What it means, for somebody who sees one for the first time.
    pub fn explained(self) -> &'static str {
        match self {
            Self::Settles => "Il pagamento ha saldato un avviso dell’ente.",
            Self::Extra => {
                "L’avviso era già stato pagato: questo denaro è arrivato in più e va rimborsato."
            }
            Self::Orphan => {
                "pagoPA ha incassato un avviso che non è in archivio: collega il pagamento alla \
                 posizione giusta da «Da sistemare», oppure rimborsalo."
            }
            Self::Shared => {
                "L’avviso è di un altro ente: a questo ente ne spetta solo la quota indicata, e \
                 nessuna posizione dell’ente cambia."
            }
        }
    }
}

impl Receipt {
    /// The transfers that go to the body to which the receipt was addressed.
    pub fn own_transfers(&self) -> impl Iterator<Item = &ToldTransfer> {
        let own = |transfer: &&ToldTransfer| transfer.fiscal_code == self.creditor.as_str();
        self.told.transfers.iter().filter(own)
    }

    /// What goes to the body; nothing is known of receipts kept before transfers were.
    pub fn share_cents(&self) -> Option<Cents> {
        if self.told.transfers.is_empty() {
            return None;
        }
        Cents::sum(self.own_transfers().map(|transfer| transfer.amount_cents))
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{receipt, transfer};
    use super::*;

    #[test]
    fn kinds_are_read_back_from_their_words() {
        for kind in ReceiptKind::ALL {
            assert_eq!(ReceiptKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(ReceiptKind::parse("settles"), None);
    }

    #[test]
    fn a_share_is_what_goes_to_this_body_alone() {
        let mut receipt = receipt("A");
        assert_eq!(receipt.share_cents(), None);
        let own = receipt.creditor.to_string();
        receipt.told.transfers = vec![
            transfer(1, 2_500, "15376371009"),
            transfer(2, 300, &own),
            transfer(3, 200, &own),
        ];
        assert_eq!(receipt.share_cents(), Some(Cents::new(500)));
    }
}

//! What a body's software wants to hear of.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// `payment.settled`
    Paid,
    /// `positions.reported`
    Reported,
    /// `positions.changed`
    Changed,
}

impl Wanted {
    pub const ALL: [Self; 3] = [Self::Paid, Self::Reported, Self::Changed];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Reported => "reported",
            Self::Changed => "changed",
        }
    }

    pub const fn italian(self) -> &'static str {
        match self {
            Self::Paid => "Pagamenti, appena arriva la ricevuta",
            Self::Reported => "Pagamenti rendicontati da un flusso",
            Self::Changed => {
                "Posizioni cambiate: pubblicate, aggiornate, annullate, scadute, cancellate, pagate altrove"
            }
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }

    /// Whether changes of positions are to be told for its sake.
    pub const fn needs_changes(self) -> bool {
        match self {
            Self::Paid => false,
            Self::Reported | Self::Changed => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_read_back_from_its_name() {
        for one in Wanted::ALL {
            assert_eq!(Wanted::parse(one.name()), Some(one));
        }
        assert_eq!(Wanted::parse("other"), None);
    }
}

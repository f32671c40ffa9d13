//! The way through the indexes: which one a search walks, and in which order that shows positions.
//!
//! | asked | walks | order |
//! |---|---|---|
//! | people | the debtors' lists | created |
//! | an import | its chunks | of the file |
//! | paid from, to | receipts by payment | paid |
//! | a state, due from, to, or the order by due date | positions by state | due date, state after state |
//! | else | all positions | created |
//!
//! The first line that fits is walked; what else is asked is looked at position by position. Names
//! and amounts are in no index: nothing sorts by them but an export in its spreadsheet.

use serde::{Deserialize, Serialize};

use super::Filter;
use crate::domain::position::PositionState;

/// The order that somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    Newest,
    Oldest,
    DueFirst,
    DueLast,
}

impl Order {
    pub const ALL: [Self; 4] = [Self::Newest, Self::Oldest, Self::DueFirst, Self::DueLast];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::DueFirst => "due",
            Self::DueLast => "due_last",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|order| order.as_str() == text)
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Newest => "Più recenti prima",
            Self::Oldest => "Meno recenti prima",
            Self::DueFirst => "Scadenza più vicina prima",
            Self::DueLast => "Scadenza più lontana prima",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Walk {
    Created {
        descending: bool,
    },
    /// State after state.
    Due {
        states: Vec<PositionState>,
        descending: bool,
    },
    Debtors {
        descending: bool,
    },
    Paid {
        descending: bool,
    },
    Import,
}

/// What is asked about most comes first.
const STATES: [PositionState; 8] = [
    PositionState::Valid,
    PositionState::Expired,
    PositionState::PartiallyPaid,
    PositionState::Paid,
    PositionState::Reported,
    PositionState::Published,
    PositionState::Draft,
    PositionState::Invalid,
];

impl Walk {
    /// Of a list that a person reads.
    pub fn of(filter: &Filter, order: Option<Order>) -> Self {
        let descending = order != Some(Order::Oldest);
        let by_due = matches!(order, Some(Order::DueFirst | Order::DueLast));
        let in_state = filter.state.is_some() && filter.created.is_any();
        if !filter.debtors.is_empty() {
            Self::Debtors { descending }
        } else if filter.import.is_some() {
            Self::Import
        } else if !filter.paid.is_any() {
            Self::Paid { descending }
        } else if by_due || !filter.due.is_any() || in_state {
            let states = filter.state.map_or(STATES.to_vec(), |state| vec![state]);
            let descending = order == Some(Order::DueLast);
            Self::Due { states, descending }
        } else {
            Self::Created { descending }
        }
    }

    /// Of an export, which goes on for minutes while positions change their state: only along what
    /// never changes, so that each position comes once. Of the orders, the newest and the oldest first
    /// are such.
    pub fn steady(filter: &Filter, order: Option<Order>) -> Self {
        let descending = order == Some(Order::Newest);
        let order = if descending {
            Order::Newest
        } else {
            Order::Oldest
        };
        match Self::of(filter, Some(order)) {
            Self::Due { .. } => Self::Created { descending },
            walk => walk,
        }
    }

    /// Whether every position on the way is one that is looked for.
    pub fn is_exact(&self, filter: &Filter) -> bool {
        let mut rest = filter.clone();
        match self {
            Self::Created { .. } => rest.created = super::Days::default(),
            Self::Due { .. } => (rest.state, rest.due) = (None, super::Days::default()),
            Self::Debtors { .. } => rest.debtors.clear(),
            Self::Paid { .. } => rest.paid = super::Days::default(),
            Self::Import => rest.import = None,
        }
        rest == Filter::default()
    }

    /// The order in which positions come, in words.
    pub fn italian(&self) -> &'static str {
        match self {
            Self::Created { descending: true } | Self::Debtors { descending: true } => {
                "dalla più recente"
            }
            Self::Created { descending: false } | Self::Debtors { descending: false } => {
                "dalla meno recente"
            }
            Self::Due {
                states,
                descending: false,
            } if states.len() == 1 => "per scadenza",
            Self::Due { states, .. } if states.len() == 1 => "per scadenza, dalla più lontana",
            Self::Due {
                descending: false, ..
            } => "per stato e scadenza",
            Self::Due { .. } => "per stato e scadenza, dalla più lontana",
            Self::Paid { descending: true } => "dal pagamento più recente",
            Self::Paid { descending: false } => "dal pagamento meno recente",
            Self::Import => "come nel file",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::archive::Days;
    use jiff::civil::date;
    use kernel::tax::TaxCode;

    fn some_days() -> Days {
        Days {
            from: Some(date(2026, 1, 1)),
            to: None,
        }
    }

    #[test]
    fn the_narrowest_index_is_walked() {
        let mut filter = Filter::default();
        assert_eq!(Walk::of(&filter, None), Walk::Created { descending: true });
        filter.created = some_days();
        filter.state = Some(PositionState::Paid);
        assert_eq!(Walk::of(&filter, None), Walk::Created { descending: true });
        assert!(!Walk::of(&filter, None).is_exact(&filter));
        filter.created = Days::default();
        let by_state = Walk::of(&filter, None);
        let states = vec![PositionState::Paid];
        assert_eq!(
            by_state,
            Walk::Due {
                states,
                descending: false
            }
        );
        filter.due = some_days();
        assert!(by_state.is_exact(&filter));
        filter.paid = some_days();
        assert_eq!(Walk::of(&filter, None), Walk::Paid { descending: true });
        filter.debtors = vec![TaxCode::Anonymous];
        assert_eq!(Walk::of(&filter, None), Walk::Debtors { descending: true });
    }

    #[test]
    fn an_export_never_walks_along_states() {
        let filter = Filter {
            state: Some(PositionState::Valid),
            ..Filter::default()
        };
        for (order, descending) in [
            (None, false),
            (Some(Order::DueFirst), false),
            (Some(Order::Newest), true),
        ] {
            assert_eq!(Walk::steady(&filter, order), Walk::Created { descending });
        }
    }

    #[test]
    fn every_state_has_its_turn() {
        for state in PositionState::ALL {
            assert!(STATES.contains(&state), "{state:?}");
        }
    }
}

//! The way of a statement: uploaded → checking → ready, failed, or waiting for a person to say which
//! column is what.

use jiff::Timestamp;
use kernel::flow::FlowId;
use serde::{Deserialize, Serialize};

use super::record::NAMED_MAX;
use super::{Findings, Statement, StatementChoice, StatementFailure};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementState {
    /// Waits for its file, or for a check of it.
    Uploaded,
    Checking,
    /// Its columns are not understood: a person is asked.
    ColumnsNeeded,
    Ready,
    Failed,
}

/// What happens to a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Check the file, again too.
    Check(StatementChoice),
    /// A person says which flow a row credits, or that it credits none after all.
    Name { row: u32, flow_id: Option<FlowId> },
    /// Check number `check` ended well.
    Found {
        check: u32,
        findings: Findings,
        /// With the columns of an earlier statement.
        is_learnt: bool,
    },
    /// Check number `check` could not tell the columns.
    Ask { check: u32 },
    /// Check number `check` could not read the file.
    Fail {
        check: u32,
        failure: StatementFailure,
    },
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The statement as it is now to be stored, over the version it was made from.
    Changed(Box<Statement>),
    AlreadyDone,
}

impl Statement {
    /// The one place where the state of a statement changes.
    pub fn decide(&self, command: Command, at: Timestamp) -> Decision {
        use StatementState::{Checking, ColumnsNeeded, Failed, Ready, Uploaded};
        match (self.state, command) {
            (Checking, Command::Check(choice)) if self.choice == choice => Decision::AlreadyDone,
            (Uploaded | Checking | ColumnsNeeded | Ready | Failed, Command::Check(choice)) => self
                .changed(Checking, at, |statement| {
                    statement.check += 1;
                    statement.choice = choice;
                    statement.failure = None;
                    statement.findings = None;
                }),
            (Ready | Checking, Command::Name { row, flow_id }) => self.name(row, flow_id, at),
            (Uploaded | ColumnsNeeded | Failed, Command::Name { .. }) => Decision::AlreadyDone,
            (
                Checking,
                Command::Found {
                    check,
                    findings,
                    is_learnt,
                },
            ) if check == self.check => self.changed(Ready, at, |statement| {
                statement.findings = Some(findings);
                statement.is_learnt = is_learnt;
            }),
            (Checking, Command::Ask { check }) if check == self.check => {
                self.changed(ColumnsNeeded, at, |_| {})
            }
            (Checking, Command::Fail { check, failure }) if check == self.check => {
                self.changed(Failed, at, |statement| statement.failure = Some(failure))
            }
            // A late end of an earlier check, or the same end delivered twice.
            (
                Uploaded | Checking | ColumnsNeeded | Ready | Failed,
                Command::Found { .. } | Command::Ask { .. } | Command::Fail { .. },
            ) => Decision::AlreadyDone,
        }
    }

    /// The file is read again with what was named.
    fn name(&self, row: u32, flow_id: Option<FlowId>, at: Timestamp) -> Decision {
        let is_full = flow_id.is_some() && self.named.len() >= NAMED_MAX;
        if self.named.get(&row) == flow_id.as_ref() || is_full {
            return Decision::AlreadyDone;
        }
        self.changed(StatementState::Checking, at, |statement| {
            statement.check += 1;
            statement.findings = None;
            match flow_id {
                Some(flow_id) => statement.named.insert(row, flow_id),
                None => statement.named.remove(&row),
            };
        })
    }

    fn changed(
        &self,
        state: StatementState,
        at: Timestamp,
        change: impl FnOnce(&mut Statement),
    ) -> Decision {
        let mut after = self.clone();
        change(&mut after);
        after.state = state;
        after.updated_at = at;
        after.version += 1;
        Decision::Changed(Box::new(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statement::{StatementDialect, StatementFormat};
    use kernel::ids::StatementId;
    use kernel::tax::OrgFiscalCode;
    use std::collections::BTreeMap;

    fn statement(state: StatementState) -> Statement {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = StatementId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let at = Timestamp::UNIX_EPOCH;
        let mut statement = Statement::new(creditor, id, "conto.csv".into(), "user:x".into(), at);
        (statement.state, statement.check) = (state, 1);
        statement
    }

    fn found(check: u32) -> Command {
        let findings = Findings {
            dialect: StatementDialect::of_xml(StatementFormat::Opi),
            mapping: BTreeMap::new(),
            rows: 3,
            cumulative: 1,
            single: 0,
            unread: 0,
        };
        let is_learnt = false;
        Command::Found {
            check,
            findings,
            is_learnt,
        }
    }

    fn after(state: StatementState, command: Command) -> Option<StatementState> {
        match statement(state).decide(command, Timestamp::UNIX_EPOCH) {
            Decision::Changed(after) => Some(after.state),
            Decision::AlreadyDone => None,
        }
    }

    #[test]
    fn a_row_is_named_once_and_the_file_is_read_again() {
        let flow_id = FlowId::parse("2026-11-20PSP-1").ok();
        let name = |flow_id: &Option<FlowId>| Command::Name {
            row: 3,
            flow_id: flow_id.clone(),
        };
        let ready = statement(StatementState::Ready);
        let Decision::Changed(named) = ready.decide(name(&flow_id), Timestamp::UNIX_EPOCH) else {
            panic!("named")
        };
        assert_eq!((named.state, named.check), (StatementState::Checking, 2));
        let again = named.decide(name(&flow_id), Timestamp::UNIX_EPOCH);
        assert_eq!(again, Decision::AlreadyDone);
        let Decision::Changed(bare) = named.decide(name(&None), Timestamp::UNIX_EPOCH) else {
            panic!("taken back")
        };
        assert!(bare.named.is_empty());
        assert_eq!(after(StatementState::Failed, name(&flow_id)), None);
    }

    #[test]
    fn a_statement_goes_its_way_and_may_be_checked_again() {
        use StatementState::{Checking, ColumnsNeeded, Failed, Ready, Uploaded};
        let check = || Command::Check(StatementChoice::default());
        let failure = StatementFailure {
            code: "empty".into(),
            reason: "Vuoto.".into(),
        };
        for state in [Uploaded, ColumnsNeeded, Ready, Failed] {
            assert_eq!(after(state, check()), Some(Checking), "{state:?}");
            assert_eq!(after(state, found(1)), None, "{state:?}");
        }
        assert_eq!(after(Checking, check()), None);
        assert_eq!(after(Checking, found(1)), Some(Ready));
        assert_eq!(after(Checking, found(0)), None, "of an earlier check");
        assert_eq!(
            after(Checking, Command::Ask { check: 1 }),
            Some(ColumnsNeeded)
        );
        assert_eq!(after(Ready, Command::Ask { check: 1 }), None, "too late");
        assert_eq!(
            after(Checking, Command::Fail { check: 1, failure }),
            Some(Failed)
        );
    }
}

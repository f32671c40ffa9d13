//! The way of an import: uploaded → checking → ready or failed → publishing → published.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Exclusion, Findings, Import, ImportChoices, ImportFailure, Terms, Totals};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ImportState {
    /// Waits for its file, or for a check of it.
    Uploaded,
    Checking,
    Ready,
    Publishing,
    Published,
    Failed,
}

impl ImportState {
    pub const ALL: [Self; 6] = [
        Self::Uploaded,
        Self::Checking,
        Self::Ready,
        Self::Publishing,
        Self::Published,
        Self::Failed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Checking => "checking",
            Self::Ready => "ready",
            Self::Publishing => "publishing",
            Self::Published => "published",
            Self::Failed => "failed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }

    pub fn italian(self) -> &'static str {
        match self {
            Self::Uploaded => "Da controllare",
            Self::Checking => "Controllo in corso",
            Self::Ready => "Da confermare",
            Self::Publishing => "Pubblicazione in corso",
            Self::Published => "Pubblicata",
            Self::Failed => "File non leggibile",
        }
    }
}

/// What happens to an import.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Check the file, again too: with other choices.
    Check(ImportChoices),
    /// Check number `check` ended well.
    Found {
        check: u32,
        findings: Box<Findings>,
        totals: Totals,
    },
    /// Check number `check` could not read the file.
    Fail {
        check: u32,
        failure: ImportFailure,
    },
    /// Leave exactly these of the rows out that check number `check` accepted.
    Exclude {
        check: u32,
        exclusion: Exclusion,
    },
    Confirm(Terms),
    /// Every position is written.
    Finish,
}

/// What became of a command.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// The import as it is now to be stored, over the version it was made from.
    Changed(Box<Import>),
    AlreadyDone,
    Refused(ImportRefusal),
}

/// Why a command does not fit the state. `Display` is the Italian sentence for the person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefusal {
    #[error("L'importazione è già stata confermata: non si può più cambiare.")]
    AlreadyConfirmed,
    #[error("Prima di confermare, il file va caricato e controllato.")]
    NotReady,
    #[error("Non c'è nessuna riga da pubblicare.")]
    NothingToPublish,
    #[error("Le righe da escludere sono troppe: toglile dal file.")]
    TooManyExcluded,
}

impl ImportRefusal {
    pub fn code(self) -> &'static str {
        match self {
            ImportRefusal::AlreadyConfirmed => "already_confirmed",
            ImportRefusal::NotReady => "not_ready",
            ImportRefusal::NothingToPublish => "nothing_to_publish",
            ImportRefusal::TooManyExcluded => "too_many_excluded",
        }
    }
}

impl Import {
    /// The one place where the state of an import changes.
    pub fn decide(&self, command: Command, at: Timestamp) -> Decision {
        use ImportState::{Checking, Failed, Published, Publishing, Ready, Uploaded};
        match (self.state, command) {
            (Checking, Command::Check(choices)) if self.choices == choices => Decision::AlreadyDone,
            (Uploaded | Checking | Ready | Failed, Command::Check(choices)) => {
                self.checked_anew(choices, at)
            }
            (Publishing | Published, Command::Check(_)) => {
                Decision::Refused(ImportRefusal::AlreadyConfirmed)
            }
            (
                Checking,
                Command::Found {
                    check,
                    findings,
                    totals,
                },
            ) if check == self.check => self.changed(Ready, at, |import| {
                import.findings = Some(*findings);
                import.totals = totals;
            }),
            (Checking, Command::Fail { check, failure }) if check == self.check => {
                self.changed(Failed, at, |import| import.failure = Some(failure))
            }
            // A late end of an earlier check, or the same end delivered twice.
            (
                Uploaded | Checking | Ready | Publishing | Published | Failed,
                Command::Found { .. } | Command::Fail { .. },
            ) => Decision::AlreadyDone,
            (Ready, Command::Exclude { check, exclusion }) if check == self.check => {
                if self.excluded == exclusion {
                    Decision::AlreadyDone
                } else {
                    self.changed(Ready, at, |import| import.excluded = exclusion)
                }
            }
            (Uploaded | Checking | Ready | Failed, Command::Exclude { .. }) => {
                Decision::Refused(ImportRefusal::NotReady)
            }
            (Publishing | Published, Command::Exclude { .. }) => {
                Decision::Refused(ImportRefusal::AlreadyConfirmed)
            }
            (Ready, Command::Confirm(_)) if self.kept().0 == 0 => {
                Decision::Refused(ImportRefusal::NothingToPublish)
            }
            (Ready, Command::Confirm(terms)) => match self.without_excluded(terms) {
                Some(terms) => self.changed(Publishing, at, |import| import.terms = Some(terms)),
                None => Decision::Refused(ImportRefusal::TooManyExcluded),
            },
            (Publishing | Published, Command::Confirm(terms)) => {
                if self.terms == self.without_excluded(terms) {
                    Decision::AlreadyDone
                } else {
                    Decision::Refused(ImportRefusal::AlreadyConfirmed)
                }
            }
            (Uploaded | Checking | Failed, Command::Confirm(_)) => {
                Decision::Refused(ImportRefusal::NotReady)
            }
            (Publishing, Command::Finish) => self.changed(Published, at, |_| ()),
            (Published, Command::Finish) => Decision::AlreadyDone,
            (Uploaded | Checking | Ready | Failed, Command::Finish) => {
                Decision::Refused(ImportRefusal::NotReady)
            }
        }
    }

    /// The terms of a confirmation leave out what a person left out before, too; `None` where that is too much
    /// to keep.
    pub fn without_excluded(&self, terms: Terms) -> Option<Terms> {
        let exclude_rows = terms.exclude_rows.with(&self.excluded.rows).ok()?;
        Some(Terms {
            exclude_rows,
            ..terms
        })
    }

    fn checked_anew(&self, choices: ImportChoices, at: Timestamp) -> Decision {
        self.changed(ImportState::Checking, at, |import| {
            import.check += 1;
            import.choices = choices;
            import.failure = None;
            import.findings = None;
            import.totals = Totals::default();
            import.excluded = Exclusion::default();
        })
    }

    fn changed(
        &self,
        state: ImportState,
        at: Timestamp,
        change: impl FnOnce(&mut Import),
    ) -> Decision {
        let mut import = self.clone();
        change(&mut import);
        import.state = state;
        import.updated_at = at;
        import.version += 1;
        Decision::Changed(Box::new(import))
    }
}

#[cfg(test)]
pub(super) mod samples {
    use kernel::idempotency::Fingerprint;
    use kernel::ids::ServiceCode;

    use crate::domain::dues::{DateOrder, Decimal, Dialect, Format};
    use crate::domain::import::Findings;

    pub fn findings() -> Box<Findings> {
        Box::new(Findings {
            dialect: Dialect {
                format: Format::Csv,
                encoding: None,
                separator: None,
                decimal: Decimal::Comma,
                date: DateOrder::DayFirst,
            },
            header_row: 1,
            titles: Vec::new(),
            mapping: Default::default(),
            system: None,
            mapped_by: Default::default(),
            warned: Vec::new(),
            service: ServiceCode::parse("MENSA").expect("a code"),
            accepted: Fingerprint::of(&[]),
            undated: 1,
            undescribed: 1,
            grouped: 2,
            services: Default::default(),
            epoch: 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::samples::findings;
    use super::*;
    use kernel::ids::ImportId;
    use kernel::tax::OrgFiscalCode;

    use crate::domain::import::ExcludedRows;

    const STATES: [ImportState; 6] = [
        ImportState::Uploaded,
        ImportState::Checking,
        ImportState::Ready,
        ImportState::Publishing,
        ImportState::Published,
        ImportState::Failed,
    ];

    fn now() -> Timestamp {
        "2026-11-21T10:00:00Z".parse().expect("a time")
    }

    fn import(state: ImportState) -> Import {
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id");
        let mut import = Import::new(creditor, id, "dovuti.csv".into(), "user:x".into(), now());
        import.state = state;
        import.check = 1;
        import.totals.accepted = 2;
        import
    }

    fn found(check: u32) -> Command {
        Command::Found {
            check,
            findings: findings(),
            totals: Totals::default(),
        }
    }

    fn again() -> Command {
        Command::Check(ImportChoices {
            load_again: true,
            ..ImportChoices::default()
        })
    }

    fn state_after(state: ImportState, command: Command) -> Result<ImportState, Decision> {
        match import(state).decide(command, now()) {
            Decision::Changed(import) => Ok(import.state),
            other => Err(other),
        }
    }

    #[test]
    fn an_import_goes_its_way_to_published() {
        use ImportState::*;
        assert_eq!(state_after(Uploaded, again()), Ok(Checking));
        assert_eq!(state_after(Checking, found(1)), Ok(Ready));
        assert_eq!(
            state_after(Ready, Command::Confirm(Terms::default())),
            Ok(Publishing)
        );
        assert_eq!(state_after(Publishing, Command::Finish), Ok(Published));
    }

    #[test]
    fn a_file_may_be_checked_again_until_it_is_confirmed() {
        for state in STATES {
            let confirmed = matches!(state, ImportState::Publishing | ImportState::Published);
            assert_eq!(state_after(state, again()).is_err(), confirmed, "{state:?}");
        }
        let Decision::Changed(anew) = import(ImportState::Ready).decide(again(), now()) else {
            panic!("checked again");
        };
        assert_eq!((anew.check, anew.totals), (2, Totals::default()));
        assert_eq!(anew.version, 2);
    }

    #[test]
    fn the_end_of_an_earlier_check_changes_nothing() {
        for state in STATES {
            let late = import(state).decide(found(0), now());
            assert_eq!(late, Decision::AlreadyDone, "{state:?}");
        }
    }

    #[test]
    fn a_repeated_command_is_already_done() {
        use ImportState::*;
        let choices = || Command::Check(ImportChoices::default());
        assert_eq!(state_after(Checking, choices()), Err(Decision::AlreadyDone));
        assert_eq!(state_after(Ready, found(1)), Err(Decision::AlreadyDone));
        assert_eq!(
            state_after(Published, Command::Finish),
            Err(Decision::AlreadyDone)
        );
        let mut confirmed = import(Publishing);
        confirmed.terms = Some(Terms::default());
        let same = confirmed.decide(Command::Confirm(Terms::default()), now());
        assert_eq!(same, Decision::AlreadyDone);
        let other = Terms {
            description: "x".into(),
            ..Terms::default()
        };
        let refused = Decision::Refused(ImportRefusal::AlreadyConfirmed);
        assert_eq!(confirmed.decide(Command::Confirm(other), now()), refused);
    }

    #[test]
    fn nothing_is_published_without_a_good_row() {
        let mut empty = import(ImportState::Ready);
        empty.totals.accepted = 0;
        let refused = Decision::Refused(ImportRefusal::NothingToPublish);
        assert_eq!(
            empty.decide(Command::Confirm(Terms::default()), now()),
            refused
        );
    }

    #[test]
    fn the_same_rows_have_the_same_fingerprint_whatever_the_import() {
        let mut first = import(ImportState::Ready);
        first.findings = Some(*findings());
        let mut second = first.clone();
        second.id = ImportId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRF").expect("an id");
        assert_eq!(first.fingerprint(), second.fingerprint());
        second.terms = Some(Terms {
            exclude_rows: ExcludedRows::parse("3").expect("rows"),
            ..Terms::default()
        });
        assert_ne!(first.fingerprint(), second.fingerprint());
        let mut again = first.clone();
        again.choices.load_again = true;
        assert_ne!(first.fingerprint(), again.fingerprint());
    }
}

//! A file checked as a whole: what would be staged, before and after the archive is asked.

use std::collections::{BTreeSet, HashSet};

use kernel::idempotency::Fingerprint;
use kernel::ids::ServiceCode;
use kernel::money::Cents;

use super::{Findings, ImportChoices, Totals, listing};
use crate::domain::dues::{
    Checker, Choices, Due, FileFailure, Learnt, RefusedRow, Remark, Sheet, Spot, Terms, Verdict,
    Warned, WarningCode, already_in_archive, reject_file,
};
use crate::domain::publish::Grouping;

/// Rows told of one warning.
const FIRST_ROWS: usize = 10;

/// A file and what became of each row of it.
pub struct Examination {
    sheet: Sheet,
    lesson: Option<Learnt>,
    service: ServiceCode,
    rows: Rows,
}

/// What is staged and kept on the import.
pub struct Report {
    pub findings: Findings,
    pub totals: Totals,
    /// The accepted dues, a line of JSON each.
    pub lines: Vec<u8>,
    /// The same in brief: see [`super::look`].
    pub listing: Vec<u8>,
    /// In the order of the file.
    pub refused: Vec<RefusedRow>,
    /// What the person taught about files like this.
    pub lesson: Option<Learnt>,
    /// The refused rows as a CSV that can be mended and loaded again.
    pub rejects: Vec<u8>,
}

/// Why a file gives no report. `Display` is for people where the file is the cause.
#[derive(Debug, thiserror::Error)]
pub enum ExaminationError {
    #[error(transparent)]
    File(#[from] FileFailure),
    #[error("a due is no JSON: {0}")]
    Line(#[from] serde_json::Error),
    #[error("the amounts of a file do not add up")]
    Sum,
    #[error("no service to bill for")]
    NoService,
}

/// Accepted rows are kept as the lines that are staged: 200,000 of them are about 60 MB.
#[derive(Default)]
struct Rows {
    lines: Vec<u8>,
    listing: Vec<u8>,
    accepted: Vec<Accepted>,
    wants: Wants,
    refused: Vec<RefusedRow>,
    warned: Vec<(u32, Spot, WarningCode)>,
}

/// An accepted row among the lines.
struct Accepted {
    row: u32,
    line: std::ops::Range<usize>,
    listed: std::ops::Range<usize>,
    amount: Cents,
    identity: Fingerprint,
}

impl Examination {
    /// Reads the file and checks each row.
    pub fn of(
        bytes: &[u8],
        choices: &ImportChoices,
        learnt: Vec<Learnt>,
        terms: Terms<'_>,
    ) -> Result<Self, ExaminationError> {
        let reading = Choices {
            dialect: choices.dialect,
            mapping: choices.mapping.clone(),
            learnt,
        };
        let sheet = Sheet::read(bytes, &reading, terms.services.tariffs())?;
        let service = terms
            .services
            .default_service()
            .ok_or(ExaminationError::NoService)?;
        let service = service.code.clone();
        let mut rows = Rows::default();
        let mut checker = Checker::new(&sheet, terms);
        for row in sheet.rows() {
            match checker.check(row) {
                Verdict::Refused(row) => rows.refused.push(row),
                Verdict::Accepted {
                    due,
                    identity,
                    warnings,
                } => {
                    rows.accept(&due, identity)?;
                    let warned = |(spot, code)| (due.row, spot, code);
                    rows.warned.extend(warnings.into_iter().map(warned));
                }
            }
        }
        Ok(Examination {
            lesson: sheet.lesson(&choices.mapping),
            sheet,
            service,
            rows,
        })
    }

    /// What makes each accepted row the same due as another.
    pub fn identities(&self) -> Vec<String> {
        let accepted = self.rows.accepted.iter();
        accepted
            .map(|accepted| accepted.identity.as_str().to_owned())
            .collect()
    }

    /// The report, without the dues that the archive knows. `bytes` are those of the same file.
    pub fn report(self, bytes: &[u8], known: &HashSet<String>) -> Result<Report, ExaminationError> {
        let Examination {
            sheet,
            lesson,
            service,
            rows,
        } = self;
        let Rows {
            lines,
            listing,
            accepted,
            wants,
            mut refused,
            mut warned,
        } = rows;
        let is_known = |accepted: &Accepted| known.contains(accepted.identity.as_str());
        let (gone, kept): (Vec<_>, Vec<_>) = accepted.into_iter().partition(is_known);
        for accepted in &gone {
            let line = lines.get(accepted.line.clone()).unwrap_or_default();
            refused.push(already_in_archive(
                &sheet,
                &serde_json::from_slice::<Due>(line)?,
            ));
        }
        let gone: HashSet<u32> = gone.iter().map(|accepted| accepted.row).collect();
        refused.sort_by_key(|refused| refused.row);
        let rejects = reject_file(&sheet, bytes, &refused)?;
        warned.retain(|warned| !gone.contains(&warned.0));
        let amounts = kept.iter().map(|accepted| accepted.amount);
        let totals = Totals {
            rows: (kept.len() + refused.len()) as u64,
            accepted: kept.len() as u64,
            refused: refused.len() as u64,
            warnings: warned.len() as u64,
            amount_cents: Cents::sum(amounts).ok_or(ExaminationError::Sum)?,
        };
        let (lines, listing, wants) = if gone.is_empty() {
            (lines, listing, wants)
        } else {
            let lines = only(&lines, kept.iter().map(|accepted| &accepted.line));
            let listing = only(&listing, kept.iter().map(|accepted| &accepted.listed));
            let wants = Wants::of(&lines)?;
            (lines, listing, wants)
        };
        let findings = Findings {
            dialect: sheet.dialect,
            header_row: sheet.header_row(),
            titles: sheet.titles().to_vec(),
            mapping: sheet.mapping(),
            system: sheet.system(),
            mapped_by: sheet.mapped_by(),
            service,
            accepted: fingerprint(&kept),
            warned: groups(&sheet, &warned),
            undated: wants.undated,
            undescribed: wants.undescribed,
            grouped: u64::from(wants.grouping.positions()),
            services: wants.services,
            epoch: 0,
        };
        Ok(Report {
            findings,
            totals,
            lines,
            listing,
            refused,
            lesson,
            rejects,
        })
    }
}

impl Rows {
    fn accept(&mut self, due: &Due, identity: Fingerprint) -> Result<(), serde_json::Error> {
        let start = self.lines.len();
        serde_json::to_writer(&mut self.lines, due)?;
        self.lines.push(b'\n');
        let line = start..self.lines.len();
        let start = self.listing.len();
        listing::write(&mut self.listing, due);
        let listed = start..self.listing.len();
        self.wants.count(due);
        self.accepted.push(Accepted {
            row: due.row,
            line,
            listed,
            amount: due.amount_cents,
            identity,
        });
        Ok(())
    }
}

/// One line for each thing to look at, however many rows it is in.
fn groups(sheet: &Sheet, warned: &[(u32, Spot, WarningCode)]) -> Vec<Warned> {
    let mut groups: Vec<(Spot, Warned)> = Vec::new();
    for (row, spot, code) in warned {
        let same = |group: &(Spot, Warned)| group.0 == *spot && group.1.warning.code == *code;
        let at = groups.iter().position(same).unwrap_or_else(|| {
            let warning = Remark {
                column: sheet.spot(*spot),
                code: *code,
                message: code.italian().to_owned(),
            };
            let (rows, first_rows) = (0, Vec::new());
            groups.push((
                *spot,
                Warned {
                    warning,
                    rows,
                    first_rows,
                },
            ));
            groups.len() - 1
        });
        if let Some((_, group)) = groups.get_mut(at) {
            group.rows += 1;
            if group.first_rows.len() < FIRST_ROWS {
                group.first_rows.push(*row);
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// Of the identities, in their order.
fn fingerprint(accepted: &[Accepted]) -> Fingerprint {
    let identities = accepted.iter().map(|accepted| &accepted.identity);
    let identities: Vec<&[u8]> = identities.map(|it| it.as_str().as_bytes()).collect();
    Fingerprint::of(&identities)
}

/// What the confirmation has to ask for.
struct Wants {
    undated: u64,
    undescribed: u64,
    grouping: Grouping,
    services: BTreeSet<ServiceCode>,
}

impl Default for Wants {
    fn default() -> Self {
        Self {
            undated: 0,
            undescribed: 0,
            grouping: Grouping::new(true),
            services: BTreeSet::new(),
        }
    }
}

impl Wants {
    fn count(&mut self, due: &Due) {
        self.undated += u64::from(due.due_date.is_none());
        self.undescribed += u64::from(due.description.is_none());
        self.grouping.place(due);
        if !self.services.contains(&due.service) {
            self.services.insert(due.service.clone());
        }
    }

    fn of(lines: &[u8]) -> Result<Self, serde_json::Error> {
        let mut wants = Self::default();
        let filled = lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        for line in filled {
            wants.count(&serde_json::from_slice(line)?);
        }
        Ok(wants)
    }
}

fn only<'r>(lines: &[u8], kept: impl Iterator<Item = &'r std::ops::Range<usize>>) -> Vec<u8> {
    let slices = kept.filter_map(|range| lines.get(range.clone()));
    slices.flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::dues::{RowCode, Service, Services};
    use kernel::tax::OrgFiscalCode;

    const FILE: &[u8] = b"CF;Nominativo;Importo;CAP\n\
        RSSMRA85T10A562S;Mario;1,50;118\n\
        80047110152;Ditta;2;\n\
        x;Nessuno;3;\n";

    fn examination() -> Examination {
        let code = ServiceCode::parse("TARI").expect("a code");
        let tari = Service {
            code,
            name: "Tassa rifiuti".to_owned(),
            tariff: None,
        };
        let services = Services::new(vec![tari], None).expect("a service");
        let creditor = OrgFiscalCode::parse("80047110152").expect("a creditor");
        let today = jiff::civil::date(2026, 11, 21);
        let terms = Terms {
            creditor: &creditor,
            services: &services,
            accounts: &[],
            today,
        };
        Examination::of(FILE, &ImportChoices::default(), Vec::new(), terms).expect("readable")
    }

    #[test]
    fn a_report_adds_up() {
        let report = examination()
            .report(FILE, &HashSet::new())
            .expect("a report");
        let totals = report.totals;
        assert_eq!(
            (
                totals.rows,
                totals.accepted,
                totals.refused,
                totals.warnings
            ),
            (3, 2, 1, 1)
        );
        assert_eq!(totals.amount_cents, Cents::new(350));
        let dues: Vec<Due> = report
            .lines
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| serde_json::from_slice(line).expect("a due"))
            .collect();
        assert_eq!(dues.iter().map(|due| due.row).collect::<Vec<_>>(), [2, 3]);
        let findings = report.findings;
        assert_eq!(
            (findings.undated, findings.undescribed, findings.grouped),
            (2, 2, 2)
        );
    }

    #[test]
    fn what_the_archive_knows_is_refused_in_its_place() {
        let first = examination();
        let known: HashSet<String> = first.identities().into_iter().take(1).collect();
        let whole = first.report(FILE, &HashSet::new()).expect("a report");
        let report = examination().report(FILE, &known).expect("a report");
        let codes: Vec<_> = report
            .refused
            .iter()
            .map(|row| (row.row, row.fault.code))
            .collect();
        assert_eq!(
            codes,
            [(2, RowCode::AlreadyInArchive), (4, RowCode::TaxCodeInvalid)]
        );
        assert_eq!((report.totals.accepted, report.totals.warnings), (1, 0));
        assert_eq!(report.totals.amount_cents, Cents::new(200));
        assert!(whole.lines.ends_with(&report.lines) && report.lines.starts_with(b"{\"row\":3"));
        assert_ne!(whole.findings.accepted, report.findings.accepted);
    }
}

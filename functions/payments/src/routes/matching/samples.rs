//! Every page of matching, rendered with hostile words wherever words may stand.

use std::collections::BTreeMap;

use askama::Template;
use jiff::Timestamp;
use kernel::flow::FlowId;
use kernel::ids::StatementId;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use platform::objects::PresignedPost;
use platform::web::inspect::{self, HOSTILE};
use platform::web::ui::{Alert, Pager};
use platform::web::{MenuItem, Panel};

use super::debtors::Debtors;
use super::detail::{FlowDetail, StatementDetail};
use super::list::{HERE, ListPage, empty, flow_table, statement_table};
use super::statements::StatementsPage;
use super::upload::{Reading, UploadForm, UploadedPage, What};
use super::{fetched, flow, search, statement, statements, submit, unresolved};
use crate::domain::dues::{DateOrder, Decimal, Encoding};
use crate::domain::flow::{
    BankLine, BankState, Flow, FlowFault, FlowFaultCode, FlowRead, FlowState, LineMatch, Party,
    Revision, RowOutcome, ShareOf, revise, samples,
};
use crate::domain::statement::{
    Findings, KnownFlows, MovementText, ProvisionalEntry, RemittanceInfo, Sample, SampleRow,
    Statement, StatementDialect, StatementFailure, StatementFormat, StatementRow, StatementState,
    UnreadCode, UnreadRow,
};
use crate::store::flow_rows::MatchedRow;

const NAV: &str = "307000000000000075";

pub(super) fn layout() -> Panel {
    let (label, icon) = ("Riconciliazione", "it-list");
    let item = MenuItem {
        label,
        href: HERE,
        icon,
    };
    Panel::new(HOSTILE, HOSTILE, &[item], HERE)
}

pub(super) fn at() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().expect("a time")
}

pub(super) fn kept(state: FlowState) -> Flow {
    let read = FlowRead {
        head: samples::flow().head,
        fingerprint: kernel::idempotency::Fingerprint::of(&[]),
        folder: String::new(),
    };
    let creditor = samples::creditor();
    let Revision::Store(mut flow) = revise(None, &read, &creditor, ("user:x", at())) else {
        panic!("a new flow")
    };
    let (kind, code) = ("G".to_owned(), HOSTILE.to_owned());
    flow.sender = Party {
        kind,
        code,
        name: None,
    };
    flow.regulation = HOSTILE.to_owned();
    (flow.state, flow.revision, flow.bank) = (state, 2, BankState::Duplicate);
    flow.row_count = 150;
    flow.outcomes = RowOutcome::ALL.map(|outcome| (outcome, 1)).into();
    *flow
}

pub(super) fn line(verdict: LineMatch) -> BankLine {
    BankLine {
        creditor: samples::creditor(),
        flow_id: samples::flow().head.id,
        statement: StatementId::parse("01KA9B6N0M5VJ8G2Q4T7XW3ZRE").expect("an id"),
        check: 1,
        row: 2,
        accounting_date: jiff::civil::date(2026, 11, 20),
        amount_cents: Cents::new(-4_250),
        occurrence: 1,
        provisional: ProvisionalEntry::parse("0033089", Some(2026)),
        verdict,
    }
}

fn flow_detail(state: FlowState) -> FlowDetail {
    let nav = NoticeNumber::parse(NAV).expect("a number");
    let outcomes = RowOutcome::ALL.map(Some).into_iter().chain([None]);
    let share = Some(ShareOf {
        issuer: "15376371009".to_owned(),
        debtor_name: HOSTILE.to_owned(),
        debtor_tax_code: HOSTILE.to_owned(),
        psp_name: HOSTILE.to_owned(),
    });
    let share = |outcome| {
        share
            .clone()
            .filter(|_| outcome == Some(RowOutcome::Matched))
    };
    let row = |outcome| MatchedRow {
        row: samples::row(&nav, HOSTILE, 3_000),
        outcome,
        share: share(outcome),
    };
    FlowDetail {
        flow: kept(state),
        lines: vec![line(LineMatch::Matched), line(LineMatch::Duplicate)],
        record: None,
        rows: outcomes.map(row).cycle().take(150).collect(),
    }
}

pub(super) fn made(state: StatementState) -> Statement {
    let (creditor, id) = (samples::creditor(), line(LineMatch::None).statement);
    let mut statement = Statement::new(creditor, id, HOSTILE.into(), "user:x".into(), at());
    statement.state = state;
    if state == StatementState::Failed {
        let (code, reason) = ("empty".to_owned(), HOSTILE.to_owned());
        statement.failure = Some(StatementFailure { code, reason });
    }
    if state == StatementState::Ready {
        let dialect = StatementDialect {
            format: StatementFormat::Csv,
            encoding: Some(Encoding::Utf8),
            separator: None,
            decimal: Some(Decimal::Comma),
            date: Some(DateOrder::DayFirst),
        };
        statement.is_learnt = true;
        let (rows, cumulative, single, unread) = (5, 5, 0, 1);
        statement.findings = Some(Findings {
            dialect,
            mapping: BTreeMap::new(),
            rows,
            cumulative,
            single,
            unread,
        });
    }
    statement
}

fn statement_detail(state: StatementState) -> StatementDetail {
    let verdicts = [
        LineMatch::Matched,
        LineMatch::MissingFlow,
        LineMatch::AmountDiffers,
        LineMatch::Duplicate,
        LineMatch::None,
    ];
    let flow = FlowId::parse("2026-11-20PSP-1").expect("a flow");
    let row = |verdict| {
        let day = jiff::civil::date(2026, 11, 20);
        let mut text = MovementText::new(2, day, Cents::new(3_000));
        text.provisional = ProvisionalEntry::parse("0033089", Some(2026));
        text.texts = vec![HOSTILE.to_owned()];
        let row = StatementRow {
            remittance: RemittanceInfo::Cumulative(flow.clone()),
            ..text.row(&KnownFlows::default())
        };
        (row, verdict)
    };
    let (row_number, code) = (9, UnreadCode::BothColumns);
    StatementDetail {
        statement: made(state),
        rows: verdicts.into_iter().map(row).collect(),
        receipts: BTreeMap::new(),
        unread: vec![UnreadRow {
            row: row_number,
            code,
        }],
        sample: Some(sample()),
        may_write: true,
    }
}

fn sample() -> Sample {
    let cells = vec![HOSTILE.to_owned(), String::new(), "30,00".to_owned()];
    let titles = cells.clone();
    let rows = (1..=6)
        .map(|row| SampleRow {
            row,
            cells: cells.clone(),
        })
        .collect();
    Sample { titles, rows }
}

fn form(what: What) -> UploadForm {
    let fields = BTreeMap::from([("key".to_owned(), HOSTILE.to_owned())]);
    let url = "https://files.example.it/".to_owned();
    UploadForm::new(what, PresignedPost { url, fields })
}

fn check(page: &impl Template) {
    let html = page.render().expect("a page");
    assert_eq!(inspect::faults(&html), [""; 0], "{html}");
}

#[test]
fn the_list_of_flows_and_statements_is_sound() {
    let flows = [kept(FlowState::Matching), kept(FlowState::Ready)];
    let states = [
        StatementState::Uploaded,
        StatementState::Checking,
        StatementState::ColumnsNeeded,
        StatementState::Ready,
        StatementState::Failed,
    ];
    check(&ListPage {
        layout: layout().here("Riconciliazione"),
        alerts: vec![Alert::warning(HOSTILE)],
        inbox: fetched::inbox(3, false),
        forms: vec![form(What::Flow), form(What::Statement)],
        flows: Some(flow_table(&flows)),
        pager: Pager::new(None, Some(HERE.to_owned())),
        empty: empty(),
        statements: Some(statement_table(&states.map(made))),
    });
    check(&ListPage {
        layout: layout().here("Riconciliazione"),
        alerts: Vec::new(),
        inbox: fetched::inbox(0, false),
        forms: Vec::new(),
        flows: None,
        pager: Pager::default(),
        empty: empty(),
        statements: None,
    });
}

#[test]
fn the_list_of_statements_is_sound() {
    let ready = StatementState::Ready;
    check(&StatementsPage {
        layout: layout().here("Estratti conto"),
        form: Some(form(What::Statement)),
        statements: Some(statement_table(&[made(ready)])),
        pager: Pager::default(),
        empty: statements::empty(),
    });
    check(&StatementsPage {
        layout: layout().here("Estratti conto"),
        form: None,
        statements: None,
        pager: Pager::default(),
        empty: statements::empty(),
    });
}

#[test]
fn the_page_of_a_flow_is_sound() {
    let mut position = crate::domain::position::samples::position();
    position.debtor.full_name = HOSTILE.to_owned();
    for part in position
        .options
        .iter_mut()
        .flat_map(|o| &mut o.installments)
    {
        part.nav = NoticeNumber::parse(NAV).expect("a number");
    }
    let debtors = Debtors::new([position]);
    for state in [FlowState::Matching, FlowState::Ready] {
        check(&flow::flow_page(
            layout(),
            (&flow_detail(state), &debtors),
            0,
        ));
    }
    let page = flow::flow_page(layout(), (&flow_detail(FlowState::Ready), &debtors), 100);
    let html = page.render().expect("a page");
    assert!(html.contains("Torna all'inizio") && !html.contains("Pagina successiva"));
    check(&flow::flow_page(
        layout(),
        (&flow_detail(FlowState::Ready), &debtors),
        u32::MAX,
    ));
}

#[test]
fn the_page_of_a_statement_is_sound() {
    for state in [
        StatementState::Checking,
        StatementState::ColumnsNeeded,
        StatementState::Ready,
        StatementState::Failed,
    ] {
        check(&statement::statement_page(
            layout(),
            &statement_detail(state),
            0,
        ));
    }
}

#[test]
fn the_pages_around_an_upload_are_sound() {
    let fault = FlowFault {
        place: HOSTILE.to_owned(),
        code: FlowFaultCode::Missing,
        message: HOSTILE.to_owned(),
    };
    check(&submit::faults_page(layout(), std::slice::from_ref(&fault)));
    check(&submit::faults_page(layout(), &vec![fault; 300]));
    for reading in [
        None,
        Some(Reading::Going(HERE.to_owned())),
        Some(Reading::Loaded(HERE.to_owned())),
        Some(Reading::Refused(vec![HOSTILE.to_owned()])),
    ] {
        check(&UploadedPage {
            layout: layout().here("File caricato"),
            action: format!("{HERE}/flows"),
            upload: HOSTILE.to_owned(),
            reading,
        });
    }
}

#[test]
fn the_search_is_sound() {
    let typed = platform::web::Typed::new()
        .with("tax_code", HOSTILE)
        .with("period", "paid");
    for table in [None, Some(flow_table(&[kept(FlowState::Ready)]))] {
        let found = Some(search::Found { table, more: true });
        check(&search::search_page(layout(), &typed, found));
    }
    let nothing = platform::web::Typed::new();
    check(&search::search_page(layout(), &nothing, None));
}

#[test]
fn the_page_that_matches_by_hand_is_sound() {
    let mut detail = statement_detail(StatementState::Ready);
    let waiting = [kept(FlowState::Ready)];
    check(&unresolved::unresolved_page(layout(), &detail, &waiting));
    for (at, (row, _)) in detail.rows.iter_mut().enumerate() {
        row.is_named = at == 0;
        row.row = u32::try_from(at).expect("few");
        if at > 0 {
            row.remittance = RemittanceInfo::Other;
            row.text.push_str(" L GPE-RIVERSAMENTO");
        }
    }
    for waiting in [&waiting[..], &[]] {
        check(&unresolved::unresolved_page(layout(), &detail, waiting));
    }
    check(&statement::statement_page(layout(), &detail, 0));
}

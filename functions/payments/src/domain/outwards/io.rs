//! Messages to debtors on App IO (OpenAPI of io-functions-services 4.0): to pay, paid, revoked, closed by
//! another way to pay.

use jiff::Timestamp;
use jiff::civil::Date;
use kernel::money::Cents;
use kernel::notice::NoticeNumber;
use kernel::tax::{OrgFiscalCode, TaxCode};
use kernel::text::{normalise_spaces, truncate_chars};
use kernel::time::italian_date;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::call::{Answer, Call};
use super::told::{Plan, due, is_open};
use crate::domain::position::{DebtPosition, Installment, PaymentOption};

const SUBJECT_CHARS_MAX: usize = 120;
/// Room for the rest of the text; the whole has 80 to 10,000 characters.
const NAME_CHARS_MAX: usize = 300;
const AMOUNT_MAX: i64 = 9_999_999_999;
/// A position with more messages than this is left alone.
const TOLD_MAX: usize = 200;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IoKind {
    ToPay,
    Paid,
    Revoked,
    /// Another way to pay the same position was begun: this notice is closed.
    OtherWay,
}

/// A message that went out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IoTold {
    pub nav: NoticeNumber,
    pub kind: IoKind,
    pub fiscal_code: TaxCode,
    /// What it is for.
    pub what: String,
    pub from: String,
    pub amount_cents: Cents,
    pub due: Option<Date>,
    /// Its id on App IO.
    pub id: Option<String>,
    pub at: Timestamp,
    /// False while no answer has come: App IO knows no way to ask whether it is there.
    #[serde(default = "yes")]
    pub sure: bool,
}

fn yes() -> bool {
    true
}

/// A message, ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IoMessage {
    pub creditor: OrgFiscalCode,
    pub told: IoTold,
    /// `NewMessage`
    pub body: Value,
}

pub(super) fn plan(
    creditor: &OrgFiscalCode,
    told: &[IoTold],
    position: Option<&DebtPosition>,
    now: Timestamp,
) -> Plan {
    let mut plan = Plan::default();
    if told.len() >= TOLD_MAX {
        return plan;
    }
    let part_of = |nav: &NoticeNumber| position.and_then(|it| it.installment(nav));
    for known in latest(told).filter(|it| it.kind == IoKind::ToPay) {
        let kind = match part_of(&known.nav) {
            Some(part) if part.payment.is_some() => IoKind::Paid,
            Some(_) if position.is_some_and(|it| it.has_other_way(&known.nav)) => IoKind::OtherWay,
            Some(_) if !position.is_some_and(is_withdrawn) => continue,
            _ => IoKind::Revoked,
        };
        let after = IoTold {
            kind,
            ..known.clone()
        };
        plan.calls.push(message(creditor, after, false, now));
    }
    let Some(position) = position.filter(|it| is_open(it)) else {
        return plan;
    };
    if let Some(part) = next(position, now) {
        to_pay(told, position, part, now, &mut plan);
    }
    plan
}

/// The first message of a notice, or another one where amount or due date have changed.
fn to_pay(
    told: &[IoTold],
    position: &DebtPosition,
    part: &Installment,
    now: Timestamp,
    plan: &mut Plan,
) {
    let TaxCode::Person(code) = &position.debtor_of(&part.nav).tax_code else {
        return;
    };
    if code.is_provisional() {
        return;
    }
    if part.amount_cents.get() > AMOUNT_MAX {
        plan.unfit = Some("l’importo è troppo grande per App IO");
        return;
    }
    let before = latest(told).find(|it| it.nav == part.nav && it.kind == IoKind::ToPay);
    let (amount_cents, due) = (part.amount_cents, part.due_date);
    if before.is_some_and(|it| it.amount_cents == amount_cents && it.due == due) {
        return;
    }
    let told = IoTold {
        nav: part.nav.clone(),
        kind: IoKind::ToPay,
        fiscal_code: TaxCode::Person(code.clone()),
        what: part.description.clone(),
        from: position.company_name.clone(),
        amount_cents,
        due,
        id: None,
        at: now,
        sure: true,
    };
    let mut call = message(&position.creditor, told, before.is_some(), now);
    if let Call::Io(message) = &mut call {
        add_payment(message, part, now);
    }
    plan.calls.push(call);
}

/// The last message of each notice.
fn latest(told: &[IoTold]) -> impl Iterator<Item = &IoTold> {
    let is_last = |(n, one): &(usize, &IoTold)| {
        let later = told.iter().skip(n + 1);
        !later.into_iter().any(|it| it.nav == one.nav)
    };
    told.iter()
        .enumerate()
        .filter(is_last)
        .map(|(_, one)| one)
        .collect::<Vec<_>>()
        .into_iter()
}

fn is_withdrawn(position: &DebtPosition) -> bool {
    position.state == crate::domain::position::PositionState::Invalid
}

/// The part that a debtor is told to pay: the whole where that is a way to pay, else the next
/// instalment of the plan that was begun, or of the first one.
fn next(position: &DebtPosition, now: Timestamp) -> Option<&Installment> {
    let is_open = |part: &&Installment| position.open_part(&part.nav, now).is_ok();
    let whole = |it: &&PaymentOption| !it.is_plan();
    let options = || {
        let all = position.options.iter();
        all.filter(|it| it.installments.iter().any(|part| is_open(&part)))
    };
    let first = options().next();
    // Once a plan is begun, nothing of the other ways to pay is open.
    let option = options().find(whole).or(first)?;
    let open = option.installments.iter().filter(is_open);
    open.min_by_key(|part| due(part))
}

fn message(creditor: &OrgFiscalCode, told: IoTold, is_update: bool, now: Timestamp) -> Call {
    let title = match told.kind {
        IoKind::ToPay if is_update => "Avviso aggiornato",
        IoKind::ToPay => "Avviso di pagamento",
        IoKind::Paid => "Pagamento ricevuto",
        IoKind::Revoked => "Avviso annullato",
        IoKind::OtherWay => "Avviso non più da pagare",
    };
    let what = normalise_spaces(&told.what);
    let subject = format!("{title}: {what}");
    let body = json!({
        "fiscal_code": told.fiscal_code.as_str(),
        "feature_level_type": "STANDARD",
        "content": {
            "subject": truncate_chars(&subject, SUBJECT_CHARS_MAX),
            "markdown": markdown(&told),
        },
    });
    Call::Io(Box::new(IoMessage {
        creditor: creditor.clone(),
        told: IoTold { at: now, ..told },
        body,
    }))
}

fn markdown(told: &IoTold) -> String {
    let first = match told.kind {
        IoKind::ToPay => "ti informa che c’è un avviso da pagare.",
        IoKind::Paid => "ha ricevuto il tuo pagamento: non devi fare altro.",
        IoKind::Revoked => "ha annullato questo avviso: non è più da pagare.",
        IoKind::OtherWay => {
            "ha ricevuto un pagamento con un altro avviso della stessa posizione: questo non è più \
             da pagare."
        }
    };
    let last = match told.kind {
        IoKind::ToPay => {
            "Puoi pagare da qui, scegliendo il prestatore di servizi di pagamento che preferisci, o \
             con gli altri canali di pagoPA. L’importo può cambiare: al momento del pagamento vedi \
             quello aggiornato."
        }
        IoKind::Paid => "La ricevuta è tra quelle dell’app; l’ente conserva la sua.",
        IoKind::Revoked => "Se lo hai già pagato, rivolgiti all’ente con la ricevuta.",
        IoKind::OtherWay => {
            "Quello che resta da pagare si paga con gli altri avvisi del piano che è stato scelto."
        }
    };
    let due = told.due.filter(|_| told.kind == IoKind::ToPay);
    let due = due.map_or_else(String::new, |day| {
        format!("\n\n**Scadenza**: {}", italian_date(day))
    });
    format!(
        "**{}** {first}\n\n**Oggetto**: {}\n\n**Importo**: {} euro{due}\n\n**Codice avviso**: {}\n\n{last}",
        plain(&told.from),
        plain(&told.what),
        told.amount_cents.italian(),
        told.nav.grouped(),
    )
}

/// Nothing in it is Markdown.
fn plain(text: &str) -> String {
    let text = normalise_spaces(text);
    let mut plain = String::new();
    for c in truncate_chars(&text, NAME_CHARS_MAX).chars() {
        if c.is_ascii_punctuation() && !matches!(c, '.' | ',' | ';' | ':' | '/' | '\'' | '%') {
            plain.push('\\');
        }
        plain.push(c);
    }
    plain
}

/// The button that pays, and the reminder; a due date that has passed reminds of nothing.
fn add_payment(message: &mut IoMessage, part: &Installment, now: Timestamp) {
    let content = &mut message.body["content"];
    content["payment_data"] = json!({
        "amount": part.amount_cents.get(),
        "notice_number": part.nav,
        "invalid_after_due_date": false,
        "payee": { "fiscal_code": message.creditor },
    });
    let reminds = part.due_date.is_some() && due(part) > now;
    if reminds {
        content["due_date"] = json!(format!("{:.3}", due(part)));
    }
}

fn is_tried(one: &IoTold, message: &IoMessage) -> bool {
    !one.sure && one.nav == message.told.nav && one.kind == message.told.kind
}

/// Before it goes out.
pub(super) fn trying(told: &mut Vec<IoTold>, message: &IoMessage) {
    untried(told, message);
    told.push(IoTold {
        sure: false,
        ..message.told.clone()
    });
}

/// It did not go out.
pub(super) fn untried(told: &mut Vec<IoTold>, message: &IoMessage) {
    told.retain(|one| !is_tried(one, message));
}

pub(super) fn done(told: &mut Vec<IoTold>, message: &IoMessage, answer: &Answer, now: Timestamp) {
    let id = match answer {
        Answer::NotWanted(_) => return untried(told, message),
        Answer::Taken => None,
        Answer::Message(id) => id.clone(),
    };
    // Whatever may be there of this notice, the debtor has read how it is now.
    told.retain(|one| one.sure || one.nav != message.told.nav);
    told.push(IoTold {
        id,
        at: now,
        sure: true,
        ..message.told.clone()
    });
}

//! What a person may do with a position, as its page offers it.

use access::{Actor, Permission};
use askama::Template;
use askama::filters::HtmlSafe;
use jiff::Timestamp;
use kernel::time::rome_date;
use platform::web::Typed;
use platform::web::ui::{Choices, Field};

use crate::domain::position::{Command, DebtPosition, Origin, PositionState, Step, step};

/// The forms of a position's page; each is there where its act would not be refused.
#[derive(Template)]
#[template(path = "routes/positions/acts.html")]
pub(super) struct Acts {
    here: String,
    publish: bool,
    payment: Option<PaymentForm>,
    withdraw: Option<Sure>,
    delete: Option<Sure>,
}

impl HtmlSafe for Acts {}

/// A box that must be ticked.
struct Sure {
    open: bool,
    check: Choices,
}

struct PaymentForm {
    open: bool,
    part: Choices,
    day: Field,
    by: Field,
    sure: Choices,
}

/// Which form was sent and came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sent {
    Payment,
    Withdraw,
    Delete,
}

impl Sent {
    /// The name of its box: each has its own, since the page has all of them.
    pub(super) const fn sure(self) -> &'static str {
        match self {
            Self::Payment => "paid_sure",
            Self::Withdraw => "withdraw_sure",
            Self::Delete => "delete_sure",
        }
    }
}

/// What the actor may do now; none where that is nothing.
pub(super) fn acts(
    actor: &Actor,
    position: &DebtPosition,
    here: &str,
    now: Timestamp,
    (form, sent): (&Typed, Option<Sent>),
) -> Option<Acts> {
    let writes = actor.may(Permission::PositionsWrite);
    let may = Allowed {
        writes,
        records: actor.may(Permission::PaymentsRecord),
    };
    offered(may, position, here, now, (form, sent))
}

/// The rights that count here.
#[derive(Clone, Copy, Debug)]
pub(super) struct Allowed {
    pub writes: bool,
    pub records: bool,
}

pub(super) fn offered(
    may: Allowed,
    position: &DebtPosition,
    here: &str,
    now: Timestamp,
    (form, sent): (&Typed, Option<Sent>),
) -> Option<Acts> {
    let state = position.state_at(now);
    let leads = |command| matches!(step(state, command), Step::To(_) | Step::Gone);
    let imported = matches!(position.origin, Origin::Import(_));
    let sure = |which: Sent, sentence: &str| Sure {
        open: sent == Some(which),
        check: check((which, sentence), (form, sent)),
    };
    let payment = payment(position, now, (form, sent));
    let acts = Acts {
        here: here.to_owned(),
        publish: may.writes && state == PositionState::Draft,
        payment: payment.filter(|_| may.records),
        withdraw: (may.writes && leads(Command::Invalidate))
            .then(|| sure(Sent::Withdraw, "Sì, nessuno deve più pagare questo avviso")),
        delete: (may.writes && !imported && position.extra_payments == 0 && leads(Command::Delete))
            .then(|| sure(Sent::Delete, "Sì, la posizione va eliminata")),
    };
    let any = acts.publish || acts.payment.is_some() || acts.withdraw.is_some();
    (any || acts.delete.is_some()).then_some(acts)
}

/// For the parts that can be paid now.
fn payment(
    position: &DebtPosition,
    now: Timestamp,
    (form, sent): (&Typed, Option<Sent>),
) -> Option<PaymentForm> {
    let open = position
        .installments()
        .filter(|part| position.open_part(&part.nav, now).is_ok());
    let open: Vec<(&str, String)> = open
        .map(|part| {
            let asked = format!("{}, {} €", part.description, part.amount_cents.italian());
            (part.nav.as_str(), asked)
        })
        .collect();
    let (first, _) = open.first()?;
    let came = sent == Some(Sent::Payment);
    let blank = Typed::new();
    let typed = if came { form } else { &blank };
    let chosen = if came { form.value("part") } else { *first };
    let day = if came {
        form.value("day").to_owned()
    } else {
        rome_date(now).to_string()
    };
    let part = open.iter().fold(
        Choices::radio("part", "Che cosa è stato pagato"),
        |choices, (nav, asked)| choices.choice(*nav, asked.as_str()),
    );
    Some(PaymentForm {
        open: came,
        part: part.from(typed).chosen(chosen).required(),
        day: Field::date("day", "Quando")
            .from(typed)
            .value(day)
            .required(),
        by: Field::text("by", "Chi ha incassato")
            .help("Per esempio: Tesoreria dell’ente.")
            .from(typed)
            .length_max(70)
            .required(),
        sure: check(
            (Sent::Payment, "Sì, l’importo è stato incassato per intero"),
            (form, sent),
        ),
    })
}

fn check((which, sentence): (Sent, &str), (form, sent): (&Typed, Option<Sent>)) -> Choices {
    let check = Choices::check(which.sure(), "Conferma").choice("yes", sentence);
    if sent == Some(which) {
        check.from(form)
    } else {
        check
    }
}

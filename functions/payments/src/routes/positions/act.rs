//! What a person does with a position: publish, withdraw, delete, record a payment made elsewhere. Pressed
//! twice, it is done once.

use access::{Actor, Permission};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::event::PositionChange;
use kernel::notice::NoticeNumber;
use kernel::time::{rome_date, rome_instant};
use platform::table::Tx;
use platform::web::{Fault, Page, PageError, Typed};

use super::PositionsDeps;
use super::acts::Sent;
use super::detail::{offered_page, unknown};
use super::list::HERE;
use crate::domain::position::{
    By, Changed, DebtPosition, DeleteRefusal, Deleted, InvalidateRefusal, Outside, PublishRefusal,
    SettleRefusal, delete as deleted, invalidate, pay_outside, publish as published,
};
use crate::routes::words::table_fault;
use crate::store::positions::{self, WriteError, Writing};

/// Times that a decision is made anew because somebody else was faster.
const TRIES_MAX: u32 = 5;
const PAYEE_CHARS_MAX: usize = 70;

/// What is to be written.
enum Decided {
    Change(Box<Changed>, PositionChange),
    Delete(Box<Deleted>),
    AlreadyDone,
}

/// `POST …/{nav}/publish`: 1 get and 1 transaction.
pub(super) async fn publish(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
) -> Result<Response, PageError> {
    let decide = |before: &DebtPosition, by: By<'_>| match published(before, by) {
        Ok(changed) => Ok(Decided::Change(
            Box::new(changed),
            PositionChange::Published,
        )),
        Err(PublishRefusal::AlreadyDone) => Ok(Decided::AlreadyDone),
        Err(refusal) => Err(not_published(refusal)),
    };
    let need = Permission::PositionsWrite;
    deps.act(&actor, &nav, need, decide).await
}

/// `POST …/{nav}/withdraw`, confirmed by a box: 1 get and 1 transaction.
pub(super) async fn withdraw(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    if let Some(answer) = deps.unsure(&actor, &nav, form, Sent::Withdraw).await? {
        return Ok(answer);
    }
    let decide = |before: &DebtPosition, by: By<'_>| match invalidate(before, by) {
        Ok(changed) => Ok(Decided::Change(
            Box::new(changed),
            PositionChange::Invalidated,
        )),
        Err(InvalidateRefusal::AlreadyDone) => Ok(Decided::AlreadyDone),
        Err(InvalidateRefusal::State(state)) => Err(Fault::conflict(
            "not_invalidable",
            format!(
                "La posizione è «{}»: non si può annullare.",
                state.italian()
            ),
        )),
    };
    let need = Permission::PositionsWrite;
    deps.act(&actor, &nav, need, decide).await
}

/// `POST …/{nav}/delete`, confirmed by a box: 1 get and 1 transaction.
pub(super) async fn delete(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    if let Some(answer) = deps.unsure(&actor, &nav, form, Sent::Delete).await? {
        return Ok(answer);
    }
    let decide = |before: &DebtPosition, by: By<'_>| match deleted(before, by) {
        Ok(deleted) => Ok(Decided::Delete(Box::new(deleted))),
        Err(DeleteRefusal::HasPayments) => Err(Fault::conflict(
            "not_deletable",
            "La posizione ha pagamenti: non si può eliminare.",
        )),
        Err(DeleteRefusal::OfAnImport) => Err(Fault::conflict(
            "not_deletable",
            "La posizione viene da un’importazione: si può annullare, non eliminare.",
        )),
    };
    let need = Permission::PositionsWrite;
    deps.act(&actor, &nav, need, decide).await
}

/// `POST …/{nav}/paid`: a payment made outside the node; 1 get and 1 transaction.
pub(super) async fn paid(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let now = deps.clock.now();
    let day = form.parse("day", |text| day(text, now));
    let by = form.parse("by", payee);
    let part = form.parse("part", |text| {
        NoticeNumber::parse(text).map_err(|_| "Scegli che cosa è stato pagato.")
    });
    let (Some(paid_at), Some(psp_name), Some(part)) = (day, by, part) else {
        return deps.again(&actor, &nav, form, Sent::Payment).await;
    };
    if let Some(answer) = deps.unsure(&actor, &nav, form, Sent::Payment).await? {
        return Ok(answer);
    }
    let decide = |before: &DebtPosition, by: By<'_>| {
        let told = Outside {
            paid_at,
            psp_name: psp_name.clone(),
            method: None,
            fee_cents: None,
            receipt_id: None,
        };
        match pay_outside(before, &part, told, by) {
            Ok(changed) => Ok(Decided::Change(Box::new(changed), PositionChange::Paid)),
            Err(refusal) => Err(not_recorded(refusal)),
        }
    };
    let need = Permission::PaymentsRecord;
    deps.act(&actor, &nav, need, decide).await
}

impl PositionsDeps {
    /// Decides upon the stored position and writes it, anew where somebody else was faster.
    async fn act(
        &self,
        actor: &Actor,
        nav: &str,
        need: Permission,
        decide: impl Fn(&DebtPosition, By<'_>) -> Result<Decided, Fault>,
    ) -> Result<Response, PageError> {
        let nav = NoticeNumber::parse(nav).map_err(|_| unknown())?;
        let id = actor.id.to_string();
        for _ in 0..TRIES_MAX {
            let before = self.stored(actor, &nav, need).await?.ok_or_else(unknown)?;
            let by = By {
                actor: &id,
                at: self.clock.now(),
            };
            let decided = decide(&before, by)?;
            let place = match decided {
                Decided::Delete(_) => HERE.to_owned(),
                Decided::Change(..) | Decided::AlreadyDone => format!("{HERE}/{}", before.nav),
            };
            match self.write(&before, decided).await {
                Ok(()) => return Ok(Redirect::to(&place).into_response()),
                Err(WriteError::VersionLost) => {}
                Err(WriteError::Table(error)) => return Err(table_fault(error).into()),
                Err(error) => return Err(Fault::internal(error).into()),
            }
        }
        Err(Fault::unavailable(WriteError::VersionLost).into())
    }

    async fn write(&self, before: &DebtPosition, decided: Decided) -> Result<(), WriteError> {
        let settings = self.settings.get(&before.creditor).await?;
        let told = |position: &DebtPosition, what| match &settings {
            Some(settings) => positions::tell(
                Tx::new(),
                settings,
                position,
                what,
                (&*self.clock, &*self.dice),
            ),
            None => Tx::new(),
        };
        let writing = match &decided {
            Decided::AlreadyDone => return Ok(()),
            Decided::Change(changed, what) => {
                Writing::new(told(&changed.after, *what)).replace(before, changed)
            }
            Decided::Delete(deleted) => {
                let gone = told(&deleted.told(), PositionChange::Deleted);
                Writing::new(gone).delete(before, deleted)
            }
        };
        writing.commit(&self.table).await
    }

    /// The page again, where the box is not ticked.
    async fn unsure(
        &self,
        actor: &Actor,
        nav: &str,
        mut form: Typed,
        sent: Sent,
    ) -> Result<Option<Response>, PageError> {
        if form.value(sent.sure()) == "yes" {
            return Ok(None);
        }
        form.reject(sent.sure(), "Conferma per continuare.");
        self.again(actor, nav, form, sent).await.map(Some)
    }

    async fn again(
        &self,
        actor: &Actor,
        nav: &str,
        form: Typed,
        sent: Sent,
    ) -> Result<Response, PageError> {
        let page = offered_page(self, actor, nav, (&form, Some(sent))).await?;
        Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response())
    }
}

/// Today, or a day before it.
fn day(text: &str, now: Timestamp) -> Result<Timestamp, &'static str> {
    let wrong = "Scrivi un giorno, non dopo oggi.";
    let day: Date = text.parse().map_err(|_| wrong)?;
    if day > rome_date(now) {
        return Err(wrong);
    }
    let noon = rome_instant(day.at(12, 0, 0, 0)).ok_or(wrong)?;
    Ok(noon.min(now))
}

fn payee(text: &str) -> Result<String, &'static str> {
    let text = kernel::text::normalise_spaces(text);
    if text.is_empty() || text.chars().count() > PAYEE_CHARS_MAX {
        return Err("Scrivi chi ha incassato, in al massimo 70 caratteri.");
    }
    Ok(text)
}

fn not_published(refusal: PublishRefusal) -> Fault {
    let sentence = match refusal {
        PublishRefusal::AlreadyDone | PublishRefusal::State(_) => {
            "La posizione non è una bozza: non si può pubblicare."
        }
        PublishRefusal::Validity => "La data di inizio validità è passata: va prima aggiornata.",
        PublishRefusal::DueDate => "Una scadenza è passata: va prima aggiornata.",
        PublishRefusal::DueBeforeValidity => "Una scadenza precede l’inizio della validità.",
    };
    Fault::conflict("not_publishable", sentence)
}

fn not_recorded(refusal: SettleRefusal) -> Fault {
    match refusal {
        SettleRefusal::NoSuchPart => unknown(),
        SettleRefusal::NotPayable => {
            Fault::conflict("not_payable", "L’avviso non si può pagare adesso.")
        }
        SettleRefusal::Paid => Fault::conflict("paid", "Risulta già un pagamento."),
    }
}

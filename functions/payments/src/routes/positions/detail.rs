//! One position: what is owed, what was paid, what happened; its notice and its receipts.

use access::{Actor, Permission, panel};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use kernel::ids::ReceiptId;
use kernel::notice::NoticeNumber;
use kernel::time::{italian_date, italian_datetime};
use platform::web::ui::{Alert, Badge, Facts, Summary, Table, Tone, Value};
use platform::web::{Fault, Page, PageError, Panel, Typed, encoded};

use super::PositionsDeps;
use super::acts::{Acts, Sent, acts};
use super::dossier::Whole;
use super::history::history;
use super::life::LifeLine;
use super::lines::lines_table;
use super::list::HERE;
use super::told::{ToldReceipt, told};
use super::ways::{Way, in_words, transfers, ways};
use crate::domain::documents;
use crate::domain::position::{DebtPosition, Installment};
use crate::domain::printing;
use crate::domain::receipt::{Receipt, Standing};
use crate::domain::settings::CreditorSettings;
use crate::routes::outwards::view::PushLine;
use crate::routes::pdf::pdf;
use crate::routes::words::{state_badge, table_fault};
use crate::store::receipts;

#[derive(Template)]
#[template(path = "routes/positions/detail.html")]
pub(super) struct DetailPage {
    layout: Panel,
    subject: String,
    state: Badge,
    summary: Summary,
    notice_href: Option<String>,
    pub(super) acts: Option<Acts>,
    /// One for each payable part.
    lives: Vec<LifeLine>,
    facts: Facts,
    lines: Option<Table>,
    ways: Vec<Way>,
    transfers: Table,
    receipts: Option<Table>,
    told: Vec<ToldReceipt>,
    warnings: Vec<Alert>,
    history: Table,
    pushes: Vec<PushLine>,
    may_resend: bool,
}

/// `GET …/{nav}`: see [`PositionsDeps::whole`], and the settings.
pub(super) async fn page(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
) -> Result<Page<DetailPage>, PageError> {
    let page = offered_page(&deps, &actor, &nav, (&Typed::new(), None)).await;
    Ok(Page(page?))
}

/// The page with what the actor may do, and the form that came back.
pub(super) async fn offered_page(
    deps: &PositionsDeps,
    actor: &Actor,
    nav: &str,
    form: (&Typed, Option<Sent>),
) -> Result<DetailPage, PageError> {
    let nav = NoticeNumber::parse(nav).map_err(|_| unknown())?;
    let found = deps.whole(actor, &nav).await.map_err(table_fault)?;
    let whole = found.ok_or_else(unknown)?;
    let settings = deps.settings.get(&actor.tenant).await;
    let settings = settings.map_err(table_fault)?.ok_or_else(unknown)?;
    let here = format!("{HERE}/{}", whole.dossier.position.nav);
    let may_resend = actor.may(Permission::ConnectionsManage);
    let page = detail_page(panel(actor, &here), (&whole, &settings), may_resend);
    let now = deps.clock.now();
    Ok(DetailPage {
        acts: acts(actor, &whole.dossier.position, &here, now, form),
        summary: form.0.summary(),
        ..page.ok_or_else(unknown)?
    })
}

pub(super) fn detail_page(
    layout: Panel,
    (whole, settings): (&Whole, &CreditorSettings),
    may_resend: bool,
) -> Option<DetailPage> {
    let dossier = &whole.dossier;
    let position = &dossier.position;
    let part = position.first()?;
    let open = position.open();
    let next = open.iter().flat_map(|way| &way.parts).next().copied();
    let asked = next.or_else(|| part.payment.is_none().then_some(part));
    let is_plan = position.installments().nth(1).is_some();
    let life = |(n, part): (usize, &Installment)| {
        let title = is_plan.then(|| match position.option_of(&part.nav) {
            Some(option) if !option.is_plan() => format!("Intero: {}", part.description),
            option => {
                let place = option.and_then(|option| option.place_of(&part.nav));
                format!("Rata {}: {}", place.unwrap_or(n + 1), part.description)
            }
        });
        LifeLine::new(title, &whole.life(part))
    };
    Some(DetailPage {
        layout: layout
            .crumb("Posizioni debitorie", HERE)
            .here(part.nav.grouped()),
        subject: subject(position, part).to_owned(),
        state: state_badge(position.state),
        summary: Typed::new().summary(),
        acts: None,
        notice_href: asked.map(|part| format!("{HERE}/{}/notice", part.nav)),
        lives: position.installments().enumerate().map(life).collect(),
        facts: facts(position, part, settings),
        lines: lines_table(position, settings),
        ways: ways(position),
        transfers: transfers(position),
        receipts: (!dossier.receipts.is_empty()).then(|| receipt_table(&dossier.receipts)),
        told: dossier.receipts.iter().map(told_here).collect(),
        warnings: warnings(position, &dossier.receipts),
        history: history(dossier),
        pushes: dossier.pushes.iter().map(PushLine::of).collect(),
        may_resend,
    })
}

/// A plan is called by its own name, not by that of its first part.
fn subject<'a>(position: &'a DebtPosition, part: &'a Installment) -> &'a str {
    let option = position.option_of(&part.nav);
    let plan = option.filter(|option| option.is_plan() && !option.description.is_empty());
    plan.map_or(&part.description, |option| &option.description)
}

/// The same answer for a number that is unknown, for one of another creditor, and for one of a service
/// that the actor does not reach.
pub(super) fn unknown() -> Fault {
    Fault::not_found("Non c’è nessuna posizione con questo codice avviso.")
}

fn facts(position: &DebtPosition, part: &Installment, settings: &CreditorSettings) -> Facts {
    let debtor = &position.debtor;
    let is_one = position.installments().nth(1).is_none();
    let option = position.option_of(&part.nav);
    let validity = option.and_then(|option| option.validity_date);
    Facts::new()
        .fact("Debitore", debtor.full_name.as_str())
        .fact(
            "Codice fiscale o partita IVA",
            Value::mono(debtor.tax_code.as_str()),
        )
        .maybe("E-mail", debtor.email.clone())
        .maybe("Come si paga", in_words(position))
        .fact("Importo", position.amount_cents())
        .fact(
            "Scadenza",
            position
                .due_date()
                .map_or_else(|| "Senza scadenza".to_owned(), italian_date),
        )
        .maybe("Spese di notifica", part.notification_fee_cents)
        .maybe(
            "Si paga dal",
            validity.filter(|_| is_one).map(italian_datetime),
        )
        .fact("Codice avviso", Value::mono(part.nav.grouped()))
        .fact("IUV", Value::mono(part.iuv.as_str()))
        .fact("Servizio", settings.service_name(&position.service))
        .maybe(
            "IUD",
            position.iud.as_ref().map(|iud| Value::mono(iud.as_str())),
        )
}

/// With its stamps under the position's address.
fn told_here(receipt: &Receipt) -> ToldReceipt {
    let id = encoded(receipt.receipt_id.as_str());
    let here = format!("{HERE}/{}/receipts/{id}", receipt.nav);
    told(receipt, |transfer| format!("{here}/stamps/{transfer}"))
}

fn receipt_table(receipts: &[Receipt]) -> Table {
    let rows = receipts.iter().map(|receipt| {
        let id = encoded(receipt.receipt_id.as_str());
        let href = format!("{HERE}/{}/receipts/{id}", receipt.part());
        let tone = match receipt.standing {
            _ if receipt.linked_to.is_some() => Tone::Success,
            Standing::Settles => Tone::Success,
            Standing::Extra | Standing::Orphan => Tone::Warning,
            Standing::Shared => Tone::Info,
        };
        let words = match &receipt.linked_to {
            Some(_) => "Collegata",
            None => receipt.standing.italian(),
        };
        let standing = Badge::new(words, tone);
        vec![
            Value::link(receipt.receipt_id.as_str(), href),
            Value::from(italian_datetime(receipt.paid_at)),
            Value::from(receipt.psp_name.as_str()),
            Value::euro(receipt.amount_cents),
            Value::from(standing),
        ]
    });
    let columns = ["Ricevuta (PDF)", "Pagata il", "Presso", "Importo", "Esito"];
    Table::new("Ricevute", columns).rows(rows)
}

/// What is unusual: payments to give back, and what the receipts say.
fn warnings(position: &DebtPosition, receipts: &[Receipt]) -> Vec<Alert> {
    let extra = match position.extra_payments {
        0 => None,
        1 => Some("C’è 1 pagamento in più, da rimborsare.".to_owned()),
        n => Some(format!("Ci sono {n} pagamenti in più, da rimborsare.")),
    };
    let extra = extra.map(|text| Alert::warning(text).title("Pagata più di una volta"));
    // A second payment says of itself what is said above, a linked one what is true no more.
    let news = |r: &&Receipt| r.standing != Standing::Extra && r.linked_to.is_none();
    let others = receipts.iter().filter(news);
    let said = others.flat_map(|receipt| &receipt.warnings);
    extra
        .into_iter()
        .chain(said.map(|text| Alert::warning(text.as_str())))
        .collect()
}

pub(super) async fn notice(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path(nav): Path<String>,
) -> Result<Response, PageError> {
    let nav = NoticeNumber::parse(&nav).map_err(|_| unknown())?;
    Ok(notice_pdf(&deps, &actor, &nav).await?)
}

/// The notice made on demand: 1 get, and the settings where they are not fresh.
pub(super) async fn notice_pdf(
    deps: &PositionsDeps,
    actor: &Actor,
    nav: &NoticeNumber,
) -> Result<Response, Fault> {
    let found = deps.by_nav(actor, nav, Permission::NoticesRead).await?;
    let position = found.ok_or_else(unknown)?;
    let part = position.installment(nav).ok_or_else(unknown)?;
    let settings = deps
        .settings
        .get(&actor.tenant)
        .await
        .map_err(table_fault)?;
    let settings = settings.ok_or_else(unknown)?;
    let bytes = printing::notice_pdf(&position, part, &settings);
    Ok(pdf(&format!("avviso-{nav}.pdf"), bytes))
}

pub(super) async fn receipt(
    State(deps): State<PositionsDeps>,
    actor: Actor,
    Path((nav, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let nav = NoticeNumber::parse(&nav).map_err(|_| unknown())?;
    let id = ReceiptId::parse(&id).map_err(|_| unknown())?;
    let position = deps.by_nav(&actor, &nav, Permission::ReceiptsRead).await?;
    let part = position.as_ref().and_then(|it| it.installment(&nav));
    let payment = part.and_then(|part| part.payment.as_ref());
    let payment = payment.filter(|payment| payment.is_of(&id));
    let under = payment.map_or(&nav, |payment| payment.receipt_under(&nav));
    let receipt = receipts::by_id(&deps.table, &actor.tenant, under, &id).await;
    let (Some(position), Some(receipt)) = (position, receipt.map_err(table_fault)?) else {
        return Err(unknown().into());
    };
    let settings = deps
        .settings
        .get(&actor.tenant)
        .await
        .map_err(table_fault)?;
    let settings = settings.ok_or_else(unknown)?;
    let document = printing::receipt(&receipt, Some(&position), &settings);
    Ok(pdf(
        &format!("ricevuta-{nav}.pdf"),
        documents::receipt::render(&document),
    ))
}

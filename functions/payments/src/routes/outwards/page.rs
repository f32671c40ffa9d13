//! The two pages: the choice of the body, how the connection fares, what waits and what was refused.

use access::{Actor, panel};
use askama::Template;
use axum::extract::State;
use futures::future::try_join4;
use jiff::Timestamp;
use kernel::ids::ServiceCode;
use kernel::time::italian_datetime;
use platform::web::ui::{Alert, Choices, Empty, Facts, Field, Summary};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::asked::{Asked, asked};
use super::open::{Opening, opening};
use super::view::PushLine;
use super::{IO, OutwardsDeps, PAGOPA};
use crate::domain::outwards::{Archive, Line, OutwardSettings, Pass, Push, Target};
use crate::domain::settings::{CreditorSettings, Service};
use crate::routes::words::table_fault;
use crate::store::{outwards, passes};

const CONNECTIONS: &str = "/panel/payments/connections";
/// Lines of each list.
const LATEST: u32 = 25;

#[derive(Template)]
#[template(path = "routes/outwards/page.html")]
pub(super) struct OutwardsPage {
    layout: Panel,
    title: &'static str,
    lead: &'static str,
    here: &'static str,
    summary: Summary,
    archive: Option<(Choices, Field)>,
    services: Vec<ServiceFields>,
    open: Option<Opening>,
    sure: Choices,
    asked: Option<Facts>,
    state: Option<Alert>,
    waiting: Vec<PushLine>,
    more_wait: bool,
    refused: Vec<PushLine>,
    more_refused: bool,
    empty: Empty,
}

/// One service of the catalogue.
struct ServiceFields {
    name: String,
    on: Choices,
    key: Field,
}

/// What is known of one target.
#[derive(Default)]
pub(super) struct Standing {
    pub line: Option<Line>,
    pub waiting: Vec<Push>,
    pub more_wait: bool,
    pub refused: Vec<Push>,
    pub more_refused: bool,
    pub pass: Option<Pass>,
    /// Of the page of pagoPA.
    pub asked: Option<Asked>,
    pub now: Timestamp,
}

pub(super) async fn archive(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
) -> Result<Page<OutwardsPage>, PageError> {
    let settings = deps.choice(&actor).await?;
    let form = archive_form(&settings);
    Ok(Page(deps.archive_page(&actor, &settings, form).await?))
}

pub(super) async fn io(
    State(deps): State<OutwardsDeps>,
    actor: Actor,
) -> Result<Page<OutwardsPage>, PageError> {
    let settings = deps.choice(&actor).await?;
    let form = io_form(&settings);
    Ok(Page(deps.io_page(&actor, &settings, form).await?))
}

fn archive_form(settings: &OutwardSettings) -> Typed {
    Typed::new().with("archive", word(settings.archive))
}

pub(super) fn io_form(settings: &OutwardSettings) -> Typed {
    let on = settings.io.iter().filter(|one| one.is_on);
    on.fold(Typed::new(), |form, one| {
        form.with(format!("on.{}", one.service), "yes")
    })
}

pub(super) fn word(archive: Archive) -> &'static str {
    match archive {
        Archive::None => "none",
        Archive::Aca => "aca",
        Archive::Gpd => "gpd",
    }
}

impl OutwardsDeps {
    pub(super) async fn choice(&self, actor: &Actor) -> Result<OutwardSettings, Fault> {
        let found = outwards::choice(&self.table, &actor.tenant).await;
        let new = || OutwardSettings::new(actor.tenant.clone(), self.clock.now());
        Ok(found.map_err(table_fault)?.unwrap_or_else(new))
    }

    pub(super) async fn catalogue(&self, actor: &Actor) -> Result<CreditorSettings, Fault> {
        let found = self.catalogue.get(&actor.tenant).await;
        let found = found.map_err(table_fault)?;
        let unknown = || Fault::not_found("L’ente non ha ancora impostazioni.");
        Ok(found.ok_or_else(unknown)?.as_ref().clone())
    }

    async fn standing(&self, actor: &Actor, target: Target) -> Result<Standing, Fault> {
        let (table, creditor) = (&self.table, &actor.tenant);
        let page = || (LATEST, None);
        let found = try_join4(
            outwards::line(table, creditor, target),
            outwards::waiting(table, creditor, target, page()),
            outwards::refused(table, creditor, target, page()),
            passes::read(table, creditor, target),
        );
        let (line, waiting, refused, pass) = found.await.map_err(table_fault)?;
        Ok(Standing {
            line,
            more_wait: waiting.next.is_some(),
            waiting: waiting.items,
            more_refused: refused.next.is_some(),
            refused: refused.items,
            pass,
            asked: None,
            now: self.clock.now(),
        })
    }

    pub(super) async fn archive_page(
        &self,
        actor: &Actor,
        settings: &OutwardSettings,
        form: Typed,
    ) -> Result<OutwardsPage, Fault> {
        let target = settings.archive.target().unwrap_or(Target::Aca);
        let (standing, asked) = futures::join!(
            self.standing(actor, target),
            asked(&self.table, &actor.tenant)
        );
        let standing = Standing {
            asked: Some(asked.map_err(table_fault)?),
            ..standing?
        };
        let layout = panel(actor, PAGOPA).crumb("Collegamenti", CONNECTIONS);
        let layout = layout.here("Archivio di pagoPA");
        Ok(archive_view(layout, settings, (&standing, &form)))
    }

    pub(super) async fn io_page(
        &self,
        actor: &Actor,
        settings: &OutwardSettings,
        form: Typed,
    ) -> Result<OutwardsPage, Fault> {
        let catalogue = self.catalogue(actor).await?;
        let standing = self.standing(actor, Target::Io).await?;
        let layout = panel(actor, IO).crumb("Collegamenti", CONNECTIONS);
        let layout = layout.here("App IO");
        Ok(io_view(
            layout,
            (settings, &catalogue.services),
            (&standing, &form),
        ))
    }
}

pub(super) fn archive_view(
    layout: Panel,
    settings: &OutwardSettings,
    (standing, form): (&Standing, &Typed),
) -> OutwardsPage {
    let archive = Choices::radio("archive", "Archivio")
        .choice("none", "Nessuno")
        .choice("aca", "Archivio Centralizzato Avvisi (ACA)")
        .choice("gpd", "Gestione posizioni debitorie (GPD)")
        .help("Vale per le posizioni che nascono o cambiano da ora; quelle già aperte si comunicano con un pulsante. Con «Nessuno» l’archivio resta con quello che sa.")
        .from(form);
    let key = key_field("key", settings.archive_key.is_some()).from(form);
    let target = settings.archive.target();
    OutwardsPage {
        archive: Some((archive, key)),
        open: target.and_then(|target| standing.opening(settings, target)),
        asked: standing.asked.as_ref().map(Asked::facts),
        ..view(
            layout,
            (
                "Archivio di pagoPA",
                "Ogni posizione pubblicata, cambiata, pagata o annullata viene comunicata all’archivio di pagoPA: il cittadino la trova nella sua banca e può pagarla anche quando l’ente non risponde.",
                PAGOPA,
            ),
            (standing, form),
        )
    }
}

pub(super) fn io_view(
    layout: Panel,
    (settings, services): (&OutwardSettings, &[Service]),
    (standing, form): (&Standing, &Typed),
) -> OutwardsPage {
    let fields = |service: &Service| {
        let code = &service.code;
        ServiceFields {
            name: service.name.clone(),
            on: Choices::check(format!("on.{code}"), "Messaggi")
                .choice("yes", "Scrivi al debitore su App IO")
                .from(form),
            key: key_field(&format!("key.{code}"), has_key(settings, code)).from(form),
        }
    };
    OutwardsPage {
        services: services.iter().map(fields).collect(),
        open: standing.opening(settings, Target::Io),
        ..view(
            layout,
            (
                "App IO",
                "Il debitore che usa App IO riceve un messaggio con l’avviso da pagare, e un altro quando è pagato o annullato. Chi non è sull’app, o non vuole messaggi del servizio, non riceve nulla.",
                IO,
            ),
            (standing, form),
        )
    }
}

fn has_key(settings: &OutwardSettings, service: &ServiceCode) -> bool {
    settings.io.iter().any(|one| one.service == *service)
}

fn key_field(name: &str, is_there: bool) -> Field {
    let help = match is_there {
        true => "C’è già una chiave: lascia vuoto per tenerla.",
        false => "La chiave di sottoscrizione (Ocp-Apim-Subscription-Key). Non sarà più mostrata.",
    };
    Field::password(name, "Chiave", "off")
        .help(help)
        .length_max(200)
}

fn view(
    layout: Panel,
    (title, lead, here): (&'static str, &'static str, &'static str),
    (standing, form): (&Standing, &Typed),
) -> OutwardsPage {
    let lines = |pushes: &[Push]| pushes.iter().map(PushLine::of).collect::<Vec<_>>();
    OutwardsPage {
        layout,
        title,
        lead,
        here,
        summary: form.summary(),
        archive: None,
        services: Vec::new(),
        open: None,
        sure: Choices::check("sure", "Conferma")
            .choice("yes", "Sì, scrivi a tutti i debitori con un avviso aperto")
            .from(form),
        asked: None,
        state: standing.line.as_ref().and_then(state),
        waiting: lines(&standing.waiting),
        more_wait: standing.more_wait,
        refused: lines(&standing.refused),
        more_refused: standing.more_refused,
        empty: Empty::new(
            "Niente in sospeso",
            "Quello che attende di essere inviato, o è stato rifiutato, compare qui con il motivo.",
        ),
    }
}

impl Standing {
    fn opening(&self, settings: &OutwardSettings, target: Target) -> Option<Opening> {
        opening(settings, target, (self.pass.as_ref(), self.now))
    }
}

/// What the connection waits for.
fn state(line: &Line) -> Option<Alert> {
    let why = line.last_error.as_deref().filter(|_| line.failures > 0)?;
    let since = line.failing_since.map(italian_datetime).unwrap_or_default();
    let next = italian_datetime(line.next_at);
    let text = format!("Dal {since}: {why}. Si riprova il {next}; nulla va perso.");
    Some(Alert::warning(text).title("Il collegamento non funziona"))
}

#[cfg(test)]
#[path = "page_tests.rs"]
mod tests;

//! A profile on everything that the organisation has: shown first, then confirmed.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use jiff::Timestamp;
use kernel::ids::ServiceCode;
use platform::web::ui::{Choices, Field};
use platform::web::{Page, PageError, Typed};

use super::grant::until;
use super::proposal::{ProposalPage, moved, preview};
use super::{HERE, PermissionsDeps, Person};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::proposal::{Applied, Contract, Profile, Proposal, by_profile};
use crate::domain::sentence::{Names, name_of};
use crate::panel::panel;

/// `GET …/profile?profile=&until=`: 2 requests.
pub(super) async fn show(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    mut query: Typed,
) -> Result<Page<ProposalPage>, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let asked = match query.value("profile") {
        "" => None,
        _ => read(&mut query, deps.clock.now()),
    };
    Ok(Page(deps.profile_page(
        &actor,
        (&person, &names),
        (&query, asked),
    )))
}

/// `POST …/profile`: what was shown, unless it has changed since.
pub(super) async fn confirm(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
    mut form: Typed,
) -> Result<Response, PageError> {
    let person = deps.open(&actor, &id).await?;
    let names = deps.services(&actor).await?;
    let asked = read(&mut form, deps.clock.now());
    let Some((profile, until)) = asked else {
        let page = deps.profile_page(&actor, (&person, &names), (&form, None));
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    if form.value("seen") != person.found.version.to_string() {
        let mut page = deps.profile_page(&actor, (&person, &names), (&form, asked));
        page.alert = Some(moved());
        return Ok((StatusCode::CONFLICT, Page(page)).into_response());
    }
    let (proposal, _) = propose(&actor, &names, (profile, until));
    let to = proposal.applied_to(&person.membership, deps.clock.now());
    let written = (to, Act::PermissionChanged);
    deps.write((&actor, &during), &person, written).await?;
    Ok(Redirect::to(&format!("{}?done=profile", person.href())).into_response())
}

type AskedFor = (Profile, Option<Timestamp>);

fn read(form: &mut Typed, now: Timestamp) -> Option<AskedFor> {
    let profile = form.parse("profile", |name| {
        Profile::parse(name).ok_or("Scegli un profilo.")
    });
    let until = form.parse_optional("until", |text| until(text, now));
    form.is_clean().then_some((profile?, until.flatten()))
}

fn propose(actor: &Actor, names: &Names, (profile, until): AskedFor) -> (Proposal, Vec<Applied>) {
    let services: Vec<ServiceCode> = names.iter().map(|(code, _)| code.clone()).collect();
    by_profile(profile, &services, &actor.rights, until)
}

/// `Mensa scolastica: profilo Consultazione.`
fn remarks(wanted: Profile, applied: &[Applied], names: &Names) -> Vec<String> {
    let name = |contract: &Contract| match contract {
        Contract::Service(code) => name_of(code, names).to_owned(),
        Contract::Body => "Riconciliazione e collegamenti".to_owned(),
    };
    let other = applied.iter().filter(|it| it.used != Some(wanted));
    let told = other.map(|it| match it.used {
        Some(used) => format!("{}: profilo {}", name(&it.contract), used.italian()),
        None => format!("{}: niente", name(&it.contract)),
    });
    told.collect()
}

impl PermissionsDeps {
    fn profile_page(
        &self,
        actor: &Actor,
        (person, names): (&Person, &Names),
        (form, asked): (&Typed, Option<AskedFor>),
    ) -> ProposalPage {
        let profiles = Profile::ALL.map(|it| (it.name(), it.italian()));
        let shown = asked.map(|asked| {
            let (proposal, applied) = propose(actor, names, asked);
            let fields = vec![
                ("profile", asked.0.name().to_owned()),
                ("until", form.value("until").to_owned()),
                ("seen", person.found.version.to_string()),
            ];
            let told = (remarks(asked.0, &applied, names), fields);
            preview(person, &proposal, (names, self.clock.now()), told)
        });
        ProposalPage {
            layout: panel(actor, HERE)
                .crumb("Permessi", HERE)
                .crumb(person.name(), person.href())
                .here("Profilo"),
            title: "Assegna un profilo",
            lead: format!(
                "Il profilo vale per tutti i servizi dell’ente. Dove non puoi dare quello scelto, {} riceve il successivo che puoi dare.",
                person.name()
            ),
            summary: form.summary(),
            alert: None,
            action: format!("{}/profile", person.href()),
            back: person.href(),
            choose: Choices::radio("profile", "Profilo")
                .choices(profiles)
                .required()
                .from(form),
            until: Some(
                Field::date("until", "Fino al")
                    .help("L’ultimo giorno in cui vale. Lascia vuoto se non scade.")
                    .from(form),
            ),
            leave_out: None,
            preview: shown,
        }
    }
}

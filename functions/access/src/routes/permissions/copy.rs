//! The rights of another person, with exclusions: shown first, then confirmed.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use platform::web::ui::Choices;
use platform::web::{Fault, Page, PageError, Typed};

use super::proposal::{ProposalPage, moved, preview};
use super::{HERE, PermissionsDeps, Person};
use crate::domain::actor::Actor;
use crate::domain::audit::{Act, Circumstances};
use crate::domain::grant::Rights;
use crate::domain::proposal::{Proposal, as_of, is_basic};
use crate::panel::panel;
use crate::routes::faults::table_fault;
use crate::store::members;

/// People offered to copy from.
const OFFERED_MAX: u32 = 500;

/// `GET …/copy?from=&without=`: 2 requests and 1 query, 1 more once somebody is chosen.
pub(super) async fn show(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    Path(id): Path<String>,
    query: Typed,
) -> Result<Page<ProposalPage>, PageError> {
    let person = deps.open(&actor, &id).await?;
    Ok(Page(deps.copy_page(&actor, &person, &query).await?))
}

/// `POST …/copy`: what was shown, unless it has changed since.
pub(super) async fn confirm(
    State(deps): State<PermissionsDeps>,
    actor: Actor,
    during: Circumstances,
    Path(id): Path<String>,
    form: Typed,
) -> Result<Response, PageError> {
    let person = deps.open(&actor, &id).await?;
    let source = deps.source(&actor, &person, form.value("from")).await?;
    if form.value("seen") != seen(&person, &source) {
        let mut page = deps.copy_page(&actor, &person, &form).await?;
        page.alert = Some(moved());
        return Ok((StatusCode::CONFLICT, Page(page)).into_response());
    }
    let proposal = deps.copied(&actor, &source, &form);
    let to = proposal.applied_to(&person.membership, deps.clock.now());
    let written = (to, Act::PermissionsCopied);
    deps.write((&actor, &during), &person, written).await?;
    Ok(Redirect::to(&format!("{}?done=copied", person.href())).into_response())
}

/// The versions that a preview stands on.
fn seen(person: &Person, source: &Person) -> String {
    format!("{}-{}", person.found.version, source.found.version)
}

impl PermissionsDeps {
    async fn source(&self, actor: &Actor, person: &Person, id: &str) -> Result<Person, Fault> {
        let source = self.person(actor, id).await?;
        if source.found.user.id == person.found.user.id {
            return Err(Fault::bad_request("from", "Scegli un’altra persona."));
        }
        Ok(source)
    }

    fn copied(&self, actor: &Actor, source: &Person, form: &Typed) -> Proposal {
        let without: BTreeSet<String> = form.values("without").map(str::to_owned).collect();
        as_of(
            &source.membership,
            &without,
            &actor.rights,
            self.clock.now(),
        )
    }

    async fn copy_page(
        &self,
        actor: &Actor,
        person: &Person,
        form: &Typed,
    ) -> Result<ProposalPage, Fault> {
        let names = self.services(actor).await?;
        let people = members::list(&self.table, &actor.tenant, None, OFFERED_MAX).await;
        let people = people.map_err(table_fault)?.items.into_iter();
        let others = people.filter(|member| member.user != person.found.user.id);
        let others = others.map(|member| {
            let label = format!("{} ({})", member.name, member.role.italian());
            (member.user.to_string(), label)
        });
        let action = format!("{}/copy", person.href());
        let mut page = ProposalPage {
            layout: panel(actor, HERE)
                .crumb("Permessi", HERE)
                .crumb(person.name(), person.href())
                .here("Copia"),
            title: "Copia i permessi di un’altra persona",
            lead: format!(
                "{} potrà fare ciò che può fare la persona che scegli, e nient’altro.",
                person.name()
            ),
            summary: form.summary(),
            alert: None,
            action,
            back: person.href(),
            choose: Choices::select("from", "Copia da")
                .choice("", "Scegli una persona")
                .choices(others)
                .required()
                .from(form),
            until: None,
            leave_out: None,
            preview: None,
        };
        if form.value("from").is_empty() {
            return Ok(page);
        }
        let source = self.source(actor, person, form.value("from")).await?;
        let now = self.clock.now();
        let all = Rights::of_role(source.membership.role, &source.membership.grants, now).all();
        let offered = all.iter().filter(|grant| !is_basic(grant));
        page.leave_out = Some(
            Choices::check("without", "Lascia fuori")
                .choices(offered.map(|grant| (grant.told(), grant.sentence(&names))))
                .from(form),
        );
        let proposal = self.copied(actor, &source, form);
        let mut fields = vec![
            ("from", source.found.user.id.to_string()),
            ("seen", seen(person, &source)),
        ];
        fields.extend(
            form.values("without")
                .map(|told| ("without", told.to_owned())),
        );
        page.preview = Some(preview(
            person,
            &proposal,
            (&names, now),
            (Vec::new(), fields),
        ));
        Ok(page)
    }
}

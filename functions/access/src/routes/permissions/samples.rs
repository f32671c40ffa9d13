//! Every page of the room, with everything that it can show.

use askama::Template;
use jiff::Timestamp;
use kernel::ids::{ServiceCode, UserId};
use kernel::tax::OrgFiscalCode;
use platform::web::inspect::{HOSTILE, faults};
use platform::web::ui::{Alert, Choices, Field, Pager};
use platform::web::{Panel, Typed};

use super::Person;
use super::grant::grant_page;
use super::list::list_page;
use super::own::OwnPage;
use super::person::{person_page, shown};
use super::proposal::{ProposalPage, preview};
use crate::domain::actor::{Actor, ActorId};
use crate::domain::email::Email;
use crate::domain::grant::{Grant, Rights};
use crate::domain::permission::Permission;
use crate::domain::proposal::{Profile, by_profile};
use crate::domain::role::Role;
use crate::domain::scope::Scope;
use crate::domain::user::{Membership, User};
use crate::store::users::Found;

const NOBODY: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";
const SOMEBODY: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRF";

fn now() -> Timestamp {
    "2026-11-21T10:00:00Z".parse().unwrap()
}

fn tenant() -> OrgFiscalCode {
    OrgFiscalCode::parse("80047110152").unwrap()
}

fn names() -> Vec<(ServiceCode, String)> {
    let code = |text| ServiceCode::parse(text).unwrap();
    vec![
        (code("MENSA"), HOSTILE.to_owned()),
        (code("TARI"), "Tassa sui rifiuti".to_owned()),
    ]
}

fn actor(role: Role, id: &str) -> Actor {
    Actor {
        id: ActorId::User(UserId::parse(id).unwrap()),
        label: HOSTILE.to_owned(),
        tenant: tenant(),
        tenant_name: HOSTILE.to_owned(),
        rights: Rights::of_role(role, &[], now()),
    }
}

fn grants() -> Vec<Grant> {
    let mensa = Scope {
        own_only: true,
        ..Scope::of_services([names().remove(0).0])
    };
    let end = |text: &str| Some(text.parse().unwrap());
    let live = end("2026-12-31T23:00:00Z");
    let past = end("2026-10-31T23:00:00Z");
    vec![
        Grant::new(Permission::ImportsWrite, mensa, live).unwrap(),
        Grant::new(Permission::MatchingRead, Scope::default(), past).unwrap(),
    ]
}

fn person(role: Role) -> Person {
    let membership = Membership {
        grants: grants(),
        ..Membership::new(tenant(), HOSTILE, role)
    };
    let id = UserId::parse(NOBODY).unwrap();
    let user = User::new(id, Email::parse("a@b.it").unwrap(), HOSTILE)
        .with_memberships(vec![membership.clone()]);
    Person {
        found: Found { user, version: 1 },
        membership,
    }
}

fn layout() -> Panel {
    Panel::new(HOSTILE, HOSTILE, &[], super::HERE)
}

fn sound(page: &impl Template) -> String {
    let html = page.render().unwrap();
    assert_eq!(faults(&html), [""; 0], "{html}");
    html
}

#[test]
fn somebody_is_shown_with_what_they_may_what_they_are_given_and_what_has_lapsed() {
    let names = names();
    let shown = |actor: &Actor, role| {
        sound(&person_page(
            layout(),
            actor,
            &person(role),
            (&names, now()),
        ))
    };
    let open = shown(&actor(Role::Administrator, SOMEBODY), Role::Viewer);
    assert!(open.contains("Nuova autorizzazione") && open.contains("fino al 31 dicembre 2026"));
    assert!(open.contains("Scadute") && open.contains("fino al 31 ottobre 2026"));
    let own = shown(&actor(Role::Administrator, NOBODY), Role::Viewer);
    assert!(own.contains("Nessuno cambia i propri permessi") && !own.contains("/new"));
    let mut lesser = actor(Role::Viewer, SOMEBODY);
    let manages = [Grant::whole(Permission::MembersManage)];
    lesser.rights = Rights::of_role(Role::Viewer, &manages, now());
    let above = shown(&lesser, Role::Secretary);
    assert!(above.contains("non puoi concedere") && !above.contains("/new"));
    let reader = shown(&actor(Role::Viewer, SOMEBODY), Role::Viewer);
    assert!(!reader.contains("/remove"));
}

#[test]
fn one_sees_ones_own_rights() {
    let membership = person(Role::Secretary).membership;
    sound(&OwnPage {
        layout: layout().here("I miei permessi"),
        shown: shown(&membership, &names(), now()),
    });
}

#[test]
fn the_list_is_a_sound_page_without_anybody() {
    sound(&list_page(layout(), &[], Pager::default()));
}

#[test]
fn the_form_is_sound_new_refused_and_without_services() {
    let mut refused = Typed::new().with("permission", "matching_read");
    for field in ["permission", "service", "own", "until"] {
        refused.reject(field, HOSTILE);
    }
    let administrator = actor(Role::Administrator, SOMEBODY);
    for (form, names) in [
        (Typed::new(), names()),
        (refused, names()),
        (Typed::new(), Vec::new()),
    ] {
        for title in ["Nuova autorizzazione", "Modifica l’autorizzazione"] {
            let form = (form.clone(), title, "/x".to_owned());
            let whose = (&person(Role::Viewer), names.as_slice());
            let html = sound(&grant_page(layout(), &administrator, whose, form));
            assert_eq!(html.contains("/x/remove"), title.starts_with('M'));
        }
    }
}

#[test]
fn a_proposal_says_what_is_gained_and_lost_and_what_may_not_be_given() {
    let (names, giver) = (names(), Rights::of_role(Role::Viewer, &[], now()));
    let services: Vec<ServiceCode> = names.iter().map(|(code, _)| code.clone()).collect();
    let (mut proposal, _) = by_profile(Profile::Full, &services, &giver, None);
    proposal.withheld = grants();
    proposal.role = Role::Administrator;
    let person = person(Role::Secretary);
    let told = (vec![HOSTILE.to_owned()], vec![("seen", HOSTILE.to_owned())]);
    let choices = || Choices::check("without", "Lascia fuori").choice("x", HOSTILE);
    for preview in [
        None,
        Some(preview(&person, &proposal, (&names, now()), told)),
    ] {
        sound(&ProposalPage {
            layout: layout().here("Copia"),
            title: "Copia i permessi di un’altra persona",
            lead: HOSTILE.to_owned(),
            summary: Typed::new().summary(),
            alert: preview.is_some().then(|| Alert::warning(HOSTILE)),
            action: "/x".to_owned(),
            back: "/y".to_owned(),
            choose: Choices::select("from", "Copia da").choice("", "Scegli una persona"),
            until: preview.is_some().then(|| Field::date("until", "Fino al")),
            leave_out: preview.is_some().then(choices),
            preview,
        });
    }
}

//! Rights are given one by one, as somebody else's, or by a profile, and follow at once.

use access::{Grant, Permission, Role};
use local::stack::{Stack, StackOptions};
use platform::web::inspect;

use crate::guests::{Guest, told};

const CREDITOR: &str = "80047110152";
const NEIGHBOUR: &str = "80051230409";
const PEOPLE: &str = "/panel/access/permissions";
const EXPORTS: &str = "/panel/payments/exports";
const UNKNOWN: &str = "01KA9B6N0M5VJ8G2Q4T7XW3ZRE";

async fn start() -> Stack {
    let options = StackOptions {
        demo: false,
        ..StackOptions::ephemeral()
    };
    Stack::start(options).await.unwrap()
}

/// A page, which must be sound.
async fn page(guest: &Guest, path: &str) -> String {
    let html = guest.page(path).await;
    assert_eq!(inspect::faults(&html), [""; 0], "{path}");
    html
}

/// The addresses in somebody's menu.
async fn menu(guest: &Guest) -> Vec<String> {
    let html = guest.page("/panel").await;
    let menu = html.split("id=\"panel-menu-list\"").nth(1).unwrap();
    let menu = menu.split("</nav>").next().unwrap();
    let links = menu
        .split("href=\"")
        .skip(1)
        .filter(|rest| rest.starts_with("/panel"));
    links
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

fn location(answer: &reqwest::Response) -> String {
    let location = answer.headers().get("location");
    location.map_or(String::new(), |to| to.to_str().unwrap().to_owned())
}

/// The fields of the form that confirms a proposal.
fn confirmation(html: &str) -> Vec<(String, String)> {
    let form = html.split("Che cosa cambia</h2>").nth(1).unwrap();
    let form = form.split("</form>").next().unwrap();
    let fields = form.split("type=\"hidden\" name=\"").skip(1);
    let field = |rest: &str| {
        let (name, rest) = rest.split_once("\" value=\"").unwrap();
        (name.to_owned(), rest.split('"').next().unwrap().to_owned())
    };
    fields.map(field).collect()
}

fn borrowed(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields
        .iter()
        .map(|(n, v)| (n.as_str(), v.as_str()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_authorisation_is_given_changed_and_taken_and_follows_at_once() {
    let stack = start().await;
    let admin = Guest::new(&stack, CREDITOR, Role::Administrator, vec![]).await;
    let mut guest = Guest::new(&stack, CREDITOR, Role::Viewer, vec![]).await;
    assert_eq!(guest.get(EXPORTS).await.status(), 403);
    let whose = format!("{PEOPLE}/{}", guest.id);
    assert!(page(&admin, PEOPLE).await.contains(&whose));
    page(&admin, &format!("{whose}/new")).await;
    let fields = [
        ("permission", "exports_run"),
        ("service", "MENSA"),
        ("until", "2099-12-31"),
    ];
    let answer = admin.post(&format!("{whose}/new"), &fields).await;
    assert_eq!(location(&answer), format!("{whose}?done=given"));
    let gone = guest.get(EXPORTS).await;
    assert!(
        location(&gone).starts_with("/panel/sign-in"),
        "signs in again"
    );
    guest.sign_in().await;
    assert_eq!(guest.get(EXPORTS).await.status(), 200);
    let sentence = "Può esportare posizioni e pagamenti del servizio Mensa scolastica, fino al 31 dicembre 2099";
    for (reader, path) in [
        (&admin, whose.as_str()),
        (&guest, "/panel/profile/permissions"),
    ] {
        assert!(page(reader, path).await.contains(sentence), "{path}");
    }
    let html = page(&admin, &whose).await;
    let (_, rest) = html.split_once("/grants/").unwrap();
    let grant = format!("{whose}/grants/{}", rest.split(['/', '"']).next().unwrap());
    let form = page(&admin, &grant).await;
    assert!(form.contains("2099-12-31"), "{form}");
    let fields = [("permission", "exports_run"), ("until", "1999-12-31")];
    let refused = admin.post(&grant, &fields).await;
    assert_eq!(refused.status(), 422);
    let answer = admin.post(&grant, &[("permission", "exports_run")]).await;
    assert_eq!(location(&answer), format!("{whose}?done=changed"));
    let again = admin.post(&grant, &[("permission", "exports_run")]).await;
    assert_eq!(again.status(), 404, "it is another one now");
    let html = page(&admin, &whose).await;
    let (_, rest) = html.split_once("/grants/").unwrap();
    guest.sign_in().await;
    let grant = format!(
        "{whose}/grants/{}/remove",
        rest.split(['/', '"']).next().unwrap()
    );
    assert_eq!(
        location(&admin.post(&grant, &[]).await),
        format!("{whose}?done=removed")
    );
    assert!(location(&guest.get(EXPORTS).await).starts_with("/panel/sign-in"));
    guest.sign_in().await;
    assert_eq!(guest.get(EXPORTS).await.status(), 403);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_shown_before_it_is_confirmed_and_leaves_out_what_was_chosen() {
    let stack = start().await;
    let admin = Guest::new(&stack, CREDITOR, Role::Administrator, vec![]).await;
    let source = Guest::new(&stack, CREDITOR, Role::Secretary, vec![]).await;
    let given = vec![Grant::whole(Permission::AuditRead)];
    let mut guest = Guest::new(&stack, CREDITOR, Role::Viewer, given).await;
    let path = format!("{PEOPLE}/{}/copy", guest.id);
    page(&admin, &path).await;
    let asked = format!("{path}?from={}&without=exports_run", source.id);
    let html = page(&admin, &asked).await;
    let (_, preview) = html.split_once("Che cosa cambia").unwrap();
    let (more, less) = preview.split_once("In meno").unwrap();
    assert!(more.contains("Può pubblicare importazioni") && !more.contains("esportare"));
    assert!(less.contains("registro delle attività"), "{less}");
    let fields = confirmation(&html);
    let answer = admin.post(&path, &borrowed(&fields)).await;
    assert!(
        location(&answer).ends_with("?done=copied"),
        "{}",
        answer.status()
    );
    guest.sign_in().await;
    let mut wanted = menu(&source).await;
    wanted.retain(|href| href != EXPORTS);
    assert_eq!(menu(&guest).await, wanted);
    assert_eq!(guest.get(EXPORTS).await.status(), 403);
    assert_eq!(guest.get("/panel/payments/connections").await.status(), 200);
    let stale = admin.post(&path, &borrowed(&fields)).await;
    assert_eq!(stale.status(), 409, "what was shown is not what is there");
    assert!(stale.text().await.unwrap().contains("guarda di nuovo"));
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_gives_the_next_one_where_the_wanted_one_may_not_be_given() {
    let stack = start().await;
    let manages = vec![
        Grant::whole(Permission::MembersRead),
        Grant::whole(Permission::MembersManage),
    ];
    let lesser = Guest::new(&stack, CREDITOR, Role::Accountant, manages).await;
    let mut guest = Guest::new(&stack, CREDITOR, Role::Custom, vec![]).await;
    let path = format!("{PEOPLE}/{}/profile", guest.id);
    page(&lesser, &path).await;
    let html = page(&lesser, &format!("{path}?profile=full")).await;
    assert!(
        html.contains("Mensa scolastica: profilo Contabilità"),
        "{html}"
    );
    assert!(!html.contains("Può pubblicare importazioni"));
    let fields = confirmation(&html);
    let answer = lesser.post(&path, &borrowed(&fields)).await;
    assert!(
        location(&answer).ends_with("?done=profile"),
        "{}",
        answer.status()
    );
    guest.sign_in().await;
    let told = guest.page("/panel/profile/permissions").await;
    assert!(told.contains("Con il ruolo Ragioneria"), "{told}");
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gives_what_they_may_not_nor_changes_themselves_or_who_may_more() {
    let stack = start().await;
    let manages = vec![
        Grant::whole(Permission::MembersRead),
        Grant::whole(Permission::MembersManage),
    ];
    let lesser = Guest::new(&stack, CREDITOR, Role::Viewer, manages).await;
    let guest = Guest::new(&stack, CREDITOR, Role::Viewer, vec![]).await;
    let admin = Guest::new(&stack, CREDITOR, Role::Administrator, vec![]).await;
    let new = |id: &str| format!("{PEOPLE}/{id}/new");
    let fields = [("permission", "keys_manage")];
    let refused = lesser.post(&new(guest.id.as_str()), &fields).await;
    assert_eq!(refused.status(), 422);
    assert!(refused.text().await.unwrap().contains("Non puoi dare più"));
    let limited = [("permission", "matching_read"), ("service", "MENSA")];
    let refused = lesser.post(&new(guest.id.as_str()), &limited).await;
    assert!(
        refused
            .text()
            .await
            .unwrap()
            .contains("riguarda tutto l’ente")
    );
    for id in [lesser.id.as_str(), admin.id.as_str()] {
        let answer = lesser
            .post(&new(id), &[("permission", "matching_read")])
            .await;
        assert_eq!(answer.status(), 409, "{id}");
    }
    let answer = guest.post(&new(admin.id.as_str()), &fields).await;
    assert_eq!(answer.status(), 403);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_another_organisation_is_nobody() {
    let stack = start().await;
    let admin = Guest::new(&stack, CREDITOR, Role::Administrator, vec![]).await;
    let foreign = Guest::new(&stack, NEIGHBOUR, Role::Secretary, vec![]).await;
    let own = Guest::new(&stack, CREDITOR, Role::Viewer, vec![]).await;
    for end in ["", "/new", "/copy", "/profile"] {
        let ask = async |id: &str| {
            let answer = admin.get(&format!("{PEOPLE}/{id}{end}")).await;
            told(answer, id).await
        };
        let answer = ask(foreign.id.as_str()).await;
        assert_eq!(answer, ask(UNKNOWN).await, "{end}");
        assert!(answer.starts_with("404"), "{end}: {answer}");
    }
    let copy = async |from: &str| {
        let answer = admin
            .get(&format!("{PEOPLE}/{}/copy?from={from}", own.id))
            .await;
        told(answer, from).await
    };
    assert_eq!(copy(foreign.id.as_str()).await, copy(UNKNOWN).await);
    stack.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_cost_what_they_say() {
    let stack = start().await;
    let admin = Guest::new(&stack, CREDITOR, Role::Administrator, vec![]).await;
    let guest = Guest::new(&stack, CREDITOR, Role::Viewer, vec![]).await;
    let whose = format!("{PEOPLE}/{}", guest.id);
    let copy = format!("{whose}/copy?from={}", admin.id);
    // The gate's own request counts.
    for (path, requests) in [
        (PEOPLE, 2),
        ("/panel/profile/permissions", 3),
        (whose.as_str(), 3),
        (&format!("{whose}/new"), 3),
        (&copy, 5),
        (&format!("{whose}/profile?profile=read"), 3),
    ] {
        stack.counts.take();
        assert_eq!(admin.get(path).await.status(), 200, "{path}");
        assert_eq!(stack.counts.take(), requests, "{path}");
    }
    stack.counts.take();
    let fields = [("permission", "exports_run")];
    let answer = admin.post(&format!("{whose}/new"), &fields).await;
    assert!(location(&answer).ends_with("given"));
    assert_eq!(
        stack.counts.take(),
        6,
        "gate, person, services, sessions twice, transaction"
    );
    stack.stop().await;
}

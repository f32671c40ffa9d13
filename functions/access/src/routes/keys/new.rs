//! A new key: the form, and the one answer that shows the key.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use kernel::dice;
use kernel::ids::{EventId, ServiceCode};
use platform::table::Tx;
use platform::web::ui::{Choice, Choices, Field, Summary};
use platform::web::{Fault, Page, PageError, Panel, Typed};

use super::{Asker, HERE, KeysDeps, detail, shown, table_fault, tx_fault, words};
use crate::domain::actor::{Actor, ActorId};
use crate::domain::api_key::{
    ApiKey, ApiKeySecret, KeyId, KeyLabel, Making, Owner, effective, grantable,
};
use crate::domain::audit::{Act, Object};
use crate::domain::grant::{Grant, Rights};
use crate::domain::permission::Permission;
use crate::domain::scope::Scope;
use crate::domain::sentence::Names;
use crate::domain::user;
use crate::panel::panel;
use crate::store::{api_keys, catalogue, forms, members, service_accounts};

/// People offered as owners; an organisation with more makes programmes.
const PEOPLE_MAX: u32 = 200;

#[derive(Template)]
#[template(path = "routes/keys/new.html")]
pub(super) struct NewPage {
    layout: Panel,
    summary: Summary,
    /// Which form this is: it makes one key.
    form: String,
    label: Field,
    owner: Choices,
    grants: Choices,
    /// Only where the organisation has services.
    services: Option<Choices>,
}

/// `GET /panel/access/keys/new`
pub(super) async fn show(
    State(deps): State<KeysDeps>,
    actor: Actor,
) -> Result<Page<NewPage>, PageError> {
    let mut form = Typed::new();
    if let ActorId::User(id) = &actor.id {
        form = form.with("owner", Owner::Member(id.clone()).to_string());
    }
    Ok(Page(page(&deps, &actor, &form).await?))
}

/// Who may own a key: the members who may come in, and the programmes.
async fn owners(deps: &KeysDeps, actor: &Actor) -> Result<Vec<Choice>, Fault> {
    let (table, tenant) = (&deps.table, &actor.tenant);
    let accounts = service_accounts::list(table, tenant).await;
    let people = members::list(table, tenant, None, PEOPLE_MAX).await;
    let accounts = accounts.map_err(table_fault)?.into_iter();
    let accounts = accounts
        .filter(|account| account.closed.is_none())
        .map(|account| {
            let label = format!("{} (applicazione)", account.name.as_str());
            (Owner::Service(account.id).to_string(), label).into()
        });
    let people = people.map_err(table_fault)?.items.into_iter();
    let people = people
        .filter(|member| member.state == user::State::Active)
        .map(|member| (Owner::Member(member.user).to_string(), member.name).into());
    Ok(accounts.chain(people).collect())
}

async fn page(deps: &KeysDeps, actor: &Actor, form: &Typed) -> Result<NewPage, Fault> {
    let people = owners(deps, actor).await?;
    let names = deps.services(actor).await?;
    Ok(view(deps, actor, (people, &names), form))
}

fn view(
    deps: &KeysDeps,
    actor: &Actor,
    (owners, names): (Vec<Choice>, &Names),
    form: &Typed,
) -> NewPage {
    let asked = form.value("form");
    let id = EventId::parse(asked).unwrap_or_else(|_| deps.new_form());
    NewPage {
        layout: panel(actor, HERE)
            .crumb("Chiavi API", HERE)
            .here("Nuova chiave"),
        summary: form.summary(),
        form: id.to_string(),
        label: Field::text("label", "Nome della chiave")
            .help("Per esempio il programma che la userà: «Gestionale mensa».")
            .length_max(60)
            .required()
            .from(form),
        owner: Choices::select("owner", "Titolare")
            .help("La chiave può al massimo ciò che può il titolare, in ogni momento.")
            .choices(owners)
            .required()
            .from(form),
        grants: Choices::check("grants", "Che cosa può fare")
            .help("Solo ciò che serve: una chiave che legge non deve poter caricare.")
            .choices(offered(&actor.rights))
            .from(form),
        services: (!names.is_empty()).then(|| services(names, form)),
    }
}

fn services(names: &Names, form: &Typed) -> Choices {
    let all = names.iter();
    Choices::check("services", "Solo per questi servizi")
        .help("Nessuno scelto: tutti, anche quelli futuri. La riconciliazione riguarda sempre tutto l’ente.")
        .choices(all.map(|(code, name)| (code.as_str(), name.as_str())))
        .from(form)
}

/// Nobody gives what they may not do themselves.
fn offered(rights: &Rights) -> impl Iterator<Item = (&'static str, String)> {
    let mine = grantable().into_iter().filter(|one| rights.may(*one));
    mine.map(|one| (one.name(), words::right(one)))
}

/// What was asked, read and allowed.
struct Chosen {
    form: EventId,
    label: KeyLabel,
    owner: Owner,
    grants: Vec<Grant>,
}

/// `POST /panel/access/keys`: the only answer that shows the key. The same form again makes no second
/// key and shows nothing.
pub(super) async fn create(
    State(deps): State<KeysDeps>,
    asker: Asker,
    mut form: Typed,
) -> Result<Response, PageError> {
    let actor = &asker.actor;
    let Some(chosen) = read(&deps, actor, &mut form).await? else {
        let page = page(&deps, actor, &form).await?;
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(page)).into_response());
    };
    let secret = deps.new_secret(chosen.owner);
    let key = ApiKey::new(&secret, chosen.label, chosen.grants, deps.making(actor));
    let (id, made) = (key.id.to_string(), key.clone());
    let tx = forms::used(Tx::new(), &actor.tenant, &chosen.form, &id, key.created_at);
    let event = deps.event(&asker, Act::KeyCreated, Object::api_key(&key.id));
    let tx = api_keys::put_new(tx, key).put_new(&event);
    if let Err(error) = deps.table.commit(tx).await {
        let before = forms::made_before(&error).and_then(|id| KeyId::parse(&id).ok());
        let before = before.ok_or_else(|| tx_fault(error))?;
        return detail::made_before(&deps, actor, &before).await;
    }
    Ok(shown::page(actor, &secret, &made))
}

async fn read(deps: &KeysDeps, actor: &Actor, form: &mut Typed) -> Result<Option<Chosen>, Fault> {
    let label = form.parse("label", KeyLabel::parse);
    let owner = form.parse("owner", |text| Owner::parse(text).map_err(|_| NO_OWNER));
    let id = EventId::parse(form.value("form")).ok();
    let id = id.filter(|id| forms::is_fresh(id, deps.clock.now()));
    if id.is_none() {
        form.reject(
            "label",
            "Il modulo è rimasto aperto troppo a lungo: invialo di nuovo.",
        );
    }
    let held = match &owner {
        Some(owner) => deps.rights_of(actor, owner).await?,
        None => None,
    };
    if owner.is_some() && held.is_none() {
        form.reject("owner", NO_OWNER);
    }
    let grants = held.and_then(|held| grants(deps, actor, &held, form));
    let (Some(form), Some(label), Some(owner), Some(grants)) = (id, label, owner, grants) else {
        return Ok(None);
    };
    Ok(Some(Chosen {
        form,
        label,
        owner,
        grants,
    }))
}

const NO_OWNER: &str =
    "Scegli chi è titolare della chiave, tra le persone e le applicazioni attive.";

/// What was ticked, cut to what the owner and whoever gives it may do.
fn grants(deps: &KeysDeps, actor: &Actor, owner: &Rights, form: &mut Typed) -> Option<Vec<Grant>> {
    let ticked: Vec<_> = form
        .values("grants")
        .filter_map(Permission::parse)
        .collect();
    if ticked.is_empty() {
        form.reject("grants", "Scegli almeno un permesso.");
        return None;
    }
    let now = deps.clock.now();
    let wanted = wanted(&ticked, form)?;
    let of_owner = effective(&wanted, owner, now);
    let of_both = effective(&of_owner.all(), &actor.rights, now);
    if let Some(missing) = ticked.iter().find(|one| !of_both.may(**one)) {
        let words = words::right(*missing);
        form.reject(
            "grants",
            format!("Il titolare non ha questo permesso: {words}."),
        );
        return None;
    }
    Some(of_both.all())
}

/// Each right on the chosen services, or on all.
fn wanted(ticked: &[Permission], form: &mut Typed) -> Option<Vec<Grant>> {
    let services = form.values("services").map(ServiceCode::parse);
    let Ok(services) = services.collect::<Result<BTreeSet<_>, _>>() else {
        form.reject("services", "Scegli i servizi dall’elenco.");
        return None;
    };
    let scope = match services.is_empty() {
        true => Scope::default(),
        false => Scope::of_services(services),
    };
    let grants = ticked
        .iter()
        .map(|one| Grant::new(*one, scope.clone(), None).map_err(|_| *one));
    match grants.collect() {
        Ok(grants) => Some(grants),
        Err(one) => {
            let words = words::right(one);
            let why = format!("Riguarda tutto l’ente, non singoli servizi: {words}.");
            form.reject("services", why);
            None
        }
    }
}

impl KeysDeps {
    /// The organisation's services by name: 1 request.
    pub(super) async fn services(&self, actor: &Actor) -> Result<Box<Names>, Fault> {
        let found = catalogue::read(&self.table, &actor.tenant).await;
        Ok(found.map_err(table_fault)?.into_boxed_slice())
    }

    pub(super) fn new_form(&self) -> EventId {
        EventId::mint(self.clock.as_ref(), self.dice.as_ref())
    }

    pub(super) fn new_secret(&self, owner: Owner) -> ApiKeySecret {
        let dice = self.dice.as_ref();
        ApiKeySecret::new(KeyId::new(owner, dice::bytes(dice)), dice::bytes(dice))
    }

    fn making(&self, actor: &Actor) -> Making {
        Making {
            tenant: actor.tenant.clone(),
            tenant_name: actor.tenant_name.clone(),
            by: actor.id.to_string(),
            at: self.clock.now(),
        }
    }

    async fn rights_of(&self, actor: &Actor, owner: &Owner) -> Result<Option<Rights>, Fault> {
        let owner = api_keys::owner(&self.table, owner).await;
        let owner = owner.map_err(table_fault)?;
        Ok(owner.and_then(|owner| owner.rights(&actor.tenant, self.clock.now())))
    }
}

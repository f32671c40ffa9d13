//! `POST …/debtpositions`: a new position.

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use http::StatusCode;
use kernel::event::PositionChange;
use kernel::ids::ServiceCode;
use platform::table::Tx;

use super::unwritten;
use crate::domain::position::{
    CreateRefusal, DebtPosition, Draft, Invalid, Origin, PublishRefusal, create, service_of,
};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::{self, Content, PositionBody};
use crate::routes::gpd::caller::is_own;
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{
    Entry, FORBIDDEN, GpdError, NOT_PUBLISHABLE, PUBLISH_DUE_BEFORE_VALIDITY,
    PUBLISH_DUE_DATE_MISMATCH, PUBLISH_VALIDITY_DATE_MISMATCH, Problem, RESERVED_METADATA,
    UNIQUE_VIOLATION,
};
use crate::routes::gpd::view::PositionModel;
use crate::store::positions::{WriteError, tell, write};

const TOO_LARGE: &str =
    "The debt position is too large: fewer or shorter texts and metadata are needed";

/// 1 transaction.
pub async fn make(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<(StatusCode, Json<PositionModel>), GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let content = body::read::<PositionBody>(&bytes)?.content(&actor.tenant)?;
    let made = made(&deps, &actor, content, publish).await?;
    Ok((StatusCode::CREATED, Json(PositionModel::from(&made))))
}

/// Makes a position, whatever the form in which it was told.
pub async fn made(
    deps: &GpdDeps,
    actor: &Actor,
    content: Content,
    publish: bool,
) -> Result<DebtPosition, GpdError> {
    let settings = deps.creditor(actor).await?;
    let draft = draft(actor, &settings, content, None)?;
    let iupd = draft.iupd.to_string();
    let position = create(draft, publish, deps.now());
    let position = position.map_err(|refusal| told_create(refusal, &settings, &iupd))?;
    may_write(actor, &settings, &position)?;
    write_new(deps, &settings, &position).await
}

/// Whether the caller may write the position so: each of the body's own shares is for a service that it reaches,
/// and the whole is not larger than what can be kept.
pub fn may_write(
    actor: &Actor,
    settings: &CreditorSettings,
    position: &DebtPosition,
) -> Result<(), GpdError> {
    let services = actor.scope(Permission::PositionsWrite).services(false);
    let mut own = position
        .installments()
        .flat_map(|part| &part.transfers)
        .filter(|transfer| transfer.is_own(&position.creditor));
    let reached = position.is_within(&services)
        && own.all(|transfer| {
            let preferred = |code: &ServiceCode| services.has(code);
            services.has(&service_of(settings, &transfer.category, preferred))
        });
    if !reached {
        return Err(FORBIDDEN.of(&position.creditor, &position.iupd).into());
    }
    match write::fits(position)? {
        true => Ok(()),
        false => Err(Problem::data(TOO_LARGE).into()),
    }
}

async fn write_new(
    deps: &GpdDeps,
    settings: &CreditorSettings,
    position: &DebtPosition,
) -> Result<DebtPosition, GpdError> {
    let by = (&*deps.clock, &*deps.dice);
    let told = tell(Tx::new(), settings, position, PositionChange::Created, by);
    let stored = write::create(&deps.table, position, told).await;
    stored.map_err(|error| match error {
        WriteError::NumberTaken(_) | WriteError::IupdTaken => UNIQUE_VIOLATION
            .of(&position.creditor, &position.iupd)
            .into(),
        other => unwritten(other),
    })
}

/// The draft that a body says, where its numbers are the creditor's own and the creditor still begins
/// anything new. One that is written over `before` stays with its service as long as that fits.
pub fn draft(
    actor: &Actor,
    settings: &CreditorSettings,
    content: Content,
    before: Option<&DebtPosition>,
) -> Result<Draft, Problem> {
    let mut parts = content.options.iter().flat_map(|o| &o.installments);
    if settings.retired_at.is_some() || !parts.all(|part| is_own(settings, &part.nav)) {
        return Err(FORBIDDEN.of(&actor.tenant, &content.iupd));
    }
    let mut parts = content.options.iter().flat_map(|o| &o.installments);
    let category = parts.find_map(|part| part.transfers.first());
    let category = category.map_or("", |transfer| transfer.category.as_str());
    Ok(Draft {
        creditor: actor.tenant.clone(),
        iupd: content.iupd,
        debtor: content.debtor,
        company_name: content.company_name,
        office_name: content.office_name,
        service: service(actor, settings, category, before),
        options: content.options,
        origin: Origin::Api,
        pay_stand_in: content.pay_stand_in,
    })
}

/// Several services of a catalogue may have the same taxonomy code: that of the position before, else one that the
/// caller reaches, else the first.
fn service(
    actor: &Actor,
    settings: &CreditorSettings,
    category: &str,
    before: Option<&DebtPosition>,
) -> ServiceCode {
    let known = before.and_then(|before| settings.service(&before.service));
    if let Some(known) = known.filter(|known| known.taxonomy == category) {
        return known.code.clone();
    }
    let reached = actor.scope(Permission::PositionsWrite).services(false);
    service_of(settings, category, |code| reached.has(code))
}

/// What GPD says where a position can not be made.
pub fn told_create(refusal: CreateRefusal, settings: &CreditorSettings, iupd: &str) -> Problem {
    match refusal {
        CreateRefusal::Invalid(invalid) => told_invalid(&invalid),
        CreateRefusal::Publish(refusal) => told_publish(refusal).of(&settings.fiscal_code, iupd),
    }
}

/// What GPD says of content that contradicts itself.
pub fn told_invalid(invalid: &Invalid) -> Problem {
    match invalid {
        Invalid::ReservedMetadata => RESERVED_METADATA.of("", ""),
        other => Problem::data(other.to_string()),
    }
}

/// What GPD says where a position can not be published.
pub fn told_publish(refusal: PublishRefusal) -> Entry {
    match refusal {
        PublishRefusal::AlreadyDone | PublishRefusal::State(_) => NOT_PUBLISHABLE,
        PublishRefusal::Validity => PUBLISH_VALIDITY_DATE_MISMATCH,
        PublishRefusal::DueDate => PUBLISH_DUE_DATE_MISMATCH,
        PublishRefusal::DueBeforeValidity => PUBLISH_DUE_BEFORE_VALIDITY,
    }
}

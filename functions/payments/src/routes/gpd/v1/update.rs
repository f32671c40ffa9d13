//! `PUT …/debtpositions/{iupd}`: a position written anew. `DELETE`: a position taken away.

use access::{Actor, Permission};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use kernel::event::PositionChange;
use platform::table::Tx;

use super::create::{draft, may_write, told_invalid, told_publish};
use super::{TRIES_MAX, one_plan_at_most, unwritten};
use crate::domain::position::{
    By, Changed, DebtPosition, DeleteRefusal, Draft, UpdateRefusal, delete, keep_ways, update,
};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::body::{self, Content, PositionBody};
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{
    Entry, GpdError, NO_TRANSFER_FOR_FEE, NOT_UPDATABLE, OF_AN_IMPORT, PAYMENT_FOUND, Problem,
    UNIQUE_VIOLATION,
};
use crate::routes::gpd::view::PositionModel;
use crate::routes::gpd::{GpdDeps, bulk};
use crate::store::bulks::act::Act;
use crate::store::bulks::run::{self, BulkError, Order};
use crate::store::positions::{WriteError, tell, write};

const DELETED: &str = "The debt position was successfully deleted";

/// 2 requests and 1 transaction; without the transaction where nothing would change.
pub async fn rewrite(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<Json<PositionModel>, GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let content = body::read::<PositionBody>(&bytes)?.content(&actor.tenant)?;
    let asked = (iupd.as_str(), content, publish);
    let after = written(&deps, &actor, asked, fitted).await?;
    Ok(Json(PositionModel::from(&after)))
}

/// What v1 says over a position that may have been made by v3: what v1 has no words for stays as it is.
pub fn fitted(before: &DebtPosition, mut content: Content) -> Result<Content, Problem> {
    one_plan_at_most(before)?;
    keep_ways(before, &mut content.options);
    Ok(content)
}

/// Writes a position anew, whatever the form in which it was told, with what `fit` makes of that, unless it has something
/// against it.
pub async fn written(
    deps: &GpdDeps,
    actor: &Actor,
    (iupd, content, publish): (&str, Content, bool),
    fit: impl Fn(&DebtPosition, Content) -> Result<Content, Problem>,
) -> Result<DebtPosition, GpdError> {
    if content.iupd.as_str() != iupd {
        let told = &content.iupd;
        return Err(Problem::data(format!(
            "IUPD mistmatch error: path variable IUPD [{iupd}] and request body IUPD [{told}] must be the same"
        ))
        .into());
    }
    let settings = deps.creditor(actor).await?;
    for _ in 0..TRIES_MAX {
        let need = Permission::PositionsWrite;
        let before = deps.by_iupd(actor, iupd, need).await?;
        let content = fit(&before, content.clone())?;
        let draft = draft(actor, &settings, content, Some(&before))?;
        let written = replace(deps, (actor, &settings), &before, (draft, publish)).await?;
        if let Some(after) = written {
            return Ok(after);
        }
    }
    Err(Problem::busy().into())
}

/// One try; `None` where somebody else was faster.
async fn replace(
    deps: &GpdDeps,
    (actor, settings): (&Actor, &CreditorSettings),
    before: &DebtPosition,
    (draft, publish): (Draft, bool),
) -> Result<Option<DebtPosition>, GpdError> {
    let (cf, iupd) = (&actor.tenant, &before.iupd);
    let name = actor.id.to_string();
    let by = By {
        actor: &name,
        at: deps.now(),
    };
    let changed = update(before, draft, publish, by);
    let changed = changed.map_err(|refusal| told_update(refusal, before))?;
    may_write(actor, settings, &changed.after)?;
    if is_same(before, &changed.after) {
        return Ok(Some(before.clone()));
    }
    let stored = deps.write_change(settings, before, &changed, PositionChange::Updated);
    match stored.await {
        Ok(done) => Ok(done.map(|()| changed.after)),
        Err(WriteError::NumberTaken(_)) => Err(UNIQUE_VIOLATION.of(cf, iupd).into()),
        Err(WriteError::TooLarge) => in_two_phases(deps, (settings, &name), before, changed).await,
        Err(other) => Err(unwritten(other)),
    }
}

/// A long plan with other numbers is more than one transaction holds: it is written as a bulk of one. 1 transaction to
/// hold it, 1 to decide.
async fn in_two_phases(
    deps: &GpdDeps,
    (settings, actor): (&CreditorSettings, &str),
    before: &DebtPosition,
    changed: Changed,
) -> Result<Option<DebtPosition>, GpdError> {
    let chance = (&*deps.clock, &*deps.dice);
    let after = changed.after.clone();
    let before = before.clone();
    let order = Order {
        creditor: &settings.fiscal_code,
        actor,
        with: tell(Tx::new(), settings, &after, PositionChange::Updated, chance),
        acts: vec![Act::Replace { before, changed }],
    };
    match run::write(&deps.table, order, chance.0, chance.1).await {
        Ok(()) => Ok(Some(after)),
        Err(BulkError::Taken(_)) => Err(UNIQUE_VIOLATION
            .of(&settings.fiscal_code, &after.iupd)
            .into()),
        Err(BulkError::Stale | BulkError::Aborted) => Ok(None),
        Err(other) => Err(bulk::unwritten(other)),
    }
}

/// What GPD says where a position can not be written anew.
pub fn told_update(refusal: UpdateRefusal, before: &DebtPosition) -> Problem {
    let (cf, iupd) = (&before.creditor, &before.iupd);
    match refusal {
        UpdateRefusal::State(_) => NOT_UPDATABLE.of(cf, iupd),
        UpdateRefusal::Invalid(invalid) => told_invalid(&invalid),
        UpdateRefusal::NoTransferForFee => NO_TRANSFER_FOR_FEE.of(cf, iupd),
        UpdateRefusal::Publish(refusal) => told_publish(refusal).of(cf, iupd),
    }
}

/// What GPD says where a position can not be taken away.
pub fn told_delete(refusal: DeleteRefusal) -> Entry {
    match refusal {
        DeleteRefusal::HasPayments => PAYMENT_FOUND,
        DeleteRefusal::OfAnImport => OF_AN_IMPORT,
    }
}

/// Whether a position says what it said: the same update once more changes nothing.
pub fn is_same(before: &DebtPosition, after: &DebtPosition) -> bool {
    let like_before = DebtPosition {
        version: before.version,
        updated_at: before.updated_at,
        published_at: before.published_at,
        ..after.clone()
    };
    like_before == *before
}

/// 2 requests and 1 transaction.
pub async fn remove(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Path((_, iupd)): Path<(String, String)>,
) -> Result<Json<&'static str>, GpdError> {
    let settings = deps.creditor(&actor).await?;
    for _ in 0..TRIES_MAX {
        let need = Permission::PositionsWrite;
        let before = deps.by_iupd(&actor, &iupd, need).await?;
        let name = actor.id.to_string();
        let by = By {
            actor: &name,
            at: deps.now(),
        };
        let deleted = delete(&before, by);
        let deleted = deleted.map_err(|refusal| told_delete(refusal).of(&actor.tenant, &iupd))?;
        let chance = (&*deps.clock, &*deps.dice);
        let change = PositionChange::Deleted;
        let told = tell(Tx::new(), &settings, &deleted.told(), change, chance);
        match write::delete(&deps.table, &before, &deleted, told).await {
            Ok(()) => return Ok(Json(DELETED)),
            Err(WriteError::VersionLost) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

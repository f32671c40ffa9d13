//! `PUT …/debtpositions`: positions written anew.

use access::{Actor, Permission};
use axum::body::Bytes;
use axum::extract::{Query, State};
use http::StatusCode;
use kernel::event::PositionChange;
use kernel::ids::Iupd;
use platform::table::Tx;

use super::create::taken;
use super::{TRIES_MAX, body, placed, unwritten};
use crate::domain::position::{By, Changed, DebtPosition, update};
use crate::domain::settings::CreditorSettings;
use crate::routes::gpd::GpdDeps;
use crate::routes::gpd::body::Content;
use crate::routes::gpd::caller::{is_own, reaches};
use crate::routes::gpd::paging::Parameters;
use crate::routes::gpd::problem::{FORBIDDEN, GpdError, NOT_FOUND, Problem};
use crate::routes::gpd::v1::create::draft;
use crate::routes::gpd::v1::one_plan_at_most;
use crate::routes::gpd::v1::update::{is_same, told_update};
use crate::store::bulks::act::Act;
use crate::store::bulks::read::by_iupds;
use crate::store::bulks::run::{self, BulkError, Order};
use crate::store::positions::tell_all;

/// 2 requests, 1 transaction where they fit it (up to 48), else 1 for each 49 and 1; none where nothing
/// would change.
pub async fn write(
    State(deps): State<GpdDeps>,
    actor: Actor,
    Query(asked): Query<Vec<(String, String)>>,
    bytes: Bytes,
) -> Result<StatusCode, GpdError> {
    let publish = Parameters::new(asked).flag("toPublish")?;
    let contents = body::positions(&bytes, &actor.tenant)?;
    let settings = deps.creditor(&actor).await?;
    for _ in 0..TRIES_MAX {
        let iupds: Vec<Iupd> = contents
            .iter()
            .map(|content| content.iupd.clone())
            .collect();
        let before = deps.all_of(&actor, &iupds).await?;
        let who = (&actor, &*settings);
        let acts = decided(&deps, who, (&before, &contents), publish)?;
        if acts.is_empty() {
            return Ok(StatusCode::OK);
        }
        let name = actor.id.to_string();
        let order = order(&deps, (&settings, &name), acts);
        match run::write(&deps.table, order, &*deps.clock, &*deps.dice).await {
            Ok(()) => return Ok(StatusCode::OK),
            Err(BulkError::Taken(place)) => return Err(taken(&before, place).into()),
            Err(BulkError::Stale | BulkError::Aborted) => {}
            Err(other) => return Err(unwritten(other)),
        }
    }
    Err(Problem::busy().into())
}

impl GpdDeps {
    /// The positions with these ids, all of them, for who may write them: 2 requests.
    pub(super) async fn all_of(
        &self,
        actor: &Actor,
        iupds: &[Iupd],
    ) -> Result<Vec<DebtPosition>, GpdError> {
        let settings = self.creditor(actor).await?;
        let cf = &actor.tenant;
        let found = by_iupds(&self.table, cf, iupds).await?;
        let mut all = Vec::with_capacity(iupds.len());
        for (place, (iupd, found)) in iupds.iter().zip(found).enumerate() {
            let reached = found.filter(|one| reaches(actor, one, Permission::PositionsWrite));
            let unknown = || placed(NOT_FOUND.of(cf, iupd), place, iupd.as_str());
            let position = reached.ok_or_else(unknown)?;
            if !position
                .installments()
                .all(|part| is_own(&settings, &part.nav))
            {
                return Err(placed(FORBIDDEN.of(cf, iupd), place, iupd.as_str()).into());
            }
            all.push(position);
        }
        Ok(all)
    }
}

fn decided(
    deps: &GpdDeps,
    (actor, settings): (&Actor, &CreditorSettings),
    (before, contents): (&[DebtPosition], &[Content]),
    publish: bool,
) -> Result<Vec<Act>, Problem> {
    let mut acts = Vec::with_capacity(before.len());
    for (place, (before, content)) in before.iter().zip(contents).enumerate() {
        let changed = changed(deps, (actor, settings), (before, content), publish);
        let changed = changed.map_err(|problem| placed(problem, place, before.iupd.as_str()))?;
        acts.push(Act::Replace {
            before: before.clone(),
            changed,
        });
    }
    // The same update once more changes nothing.
    let changes = |act: &Act| match act {
        Act::Replace { before, changed } => !is_same(before, &changed.after),
        Act::Create { .. } | Act::Remove { .. } => true,
    };
    match acts.iter().any(changes) {
        true => Ok(acts),
        false => Ok(Vec::new()),
    }
}

fn changed(
    deps: &GpdDeps,
    (actor, settings): (&Actor, &CreditorSettings),
    (before, content): (&DebtPosition, &Content),
    publish: bool,
) -> Result<Changed, Problem> {
    one_plan_at_most(before)?;
    let draft = draft(actor, settings, content.clone())?;
    let name = actor.id.to_string();
    let by = By {
        actor: &name,
        at: deps.now(),
    };
    let (cf, iupd) = (&actor.tenant, &before.iupd);
    let changed =
        update(before, draft, publish, by).map_err(|refusal| told_update(refusal, before))?;
    match reaches(actor, &changed.after, Permission::PositionsWrite) {
        true => Ok(changed),
        false => Err(FORBIDDEN.of(cf, iupd)),
    }
}

fn order<'a>(
    deps: &GpdDeps,
    (settings, actor): (&'a CreditorSettings, &'a str),
    acts: Vec<Act>,
) -> Order<'a> {
    let after = |act: &Act| match act {
        Act::Replace { changed, .. } => changed.after.clone(),
        Act::Create { .. } | Act::Remove { .. } => act.anchor().clone(),
    };
    let after: Vec<DebtPosition> = acts.iter().map(after).collect();
    let each: Vec<&DebtPosition> = after.iter().collect();
    let by = (&*deps.clock, &*deps.dice);
    Order {
        creditor: &settings.fiscal_code,
        actor,
        with: tell_all(Tx::new(), settings, &each, PositionChange::Updated, by),
        acts,
    }
}

//! Everything that is known of a position: itself, receipts, history, flows, bank.

use std::collections::BTreeSet;

use access::{Actor, Permission};
use futures::future::try_join_all;
use jiff::civil::Date;
use kernel::notice::NoticeNumber;
use kernel::time::rome_date;
use platform::table::TableError;

use super::PositionsDeps;
use crate::domain::life::{AtBank, InFlow, LifeInput, Step, life, life_of_part};
use crate::domain::position::Installment;
use crate::store::bank_lines;
use crate::store::dossier::{self, Dossier};

/// Flows of one position whose bank lines are looked for: one for each part that is reported.
const FLOWS_MAX: usize = 8;

pub(super) struct Whole {
    pub dossier: Dossier,
    pub lines: Vec<AtBank>,
    pub today: Date,
}

impl PositionsDeps {
    /// What the actor reaches: 1 query, and 1 for each flow that reported a part, in parallel; for a plan also what
    /// [`dossier::read`] says.
    pub(super) async fn whole(
        &self,
        actor: &Actor,
        nav: &NoticeNumber,
    ) -> Result<Option<Whole>, TableError> {
        let Some(mut dossier) = dossier::read(&self.table, &actor.tenant, nav).await? else {
            return Ok(None);
        };
        dossier.position = dossier.position.at(self.clock.now()).into_owned();
        let services = actor.scope(Permission::PositionsRead).services(false);
        if !dossier.position.is_within(&services) {
            return Ok(None);
        }
        let flows: BTreeSet<_> = dossier.reported.iter().map(|r| &r.flow_id).collect();
        let flows = flows.into_iter().take(FLOWS_MAX);
        let looks = flows.map(|flow| bank_lines::at_bank(&self.table, &actor.tenant, flow));
        let lines = try_join_all(looks)
            .await?
            .into_iter()
            .flat_map(|at| at.lines);
        let lines = lines.map(|line| AtBank {
            flow: line.flow_id,
            statement: line.statement,
            row: line.row,
            on: line.accounting_date,
            verdict: line.verdict,
        });
        Ok(Some(Whole {
            lines: lines.collect(),
            dossier,
            today: rome_date(self.clock.now()),
        }))
    }
}

impl Whole {
    /// The steps of the position, then those of this part.
    pub(super) fn life(&self, part: &Installment) -> Vec<Step> {
        let of_part = self.dossier.reported.iter().filter(|r| r.nav == part.nav);
        let flows: Vec<InFlow> = of_part
            .map(|reported| InFlow {
                flow: reported.flow_id.clone(),
                at: reported.at,
            })
            .collect();
        let told = LifeInput {
            receipts: &self.dossier.receipts,
            flows: &flows,
            lines: &self.lines,
            today: self.today,
        };
        let mut steps = life(&self.dossier.position).to_vec();
        steps.extend(life_of_part(&self.dossier.position, part, told));
        steps
    }
}

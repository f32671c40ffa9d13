//! The demo records: what a newcomer finds at the first start of a data folder.

use std::path::Path;

use access::Role;
use access::domain::email::Email;
use access::domain::invitation::{Call, Invitation, LIFE_DAYS};
use access::jobs::letters::order_invitation;
use access::store::invitations;
use anyhow::Context;
use jiff::{SignedDuration, ToSpan};
use kernel::ids::InvitationId;
use kernel::time::{Clock, rome_date};
use platform::table::Tx;
use setup::Tenants;
use setup::domain::tenants::Creditor;

use super::plans;
use super::running::Stack;
use crate::demo::{Api, DuesFile, Outsider, Progress, tell};

/// Days until the dues of the sample are due, where they have no date of their own.
const DUE_DAYS: i64 = 60;

/// Publishes the sample dues, has some of them paid and matched: once for a data folder. It goes
/// through the machine API, so a start that was cut off is continued by the next.
pub(super) async fn make(stack: &Stack, tenants: &Tenants) -> anyhow::Result<()> {
    let folder = stack.data().join("demo");
    let done = folder.join("made");
    if done.exists() {
        return Ok(());
    }
    let creditor = tenants.creditors.first();
    let creditor = creditor.context("the tenants file has no creditor")?;
    tell_sample(stack, creditor, &folder).await?;
    plans::make(stack, creditor, tenants.creditors.get(1)).await?;
    invite(stack, creditor).await?;
    std::fs::write(done, "")?;
    Ok(())
}

async fn tell_sample(stack: &Stack, creditor: &Creditor, folder: &Path) -> anyhow::Result<()> {
    let code = creditor.fiscal_code.as_str();
    let key = stack.local_json.key_of(code);
    let service = creditor.services.first();
    let today = rome_date(stack.clock.now());
    let outsider = Outsider {
        api: &Api::new(&stack.url, code, key.unwrap_or_default()),
        dues: &DuesFile::sample(today)?,
        service: service.map(|service| service.code.as_str()),
        due_date: today.saturating_add(DUE_DAYS.days()),
        progress: &Progress::hidden(),
    };
    tell(&outsider, folder).await?;
    Ok(())
}

/// Two people who are invited to the first creditor: one whose mails lie in the mail folder, one who
/// let the link expire.
async fn invite(stack: &Stack, creditor: &Creditor) -> anyhow::Result<()> {
    let now = stack.clock.now();
    let past = now.checked_sub(SignedDuration::from_hours(24 * (LIFE_DAYS + 1)))?;
    let parts = &stack.parts;
    let chance = (parts.clock.as_ref(), parts.dice.as_ref());
    for (email, role, at) in [
        ("ivo.celesti@valdorra.example", Role::Secretary, now),
        ("lia.ambra@valdorra.example", Role::Viewer, past),
    ] {
        let email = Email::parse(email)?;
        let found =
            invitations::of_address(&parts.job_table, &creditor.fiscal_code, &email).await?;
        if found.is_some() {
            continue;
        }
        let call = Call {
            tenant: creditor.fiscal_code.clone(),
            tenant_name: creditor.name.clone(),
            email,
            name: None,
            role,
            by: "demo".to_owned(),
        };
        let invitation = Invitation::new(InvitationId::mint(chance.0, chance.1), call, at);
        let tx = invitations::put(Tx::new(), &invitation, None);
        parts
            .job_table
            .commit(order_invitation(tx, &invitation, chance))
            .await?;
    }
    Ok(())
}
